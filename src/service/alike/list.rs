//! The standing list of pairs with both sides of each, and what curators say of one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::alike::{AlikePair, LookPosition, PAIRED, Pair, Side};
use crate::domain::curation::{Item, ItemKey, VersionState};
use crate::domain::{AuditNote, Curate, EntryKind, StaffId};
use crate::service::curation::CurationError;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{AlikeAsk, AlikeCursor, Dismissing};

/// Pairs on a page.
const PAGE: u64 = 20;
/// The longest reason, in characters.
const LONGEST: usize = 500;

/// An item as it stands beside another.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The item.
    pub item: Item,
    /// What is in force of it.
    pub body: Value,
}

/// A pair with both its sides.
#[derive(Debug, Clone, PartialEq)]
pub struct AlikeRow {
    /// The pair.
    pub pair: AlikePair,
    /// Both, in the pair's order.
    pub both: (Beside, Beside),
    /// The item whose open version takes the other in.
    pub waits: Option<ItemKey>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct AlikeList {
    /// The rows.
    pub rows: Vec<AlikeRow>,
    /// Where the next page goes on.
    pub next: Option<AlikeCursor>,
    /// Of each kind: how many wait for somebody, and how many are none.
    pub counts: Vec<(EntryKind, u64, u64)>,
    /// How far it was looked; nothing before the first look.
    pub position: Option<LookPosition>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
    /// The day of the service.
    pub today: NaiveDate,
}

impl Service {
    /// A page of the pairs of a kind.
    ///
    /// # Errors
    /// The database's.
    pub async fn alike(
        &self,
        _may: &May<Curate>,
        kind: EntryKind,
        dismissed: bool,
        after: Option<AlikeCursor>,
    ) -> Result<AlikeList, ServiceError> {
        let (store, today) = (&self.parts.store, self.parts.clock.today());
        let ask = AlikeAsk { kind, dismissed, today, after, limit: PAGE + 1 };
        let mut pairs = store.alike_page(&ask).await?;
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = pairs.len() > shown;
        pairs.truncate(shown);
        let next = pairs.last().filter(|_| more).map(|last| AlikeCursor {
            percent: last.percent,
            one: last.pair.one.clone(),
            other: last.pair.other.clone(),
        });
        let mut counts = vec![];
        for kind in PAIRED {
            let waiting = store.alike_count(kind, false, today).await?;
            counts.push((kind, waiting, store.alike_count(kind, true, today).await?));
        }
        let rows = self.rows(kind, pairs).await?;
        let (position, names) = (store.alike_position().await?, self.staff_names().await?);
        Ok(AlikeList { rows, next, counts, position, names, today })
    }

    async fn rows(&self, kind: EntryKind, pairs: Vec<AlikePair>) -> Result<Vec<AlikeRow>, ServiceError> {
        let mut keys: Vec<ItemKey> = pairs.iter().flat_map(|pair| pair.pair.keys()).collect();
        keys.sort();
        keys.dedup();
        let both = self.beside(kind, &keys).await?;
        let merges = self.parts.store.merges_begun(&keys).await?;
        let rows = pairs.into_iter().filter_map(|pair| {
            let [one, other] = pair.pair.keys();
            // One that has gone since leaves the list with the next look.
            let (left, right) = (both.get(&one)?.clone(), both.get(&other)?.clone());
            let waits = merges.iter().find(|merge| {
                let (into, from) = (&merge.into, &merge.from);
                let ours = (into == &one && from == &other) || (into == &other && from == &one);
                let item = if into == &one { &left.item } else { &right.item };
                ours && item.latest == merge.number && item.stage.is_some_and(VersionState::open)
            });
            let waits = waits.map(|merge| merge.into.clone());
            Some(AlikeRow { pair, both: (left, right), waits })
        });
        Ok(rows.collect())
    }

    /// Those of these items that are in force, with what they say.
    pub(super) async fn beside(
        &self,
        kind: EntryKind,
        keys: &[ItemKey],
    ) -> Result<BTreeMap<ItemKey, Beside>, ServiceError> {
        let store = &self.parts.store;
        let ids: Vec<String> = keys.iter().map(|key| key.id.clone()).collect();
        let mut items = store.items(keys).await?;
        let found = store.in_force(kind, &ids).await?.into_iter().filter_map(|found| {
            let key = ItemKey::new(kind, found.entry.id);
            let item = items.remove(&key)?;
            Some((key, Beside { item, body: found.entry.body }))
        });
        Ok(found.collect())
    }

    /// How many pairs wait for somebody: the hint on the overview.
    pub async fn alike_waiting(&self, _may: &May<Curate>) -> u64 {
        let mut sum = 0;
        for kind in PAIRED {
            match self.parts.store.alike_count(kind, false, self.parts.clock.today()).await {
                Ok(count) => sum += count,
                // The page is worth more than its count.
                Err(error) => tracing::warn!(%error, "the pairs could not be counted"),
            }
        }
        sum
    }

    /// Keeps that two items are not the same, until one of them changes. `marks` are those of the page that was seen.
    ///
    /// # Errors
    /// [`CurationError::NoReason`], [`CurationError::TooLong`], [`CurationError::NoPair`], [`CurationError::PairChanged`],
    /// or the database's.
    pub async fn dismiss_alike(
        &self,
        may: &May<Curate>,
        pair: &Pair,
        marks: (&str, &str),
        reason: &str,
    ) -> Result<(), ServiceError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(CurationError::NoReason.into());
        }
        if reason.chars().count() > LONGEST {
            return Err(CurationError::TooLong(LONGEST).into());
        }
        let note = self.pair_note(may, "alike.dismiss", pair);
        let dismissing = Dismissing { pair, marks, by: may.staff().id, at: note.at, reason };
        if self.parts.store.dismiss_pair(dismissing, &note).await? {
            return Ok(());
        }
        let known = self.parts.store.alike_pair(pair).await?;
        Err(known.map_or(CurationError::NoPair, |_| CurationError::PairChanged).into())
    }

    /// Puts two items back on the list.
    ///
    /// # Errors
    /// [`CurationError::NoPair`] when they are not among those that are none, or the database's.
    pub async fn restore_alike(&self, may: &May<Curate>, pair: &Pair) -> Result<(), ServiceError> {
        let note = self.pair_note(may, "alike.restore", pair);
        let restored = self.parts.store.restore_pair(pair, &note).await?;
        if restored { Ok(()) } else { Err(CurationError::NoPair.into()) }
    }

    fn pair_note(&self, may: &May<Curate>, action: &str, pair: &Pair) -> AuditNote {
        let [one, other] = pair.keys();
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: action.to_owned(),
            subject: Some(one.to_string()),
            detail: json!({ "other": other.to_string() }).to_string(),
        }
    }
}

impl AlikeRow {
    /// One side.
    pub fn side(&self, side: Side) -> &Beside {
        side.of((&self.both.0, &self.both.1))
    }
}
