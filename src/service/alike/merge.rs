//! Makes one item of two: what a form for that begins with, the version that comes of it, and what an item's page tells of it.

use serde_json::json;

use super::Beside;
use crate::domain::alike::{How, Merge, MergeField, PAIRED, Pair, Side, Stood, merge_fields, merged};
use crate::domain::curation::{Days, ItemKey, NewVersion, Origin, VersionState};
use crate::domain::{AuditNote, Curate, EntryKind, Publication};
use crate::service::curation::CurationError;
use crate::service::knowledge::{Problem, checked_body};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{MergeOpening, NewMerge};

/// The longest note, in characters, with the other's id before it.
const LONGEST: usize = 400;

/// Two items, field by field.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeView {
    /// Which two.
    pub pair: Pair,
    /// Both, in the pair's order.
    pub both: (Beside, Beside),
    /// Every field but the id, with what becomes of it.
    pub fields: Vec<MergeField>,
    /// The one that has to stay, because it was made of an owner's case.
    pub stays: Option<Side>,
    /// Those that have an open version, which stands in the way.
    pub busy: Vec<ItemKey>,
    /// Both were made of owners' cases: neither can go.
    pub apart: bool,
}

/// How an item stood when the form was opened.
pub type SeenItem = Stood;

/// What the form says.
#[derive(Debug, Clone)]
pub struct MergeForm<'a> {
    /// Which two.
    pub pair: &'a Pair,
    /// The one that stays.
    pub keep: Side,
    /// The side that is taken, by the name of the field; the one that was suggested for what is not named.
    pub taken: &'a [(String, Side)],
    /// How both stood, in the pair's order.
    pub seen: (SeenItem, SeenItem),
    /// What the curator says about it.
    pub note: &'a str,
    /// Whether it goes to a second person at once.
    pub submit: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// The version of the item that stays.
    Kept(ItemKey, u32),
    /// It was not kept: what came of both does not hold like this.
    Wrong(Vec<Problem>),
    /// It was not kept: one of both was changed since.
    Stale,
}

/// What an item has to do with merging.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merging {
    /// The item that its open version takes in, with its title.
    pub takes_in: Option<(ItemKey, String)>,
    /// The item whose open version takes it in.
    pub goes_into: Option<(ItemKey, String)>,
    /// The item that has taken it in.
    pub went_into: Option<(ItemKey, String)>,
}

impl Service {
    /// Two items beside each other.
    ///
    /// # Errors
    /// [`CurationError::NoPair`] for what are not two cases or two policies, [`CurationError::MergeGone`] when one of both is
    /// not in force, or the database's.
    pub async fn merge_view(&self, _may: &May<Curate>, pair: &Pair) -> Result<MergeView, ServiceError> {
        if !PAIRED.contains(&pair.kind) {
            return Err(CurationError::NoPair.into());
        }
        let store = &self.parts.store;
        let [one, other] = pair.keys();
        let known = store.items(&[one.clone(), other.clone()]).await?;
        if known.len() < 2 {
            return Err(CurationError::NoPair.into());
        }
        let mut both = self.beside(pair.kind, &[one.clone(), other.clone()]).await?;
        let (Some(left), Some(right)) = (both.remove(&one), both.remove(&other)) else {
            return Err(CurationError::MergeGone.into());
        };
        let owners = (store.made_of_an_owners_case(&one).await?, store.made_of_an_owners_case(&other).await?);
        let stays = match owners {
            (true, false) => Some(Side::One),
            (false, true) => Some(Side::Other),
            _ => None,
        };
        let open = |beside: &&Beside| beside.item.stage.is_some_and(VersionState::open);
        let busy = [&left, &right].into_iter().filter(open).map(|beside| beside.item.key.clone()).collect();
        let fields = merge_fields(pair.kind, &left.body, &right.body);
        Ok(MergeView { pair: pair.clone(), both: (left, right), fields, stays, busy, apart: owners == (true, true) })
    }

