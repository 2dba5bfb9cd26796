//! The result of an import as a spreadsheet: a row for each row of the file, with its verdict and what came of it.

use uuid::Uuid;

use crate::domain::imports::Checked;
use crate::domain::{Curate, Locale};
use crate::export::xlsx::{Cell, Sheet, Workbook, xlsx};
use crate::messages::say;
use crate::service::imports::{ImportError, fault_words, outcome_words, remark_words};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Rows that are read at once.
const PAGE: u64 = 500;

/// A file for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Service {
    /// The result of an import so far.
    ///
    /// # Errors
    /// [`ImportError::NoJob`], [`ImportError::Unwritten`], or the database's.
    pub async fn import_result(&self, _: &May<Curate>, id: Uuid, locale: Locale) -> Result<ResultFile, ServiceError> {
        let job = self.parts.store.job(id).await?.ok_or(ImportError::NoJob)?;
        let mut rows = vec![];
        let mut after = 0;
        loop {
            let page = self.parts.store.job_rows(id, None, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.number;
            rows.extend(page.iter().map(|row| line(row, locale)));
        }
        let head = ["row", "item", "name", "verdict", "why", "came"];
        let sheet = Sheet {
            name: say(locale, "imports.result", &[]),
            head: head.map(|name| say(locale, &format!("imports.head_{name}"), &[])).to_vec(),
            rows,
        };
        let workbook = Workbook {
            title: job.name.clone(),
            author: self.parts.provider.clone(),
            made_on: self.parts.clock.today(),
            sheets: vec![sheet],
        };
        let bytes = tokio::task::spawn_blocking(move || xlsx(&workbook)).await;
        let bytes = bytes.map_err(ImportError::unwritten)?.map_err(ImportError::unwritten)?;
        Ok(ResultFile { name: format!("import-{id}.xlsx"), bytes })
    }
}

fn line(row: &Checked, locale: Locale) -> Vec<Cell> {
    let faults = row.remark.faults.iter().map(|fault| fault_words(fault, locale));
    let why: Vec<String> = faults.chain(remark_words(row, locale)).collect();
    vec![
        Cell::Text(row.place.clone()),
        row.key.as_ref().map_or(Cell::Empty, |key| Cell::Text(key.to_string())),
        Cell::Text(row.title.clone()),
        Cell::Text(say(locale, &format!("imports.verdict_{}", row.verdict.name()), &[])),
        Cell::Text(why.join("\n")),
        Cell::Text(outcome_words(row, locale)),
    ]
}
