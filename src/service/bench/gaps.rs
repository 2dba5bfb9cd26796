//! Where the case base has nothing to tell to those who asked.

use crate::domain::bench::{Gap, Need, gaps};
use crate::domain::{Case, Curate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// The newest talks that are looked at.
const TALKS: u64 = 2_000;

/// What was found, and how much was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct GapsView {
    /// What has no case comes first.
    pub gaps: Vec<Gap>,
    /// Needs that were looked at.
    pub needs: usize,
}

impl Service {
    /// The needs of the newest talks by trade and task, against the cases in force.
    ///
    /// # Errors
    /// The database's.
    pub async fn gaps(&self, _may: &May<Curate>) -> Result<GapsView, ServiceError> {
        let dossiers = self.parts.store.newest_dossiers(TALKS).await?;
        let needs: Vec<Need> = dossiers.iter().filter_map(Need::of).collect();
        let knowing = self.knowing();
        let cases: Vec<&Case> = knowing.knowledge.cases.iter().map(AsRef::as_ref).collect();
        let gaps = gaps(&needs, &cases);
        Ok(GapsView { gaps, needs: needs.len() })
    }
}
