//! Makes the tables of what comes after a release: when a case is to be followed up, and what became of every drafted line.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, double, integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(dues()).await?;
        manager.create_table(lines()).await?;
        // What is due is one walk along this.
        let due = Index::create()
            .name("follow_up_dues_due")
            .table("follow_up_dues")
            .col("due_at")
            .col("conversation_id")
            .to_owned();
        manager.create_index(due).await?;
        let at = Index::create().name("release_lines_at").table("release_lines").col("at").to_owned();
        manager.create_index(at).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["release_lines", "follow_up_dues"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_conversation(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_conversation_key"))
        .from(table, "conversation_id")
        .to("conversations", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// One row for each case whose newest release is in force: what it is to be asked next.
fn dues() -> TableCreateStatement {
    Table::create()
        .table("follow_up_dues")
        .col(uuid("conversation_id").primary_key())
        .col(big_integer("released_at"))
        .col(integer("months"))
        .col(big_integer_null("due_at"))
        .foreign_key(&mut of_conversation("follow_up_dues"))
        .to_owned()
}

fn lines() -> TableCreateStatement {
    Table::create()
        .table("release_lines")
        .col(uuid("conversation_id"))
        .col(integer("number"))
        .col(integer("place"))
        .col(big_integer("at"))
        .col(integer("section"))
        .col(text("label"))
        .col(string("fate"))
        .col(double("distance"))
        .primary_key(Index::create().col("conversation_id").col("number").col("place"))
        .foreign_key(&mut of_conversation("release_lines"))
        .to_owned()
}
