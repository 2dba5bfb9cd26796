//! Gives back cases whose lease has expired.

use crate::domain::AuditNote;
use crate::service::{Service, ServiceError};
use crate::store::{ReviewWrite, StoreError};

/// Cases in one sweep.
const AT_ONCE: u64 = 100;

impl Service {
    /// Gives back what nobody has touched for too long; returns how many cases.
    ///
    /// # Errors
    /// The database's.
    pub async fn sweep_leases(&self) -> Result<usize, ServiceError> {
        let now = self.parts.clock.now();
        let mut given_back = 0;
        for review in self.parts.store.expired_leases(now, AT_ONCE).await? {
            let Some(acted) = review.expired(now) else { continue };
            let note = AuditNote {
                at: now,
                staff: None,
                action: "review.expired".to_owned(),
                subject: Some(review.conversation_id.to_string()),
                detail: format!("{{\"version\":{}}}", acted.step.version),
            };
            let write = ReviewWrite { acted: &acted, release: None, audit: Some(&note) };
            match self.parts.store.write_review(write).await {
                // Somebody gave a sign of life just now.
                Err(StoreError::Stale) => {}
                Err(other) => return Err(other.into()),
                Ok(()) => given_back += 1,
            }
        }
        Ok(given_back)
    }
}
