//! Makes the tables of the retrieval bench: saved queries, runs, and versions of the settings of a search.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let queries = Table::create()
            .table("bench_queries")
            .col(uuid("id").primary_key())
            .col(text("words"))
            .col(string("kind"))
            .col(string_null("area"))
            .col(string_null("as_of"))
            .col(text("expected"))
            .col(uuid("by_staff"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(queries).await?;
        let runs = Table::create()
            .table("bench_runs")
            .col(integer("number").primary_key())
            .col(uuid("by_staff"))
            .col(big_integer("at"))
            .col(text("body"))
            .to_owned();
        manager.create_table(runs).await?;
        let settings = Table::create()
            .table("search_settings")
            .col(integer("number").primary_key())
            .col(text("body"))
            .col(text("note"))
            .col(uuid("by_staff"))
            .col(big_integer("made_at"))
            .col(big_integer_null("promoted_at"))
            .to_owned();
        manager.create_table(settings).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["search_settings", "bench_runs", "bench_queries"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
