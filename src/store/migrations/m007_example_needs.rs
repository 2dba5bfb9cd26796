//! Lets the table `knowledge_entries` hold example needs: its check names every kind, so the table is made anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

/// Kinds before and after.
const BEFORE: &str = "kind IN ('case', 'policy', 'glossary', 'playbook', 'rubric')";
const AFTER: &str = "kind IN ('case', 'policy', 'glossary', 'playbook', 'rubric', 'needs')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let needs = Query::delete().from_table("knowledge_entries").and_where(Expr::col("kind").eq("needs")).to_owned();
        manager.execute(needs).await?;
        rebuild(manager, BEFORE).await
    }
}

/// SQLite cannot change a check: the rows move into a new table that takes the old one's name.
async fn rebuild(manager: &SchemaManager<'_>, kinds: &'static str) -> Result<(), DbErr> {
    let table = Table::create()
        .table("knowledge_entries_new")
        .col(string("kind"))
        .col(string("id"))
        .col(string("publication"))
        .col(text("body"))
        .col(string("digest"))
        .primary_key(Index::create().name("knowledge_entries_key").col("kind").col("id"))
        .check(Expr::cust(kinds))
        .check(Expr::cust("publication IN ('draft', 'published', 'withdrawn')"))
        .to_owned();
    manager.create_table(table).await?;
    let columns = ["kind", "id", "publication", "body", "digest"];
    let rows = Query::select().columns(columns).from("knowledge_entries").to_owned();
    let mut copy = Query::insert();
    copy.into_table("knowledge_entries_new").columns(columns);
    copy.select_from(rows).map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(copy).await?;
    manager.drop_table(Table::drop().table("knowledge_entries").to_owned()).await?;
    manager.rename_table(Table::rename().table("knowledge_entries_new", "knowledge_entries").to_owned()).await
}
