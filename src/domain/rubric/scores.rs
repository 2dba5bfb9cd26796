//! What is known of each criterion: the score, how good the evidence is, or that the owner does not know.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CriterionId, KnockOutId};

/// How good the evidence for a score is (rubric.md part 4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Said, and nothing more.
    #[default]
    E1,
    /// A photo or a paper.
    E2,
    /// Seen on the spot, or data.
    E3,
}

/// The score of one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to 3.
    pub value: u8,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Everything that the rubric needs to know; a criterion that is missing has not been asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scores {
    /// Scores by criterion.
    pub known: BTreeMap<CriterionId, Score>,
    /// Criteria to which the owner answered 不清楚: they are not asked again.
    pub unknown: BTreeSet<CriterionId>,
    /// Knock-outs that an answer triggered.
    pub knock_outs: BTreeSet<KnockOutId>,
}

impl Scores {
    /// The score of a criterion, when known.
    pub fn value(&self, id: &CriterionId) -> Option<u8> {
        self.known.get(id).map(|s| s.value)
    }

    /// True when there is nothing more to hear about a criterion.
    pub fn settled(&self, id: &CriterionId) -> bool {
        self.known.contains_key(id) || self.unknown.contains(id)
    }
}
