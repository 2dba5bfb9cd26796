//! Conversations: made once, found by id or code, their knowledge of the need saved turn by turn.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::{CaseCode, Conversation, ConversationId};
use crate::store::codec::to_json;
use crate::store::entities::conversation::{ActiveModel, Column, Entity};
use crate::store::handovers::write_handover;
use crate::store::{Progress, Store, StoreError};

impl Store {
    /// Stores a new conversation.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when its id or its code is taken.
    pub async fn create_conversation(&self, conversation: &Conversation) -> Result<(), StoreError> {
        let row = ActiveModel::try_from(conversation)?;
        Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// The conversation of that id.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let row = Entity::find_by_id(id.0).one(self.reader()).await?;
        row.map(Conversation::try_from).transpose()
    }

    /// The conversation of that code, written as it was made (`K7QM-3XHD`).
    pub async fn conversation_by_code(&self, code: &CaseCode) -> Result<Option<Conversation>, StoreError> {
        let found = Entity::find().filter(Column::CaseCode.eq(&code.0));
        let row = found.one(self.reader()).await?;
        row.map(Conversation::try_from).transpose()
    }

    /// Saves what is known of the need, outside of a turn's end.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn save_progress(&self, id: ConversationId, progress: Progress<'_>) -> Result<(), StoreError> {
        write_progress(self.writer(), id, progress).await
    }
}

/// Writes dossier, vault and what goes to the review queue; within a transaction this locks the conversation.
pub(in crate::store) async fn write_progress<C: ConnectionTrait>(
    connection: &C,
    id: ConversationId,
    progress: Progress<'_>,
) -> Result<(), StoreError> {
    let dossier = to_json("conversations.dossier", progress.dossier)?;
    let written = Entity::update_many()
        .col_expr(Column::Dossier, Expr::value(dossier))
        .col_expr(Column::Vault, Expr::value(progress.vault))
        .filter(Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    if written.rows_affected == 0 {
        return Err(StoreError::UnknownConversation);
    }
    match progress.handover {
        Some((handover, review)) => write_handover(connection, handover, review).await,
        None => Ok(()),
    }
}
