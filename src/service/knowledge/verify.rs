//! Proves that the index holds what the database says is in force, and mends it.

use std::collections::HashMap;

use super::index::KINDS;
use crate::domain::{AuditNote, Curate};
use crate::retrieval::DocKey;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::Mark;

/// How often it is looked again when the knowledge changed meanwhile.
const ROUNDS: usize = 3;

/// How index and database compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexCheck {
    /// False when nothing serves, or what serves was built by another form, glossary or model.
    pub built: bool,
    /// Documents in force in the database.
    pub in_force: usize,
    /// Changes of the knowledge that the index has not followed yet.
    pub behind: i64,
    /// In force, and not in the index.
    pub missing: Vec<DocKey>,
    /// In the index in another form.
    pub stale: Vec<DocKey>,
    /// In the index, and not in force.
    pub extra: Vec<DocKey>,
}

impl IndexCheck {
    /// Whether both hold the same.
    pub fn is_clean(&self) -> bool {
        self.built && self.missing.is_empty() && self.stale.is_empty() && self.extra.is_empty()
    }

    /// Every document that is not as it should be.
    fn wrong(&self) -> Vec<DocKey> {
        [&self.missing, &self.stale, &self.extra].into_iter().flatten().cloned().collect()
    }
}

impl Service {
    /// Compares every document of the index with the entry in force, by hash.
    ///
    /// # Errors
    /// [`ServiceError`] when database or index does not answer.
    pub async fn verify_index(&self) -> Result<IndexCheck, ServiceError> {
        let mut check = IndexCheck::default();
        for _ in 0..ROUNDS {
            let before = self.parts.store.knowledge_state().await?;
            let Some(standing) = self.parts.index.standing(&self.knowing().words).await? else {
                return Ok(IndexCheck { in_force: self.marks().await?.len(), ..IndexCheck::default() });
            };
            check = self.compare().await?;
            check.behind = before.seq.saturating_sub(standing.seq);
            // What was published while we looked is no fault of the index.
            if check.is_clean() || self.parts.store.knowledge_state().await? == before {
                break;
            }
        }
        Ok(check)
    }

    /// Follows what is pending, then makes every document that differs what the database says; how it is afterwards.
    ///
    /// # Errors
    /// [`ServiceError`] when database or index does not answer.
    pub async fn repair_index(&self) -> Result<IndexCheck, ServiceError> {
        self.sync_index().await?;
        let check = self.verify_index().await?;
        if !check.built {
            self.rebuild_index().await?;
        } else if !check.is_clean() {
            self.put_as_stored(&check.wrong()).await?;
        } else {
            return Ok(check);
        }
        self.verify_index().await
    }

    /// As [`Self::verify_index`], for somebody at the console.
    ///
    /// # Errors
    /// As [`Self::verify_index`].
    pub async fn verify_index_for(&self, _may: &May<Curate>) -> Result<IndexCheck, ServiceError> {
        self.verify_index().await
    }

    /// As [`Self::repair_index`], for somebody at the console; the log keeps what was wrong.
    ///
    /// # Errors
    /// As [`Self::repair_index`].
    pub async fn repair_index_for(&self, may: &May<Curate>) -> Result<IndexCheck, ServiceError> {
        let before = self.verify_index().await?;
        let after = self.repair_index().await?;
        let counts = |check: &IndexCheck| [check.missing.len(), check.stale.len(), check.extra.len()];
        let detail = serde_json::json!({ "before": counts(&before), "after": counts(&after) }).to_string();
        let note = AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "index.repair".to_owned(),
            subject: None,
            detail,
        };
        self.parts.store.audit(&note).await?;
        Ok(after)
    }

    /// Whether another process holds the index on disk, and this one works on an index of its own.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the index does not answer.
    pub async fn holds_private_index(&self) -> Result<bool, ServiceError> {
        Ok(self.parts.index.status().await?.private)
    }

    async fn marks(&self) -> Result<HashMap<DocKey, Mark>, ServiceError> {
        let mut marks = HashMap::new();
        for (kind, entries) in KINDS {
            let found = self.parts.store.marks_in_force(entries).await?;
            marks.extend(found.into_iter().map(|(id, mark)| (DocKey { kind, id }, mark)));
        }
        Ok(marks)
    }

    async fn compare(&self) -> Result<IndexCheck, ServiceError> {
        let mut waiting = self.marks().await?;
        let mut check = IndexCheck { built: true, in_force: waiting.len(), ..IndexCheck::default() };
        let mut after = None;
        loop {
            let (page, next) = self.parts.index.digests(after).await?;
            for (key, digest) in page {
                match waiting.remove(&key) {
                    None => check.extra.push(key),
                    Some(mark) if mark.to_string() != digest => check.stale.push(key),
                    Some(_) => {}
                }
            }
            if next.is_none() {
                break;
            }
            after = next;
        }
        check.missing = waiting.into_keys().collect();
        for keys in [&mut check.missing, &mut check.stale, &mut check.extra] {
            keys.sort_unstable();
        }
        Ok(check)
    }
}
