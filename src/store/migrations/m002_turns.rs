//! Makes the table `turns` with the rules that hold whatever happens: one turn a number, a key, and one running.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table()).await?;
        let unique = |name: &'static str| {
            let mut index = Index::create();
            index.name(name).table("turns").col("conversation_id").unique();
            index
        };
        let sequence = unique("turns_sequence").col("sequence").to_owned();
        manager.create_index(sequence).await?;
        // Rows without a key do not meet one another: NULLs are distinct on both databases.
        let key = unique("turns_idempotency_key").col("idempotency_key").to_owned();
        manager.create_index(key).await?;
        let running = unique("turns_one_running").and_where(Expr::cust("state = 'running'")).to_owned();
        manager.create_index(running).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("turns").to_owned()).await
    }
}

fn table() -> TableCreateStatement {
    Table::create()
        .table("turns")
        .col(uuid("id").primary_key())
        .col(uuid("conversation_id"))
        .col(integer("sequence"))
        .col(string_null("idempotency_key"))
        .col(text("message"))
        .col(string("state"))
        .col(big_integer("started_at"))
        .col(big_integer_null("finished_at"))
        .col(text_null("outcome"))
        .col(text_null("provenance"))
        .check(Expr::cust("sequence >= 1"))
        .check(Expr::cust("state IN ('running', 'finished', 'stopped', 'failed', 'interrupted')"))
        .check(Expr::cust("(state = 'running') = (finished_at IS NULL)"))
        .foreign_key(
            ForeignKey::create()
                .name("turns_conversation")
                .from("turns", "conversation_id")
                .to("conversations", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
