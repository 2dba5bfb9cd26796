//! Drafts of the rubric: opened as a form, read back from it, checked, and saved as a version that a second person decides on.

use super::LabError;
use super::read::{Fault, read, whole};
use super::sheet::Sheet;
use crate::domain::curation::{Days, ItemKey, NewVersion, Opening, Origin, Seen, Version, VersionState};
use crate::domain::replay::{Change, TableReport, TooComplex, Unreached, changes, examine};
use crate::domain::rubric::Rubric;
use crate::domain::{AuditNote, Curate, EntryKind, Publication, StaffId, StoredEntry};
use crate::service::knowledge::{entry_from_toml, entry_to_toml};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{ItemAsk, ItemFilter, ItemOrder, StoreError};

/// Most versions of the rubric that are listed.
const LISTED: u64 = 50;

/// A version of the rubric that is being worked on, or was in force.
#[derive(Debug, Clone)]
pub struct DraftedRubric {
    /// What it says.
    pub rubric: Rubric,
    /// The item.
    pub key: ItemKey,
    /// The number of the version.
    pub number: u32,
    /// Counts its changes.
    pub revision: u32,
    /// How far it is.
    pub state: VersionState,
    /// Who wrote it last.
    pub author: Option<StaffId>,
    /// What they say about it.
    pub note: String,
}

/// The form with everything that was found out about it.
#[derive(Debug, Clone)]
pub struct LabView {
    /// The form.
    pub sheet: Sheet,
    /// The rubric that it says, as far as it could be read.
    pub rubric: Rubric,
    /// The rules in force.
    pub before: Rubric,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What was found out about its table; nothing when it was not looked at.
    pub table: Option<Result<TableReport, TooComplex>>,
    /// What differs from the rules in force.
    pub changes: Vec<Change>,
    /// Versions that are being worked on.
    pub open: Vec<OpenRubric>,
}

/// A version that is being worked on.
#[derive(Debug, Clone)]
pub struct OpenRubric {
    /// Its name.
    pub version: String,
    /// How far it is.
    pub state: VersionState,
}

/// A version that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRubric {
    /// Its name.
    pub version: String,
}

impl Service {
    /// The form for the draft of that version, or for a new one that begins as the rules in force.
    ///
    /// # Errors
    /// [`LabError::NoRubric`], or the database's.
    pub async fn lab_form(&self, may: &May<Curate>, draft: Option<&str>) -> Result<LabView, ServiceError> {
        let sheet = if let Some(version) = draft {
            let draft = self.drafted_rubric(may, version).await?;
            let mut sheet = Sheet::of(&draft.rubric);
            sheet.base(version, draft.number, draft.revision);
            sheet.put("reason", &draft.note);
            sheet
        } else {
            let rubric = &self.knowing().knowledge.rubric;
            let mut sheet = Sheet::of(rubric);
            sheet.base(&rubric.version, 0, 0);
            sheet.put("version", &self.free_version().await?);
            sheet
        };
        self.lab_view(sheet, false).await
    }

    /// The form as it was sent, read; its table is gone through when `checked`.
    ///
    /// # Errors
    /// The database's.
    pub async fn lab_read(&self, _may: &May<Curate>, sheet: Sheet, checked: bool) -> Result<LabView, ServiceError> {
        self.lab_view(sheet, checked).await
    }

    /// Saves the form as a version, handed to a second person when `submit`. With anything wrong, and when somebody else has
    /// saved under its name meanwhile, the form comes back as it is: then nothing was saved.
    ///
    /// # Errors
    /// The database's.
    pub async fn lab_save(
        &self,
        may: &May<Curate>,
        sheet: Sheet,
        submit: bool,
    ) -> Result<Result<SavedRubric, Box<LabView>>, ServiceError> {
        let mut view = self.lab_view(sheet, true).await?;
        if view.sheet.text("reason").trim().is_empty() {
            view.faults.push(Fault::new("reason", "no_reason"));
        }
        if !view.faults.is_empty() {
            return Ok(Err(Box::new(view)));
        }
        let version = view.rubric.version.clone();
        let key = ItemKey::new(EntryKind::Rubric, version.clone());
        let number = |name: &str| view.sheet.text(name).parse().unwrap_or(0);
        let goes_on = view.sheet.text("base") == version && number("base_number") > 0;
        let seen = if goes_on { (number("base_number"), number("base_revision")) } else { (0, 0) };
        let body = serde_json::to_value(&view.rubric).map_err(|_| StoreError::OutOfRange("rubric"))?;
        let at = self.parts.clock.now();
        let new = NewVersion {
            key: key.clone(),
            body,
            author: may.staff().id,
            at,
            note: view.sheet.text("reason").trim().to_owned(),
            days: Days::default(),
            origin: Origin::Form,
            submit,
            seen: Some(Seen { number: seen.0, revision: seen.1 }),
        };
        let note = AuditNote {
            at,
            staff: Some(may.staff().id),
            action: if submit { "curation.submit" } else { "curation.save" }.to_owned(),
            subject: Some(key.to_string()),
            detail: serde_json::json!({ "version": version, "changes": view.changes.len() }).to_string(),
        };
        let opened = self.parts.store.open_versions(&[new], Some(&note)).await?;
        if opened.iter().any(|opened| opened.outcome == Opening::Stale) {
            let free = self.free_version().await?;
            view.faults.push(Fault::new("version", "stale").with("version", &version).with("next", &free));
            view.sheet.put("version", &free);
            return Ok(Err(Box::new(view)));
        }
        Ok(Ok(SavedRubric { version }))
    }

