//! The table `handovers`.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::domain::{ConversationId, Handover};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_json, to_millis, to_name};

/// A dossier in the review queue.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    pub wish: String,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub dossier: String,
    /// Milliseconds since 1970.
    pub requested_at: i64,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<&Handover> for ActiveModel {
    type Error = StoreError;

    fn try_from(handover: &Handover) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: Set(handover.conversation_id.0),
            wish: Set(to_name("handovers.wish", &handover.wish)?),
            dossier: Set(to_json("handovers.dossier", &handover.dossier)?),
            requested_at: Set(to_millis(handover.requested_at)),
        })
    }
}

impl TryFrom<Model> for Handover {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            wish: from_name("handovers.wish", row.wish)?,
            dossier: from_json("handovers.dossier", &row.dossier)?,
            requested_at: from_millis("handovers.requested_at", row.requested_at)?,
        })
    }
}
