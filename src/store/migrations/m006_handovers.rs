//! Makes the table `handovers`: the review queue.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("handovers")
            .col(uuid("conversation_id").primary_key())
            .col(string("wish"))
            .col(text("dossier"))
            .col(big_integer("requested_at"))
            .col(string("state"))
            .check(Expr::cust("wish IN ('person', 'review')"))
            .foreign_key(
                ForeignKey::create()
                    .name("handovers_conversation")
                    .from("handovers", "conversation_id")
                    .to("conversations", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        let queue = Index::create()
            .name("handovers_queue")
            .table("handovers")
            .col("state")
            .col("requested_at")
            .col("conversation_id")
            .to_owned();
        manager.create_index(queue).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("handovers").to_owned()).await
    }
}
