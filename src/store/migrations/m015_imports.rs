//! Makes the tables of importing: jobs, the rows that they looked at, the files that came, and what headings mean.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [files(), parts(), jobs(), rows(), mappings()] {
            manager.create_table(table).await?;
        }
        let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            index
        };
        manager.create_index(index("curation_jobs_stage", "curation_jobs", &["stage", "leased_until"])).await?;
        manager.create_index(index("curation_jobs_newest", "curation_jobs", &["at", "id"])).await?;
        manager.create_index(index("curation_rows_verdict", "curation_rows", &["job", "verdict", "number"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["curation_mappings", "curation_rows", "curation_jobs", "knowledge_file_parts", "knowledge_files"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// The files as they came.
fn files() -> TableCreateStatement {
    Table::create()
        .table("knowledge_files")
        .col(uuid("id").primary_key())
        .col(text("name"))
        .col(big_integer("size"))
        .col(string("digest"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .to_owned()
}

/// A file in pieces, so that no statement holds all of it.
fn parts() -> TableCreateStatement {
    Table::create()
        .table("knowledge_file_parts")
        .col(uuid("file"))
        .col(integer("part"))
        .col(binary("bytes"))
        .primary_key(Index::create().col("file").col("part"))
        .foreign_key(
            ForeignKey::create()
                .name("knowledge_file_parts_file_key")
                .from("knowledge_file_parts", "file")
                .to("knowledge_files", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("curation_jobs")
        .col(uuid("id").primary_key())
        .col(string("work"))
        .col(uuid_null("parent"))
        .col(string("stage"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(big_integer("updated_at"))
        .col(uuid_null("file"))
        .col(text("name"))
        .col(text("plan"))
        .col(integer("cursor"))
        .col(integer_null("total"))
        .col(text("counts"))
        .col(text_null("fault"))
        .col(big_integer_null("leased_until"))
        .col(uuid_null("holder"))
        .to_owned()
}

fn rows() -> TableCreateStatement {
    Table::create()
        .table("curation_rows")
        .col(uuid("job"))
        .col(integer("number"))
        .col(text("place"))
        .col(string_null("kind"))
        .col(text_null("item"))
        .col(text("title"))
        .col(string("verdict"))
        .col(text_null("body"))
        .col(text("remark"))
        .col(boolean("taken"))
        .col(string_null("outcome"))
        .col(integer_null("version"))
        .primary_key(Index::create().col("job").col("number"))
        .foreign_key(
            ForeignKey::create()
                .name("curation_rows_job_key")
                .from("curation_rows", "job")
                .to("curation_jobs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// What headings meant the last time, by the hash of them all.
fn mappings() -> TableCreateStatement {
    Table::create()
        .table("curation_mappings")
        .col(string("mark").primary_key())
        .col(text("keys"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .to_owned()
}
