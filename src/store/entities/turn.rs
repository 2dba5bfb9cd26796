//! The table `turns`.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::domain::{ConversationId, Turn, TurnId};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_column, to_count, to_json, to_millis, to_name};

/// The name of [`crate::domain::TurnState::Running`] in the column `state`.
pub(in crate::store) const RUNNING: &str = "running";

/// One message and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turns")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub sequence: i32,
    pub idempotency_key: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub message: String,
    pub state: String,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// Milliseconds since 1970.
    pub finished_at: Option<i64>,
    /// JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub outcome: Option<String>,
    /// JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub provenance: Option<String>,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its conversation.
    #[sea_orm(
        belongs_to = "super::conversation::Entity",
        from = "Column::ConversationId",
        to = "super::conversation::Column::Id"
    )]
    Conversation,
}

impl Related<super::conversation::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Conversation.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<&Turn> for ActiveModel {
    type Error = StoreError;

    fn try_from(turn: &Turn) -> Result<Self, StoreError> {
        let outcome = turn.outcome.as_ref().map(|o| to_json("turns.outcome", o));
        let provenance = turn.provenance.as_ref().map(|p| to_json("turns.provenance", p));
        Ok(Self {
            id: Set(turn.id.0),
            conversation_id: Set(turn.conversation_id.0),
            sequence: Set(to_column("turns.sequence", turn.sequence)?),
            idempotency_key: Set(turn.idempotency_key.clone()),
            message: Set(turn.message.clone()),
            state: Set(to_name("turns.state", &turn.state)?),
            started_at: Set(to_millis(turn.started_at)),
            finished_at: Set(turn.finished_at.map(to_millis)),
            outcome: Set(outcome.transpose()?),
            provenance: Set(provenance.transpose()?),
        })
    }
}

impl TryFrom<Model> for Turn {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let finished_at = row.finished_at.map(|at| from_millis("turns.finished_at", at));
        let outcome = row.outcome.map(|text| from_json("turns.outcome", &text));
        let provenance = row.provenance.map(|text| from_json("turns.provenance", &text));
        Ok(Self {
            id: TurnId(row.id),
            conversation_id: ConversationId(row.conversation_id),
            sequence: to_count("turns.sequence", row.sequence)?,
            idempotency_key: row.idempotency_key,
            message: row.message,
            state: from_name("turns.state", row.state)?,
            started_at: from_millis("turns.started_at", row.started_at)?,
            finished_at: finished_at.transpose()?,
            outcome: outcome.transpose()?,
            provenance: provenance.transpose()?,
        })
    }
}
