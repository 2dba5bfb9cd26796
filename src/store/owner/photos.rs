//! Photos: kept with their conversation, and gone with it.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::tables::photo::{ActiveModel, Column, Entity, Model};
use crate::domain::{ConversationId, Photo, PhotoId, TurnId};
use crate::store::codec::{from_millis, to_column, to_count, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a photo.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn add_photo(&self, photo: &Photo) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(photo.id.0),
            conversation_id: Set(photo.conversation_id.0),
            jpeg: Set(photo.jpeg.clone()),
            width: Set(to_column("photos.width", photo.width)?),
            height: Set(to_column("photos.height", photo.height)?),
            generated: Set(photo.generated),
            turn_id: Set(None),
            field: Set(photo.field.clone()),
            added_at: Set(to_millis(photo.added_at)),
        };
        Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// The photo of that id.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<Photo>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.map(Photo::try_from).transpose()
    }

    /// How many photos a conversation has.
    pub async fn count_photos(&self, conversation: ConversationId) -> Result<u64, StoreError> {
        Ok(Entity::find().filter(Column::ConversationId.eq(conversation.0)).count(self.reader()).await?)
    }

    /// The ids of a conversation's photos, the first one first.
    pub async fn photo_ids(&self, conversation: ConversationId) -> Result<Vec<PhotoId>, StoreError> {
        let found = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ConversationId.eq(conversation.0))
            .order_by_asc(Column::AddedAt)
            .order_by_asc(Column::Id);
        let ids: Vec<uuid::Uuid> = found.into_tuple().all(self.reader()).await?;
        Ok(ids.into_iter().map(PhotoId).collect())
    }

    /// Lets photos of a conversation belong to a turn of it; those that belong to one already, or to others, stay as they are.
    pub async fn attach_photos(
        &self,
        conversation: ConversationId,
        turn: TurnId,
        ids: &[PhotoId],
    ) -> Result<(), StoreError> {
        let free = Entity::update_many()
            .col_expr(Column::TurnId, Expr::value(turn.0))
            .filter(Column::ConversationId.eq(conversation.0))
            .filter(Column::TurnId.is_null())
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)));
        free.exec(self.writer()).await?;
        Ok(())
    }

    /// The photos of a conversation by the turn that they came with, the first one first.
    pub async fn photos_by_turn(&self, conversation: ConversationId) -> Result<Vec<(TurnId, PhotoId)>, StoreError> {
        let found = Entity::find()
            .select_only()
            .columns([Column::TurnId, Column::Id])
            .filter(Column::ConversationId.eq(conversation.0))
            .filter(Column::TurnId.is_not_null())
            .order_by_asc(Column::AddedAt)
            .order_by_asc(Column::Id);
        let pairs: Vec<(uuid::Uuid, uuid::Uuid)> = found.into_tuple().all(self.reader()).await?;
        Ok(pairs.into_iter().map(|(turn, photo)| (TurnId(turn), PhotoId(photo))).collect())
    }

    /// Deletes a photo; false when there is none.
    pub async fn remove_photo(&self, id: PhotoId) -> Result<bool, StoreError> {
        Ok(Entity::delete_by_id(id.0).exec(self.writer()).await?.rows_affected > 0)
    }
}

impl TryFrom<Model> for Photo {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: PhotoId(row.id),
            conversation_id: ConversationId(row.conversation_id),
            jpeg: row.jpeg,
            width: to_count("photos.width", row.width)?,
            height: to_count("photos.height", row.height)?,
            generated: row.generated,
            turn_id: row.turn_id.map(TurnId),
            field: row.field,
            added_at: from_millis("photos.added_at", row.added_at)?,
        })
    }
}
