//! Tells translators which drafts cite something that owners may not be told of any more.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::curation::{ItemKey, Standing};
use crate::domain::review::{FieldState, Sheet};
use crate::domain::{ConversationId, EntryKind, Outcome};
use crate::service::{Service, ServiceError};

/// Something that ended, was turned off or was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// What it is.
    pub kind: EntryKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether a line of the draft cites it.
    pub cited: bool,
}

impl Service {
    /// What of all that a draft cites, or that was found for it, owners may not be told of any more.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::service) async fn gone_for(
        &self,
        sheet: Option<&Sheet>,
        outcome: Option<&Outcome>,
    ) -> Result<Vec<Gone>, ServiceError> {
        let lines = sheet.into_iter().flat_map(|sheet| &sheet.fields);
        let lines = lines.filter(|field| field.state != FieldState::LeftOut);
        let cited: BTreeSet<ItemKey> = lines.filter_map(|field| ItemKey::of_origin(&field.origin)).collect();
        let found = outcome.into_iter().flat_map(|outcome| {
            let cases = outcome.cases.iter().map(|hit| ItemKey::new(EntryKind::Case, &*hit.id));
            cases.chain(outcome.policies.iter().map(|hit| ItemKey::new(EntryKind::Policy, &*hit.id)))
        });
        let all = cited.iter().cloned().chain(found).collect();
        let gone = self.gone(&all).await?.into_iter().map(|(key, (standing, title))| Gone {
            cited: cited.contains(&key),
            kind: key.kind,
            id: key.id,
            title,
            standing,
        });
        Ok(gone.collect())
    }

    /// How many things each of these drafts cites that ended, were turned off or were deleted; drafts without are left out.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::service) async fn stale_drafts(
        &self,
        cases: &[ConversationId],
    ) -> Result<BTreeMap<ConversationId, usize>, ServiceError> {
        let cited = self.parts.store.citations_in(cases).await?;
        let all: BTreeSet<ItemKey> = cited.values().flatten().cloned().collect();
        let gone = self.gone(&all).await?;
        let count = |keys: &BTreeSet<ItemKey>| keys.iter().filter(|key| gone.contains_key(*key)).count();
        Ok(cited.iter().map(|(id, keys)| (*id, count(keys))).filter(|(_, count)| *count > 0).collect())
    }

    /// Those of these items of which owners may not be told today, with their titles; an item that was never there counts
    /// as deleted.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::service) async fn gone(
        &self,
        keys: &BTreeSet<ItemKey>,
    ) -> Result<BTreeMap<ItemKey, (Standing, String)>, ServiceError> {
        let keys: Vec<ItemKey> = keys.iter().cloned().collect();
        let items = self.parts.store.items(&keys).await?;
        let today = self.parts.clock.today();
        let knowing = self.knowing();
        let told = |key: ItemKey| {
            let (standing, title) = match items.get(&key) {
                Some(item) => (item.standing(today), item.traits.title.clone()),
                None => (Standing::Removed, key.id.clone()),
            };
            // A policy may not be in force for another reason than its last day: not yet, or only a draft for comments.
            let holds = match key.kind {
                EntryKind::Policy => {
                    standing.holds() && knowing.knowledge.policy(&key.id).is_none_or(|policy| policy.in_force(today))
                }
                _ => standing.holds(),
            };
            let standing = if standing.holds() { Standing::Expired } else { standing };
            (!holds).then_some((key, (standing, title)))
        };
        Ok(keys.into_iter().filter_map(told).collect())
    }
}