    /// The version of the rubric that is worked on under that name, or the newest of it.
    pub(super) async fn drafted_rubric(
        &self,
        _may: &May<Curate>,
        version: &str,
    ) -> Result<DraftedRubric, ServiceError> {
        let key = ItemKey::new(EntryKind::Rubric, version);
        let versions = self.parts.store.item_versions(&key).await?;
        let newest = versions.iter().find(|version| version.state.open()).or(versions.first());
        let found = newest.ok_or(LabError::NoRubric)?.clone();
        let rubric = rubric_of(&found)?;
        let Version { number, revision, state, author, note, .. } = found;
        Ok(DraftedRubric { rubric, key, number, revision, state, author, note })
    }

    async fn lab_view(&self, sheet: Sheet, checked: bool) -> Result<LabView, ServiceError> {
        let base = self.base_of(&sheet).await?;
        let open = self.open_rubrics().await?;
        let before = self.knowing().knowledge.rubric.clone();
        let (rubric, mut faults) = read(&sheet, &base);
        let mut table = None;
        if checked {
            faults.extend(whole(&rubric));
            let drafted = rubric.clone();
            let report = tokio::task::spawn_blocking(move || examine(&drafted)).await;
            let report = report.map_err(|_| ServiceError::Stopping)?;
            if let Ok(report) = &report {
                faults.extend(dead_rows(&sheet, report));
            }
            table = Some(report);
            if faults.is_empty() {
                faults.extend(anything_else(&rubric));
            }
        }
        let changes = changes(&before, &rubric);
        Ok(LabView { sheet, rubric, before, faults, table, changes, open })
    }

    /// What the form was made from.
    async fn base_of(&self, sheet: &Sheet) -> Result<Rubric, ServiceError> {
        let knowing = self.knowing();
        let (version, number) = (sheet.text("base"), sheet.text("base_number").parse().unwrap_or(0));
        if number > 0 {
            let key = ItemKey::new(EntryKind::Rubric, version);
            if let Some(found) = self.parts.store.item_version(&key, number).await? {
                return rubric_of(&found);
            }
        }
        Ok(knowing.knowledge.rubric.clone())
    }

    /// Versions that are being worked on, what was changed last first.
    async fn open_rubrics(&self) -> Result<Vec<OpenRubric>, ServiceError> {
        let items = self.rubrics().await?;
        let open = items.into_iter().filter_map(|item| {
            let state = item.stage.filter(|stage| stage.open() || *stage == VersionState::Refused)?;
            Some(OpenRubric { version: item.key.id, state })
        });
        Ok(open.collect())
    }

    /// A version that no item has: the last part of the highest one, and one more.
    async fn free_version(&self) -> Result<String, ServiceError> {
        let parts = |version: &str| -> Vec<u32> { version.split('.').map(|part| part.parse().unwrap_or(0)).collect() };
        let in_force = parts(&self.knowing().knowledge.rubric.version);
        let items = self.rubrics().await?;
        let mut next = items.iter().map(|item| parts(&item.key.id)).chain([in_force]).max().unwrap_or_default();
        loop {
            match next.last_mut() {
                Some(last) => *last += 1,
                None => next.push(1),
            }
            let version = next.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
            // A deleted one is not listed, and its name is not given again.
            if self.parts.store.item(&ItemKey::new(EntryKind::Rubric, version.clone())).await?.is_none() {
                return Ok(version);
            }
        }
    }

    async fn rubrics(&self) -> Result<Vec<crate::domain::curation::Item>, ServiceError> {
        let ask = ItemAsk {
            filter: ItemFilter::all(EntryKind::Rubric),
            order: ItemOrder::Newest,
            today: self.parts.clock.today(),
            after: None,
            limit: LISTED,
        };
        Ok(self.parts.store.items_page(&ask).await?)
    }
}

impl Sheet {
    /// Notes what the form was made from; 0 is what was in force.
    fn base(&mut self, version: &str, number: u32, revision: u32) {
        self.put("base", version);
        self.put("base_number", &number.to_string());
        self.put("base_revision", &revision.to_string());
    }
}

fn rubric_of(version: &Version) -> Result<Rubric, ServiceError> {
    serde_json::from_value(version.body.clone()).map_err(|error| {
        let reason = format!("no rubric, line {} column {}", error.line(), error.column());
        StoreError::Corrupt { what: "knowledge_versions.body", reason }.into()
    })
}

/// Rows that can never give their verdict.
fn dead_rows(sheet: &Sheet, report: &TableReport) -> Vec<Fault> {
    let slots = sheet.list("rows");
    let dead = report.rows.iter().zip(slots).filter_map(|(row, slot)| {
        let name = match row.unreached.as_ref()? {
            Unreached::Never => "row_never",
            Unreached::Taken(_) => "row_taken",
        };
        Some(Fault::new(format!("r.{slot}.verdict"), name).with("n", row.row))
    });
    dead.collect()
}

/// What the check of imported files would say beside: the lab must let nothing through that an import refuses.
fn anything_else(rubric: &Rubric) -> Vec<Fault> {
    let id = rubric.version.clone();
    let Ok(body) = serde_json::to_value(rubric) else { return vec![Fault::new("rows", "other").with("why", "JSON")] };
    let entry = StoredEntry { kind: EntryKind::Rubric, id, publication: Publication::Published, body };
    let found = match entry_to_toml(&entry) {
        Ok(text) => entry_from_toml(EntryKind::Rubric, &entry.id, &text).err().unwrap_or_default(),
        Err(error) => return vec![Fault::new("rows", "other").with("why", error)],
    };
    found.into_iter().map(|problem| Fault::new("rows", "other").with("why", problem)).collect()
}
