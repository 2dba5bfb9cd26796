//! The table `knowledge_changes`: each entry once, with the number of its last change.
#![expect(unreachable_pub, reason = "SeaORM's macros make public items")]

use sea_orm::entity::prelude::*;

/// The last change of an entry.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "knowledge_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Ascending over all entries.
    pub seq: i64,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
