//! Makes the table `knowledge_changes` and reckons the version of the knowledge as a sum that a change can mend.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string};

use crate::store::knowledge::Sum;

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Each entry stands here once, with the number of its last change: the log never outgrows the knowledge.
        let table = Table::create()
            .table("knowledge_changes")
            .col(string("kind"))
            .col(string("id"))
            .col(big_integer("seq"))
            .primary_key(Index::create().name("knowledge_changes_pkey").col("kind").col("id"))
            .to_owned();
        manager.create_table(table).await?;
        let seq =
            Index::create().name("knowledge_changes_seq").table("knowledge_changes").col("seq").unique().to_owned();
        manager.create_index(seq).await?;
        let numbered = Query::insert()
            .into_table("settings")
            .columns(["name", "value"])
            .values_panic(["knowledge_seq".into(), "0".into()])
            .to_owned();
        manager.execute(numbered).await?;
        let version = version(manager).await?;
        let settled = Query::update()
            .table("settings")
            .value("value", version)
            .and_where(Expr::col("name").eq("knowledge_version"))
            .to_owned();
        manager.execute(settled).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("knowledge_changes").to_owned()).await?;
        let numbered =
            Query::delete().from_table("settings").and_where(Expr::col("name").eq("knowledge_seq")).to_owned();
        manager.execute(numbered).await
    }
}

/// The version of what an earlier form of the database holds.
async fn version(manager: &SchemaManager<'_>) -> Result<String, DbErr> {
    let columns = ["kind", "id", "publication", "digest"];
    let all = Query::select().columns(columns).from("knowledge_entries").to_owned();
    let mut sum = Sum::default();
    for row in manager.get_connection().query_all(&all).await? {
        let text = |column: &str| row.try_get::<String>("", column);
        sum.add(&Sum::of(&text("kind")?, &text("id")?, &text("publication")?, &text("digest")?));
    }
    Ok(sum.to_string())
}
