//! Everything that is kept of an owner, in one piece (个人信息保护法第四十五条).

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::PhotoId;
use crate::service::conversation::{Access, ConversationView};
use crate::service::{Service, ServiceError};

/// A copy of everything.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnCopy {
    /// Words, facts, results, and how far a person is.
    pub conversation: ConversationView,
    /// The photos, to be fetched one by one.
    pub photos: Vec<PhotoId>,
}

impl Service {
    /// Everything that is kept of the conversation.
    ///
    /// # Errors
    /// The database's.
    pub async fn own_copy(&self, access: &Access) -> Result<OwnCopy, ServiceError> {
        let id = access.conversation().id;
        Ok(OwnCopy {
            conversation: self.show_conversation(access).await?,
            photos: self.parts.store.photo_ids(id).await?,
        })
    }
}
