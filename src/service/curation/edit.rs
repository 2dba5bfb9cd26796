//! Writes an item: a draft may still have gaps, what is handed to a second person may not.

use serde_json::{Value, json};

use super::CurationError;
use super::item::problems;
use crate::domain::bench::GapKey;
use crate::domain::curation::{Days, Fault, ItemKey, NewVersion, Opening, Origin, Seen};
use crate::domain::{AuditNote, Curate, EntryKind};
use crate::service::knowledge::{Problem, checked_body};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::GapBegun;

/// The longest id.
const LONGEST_ID: usize = 80;
/// The longest note or reason, in characters.
pub(super) const LONGEST_NOTE: usize = 500;

/// What a form says.
#[derive(Debug, Clone)]
pub struct Saving {
    /// Of which item.
    pub key: ItemKey,
    /// Whether there is none of that id yet.
    pub new: bool,
    /// What it says.
    pub body: Value,
    /// What the author says about the change.
    pub note: String,
    /// The days that were set.
    pub days: Days,
    /// Whether it goes to a second person at once.
    pub submit: bool,
    /// What the form began with.
    pub seen: Option<Seen>,
    /// The gap in the knowledge for which it is begun.
    pub gap: Option<GapKey>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is kept; `problems` are still to be mended.
    Kept {
        /// The version; nothing when the item said this already.
        number: Option<u32>,
        /// What is missing or wrong.
        problems: Vec<Problem>,
    },
    /// It was not kept, because it cannot be handed in like this.
    Wrong(Vec<Problem>),
    /// It was not kept: somebody else has changed the item since.
    Stale,
}

impl Service {
    /// Keeps what a form says as the open version of an item.
    ///
    /// # Errors
    /// [`CurationError::IdTaken`] for a new item whose id is taken, or the database's.
    pub async fn save_item(&self, may: &May<Curate>, saving: Saving) -> Result<Saved, ServiceError> {
        let Saving { key, new, body, note, days, submit, seen, gap } = saving;
        let mut wrong = named_wrongly(&key);
        if days.contradict() {
            wrong.push(problem(&key, "expire_on", "not before publish_on"));
        }
        if note.chars().count() > LONGEST_NOTE {
            wrong.push(problem(&key, "note", &format!("at most {LONGEST_NOTE} characters")));
        }
        let (body, found) = match checked_body(key.kind, &key.id, body.clone()) {
            Ok(checked) => (checked, vec![]),
            Err(found) => (body, found),
        };
        if !wrong.is_empty() || (submit && !found.is_empty()) {
            wrong.extend(found);
            return Ok(Saved::Wrong(wrong));
        }
        if new && self.parts.store.item(&key).await?.is_some() {
            return Err(CurationError::IdTaken.into());
        }
        let (at, author) = (self.parts.clock.now(), may.staff().id);
        let action = if submit { "curation.submit" } else { "curation.save" };
        let audit = AuditNote {
            at,
            staff: Some(author),
            action: action.to_owned(),
            subject: Some(key.to_string()),
            detail: json!({ "new": new }).to_string(),
        };
        // Only what the index filters by the day can end by itself.
        let dated = matches!(key.kind, EntryKind::Case | EntryKind::Policy);
        let days = Days { expire_on: days.expire_on.filter(|_| dated), ..days };
        let version = NewVersion { key, body, author, at, note, days, origin: Origin::Form, submit, seen };
        Ok(match self.open(&version, gap.as_ref(), &audit).await? {
            Opening::Made(number) | Opening::Replaced(number) => Saved::Kept { number: Some(number), problems: found },
            Opening::Same => Saved::Kept { number: None, problems: found },
            Opening::Stale => Saved::Stale,
        })
    }

    /// Opens a version, and notes the gap for which it is.
    async fn open(
        &self,
        version: &NewVersion,
        gap: Option<&GapKey>,
        audit: &AuditNote,
    ) -> Result<Opening, ServiceError> {
        let store = &self.parts.store;
        let Some(gap) = gap else {
            let opened = store.open_versions(std::slice::from_ref(version), Some(audit)).await?;
            return Ok(opened.first().map_or(Opening::Same, |opened| opened.outcome));
        };
        let detail = json!({ "item": version.key.to_string() });
        let linked = self.gap_note(Some(version.author), "bench.gap_begin", gap, &detail);
        Ok(store.open_for_gap(version, GapBegun { gap, saved: audit, linked: &linked }).await?)
    }

    /// Opens a new version that says what an earlier one said.
    ///
    /// # Errors
    /// [`CurationError::NoItem`], [`Fault::Unfit`] for one that would not hold today, [`Fault::WrongState`] when the item
    /// has an open version (it would be lost), or the database's.
    pub async fn roll_back(&self, may: &May<Curate>, key: &ItemKey, number: u32) -> Result<u32, ServiceError> {
        let store = &self.parts.store;
        let item = store.item(key).await?.ok_or(CurationError::NoItem)?;
        if item.stage.is_some_and(crate::domain::curation::VersionState::open) {
            return Err(fault(Fault::WrongState));
        }
        let earlier = store.item_version(key, number).await?.ok_or(CurationError::NoItem)?;
        if !problems(key, &earlier.body).is_empty() {
            return Err(fault(Fault::Unfit));
        }
        let (at, author) = (self.parts.clock.now(), may.staff().id);
        let audit = AuditNote {
            at,
            staff: Some(author),
            action: "curation.roll_back".to_owned(),
            subject: Some(key.to_string()),
            detail: json!({ "to": number }).to_string(),
        };
        let version = NewVersion {
            key: key.clone(),
            body: earlier.body,
            author,
            at,
            note: String::new(),
            days: Days { publish_on: None, expire_on: earlier.days.expire_on.filter(|day| *day >= self.today()) },
            origin: Origin::Rollback(number),
            submit: true,
            seen: Some(Seen { number: item.latest, revision: 0 }),
        };
        let opened = store.open_versions(&[version], Some(&audit)).await?;
        match opened.first().map(|opened| opened.outcome) {
            Some(Opening::Made(number) | Opening::Replaced(number)) => Ok(number),
            Some(Opening::Same | Opening::Stale) | None => Err(fault(Fault::WrongState)),
        }
    }
}

pub(super) fn fault(fault: Fault) -> ServiceError {
    CurationError::Fault(fault).into()
}

/// An id that no file and no address can have.
fn named_wrongly(key: &ItemKey) -> Vec<Problem> {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let id = &key.id;
    let plain = !id.is_empty() && id.chars().all(fine) && !id.starts_with('.') && id.len() <= LONGEST_ID && id != "new";
    if plain { vec![] } else { vec![problem(key, "id", "only ASCII letters, digits, hyphens")] }
}

fn problem(key: &ItemKey, field: &str, reason: &str) -> Problem {
    let field = if field == "id" { crate::domain::curation::naming_field(key.kind) } else { field };
    Problem { file: key.to_string(), entry: String::new(), field: field.to_owned(), reason: reason.to_owned() }
}
