//! Makes the table `knowledge_entries`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("knowledge_entries")
            .col(string("kind"))
            .col(string("id"))
            .col(string("publication"))
            .col(text("body"))
            .col(string("digest"))
            .primary_key(Index::create().name("knowledge_entries_pkey").col("kind").col("id"))
            .check(Expr::cust("kind IN ('case', 'policy', 'glossary', 'playbook', 'rubric')"))
            .check(Expr::cust("publication IN ('draft', 'published', 'withdrawn')"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("knowledge_entries").to_owned()).await
    }
}
