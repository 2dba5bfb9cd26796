//! What pages show of a job: how far it is, what every row would do, side by side where that helps.

use serde_json::Value;
use uuid::Uuid;

use super::ImportError;
use super::sniff::asked;
use crate::domain::curation::{FieldDiff, diff};
use crate::domain::imports::{CellFault, Checked, Job, Stage, Verdict, Work};
use crate::domain::tabular::{Column, What};
use crate::domain::{Curate, Locale, StaffId};
use crate::messages::say;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Rows of a verdict on a page.
pub(super) const SHOWN: u64 = 100;

/// A job, and what goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    /// The job.
    pub job: Job,
    /// Who began it.
    pub by: String,
    /// The columns that are asked for once, by sheet.
    pub lacking: Vec<Vec<Column>>,
    /// The jobs that publish what it handed in.
    pub publishing: Vec<Job>,
    /// Whether whoever looks may publish it all.
    pub may_publish: bool,
}

/// A row, and what it would change.
#[derive(Debug, Clone, PartialEq)]
pub struct RowView {
    /// The row.
    pub row: Checked,
    /// What differs: from the entry that it changes, or from what it is nearly the same as.
    pub differs: Vec<FieldDiff>,
    /// What it is nearly the same as is called this.
    pub like: Option<String>,
}

impl Service {
    /// A job.
    ///
    /// # Errors
    /// [`ImportError::NoJob`], or the database's.
    pub async fn job_view(&self, may: &May<Curate>, id: Uuid) -> Result<JobView, ServiceError> {
        let job = self.parts.store.job(id).await?.ok_or(ImportError::NoJob)?;
        let publishing = self.parts.store.jobs_of(id).await?;
        let written = job.counts.of("made") + job.counts.of("replaced") > 0;
        let ended = matches!(job.stage, Stage::Done | Stage::Cancelled) && job.work == Work::Import;
        let under_way = publishing.iter().any(|job| job.stage.open());
        Ok(JobView {
            by: self.name_of(job.staff).await?,
            lacking: job.plan.sheets.iter().map(asked).collect(),
            may_publish: written && ended && !under_way && job.staff != may.staff().id,
            publishing,
            job,
        })
    }

    /// The newest jobs, with who began each.
    ///
    /// # Errors
    /// The database's.
    pub async fn newest_jobs(&self, _: &May<Curate>) -> Result<Vec<(Job, String)>, ServiceError> {
        let mut jobs = vec![];
        for job in self.parts.store.newest_jobs(20).await? {
            let by = self.name_of(job.staff).await?;
            jobs.push((job, by));
        }
        Ok(jobs)
    }

    /// Rows of a job by verdict, after one of them, some at a time.
    ///
    /// # Errors
    /// The database's.
    pub async fn row_views(
        &self,
        _: &May<Curate>,
        id: Uuid,
        (verdict, after): (Verdict, u32),
    ) -> Result<Vec<RowView>, ServiceError> {
        let mut views = vec![];
        for row in self.parts.store.job_rows(id, Some(verdict), after, SHOWN).await? {
            views.push(self.row_view(id, row).await?);
        }
        Ok(views)
    }

    async fn row_view(&self, job: Uuid, row: Checked) -> Result<RowView, ServiceError> {
        let nothing = |row| RowView { row, differs: vec![], like: None };
        let (Some(key), Some(body)) = (row.key.clone(), row.body.clone()) else { return Ok(nothing(row)) };
        let other = match (&row.remark.like, row.verdict) {
            (Some(like), _) => match (&like.item, like.row) {
                (Some(item), _) => self.in_force_body(item.kind, &item.id).await?,
                (None, Some(number)) => self.parts.store.job_row(job, number).await?.and_then(|row| row.body),
                (None, None) => None,
            },
            (None, Verdict::Changed) => self.in_force_body(key.kind, &key.id).await?,
            _ => None,
        };
        let Some(other) = other else { return Ok(nothing(row)) };
        let like = row.remark.like.is_some().then(|| title(&other));
        Ok(RowView { differs: differing(&other, &body), like, row })
    }

    async fn in_force_body(&self, kind: crate::domain::EntryKind, id: &str) -> Result<Option<Value>, ServiceError> {
        let found = self.parts.store.in_force(kind, &[id.to_owned()]).await?;
        Ok(found.into_iter().next().map(|found| found.entry.body))
    }

    async fn name_of(&self, staff: StaffId) -> Result<String, ServiceError> {
        Ok(self.parts.store.staff(staff).await?.map(|staff| staff.name).unwrap_or_default())
    }
}

/// A word of a trade is held against the word alone.
fn differing(other: &Value, body: &Value) -> Vec<FieldDiff> {
    let word =
        body.get("terms").and_then(Value::as_array).filter(|terms| terms.len() == 1).and_then(|terms| terms.first());
    let Some(word) = word else { return diff(other, body) };
    let terms = other.get("terms").and_then(Value::as_array);
    let before = terms.and_then(|terms| terms.iter().find(|term| term.get("plain") == word.get("plain")));
    before.map(|before| diff(before, word)).unwrap_or_default()
}

fn title(body: &Value) -> String {
    body.get("title").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What is wrong with a cell, where, and what to do.
pub fn fault_words(fault: &CellFault, locale: Locale) -> String {
    let (name, what) = match &fault.what {
        What::Missing => ("missing", String::new()),
        What::NotChoice(choices) => ("not_choice", choices.clone()),
        What::NotWhole => ("not_whole", String::new()),
        What::NotDay => ("not_day", String::new()),
        What::BadCode => ("bad_code", String::new()),
        What::BadLink => ("bad_link", String::new()),
        What::BadGroups => ("bad_groups", String::new()),
        What::TooLong(most) => ("too_long", most.to_string()),
        What::TooShort(least) => ("too_short", least.to_string()),
        What::BadId => ("bad_id", String::new()),
        What::Twice(place) => ("twice", place.clone()),
        What::Reversed => ("reversed", String::new()),
        What::Other(reason) => ("other", reason.clone()),
    };
    let values = [("cell", fault.cell.as_str()), ("head", fault.head.as_str()), ("what", what.as_str())];
    say(locale, &format!("imports.fault_{name}"), &values)
}

/// What else is to be said of a row.
pub fn remark_words(row: &Checked, locale: Locale) -> Vec<String> {
    let mut words = vec![];
    if let Some(like) = &row.remark.like {
        let percent = like.percent.to_string();
        let (name, what) = match (&like.item, like.row) {
            (Some(item), _) => ("like_item", item.to_string()),
            (None, row) => ("like_row", row.unwrap_or(0).to_string()),
        };
        words.push(say(locale, &format!("imports.{name}"), &[("what", &what), ("percent", &percent)]));
    }
    if row.remark.held {
        words.push(say(locale, "imports.held", &[]));
    }
    if row.remark.waiting {
        words.push(say(locale, "imports.waiting", &[]));
    }
    words
}

/// What came of a row.
pub fn outcome_words(row: &Checked, locale: Locale) -> String {
    match &row.outcome {
        Some(outcome) => say(locale, &format!("imports.came_{outcome}"), &[]),
        None if row.taken => say(locale, "imports.came_not_yet", &[]),
        None => String::new(),
    }
}
