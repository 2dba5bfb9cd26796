//! Makes the tables `sites` and `usage`, and tells of each conversation on which site it began.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string, string_null, text, text_null};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sites = Table::create()
            .table("sites")
            .col(string("key").primary_key())
            .col(string("name"))
            .col(text("origins"))
            .col(boolean("null_origin"))
            .col(string_null("area"))
            .col(text_null("greeting"))
            .col(string("locale"))
            .col(text("quotas"))
            .col(boolean("enabled"))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(sites).await?;
        let usage = Table::create()
            .table("usage")
            .col(string("site"))
            .col(string("day"))
            .col(string("subject"))
            .col(big_integer("used"))
            .primary_key(Index::create().name("usage_key").col("site").col("day").col("subject"))
            .to_owned();
        manager.create_table(usage).await?;
        // Talks that are older began on the installation's own pages.
        let site = ColumnDef::new("site").string().not_null().default("pk_own").to_owned();
        manager.alter_table(Table::alter().table("conversations").add_column(site).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("conversations").drop_column("site").to_owned()).await?;
        manager.drop_table(Table::drop().table("usage").to_owned()).await?;
        manager.drop_table(Table::drop().table("sites").to_owned()).await
    }
}
