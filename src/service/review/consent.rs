//! The owner's consent that others may learn from the case: asked for after a release, taken back at any time (C-26).

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{AuditNote, Consent, ConsentKind};
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};

/// A consent as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseConsent {
    /// When the owner agreed last.
    pub agreed_at: DateTime<Utc>,
    /// When it was taken back; nothing while it stands.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl From<Consent> for CaseConsent {
    fn from(Consent { agreed_at, withdrawn_at }: Consent) -> Self {
        Self { agreed_at, withdrawn_at }
    }
}

impl Service {
    /// What the owner agreed to, taken back or not.
    ///
    /// # Errors
    /// The database's.
    pub async fn case_consent(&self, access: &Access) -> Result<Option<CaseConsent>, ServiceError> {
        let consent = self.parts.store.consent(access.conversation().id, ConsentKind::CaseBase).await?;
        Ok(consent.map(CaseConsent::from))
    }

    /// Notes that the owner agrees; agreeing again changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotReleased`] while there is no release to learn from, or the database's.
    pub async fn give_case_consent(&self, access: &Access) -> Result<CaseConsent, ServiceError> {
        let id = access.conversation().id;
        let review = self.parts.store.review(id).await?.ok_or(ServiceError::NotReleased)?;
        if self.release_in_force(&review).await?.is_none() {
            return Err(ServiceError::NotReleased);
        }
        let note = self.consent_note(access, "consent.given");
        self.parts.store.give_consent(id, ConsentKind::CaseBase, &note).await?;
        // As it is kept, to the millisecond; another device may have taken it back in between.
        let now = CaseConsent { agreed_at: note.at, withdrawn_at: None };
        Ok(self.case_consent(access).await?.unwrap_or(now))
    }

    /// Takes the consent back; nothing to take back is no error.
    ///
    /// # Errors
    /// The database's.
    pub async fn withdraw_case_consent(&self, access: &Access) -> Result<(), ServiceError> {
        let note = self.consent_note(access, "consent.withdrawn");
        let taken_back =
            self.parts.store.withdraw_consent(access.conversation().id, ConsentKind::CaseBase, &note).await?;
        if taken_back {
            // A case that was made of it is found no more from here on; what fails is made good in the background.
            self.follow_knowledge().await;
        }
        Ok(())
    }

    fn consent_note(&self, access: &Access, action: &str) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff: None,
            action: action.to_owned(),
            subject: Some(access.conversation().id.to_string()),
            detail: "{\"kind\":\"case_base\"}".to_owned(),
        }
    }
}
