//! The table `usage`: what was used of a quota in a day.
#![expect(unreachable_pub, reason = "SeaORM's macros make public items")]

use sea_orm::entity::prelude::*;

/// One counter.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub site: String,
    /// The day in Wenzhou, `2026-11-28`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// Who or what is counted; an address only as a hash that differs from day to day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub used: i64,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
