//! Opens a talk on another device: by its code and a secret that its owner had made. Guesses count as messages of their address.

use std::net::IpAddr;

use crate::domain::{CaseCode, ReturnSecret};
use crate::service::conversation::{Access, token_hash};
use crate::service::site::Spending;
use crate::service::{Service, ServiceError};

impl Service {
    /// Makes a new secret for the conversation; the one before opens nothing any more.
    ///
    /// # Errors
    /// The database's.
    pub async fn make_return_secret(&self, access: &Access) -> Result<ReturnSecret, ServiceError> {
        let secret = ReturnSecret::from_random(self.parts.ids.secret());
        self.parts.store.set_return_hash(access.conversation().id, &token_hash(secret.as_str())).await?;
        Ok(secret)
    }

    /// The conversation of a code, when the secret is its own; from then on the secret is a token.
    ///
    /// # Errors
    /// [`ServiceError::NoReturn`] when code and secret do not belong together, [`ServiceError::QuotaUsedUp`] after too many
    /// guesses, or the database's.
    pub async fn return_to(
        &self,
        code: &str,
        secret: &str,
        address: Option<IpAddr>,
    ) -> Result<(Access, ReturnSecret), ServiceError> {
        self.spend(&self.parts.own_site, Spending { talk: None, address }).await?;
        let secret = ReturnSecret::parse(secret).ok_or(ServiceError::NoReturn)?;
        let code = CaseCode::parse(code).ok_or(ServiceError::NoReturn)?;
        let conversation = self.parts.store.conversation_by_code(&code).await?.ok_or(ServiceError::NoReturn)?;
        let opened = self.authorize(conversation.id, secret.as_str()).await;
        match opened {
            Ok(access) => Ok((access, secret)),
            Err(ServiceError::NoConversation) => Err(ServiceError::NoReturn),
            Err(other) => Err(other),
        }
    }
}
