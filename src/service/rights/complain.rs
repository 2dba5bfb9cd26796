//! Takes a complaint: a number to ask by, and a day by which it is answered.

use std::net::IpAddr;

use chrono::Duration;

use crate::domain::{Complaint, ConversationId, MAX_COMPLAINT};
use crate::service::site::Spending;
use crate::service::{Service, ServiceError};

/// Days in which a complaint is answered.
const ANSWERED_IN: i64 = 15;

impl Service {
    /// Takes a complaint, from within a conversation or not.
    ///
    /// # Errors
    /// [`ServiceError::BadComplaint`] when it is empty or too long, [`ServiceError::QuotaUsedUp`], or the database's.
    pub async fn complain(
        &self,
        about: Option<ConversationId>,
        text: &str,
        address: Option<IpAddr>,
    ) -> Result<Complaint, ServiceError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MAX_COMPLAINT {
            return Err(ServiceError::BadComplaint);
        }
        // On our own pages' account: a site that is off or used up must not keep complaints away.
        self.spend(&self.parts.own_site, Spending { talk: None, address }).await?;
        let secret = self.parts.ids.secret();
        let today = self.parts.clock.today();
        let complaint = Complaint {
            number: format!("TS-{}-{}", today.format("%Y%m%d"), hex::encode_upper(&secret[..4])),
            conversation_id: about,
            text: text.to_owned(),
            made_at: self.parts.clock.now(),
            due: today + Duration::days(ANSWERED_IN),
        };
        self.parts.store.add_complaint(&complaint).await?;
        Ok(complaint)
    }
}
