//! The table `conversations`.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::domain::{CaseCode, Conversation, ConversationId, SiteKey};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_json, to_millis, to_name};

/// One talk with an owner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_code: String,
    pub token_hash: String,
    pub locale: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub dossier: String,
    #[sea_orm(column_type = "Text")]
    pub vault: String,
    /// The sequence number of the newest turn; raising it locks the conversation.
    pub turn_count: i32,
    /// The key of the site on which it began.
    pub site: String,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<&Conversation> for ActiveModel {
    type Error = StoreError;

    fn try_from(conversation: &Conversation) -> Result<Self, StoreError> {
        Ok(Self {
            id: Set(conversation.id.0),
            case_code: Set(conversation.case_code.0.clone()),
            token_hash: Set(conversation.token_hash.clone()),
            locale: Set(to_name("conversations.locale", &conversation.locale)?),
            created_at: Set(to_millis(conversation.created_at)),
            dossier: Set(to_json("conversations.dossier", &conversation.dossier)?),
            vault: Set(conversation.vault.clone()),
            turn_count: Set(0),
            site: Set(conversation.site.as_str().to_owned()),
        })
    }
}

impl TryFrom<Model> for Conversation {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: ConversationId(row.id),
            case_code: CaseCode(row.case_code),
            token_hash: row.token_hash,
            locale: from_name("conversations.locale", row.locale)?,
            created_at: from_millis("conversations.created_at", row.created_at)?,
            dossier: from_json("conversations.dossier", &row.dossier)?,
            vault: row.vault,
            site: SiteKey::parse(&row.site).ok_or(StoreError::OutOfRange("conversations.site"))?,
        })
    }
}
