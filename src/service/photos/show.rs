//! Shows a photo to the owner of its talk, and takes it back.

use crate::domain::{Photo, PhotoId};
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};

impl Service {
    /// A photo of the conversation.
    ///
    /// # Errors
    /// [`ServiceError::NoPhoto`] when the conversation has none of that id, or the database's.
    pub async fn photo(&self, access: &Access, id: PhotoId) -> Result<Photo, ServiceError> {
        let photo = self.parts.store.photo(id).await?;
        photo.filter(|photo| photo.conversation_id == access.conversation().id).ok_or(ServiceError::NoPhoto)
    }

    /// Deletes a photo of the conversation.
    ///
    /// # Errors
    /// [`ServiceError::NoPhoto`] when the conversation has none of that id, or the database's.
    pub async fn remove_photo(&self, access: &Access, id: PhotoId) -> Result<(), ServiceError> {
        let photo = self.photo(access, id).await?;
        self.parts.store.remove_photo(photo.id).await?;
        Ok(())
    }
}
