//! Lets curators decide on proposals for the case base: who, when, why, and the record of the re-identification check; and
//! makes the table of fixed answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

const COLUMNS: [&str; 4] = ["decided_by", "decided_at", "reason", "assessment"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns =
            [uuid_null("decided_by"), big_integer_null("decided_at"), text_null("reason"), text_null("assessment")];
        // One at a time: SQLite adds no more.
        for column in columns {
            manager.alter_table(Table::alter().table("case_proposals").add_column(column).to_owned()).await?;
        }
        let index = Index::create()
            .name("case_proposals_state")
            .table("case_proposals")
            .col("state")
            .col("at")
            .col("conversation_id")
            .to_owned();
        manager.create_index(index).await?;
        manager.create_table(answers()).await?;
        let origin =
            Index::create().name("knowledge_versions_origin").table("knowledge_versions").col("origin_id").to_owned();
        manager.create_index(origin).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("curated_answers").to_owned()).await?;
        for (index, table) in
            [("knowledge_versions_origin", "knowledge_versions"), ("case_proposals_state", "case_proposals")]
        {
            manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
        }
        for column in COLUMNS {
            manager.alter_table(Table::alter().table("case_proposals").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn answers() -> TableCreateStatement {
    Table::create()
        .table("curated_answers")
        .col(string("id").primary_key())
        .col(text("forms"))
        .col(text("answer"))
        .col(uuid("owner"))
        .col(string("expires_on"))
        .col(uuid("author"))
        .col(big_integer("written_at"))
        .col(uuid_null("approved_by"))
        .col(boolean("off"))
        .col(big_integer("hits"))
        .to_owned()
}
