//! A run of all saved queries, kept with what it was run on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Figures, NewQuery, QueryId, SearchSettings};
use crate::domain::StaffId;

/// An item that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// How well it matches.
    pub score: f32,
}

/// What came of one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunQuery {
    /// Which.
    pub id: QueryId,
    /// As it was asked.
    pub query: NewQuery,
    /// What was found, best first, at most k.
    pub found: Vec<Placed>,
    /// How good that is; nothing when nothing is expected.
    pub figures: Option<Figures>,
}

impl RunQuery {
    /// What came of a query.
    pub fn new(id: QueryId, query: NewQuery, found: Vec<Placed>, k: usize) -> Self {
        let ids: Vec<String> = found.iter().map(|placed| placed.id.clone()).collect();
        let figures = Figures::of(&ids, &query.expected, k);
        Self { id, query, found, figures }
    }

    /// The expected items that were not found.
    pub fn missed(&self) -> impl Iterator<Item = &String> {
        self.query.expected.iter().filter(|id| self.found.iter().all(|placed| placed.id != **id))
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its number, counted from 1; 0 before it is kept.
    pub number: u32,
    /// Who ran it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the settings.
    pub settings_number: u32,
    /// The settings.
    pub settings: SearchSettings,
    /// The version of the index that served.
    pub index_version: String,
    /// Documents in it.
    pub points: usize,
    /// What came of every query.
    pub queries: Vec<RunQuery>,
}

impl Run {
    /// The means over all queries that expect something.
    pub fn mean(&self) -> Option<Figures> {
        let all: Vec<Figures> = self.queries.iter().filter_map(|query| query.figures).collect();
        Figures::mean(&all)
    }
}
