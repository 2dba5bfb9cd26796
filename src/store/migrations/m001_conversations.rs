//! Makes the table `conversations`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("conversations")
            .col(uuid("id").primary_key())
            .col(string("case_code"))
            .col(string("token_hash"))
            .col(string("locale"))
            .col(big_integer("created_at"))
            .col(text("dossier"))
            .col(text("vault"))
            .col(integer("turn_count"))
            .check(Expr::cust("turn_count >= 0"))
            .to_owned();
        manager.create_table(table).await?;
        let one_code =
            Index::create().name("conversations_case_code").table("conversations").col("case_code").unique().to_owned();
        manager.create_index(one_code).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("conversations").to_owned()).await
    }
}
