//! One item: what it says, its versions, who cites it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::CurationError;
use crate::domain::bench::{GapKey, SavedQuery};
use crate::domain::curation::{Item, ItemKey, Version, VersionState};
use crate::domain::proposing::Ground;
use crate::domain::{AiTask, Curate, StaffId};
use crate::service::knowledge::{Problem, checked_body};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::CitedBy;

/// An item as its page shows it.
#[derive(Debug, Clone)]
pub struct ItemView {
    /// The item.
    pub item: Item,
    /// Its versions, newest first.
    pub versions: Vec<Version>,
    /// What is wrong with the open version.
    pub problems: Vec<Problem>,
    /// What of its versions a model had proposed, by their numbers.
    pub grounds: BTreeMap<u32, Vec<Ground>>,
    /// Who cites it.
    pub cited: CitedBy,
    /// The bench's saved queries that expect it.
    pub expected: Vec<SavedQuery>,
    /// The gaps for which it was begun.
    pub gaps: Vec<GapKey>,
    /// Whom it can be given to, by name.
    pub curators: Vec<(StaffId, String)>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
    /// The day of the service.
    pub today: NaiveDate,
}

impl ItemView {
    /// The open version.
    pub fn open(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.state.open())
    }

    /// The version in force.
    pub fn in_force(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.state == VersionState::InForce)
    }

    /// The version that a page shows: what is in force, or the newest when nothing is.
    pub fn shown(&self) -> Option<&Version> {
        self.in_force().or_else(|| self.open()).or_else(|| self.versions.first())
    }

    /// The version that a form begins with: the open one, one that was sent back, or what is in force.
    pub fn editable(&self) -> Option<&Version> {
        let refused = |version: &&Version| {
            version.state == VersionState::Refused && self.item.stage == Some(VersionState::Refused)
        };
        self.open().or_else(|| self.versions.first().filter(refused)).or_else(|| self.shown())
    }

    /// The version of that number.
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// The version with which another is compared: the one that was in force before it, or simply the one before.
    pub fn before(&self, number: u32) -> Option<&Version> {
        let earlier = || self.versions.iter().filter(|version| version.number < number);
        let was = |version: &&Version| {
            matches!(version.state, VersionState::InForce | VersionState::Superseded | VersionState::Withdrawn)
        };
        earlier().find(was).or_else(|| earlier().next())
    }
}

impl Service {
    /// An item with everything about it.
    ///
    /// # Errors
    /// [`CurationError::NoItem`], or the database's.
    pub async fn curated_item(&self, may: &May<Curate>, key: &ItemKey) -> Result<ItemView, ServiceError> {
        let store = &self.parts.store;
        let (item, versions, grounds, cited, queries, gaps, curators, names) = tokio::try_join!(
            async { Ok(store.item(key).await?) },
            async { Ok(store.item_versions(key).await?) },
            async { Ok(store.grounds_of(key).await?) },
            async { Ok(store.cited_by(key).await?) },
            async { Ok(store.bench_queries().await?) },
            async { Ok(store.gaps_of(key).await?) },
            self.curators(may),
            async { Ok::<_, ServiceError>(self.staff_names().await?) },
        )?;
        let item = item.ok_or(CurationError::NoItem)?;
        let open = versions.iter().find(|version| version.state.open());
        let problems = open.map(|version| problems(key, &version.body)).unwrap_or_default();
        let expects = |saved: &SavedQuery| saved.query.kind == key.kind && saved.query.expected.contains(&key.id);
        let expected = queries.into_iter().filter(expects).collect();
        let today = self.parts.clock.today();
        Ok(ItemView { item, versions, problems, grounds, cited, expected, gaps, curators, names, today })
    }

    /// The kind of task that people call by that name, or that already is its name.
    pub fn task_of(&self, name: &str) -> String {
        let knowing = self.knowing();
        let found = knowing.knowledge.playbooks.iter().find(|playbook| playbook.name == name);
        found.map_or_else(|| name.to_owned(), |playbook| playbook.task.as_str().to_owned())
    }

    /// What people call a kind of task; its own name when there is no other.
    pub fn name_of_task(&self, task: &str) -> String {
        let knowing = self.knowing();
        let named = |known: &AiTask| known.as_str() == task;
        let found = knowing.knowledge.playbooks.iter().find(|playbook| named(&playbook.task));
        found.map_or_else(|| task.to_owned(), |playbook| playbook.name.clone())
    }

    /// The day of the service.
    pub fn today(&self) -> NaiveDate {
        self.parts.clock.today()
    }
}

/// What is wrong with what an item says.
pub(super) fn problems(key: &ItemKey, body: &Value) -> Vec<Problem> {
    checked_body(key.kind, &key.id, body.clone()).err().unwrap_or_default()
}
