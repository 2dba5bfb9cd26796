//! Consents: given once a conversation and kind, taken back at any time, each step with its entry in the log.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::tables::consent::{ActiveModel, Column, Entity, Model};
use crate::domain::{AuditNote, Consent, ConsentKind, ConversationId};
use crate::store::afterwards::drop_proposal;
use crate::store::codec::{from_millis, to_millis, to_name};
use crate::store::curation::forget_candidate;
use crate::store::entities::conversation;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

impl Store {
    /// What the owner of a conversation agreed to, taken back or not.
    pub async fn consent(&self, id: ConversationId, kind: ConsentKind) -> Result<Option<Consent>, StoreError> {
        find_consent(self.reader(), id, kind).await
    }

    /// Notes that the owner agrees, from the time of the note on; false, and nothing is written, when the consent stands.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn give_consent(
        &self,
        id: ConversationId,
        kind: ConsentKind,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        lock(&transaction, id).await?;
        if find_consent(&transaction, id, kind).await?.is_some_and(|consent| consent.stands()) {
            return Ok(false);
        }
        let row = ActiveModel {
            conversation_id: Set(id.0),
            kind: Set(kind_name(kind)?),
            agreed_at: Set(to_millis(note.at)),
            withdrawn_at: Set(None),
        };
        let key = [Column::ConversationId, Column::Kind];
        let newer = OnConflict::columns(key).update_columns([Column::AgreedAt, Column::WithdrawnAt]).to_owned();
        Entity::insert(row).on_conflict(newer).exec_without_returning(&transaction).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that the owner takes the consent back; false, and nothing is written, when none stands.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn withdraw_consent(
        &self,
        id: ConversationId,
        kind: ConsentKind,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        lock(&transaction, id).await?;
        let written = Entity::update_many()
            .col_expr(Column::WithdrawnAt, Expr::value(to_millis(note.at)))
            .filter(Column::ConversationId.eq(id.0))
            .filter(Column::Kind.eq(kind_name(kind)?))
            .filter(Column::WithdrawnAt.is_null())
            .exec(&transaction)
            .await?;
        if written.rows_affected == 0 {
            return Ok(false);
        }
        // What others were to learn from the case goes with it.
        if kind == ConsentKind::CaseBase {
            drop_proposal(&transaction, id).await?;
            forget_candidate(&transaction, id, note.at).await?;
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Two devices of an owner do one after the other.
async fn lock<C: ConnectionTrait>(connection: &C, id: ConversationId) -> Result<(), StoreError> {
    let found = conversation::Entity::find_by_id(id.0).lock_exclusive().one(connection).await?;
    found.map(|_| ()).ok_or(StoreError::UnknownConversation)
}

/// What the owner agreed to, as the transaction sees it.
pub(in crate::store) async fn find_consent<C: ConnectionTrait>(
    connection: &C,
    id: ConversationId,
    kind: ConsentKind,
) -> Result<Option<Consent>, StoreError> {
    let row = Entity::find_by_id((id.0, kind_name(kind)?)).one(connection).await?;
    row.map(Consent::try_from).transpose()
}

fn kind_name(kind: ConsentKind) -> Result<String, StoreError> {
    to_name("consents.kind", &kind)
}

impl TryFrom<Model> for Consent {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let withdrawn = row.withdrawn_at.map(|at| from_millis("consents.withdrawn_at", at));
        Ok(Self { agreed_at: from_millis("consents.agreed_at", row.agreed_at)?, withdrawn_at: withdrawn.transpose()? })
    }
}