    /// Keeps what comes of two items as a new version of the one that stays. The other is turned off when a second person puts
    /// that version in force, not before.
    ///
    /// # Errors
    /// As [`Self::merge_view`], [`CurationError::MergeBusy`], [`CurationError::MergeOwners`], [`CurationError::TooLong`], or the
    /// database's.
    pub async fn merge_items(&self, may: &May<Curate>, form: &MergeForm<'_>) -> Result<Merged, ServiceError> {
        let view = self.merge_view(may, form.pair).await?;
        let note = form.note.trim();
        if note.chars().count() > LONGEST {
            return Err(CurationError::TooLong(LONGEST).into());
        }
        if view.apart || view.stays.is_some_and(|stays| stays != form.keep) {
            return Err(CurationError::MergeOwners.into());
        }
        if !view.busy.is_empty() {
            return Err(CurationError::MergeBusy.into());
        }
        let stood = |beside: &Beside| Stood { number: beside.item.number, latest: beside.item.latest };
        let both = (&view.both.0, &view.both.1);
        if (stood(both.0), stood(both.1)) != form.seen {
            return Ok(Merged::Stale);
        }
        let (stays, goes) = (form.keep.of(both), form.keep.opposite().of(both));
        let (into, from) = (stays.item.key.clone(), goes.item.key.clone());
        let body = view.body(form.keep, form.taken);
        let body = match checked_body(into.kind, &into.id, body) {
            Ok(body) => body,
            Err(problems) => return Ok(Merged::Wrong(problems)),
        };
        let (at, author) = (self.parts.clock.now(), may.staff().id);
        let audit = AuditNote {
            at,
            staff: Some(author),
            action: "curation.merge".to_owned(),
            subject: Some(into.to_string()),
            detail: json!({ "from": from.to_string(), "submit": form.submit }).to_string(),
        };
        // The other's id needs no language.
        let note = if note.is_empty() { format!("+ {}", from.id) } else { format!("+ {}：{note}", from.id) };
        let days = Days { publish_on: None, expire_on: stays.item.expire_on };
        let version = NewVersion {
            key: into.clone(),
            body,
            author,
            at,
            note,
            days,
            origin: Origin::Form,
            submit: form.submit,
            seen: None,
        };
        let stood = (stood(stays), stood(goes));
        let opened = self.parts.store.open_merge(NewMerge { version: &version, from: &from, stood }, &audit).await?;
        match opened {
            MergeOpening::Made(number) => Ok(Merged::Kept(into, number)),
            MergeOpening::Stale => Ok(Merged::Stale),
            MergeOpening::Busy => Err(CurationError::MergeBusy.into()),
            MergeOpening::Gone => Err(CurationError::MergeGone.into()),
            MergeOpening::Owners => Err(CurationError::MergeOwners.into()),
        }
    }

    /// What an item has to do with merging, for its page.
    ///
    /// # Errors
    /// The database's.
    pub async fn merging_of(&self, _may: &May<Curate>, key: &ItemKey) -> Result<Merging, ServiceError> {
        if !PAIRED.contains(&key.kind) {
            return Ok(Merging::default());
        }
        let store = &self.parts.store;
        let begun = store.merges_begun(std::slice::from_ref(key)).await?;
        let went = store.merged_into(key).await?;
        let mut keys: Vec<ItemKey> = begun.iter().flat_map(|merge| [merge.into.clone(), merge.from.clone()]).collect();
        keys.extend(went.iter().map(|merge| merge.into.clone()));
        keys.push(key.clone());
        let items = store.items(&keys).await?;
        let live = |merge: &&Merge| {
            let into = items.get(&merge.into);
            into.is_some_and(|item| item.latest == merge.number && item.stage.is_some_and(VersionState::open))
        };
        let named = |key: &ItemKey| {
            let title = items.get(key).map_or_else(|| key.id.clone(), |item| item.traits.title.clone());
            (key.clone(), title)
        };
        let off = items.get(key).is_some_and(|item| item.head == Publication::Withdrawn);
        Ok(Merging {
            takes_in: begun.iter().filter(live).find(|merge| merge.into == *key).map(|merge| named(&merge.from)),
            goes_into: begun.iter().filter(live).find(|merge| merge.from == *key).map(|merge| named(&merge.into)),
            went_into: went.filter(|_| off).map(|merge| named(&merge.into)),
        })
    }

    /// The items that versions are to take in, which nobody finds once they are in force.
    pub(in crate::service) async fn taken_in(&self, versions: &[(ItemKey, u32)]) -> Result<Vec<ItemKey>, ServiceError> {
        let keys: Vec<ItemKey> =
            versions.iter().filter(|(key, _)| PAIRED.contains(&key.kind)).map(|(key, _)| key.clone()).collect();
        if keys.is_empty() {
            return Ok(vec![]);
        }
        let begun = self.parts.store.merges_begun(&keys).await?;
        let ours = |merge: &Merge| versions.iter().any(|(key, number)| *key == merge.into && *number == merge.number);
        Ok(begun.into_iter().filter(ours).map(|merge| merge.from).collect())
    }
}

impl MergeView {
    /// The side that is taken for a field.
    pub fn taken(&self, taken: &[(String, Side)], name: &str) -> Side {
        let chosen = taken.iter().find(|(known, _)| known == name).map(|(_, side)| *side);
        let suggested = || self.fields.iter().find(|field| field.name == name).map(|field| field.suggested);
        chosen.or_else(suggested).unwrap_or(Side::One)
    }

    /// What comes of both.
    pub fn body(&self, keep: Side, taken: &[(String, Side)]) -> serde_json::Value {
        let both = (&self.both.0.body, &self.both.1.body);
        merged(self.kind(), both, keep, &|name| self.taken(taken, name))
    }

    /// Of which kind both are.
    pub fn kind(&self) -> EntryKind {
        self.pair.kind
    }

    /// The fields of which that becomes.
    pub fn that_are(&self, how: How) -> impl Iterator<Item = &MergeField> {
        self.fields.iter().filter(move |field| field.how == how)
    }
}
