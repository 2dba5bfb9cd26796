//! Makes the table of the items that were begun for a gap in the knowledge.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut one = Index::create().name("bench_gaps_pkey").to_owned();
        for column in ["trade", "task", "process", "kind", "item"] {
            one.col(column);
        }
        let links = Table::create()
            .table("bench_gaps")
            .col(string("trade"))
            .col(string("task"))
            .col(string("process"))
            .col(string("kind"))
            .col(string("item"))
            .col(integer("number"))
            .col(uuid("by_staff"))
            .col(big_integer("at"))
            .col(big_integer_null("solved_at"))
            .col(big_integer_null("reopened_at"))
            .primary_key(&mut one)
            .to_owned();
        manager.create_table(links).await?;
        // What an item was begun for.
        let of_item = Index::create().name("bench_gaps_item").table("bench_gaps").col("kind").col("item").to_owned();
        manager.create_index(of_item).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("bench_gaps").to_owned()).await
    }
}
