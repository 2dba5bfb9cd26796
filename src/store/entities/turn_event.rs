//! The table `turn_events`: the replayable stream of each turn.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::domain::{NumberedEvent, TurnId};
use crate::store::StoreError;
use crate::store::codec::{from_json, to_column, to_count, to_json};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turn_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub turn_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub event: String,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of an event.
    pub(in crate::store) fn of(turn: TurnId, numbered: &NumberedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            turn_id: Set(turn.0),
            number: Set(to_column("turn_events.number", numbered.number)?),
            event: Set(to_json("turn_events.event", &numbered.event)?),
        })
    }
}

impl TryFrom<Model> for NumberedEvent {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            number: to_count("turn_events.number", row.number)?,
            event: from_json("turn_events.event", &row.event)?,
        })
    }
}
