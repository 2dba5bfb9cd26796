//! Makes the tables for what a model proposed for the fields of a document's form, and for what of it a version rests on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(proposals()).await?;
        manager.create_table(grounds()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("knowledge_grounds").to_owned()).await?;
        manager.drop_table(Table::drop().table("document_proposals").to_owned()).await
    }
}

/// The latest of each curator for a document and what it is to become.
fn proposals() -> TableCreateStatement {
    Table::create()
        .table("document_proposals")
        .col(uuid("file"))
        .col(string("kind"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(text("proposed"))
        .primary_key(Index::create().col("file").col("kind").col("staff"))
        .to_owned()
}

fn grounds() -> TableCreateStatement {
    Table::create()
        .table("knowledge_grounds")
        .col(string("kind"))
        .col(string("id"))
        .col(integer("number"))
        .col(uuid("file"))
        .col(text("grounds"))
        .primary_key(Index::create().col("kind").col("id").col("number"))
        .to_owned()
}
