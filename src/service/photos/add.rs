//! Takes a photo into a talk.

use std::net::IpAddr;

use super::clean::clean;
use crate::domain::{Photo, PhotoId};
use crate::service::conversation::Access;
use crate::service::site::Spending;
use crate::service::{Service, ServiceError};

/// Photos that one talk may have.
pub const MOST: u64 = 12;

impl Service {
    /// Takes a file as a photo of the conversation.
    ///
    /// # Errors
    /// [`ServiceError::BadPhoto`], [`ServiceError::PhotosFull`], [`ServiceError::TalkStopped`], [`ServiceError::SiteOff`],
    /// [`ServiceError::QuotaUsedUp`], or the database's.
    pub async fn add_photo(
        &self,
        access: &Access,
        file: Vec<u8>,
        address: Option<IpAddr>,
    ) -> Result<PhotoId, ServiceError> {
        let conversation = access.conversation();
        if conversation.dossier.stopped.is_some() {
            return Err(ServiceError::TalkStopped);
        }
        let site = self.site(&conversation.site).await?;
        self.spend(&site, Spending { talk: None, address }).await?;
        if self.parts.store.count_photos(conversation.id).await? >= MOST {
            return Err(ServiceError::PhotosFull);
        }
        let cleaned = tokio::task::spawn_blocking(move || clean(&file)).await;
        let cleaned = cleaned.map_err(|_| ServiceError::BadPhoto(super::PhotoError::Damaged))??;
        let photo = Photo {
            id: PhotoId(self.parts.ids.id()),
            conversation_id: conversation.id,
            jpeg: cleaned.jpeg,
            width: cleaned.width,
            height: cleaned.height,
            generated: cleaned.generated,
            turn_id: None,
            field: conversation.dossier.pending.as_ref().map(|question| question.key.clone()),
            added_at: self.parts.clock.now(),
        };
        self.parts.store.add_photo(&photo).await?;
        Ok(photo.id)
    }
}
