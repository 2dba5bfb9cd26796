//! Many entries in and out: a file is read, every row judged, what was chosen handed to a second person; and all of it written
//! out again in the same shapes.

mod apply;
mod begin;
mod check;
mod error;
mod judge;
mod mapping;
mod publish;
mod read;
mod sniff;
mod upload;
mod view;

pub use error::ImportError;
pub use mapping::MappingForm;
pub(in crate::service) use sniff::ASIDE;
pub(in crate::service) use upload::fetched;
pub use upload::{UPLOAD_BYTES, Upload};
pub use view::{JobView, RowView, fault_words, outcome_words, remark_words};

use std::time::Duration;

use uuid::Uuid;

use crate::domain::imports::{Job, Stage, Work};
use crate::domain::{AuditNote, StaffId};
use crate::service::{Service, ServiceError};
use crate::store::{Leased, StoreError};

/// How long a worker may be silent before another one takes its job.
const LEASE: Duration = Duration::from_secs(10);

impl Service {
    /// Works on one job that waits, to its end or until the service stops; false when none waits.
    ///
    /// # Errors
    /// The database's, and those of the disk: the job stays as it is and is taken up again once its lease has ended.
    pub async fn work_on_jobs(&self) -> Result<bool, ServiceError> {
        let now = self.parts.clock.now();
        let Some(leased) = self.parts.store.lease_job(self.parts.ids.id(), now, now + LEASE).await? else {
            return Ok(false);
        };
        let job = leased.job.clone();
        let done = match (leased.job.stage, leased.job.work) {
            (Stage::Checking, _) => self.check_rows(leased).await,
            (_, Work::Import) => self.apply_rows(leased).await,
            (_, Work::Publish) => self.publish_rows(leased).await,
        };
        match done {
            // Somebody has stopped it, or holds it instead.
            Err(ServiceError::Store(StoreError::Stale)) | Ok(()) => Ok(true),
            // Trying again would not help: what it works on is gone.
            Err(ServiceError::Import(ImportError::NoFile | ImportError::Kind | ImportError::NoJob)) => {
                let stage = job.stage;
                let failed = Job { stage: Stage::Failed, fault: Some("lost".to_owned()), ..job };
                self.parts.store.move_job(&failed, stage, None).await?;
                Ok(true)
            }
            Err(other) => Err(other),
        }
    }

    fn import_note(&self, staff: StaffId, action: &str, job: Uuid, detail: &str) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(staff),
            action: action.to_owned(),
            subject: Some(job.to_string()),
            detail: detail.to_owned(),
        }
    }

    /// The job as it stands after a batch.
    fn advanced(&self, leased: &Leased, cursor: u32) -> Job {
        Job { cursor, updated_at: self.parts.clock.now(), ..leased.job.clone() }
    }
}
