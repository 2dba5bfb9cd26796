//! Makes the tables of the pairs that say nearly the same, and of the versions that take another item in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(pairs()).await?;
        manager.create_table(merges()).await?;
        let indexes = [
            // The list of a kind, the most alike first.
            ("alike_pairs_list", "alike_pairs", vec!["kind", "percent", "one", "other"]),
            // The pairs of an item on either side.
            ("alike_pairs_other", "alike_pairs", vec!["kind", "other"]),
            ("knowledge_merges_from", "knowledge_merges", vec!["kind", "from_id"]),
        ];
        for (name, table, columns) in indexes {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["knowledge_merges", "alike_pairs"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        let position = Query::delete().from_table("settings").and_where(Expr::col("name").eq("alike_look")).to_owned();
        manager.execute(position).await
    }
}

fn pairs() -> TableCreateStatement {
    Table::create()
        .table("alike_pairs")
        .col(string("kind"))
        .col(string("one"))
        .col(string("other"))
        .col(integer("percent"))
        .col(string("one_mark"))
        .col(string("other_mark"))
        .col(big_integer("found_at"))
        .col(uuid_null("dismissed_by"))
        .col(big_integer_null("dismissed_at"))
        .col(text_null("reason"))
        .primary_key(Index::create().name("alike_pairs_pkey").col("kind").col("one").col("other"))
        .to_owned()
}

fn merges() -> TableCreateStatement {
    Table::create()
        .table("knowledge_merges")
        .col(string("kind"))
        .col(string("into_id"))
        .col(integer("number"))
        .col(string("from_id"))
        .col(integer("from_number"))
        .col(uuid("by_staff"))
        .col(big_integer("at"))
        .col(big_integer_null("done_at"))
        .primary_key(Index::create().name("knowledge_merges_pkey").col("kind").col("into_id").col("number"))
        .to_owned()
}
