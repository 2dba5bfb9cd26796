//! Makes the table `settings` and the row that every change of the knowledge locks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text};

/// SHA-256 of nothing: the version of a knowledge without entries.
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create().table("settings").col(string("name").primary_key()).col(text("value")).to_owned();
        manager.create_table(table).await?;
        let version = Query::insert()
            .into_table("settings")
            .columns(["name", "value"])
            .values_panic(["knowledge_version".into(), NOTHING.into()])
            .to_owned();
        manager.execute(version).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("settings").to_owned()).await
    }
}
