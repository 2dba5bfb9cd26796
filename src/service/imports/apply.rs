//! Hands what was chosen to a second person: versions in review, a batch and its cursor in one transaction.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::judge::merged;
use super::{ImportError, LEASE};
use crate::domain::curation::{Days, ItemKey, NewVersion, Opened, Opening, Origin, Seen};
use crate::domain::imports::{Checked, Job, Stage, Verdict};
use crate::domain::{AuditNote, Curate, EntryKind};
use crate::service::knowledge::checked_body;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{Leased, StoreError};

/// Rows in one transaction.
const BATCH: u64 = 100;

/// What is to be written for some rows: a version an item, and which rows are in it.
#[derive(Default)]
struct Batch {
    new: Vec<NewVersion>,
    rows: BTreeMap<ItemKey, Vec<u32>>,
    unfit: Vec<u32>,
}

impl Service {
    /// Begins to write what was chosen: rows of these verdicts, and single rows.
    ///
    /// # Errors
    /// [`ImportError::NothingChosen`], [`ImportError::Stage`] when the dry run is not over or was confirmed already, or the
    /// database's.
    pub async fn confirm_import(
        &self,
        may: &May<Curate>,
        id: Uuid,
        (verdicts, numbers): (&[Verdict], &[u32]),
    ) -> Result<u32, ServiceError> {
        let job = self.parts.store.job(id).await?.ok_or(ImportError::NoJob)?;
        if job.stage != Stage::Ready {
            return Err(ImportError::Stage(job.stage).into());
        }
        if verdicts.is_empty() && numbers.is_empty() {
            return Err(ImportError::NothingChosen.into());
        }
        // Whoever confirms answers for what comes in, and may not publish it.
        let job = Job { staff: may.staff().id, updated_at: self.parts.clock.now(), ..job };
        let note = self.import_note(may.staff().id, "import.confirm", id, "");
        match self.parts.store.choose_rows(&job, (verdicts, numbers), &note).await {
            Err(StoreError::Stale) => Err(ImportError::Stage(Stage::Applying).into()),
            other => Ok(other?),
        }
    }

    /// Writes the chosen rows that were not written yet.
    pub(super) async fn apply_rows(&self, mut leased: Leased) -> Result<(), ServiceError> {
        loop {
            if self.stopping.is_cancelled() {
                return Ok(());
            }
            let rows = self.parts.store.taken_rows(leased.job.id, leased.job.cursor, BATCH).await?;
            let last = rows.last().map_or(leased.job.cursor, |row| row.number);
            let ended = rows.is_empty();
            let batch = self.batch(&leased.job, &rows).await?;
            let mut job = self.advanced(&leased, last);
            let until = self.parts.clock.now() + LEASE;
            if ended {
                job.stage = Stage::Done;
            }
            let settle = |opened: &[Opened]| settled(job, &batch, opened, &|job| self.ended_note(job));
            let job = self.parts.store.opened_batch(&leased, &batch.new, until, settle).await?;
            leased.job = job;
            if ended {
                return Ok(());
            }
        }
    }

    fn ended_note(&self, job: &Job) -> Option<AuditNote> {
        let counts = ["made", "replaced", "same", "stale", "unfit"];
        let detail = counts.map(|name| format!("{name}={}", job.counts.of(name))).join(" ");
        (job.stage == Stage::Done).then(|| self.import_note(job.staff, "import.applied", job.id, &detail))
    }

    /// What is to be written for these rows; the words of a trade go into one version.
    async fn batch(&self, job: &Job, rows: &[Checked]) -> Result<Batch, ServiceError> {
        let mut batch = Batch::default();
        let mut trades: BTreeMap<ItemKey, (Value, Option<Seen>, Vec<u32>)> = BTreeMap::new();
        let by_word = job.plan.sheets.iter().any(|sheet| sheet.kind.entry() == EntryKind::Glossary);
        for row in rows {
            let (Some(key), Some(body)) = (&row.key, &row.body) else { continue };
            if key.kind == EntryKind::Glossary && by_word {
                if !trades.contains_key(key) {
                    let (base, seen) = self.base(key).await?;
                    trades.insert(key.clone(), (base, seen, vec![]));
                }
                if let Some((trade, _, numbers)) = trades.get_mut(key) {
                    *trade = merged(trade, body);
                    numbers.push(row.number);
                }
                continue;
            }
            batch.put(key, body.clone(), None, vec![row.number], job, self.parts.clock.now());
        }
        for (key, (mut trade, seen, numbers)) in trades {
            if let Some(fields) = trade.as_object_mut() {
                for list in ["codes", "signs"] {
                    fields.entry(list).or_insert_with(|| Value::Array(vec![]));
                }
            }
            match checked_body(EntryKind::Glossary, &key.id, trade) {
                Ok(body) => batch.put(&key, body, seen, numbers, job, self.parts.clock.now()),
                // A new trade without its name, or a word that stands twice among the words of its trade.
                Err(_) => batch.unfit.extend(numbers),
            }
        }
        Ok(batch)
    }

    /// The words of a trade as they stand: what is being written, else what is in force.
    async fn base(&self, key: &ItemKey) -> Result<(Value, Option<Seen>), ServiceError> {
        let item = self.parts.store.item(key).await?;
        let Some(item) = item else { return Ok((Value::Object(serde_json::Map::new()), None)) };
        let newest = self.parts.store.item_version(key, item.latest).await?;
        let seen = newest.as_ref().map(|version| Seen { number: version.number, revision: version.revision });
        if let Some(open) = newest.filter(|version| version.state.open()) {
            return Ok((open.body, seen));
        }
        let head = self.parts.store.in_force(key.kind, std::slice::from_ref(&key.id)).await?;
        let head = head.into_iter().next().map(|found| found.entry.body);
        Ok((head.unwrap_or_else(|| Value::Object(serde_json::Map::new())), seen))
    }
}

impl Batch {
    fn put(
        &mut self,
        key: &ItemKey,
        body: Value,
        seen: Option<Seen>,
        rows: Vec<u32>,
        job: &Job,
        at: chrono::DateTime<chrono::Utc>,
    ) {
        self.rows.insert(key.clone(), rows);
        self.new.push(NewVersion {
            key: key.clone(),
            body,
            author: job.staff,
            at,
            note: job.name.clone(),
            days: Days::default(),
            origin: Origin::Import(job.id),
            submit: true,
            seen,
        });
    }
}

/// What came of each row: its number, what was done, the version that was made.
type Settled = Vec<(u32, String, Option<u32>)>;

/// What came of each row, and how the job stands.
fn settled(
    mut job: Job,
    batch: &Batch,
    opened: &[Opened],
    note: &dyn Fn(&Job) -> Option<AuditNote>,
) -> (Settled, Job, Option<AuditNote>) {
    let mut rows = vec![];
    for one in opened {
        let (name, version) = match one.outcome {
            Opening::Same => ("same", None),
            Opening::Made(number) => ("made", Some(number)),
            Opening::Replaced(number) => ("replaced", Some(number)),
            Opening::Stale => ("stale", None),
        };
        for number in batch.rows.get(&one.key).into_iter().flatten() {
            rows.push((*number, name.to_owned(), version));
        }
    }
    rows.extend(batch.unfit.iter().map(|number| (*number, "unfit".to_owned(), None)));
    for (_, name, _) in &rows {
        job.counts.add(name);
        job.counts.add("applied");
    }
    let note = note(&job);
    (rows, job, note)
}
