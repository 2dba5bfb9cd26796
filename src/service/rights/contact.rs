//! A phone number, given only once the talk is handed over, and only with consent that names who gets it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Contact;
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};

/// A number as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactView {
    /// The number.
    pub phone: String,
    /// Who gets it.
    pub given_to: String,
    /// When the owner agreed.
    pub agreed_at: DateTime<Utc>,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        let Contact { phone, given_to, agreed_at } = contact;
        Self { phone, given_to, agreed_at }
    }
}

impl Service {
    /// Stores how the owner may be reached.
    ///
    /// # Errors
    /// [`ServiceError::NoConsent`], [`ServiceError::NotHandedOver`], [`ServiceError::NoPhone`], or the database's.
    pub async fn give_contact(&self, access: &Access, phone: &str, agreed: bool) -> Result<ContactView, ServiceError> {
        let id = access.conversation().id;
        if !agreed {
            return Err(ServiceError::NoConsent);
        }
        if self.parts.store.handover(id).await?.is_none() {
            return Err(ServiceError::NotHandedOver);
        }
        let contact = Contact::new(phone, &self.parts.provider, self.parts.clock.now());
        let contact = contact.map_err(|_| ServiceError::NoPhone)?;
        self.parts.store.set_contact(id, &contact).await?;
        // As it is kept, to the millisecond.
        Ok(self.parts.store.contact(id).await?.unwrap_or(contact).into())
    }

    /// Takes the number back; nothing to take back is no error.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_back_contact(&self, access: &Access) -> Result<(), ServiceError> {
        self.parts.store.remove_contact(access.conversation().id).await?;
        Ok(())
    }
}
