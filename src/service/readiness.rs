//! Whether the service can take work: the database answers and the index serves.

use serde::Serialize;
use utoipa::ToSchema;

use super::Service;

/// How the parts stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each part either stands or does not")]
pub struct Readiness {
    /// True when turns can be taken.
    pub ready: bool,
    /// The database answers.
    pub database: bool,
    /// The index serves; without it turns go on with no cases and say so.
    pub index: bool,
    /// The version of the index that serves.
    pub index_version: Option<String>,
    /// Another index is being built.
    pub index_building: bool,
    /// A model is configured.
    pub model: bool,
}

impl Service {
    /// Asks the parts how they stand.
    pub async fn readiness(&self) -> Readiness {
        let database = self.parts.store.ping().await.is_ok();
        let status = self.parts.index.status().await.ok();
        let index_version = status.as_ref().and_then(|status| status.version.clone());
        Readiness {
            ready: database && !self.stopping.is_cancelled(),
            database,
            index: index_version.is_some(),
            index_version,
            index_building: status.is_some_and(|status| status.building),
            model: self.parts.chat.is_some(),
        }
    }
}
