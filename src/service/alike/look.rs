//! Looks for pairs: beside what changed, following the log of the knowledge, and once through everything in small steps.

use std::collections::BTreeMap;

use crate::domain::alike::{LookPosition, Looked, Neighbour, PAIRED};
use crate::domain::tabular::{ALIKE, TableKind, likeness, percent, telling};
use crate::domain::{AuditNote, Curate, EntryKind};
use crate::retrieval::DocKind;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{InForce, KnowledgeChange};

/// Entries looked at in one step: some hundred milliseconds of searches.
const AT_ONCE: u64 = 40;
/// Hits that an entry is compared with; it is one of them itself.
const NEAREST: usize = 6;

impl Service {
    /// One bounded step of looking for what says nearly the same; true when there may be more to do. Everything that was
    /// found is kept together with the place from which the next step goes on, so that a restart loses nothing.
    ///
    /// # Errors
    /// The index's or the database's: the step is done again.
    pub async fn look_alike(&self) -> Result<bool, ServiceError> {
        // An import that is being published needs the processor more; what it brings is looked at afterwards, by the log.
        if self.publishing.try_lock().is_err() {
            return Ok(false);
        }
        let (store, index) = (&self.parts.store, &self.parts.index);
        let state = store.knowledge_state().await?;
        let Some(at) = store.alike_position().await? else {
            store.move_alike(None, &LookPosition::beginning(state.seq, self.paired()), None).await?;
            return Ok(true);
        };
        // A number that went back is another database, such as one put back from a copy.
        if at.seq > state.seq {
            store.move_alike(Some(&at), &LookPosition::beginning(state.seq, self.paired()), None).await?;
            return Ok(true);
        }
        // What the index has not followed yet it cannot find.
        let Some(standing) = index.standing(&self.knowing().words).await? else { return Ok(false) };
        if at.seq < state.seq {
            let reached = standing.seq.min(state.seq);
            return if reached > at.seq { self.look_at_changes(&at, reached).await } else { Ok(false) };
        }
        if at.full.is_some() && standing.seq >= at.seq { self.look_on(&at).await } else { Ok(false) }
    }

    /// Begins to look at everything anew; false when that is under way.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_again(&self, may: &May<Curate>) -> Result<bool, ServiceError> {
        let store = &self.parts.store;
        let Some(at) = store.alike_position().await? else { return Ok(false) };
        if at.full.is_some() {
            return Ok(false);
        }
        let note = AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "alike.look".to_owned(),
            subject: None,
            detail: "{}".to_owned(),
        };
        Ok(store.move_alike(Some(&at), &LookPosition::beginning(at.seq, self.paired()), Some(&note)).await?)
    }

    /// How many entries there are that can be pairs.
    fn paired(&self) -> u64 {
        let knowing = self.knowing();
        u64::try_from(knowing.knowledge.cases.len() + knowing.knowledge.policies.len()).unwrap_or(u64::MAX)
    }

    /// The pairs of what changed are looked for anew.
    async fn look_at_changes(&self, at: &LookPosition, reached: i64) -> Result<bool, ServiceError> {
        let store = &self.parts.store;
        let mut changes = store.knowledge_changes(at.seq, AT_ONCE).await?;
        let full = u64::try_from(changes.len()).is_ok_and(|count| count == AT_ONCE);
        changes.retain(|change| change.seq <= reached);
        let seq = match changes.last() {
            Some(last) if full => last.seq,
            _ => reached,
        };
        let mut looked = vec![];
        for kind in PAIRED {
            let of = |change: &&KnowledgeChange| change.kind == kind;
            let ids: Vec<String> = changes.iter().filter(of).map(|change| change.id.clone()).collect();
            if !ids.is_empty() {
                let found = store.in_force(kind, &ids).await?;
                looked.push((kind, self.looked(kind, &ids, found).await?));
            }
        }
        let to = LookPosition { seq, ..at.clone() };
        store.keep_alike(&looked, (at, &to), self.parts.clock.now()).await?;
        Ok(true)
    }

    /// The next entries of a look at everything.
    async fn look_on(&self, at: &LookPosition) -> Result<bool, ServiceError> {
        let store = &self.parts.store;
        let Some(full) = &at.full else { return Ok(false) };
        let page = store.in_force_page(full.kind, full.after.as_deref(), AT_ONCE).await?;
        let ids: Vec<String> = page.iter().map(|found| found.entry.id.clone()).collect();
        let to = at.behind(ids.last().map(String::as_str), u64::try_from(ids.len()).unwrap_or(0));
        let looked = [(full.kind, self.looked(full.kind, &ids, page).await?)];
        store.keep_alike(&looked, (at, &to), self.parts.clock.now()).await?;
        Ok(true)
    }

    /// What says nearly the same as each of these entries; `found` are those of them that are in force.
    async fn looked(&self, kind: EntryKind, ids: &[String], found: Vec<InForce>) -> Result<Vec<Looked>, ServiceError> {
        let mut there: BTreeMap<String, InForce> =
            found.into_iter().map(|found| (found.entry.id.clone(), found)).collect();
        let mut looked = Vec::with_capacity(ids.len());
        for id in ids {
            looked.push(match there.remove(id) {
                None => Looked { id: id.clone(), mark: None, found: vec![] },
                Some(entry) => {
                    let found = self.neighbours(kind, &entry).await?;
                    Looked { id: id.clone(), mark: Some(entry.mark.to_string()), found }
                }
            });
        }
        Ok(looked)
    }

    async fn neighbours(&self, kind: EntryKind, entry: &InForce) -> Result<Vec<Neighbour>, ServiceError> {
        let (table, doc) = match kind {
            EntryKind::Policy => (TableKind::Policy, DocKind::Policy),
            _ => (TableKind::Case, DocKind::Case),
        };
        let words = telling(table, &entry.entry.body);
        let mut ids = self.nearest_ids(&words, doc, NEAREST).await?;
        ids.retain(|id| *id != entry.entry.id);
        let others = self.parts.store.in_force(kind, &ids).await?;
        let near = others.into_iter().filter_map(|other| {
            let alike = likeness(&words, &telling(table, &other.entry.body));
            let (id, mark) = (other.entry.id, other.mark.to_string());
            (alike >= ALIKE).then(|| Neighbour { id, mark, percent: percent(alike) })
        });
        Ok(near.collect())
    }
}
