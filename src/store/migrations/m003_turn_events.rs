//! Makes the table `turn_events`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("turn_events")
            .col(uuid("turn_id"))
            .col(integer("number"))
            .col(text("event"))
            .primary_key(Index::create().name("turn_events_pkey").col("turn_id").col("number"))
            .check(Expr::cust("number >= 1"))
            .foreign_key(
                ForeignKey::create()
                    .name("turn_events_turn")
                    .from("turn_events", "turn_id")
                    .to("turns", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("turn_events").to_owned()).await
    }
}
