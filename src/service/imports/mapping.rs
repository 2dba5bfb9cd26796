//! What the columns of somebody's own table mean: shown as it was guessed, corrected, remembered.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::ImportError;
use super::sniff::{SOURCES, complete, mark};
use crate::domain::Curate;
use crate::domain::imports::{Job, Stage};
use crate::domain::tabular::columns;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// What was said: by sheet, what each column means and what holds for all rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappingForm {
    /// The key of each column by sheet and column.
    pub keys: BTreeMap<(usize, usize), String>,
    /// What holds for all rows, by sheet and key.
    pub common: BTreeMap<(usize, String), String>,
}

impl Service {
    /// Says what the columns mean; the rows are looked at then. What was said is kept even when it does not do yet.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] when a column that every row must fill is neither there nor said for all rows, or two columns
    /// mean the same; [`ImportError::Stage`] when the job is past this; or the database's.
    pub async fn map_columns(&self, may: &May<Curate>, id: Uuid, form: &MappingForm) -> Result<(), ServiceError> {
        let mut job = self.parts.store.job(id).await?.ok_or(ImportError::NoJob)?;
        if job.stage != Stage::Mapping {
            return Err(ImportError::Stage(job.stage).into());
        }
        let now = self.parts.clock.now();
        for (place, sheet) in job.plan.sheets.iter_mut().enumerate() {
            let known = columns(sheet.kind, SOURCES);
            let known = |key: &str| known.iter().any(|column| column.key == key);
            for (column, key) in sheet.keys.iter_mut().enumerate() {
                if let Some(said) = form.keys.get(&(place, column)) {
                    *key = Some(said.clone()).filter(|said| known(said));
                }
            }
            for ((_, key), text) in form.common.iter().filter(|((of, key), _)| *of == place && known(key)) {
                sheet.common.insert(key.clone(), text.trim().to_owned());
            }
        }
        let fits = job.plan.sheets.iter().all(complete);
        let stage = if fits { Stage::Checking } else { Stage::Mapping };
        let job = Job { stage, updated_at: now, ..job };
        self.parts.store.move_job(&job, Stage::Mapping, None).await?;
        if !fits {
            return Err(ImportError::Mapping.into());
        }
        for sheet in &job.plan.sheets {
            self.parts.store.remember_mapping(&mark(sheet), &sheet.keys, (may.staff().id, now)).await?;
        }
        Ok(())
    }
}
