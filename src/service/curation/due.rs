//! What happens by itself: versions whose day has come are put in force.

use crate::domain::AuditNote;
use crate::domain::curation::ItemKey;
use crate::service::{Service, ServiceError};

impl Service {
    /// Puts in force what was consented to and whose day has come; gives the items.
    ///
    /// # Errors
    /// The database's.
    pub async fn publish_due(&self) -> Result<Vec<ItemKey>, ServiceError> {
        let (now, today) = (self.parts.clock.now(), self.parts.clock.today());
        let note = AuditNote {
            at: now,
            staff: None,
            action: "curation.publish_due".to_owned(),
            subject: None,
            detail: serde_json::json!({ "day": today.to_string() }).to_string(),
        };
        let moved = self.parts.store.publish_due(now, today, &note).await?;
        if !moved.is_empty() {
            self.follow_knowledge().await;
        }
        Ok(moved)
    }
}
