//! Makes the tables of the review: cases with what the queue sorts by, their history, notes, releases, follow-ups, consents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

/// Each page of the queue is one walk along one of these.
const INDEXES: [(&str, &[&str]); 6] = [
    ("reviews_by_risk", &["state", "calm", "requested_at", "conversation_id"]),
    ("reviews_by_wait", &["state", "requested_at", "conversation_id"]),
    ("reviews_mine_by_risk", &["holder", "open", "calm", "requested_at", "conversation_id"]),
    ("reviews_mine_by_wait", &["holder", "open", "requested_at", "conversation_id"]),
    ("reviews_due", &["open", "due_at", "conversation_id"]),
    ("reviews_lease", &["lease_until"]),
];

const TABLES: [&str; 8] = [
    "reviews",
    "review_steps",
    "review_notes",
    "releases",
    "follow_ups",
    "consents",
    "case_proposals",
    "saved_filters",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [reviews(), steps(), notes(), releases(), follow_ups(), consents(), proposals(), saved_filters()];
        for table in tables {
            manager.create_table(table).await?;
        }
        for (name, columns) in INDEXES {
            let mut index = Index::create().name(name).table("reviews").to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        let code = Index::create().name("reviews_code").table("reviews").col("case_code").unique().to_owned();
        manager.create_index(code).await?;
        let notes = Index::create().name("review_notes_case").table("review_notes").col("conversation_id").to_owned();
        manager.create_index(notes).await?;
        let kinds = Index::create().name("review_steps_kind").table("review_steps").col("kind").col("at").to_owned();
        manager.create_index(kinds).await?;
        // How far people are is told by `reviews` alone.
        manager.drop_index(Index::drop().name("handovers_queue").table("handovers").to_owned()).await?;
        manager.alter_table(Table::alter().table("handovers").drop_column("state").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_conversation(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_conversation_key"))
        .from(table, "conversation_id")
        .to("conversations", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn reviews() -> TableCreateStatement {
    Table::create()
        .table("reviews")
        .col(uuid("conversation_id").primary_key())
        .col(string("case_code"))
        .col(integer("version"))
        .col(string("state"))
        .col(boolean("open"))
        .col(text("title"))
        .col(string_null("sector_code"))
        .col(string_null("sector"))
        .col(string_null("task"))
        .col(string_null("area"))
        .col(string("verdict"))
        .col(integer("missing"))
        .col(string_null("evidence"))
        .col(integer("doubtful"))
        .col(boolean("wants_person"))
        .col(integer("calm"))
        .col(big_integer("requested_at"))
        .col(big_integer("due_at"))
        .col(big_integer("updated_at"))
        .col(uuid_null("holder"))
        .col(big_integer_null("lease_until"))
        .col(integer("releases"))
        .col(text("work"))
        .foreign_key(&mut of_conversation("reviews"))
        .to_owned()
}

fn steps() -> TableCreateStatement {
    Table::create()
        .table("review_steps")
        .col(uuid("conversation_id"))
        .col(integer("version"))
        .col(big_integer("at"))
        .col(uuid_null("staff"))
        .col(string("kind"))
        .col(integer_null("field"))
        .col(text_null("about"))
        .col(text_null("before"))
        .col(text_null("after"))
        .col(text_null("reason"))
        .primary_key(Index::create().col("conversation_id").col("version"))
        .foreign_key(&mut of_conversation("review_steps"))
        .to_owned()
}

fn notes() -> TableCreateStatement {
    Table::create()
        .table("review_notes")
        .col(uuid("id").primary_key())
        .col(uuid("conversation_id"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(text("text"))
        .foreign_key(&mut of_conversation("review_notes"))
        .to_owned()
}

fn releases() -> TableCreateStatement {
    Table::create()
        .table("releases")
        .col(uuid("conversation_id"))
        .col(integer("number"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(text("document"))
        .col(binary("sealed"))
        .col(big_integer_null("withdrawn_at"))
        .col(text_null("withdrawn_reason"))
        .primary_key(Index::create().col("conversation_id").col("number"))
        .foreign_key(&mut of_conversation("releases"))
        .to_owned()
}

/// What became of a case after 3, 6 and 12 months.
fn follow_ups() -> TableCreateStatement {
    Table::create()
        .table("follow_ups")
        .col(uuid("conversation_id"))
        .col(integer("months"))
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(string("outcome"))
        .col(text("figures"))
        .col(text("why"))
        .primary_key(Index::create().col("conversation_id").col("months"))
        .foreign_key(&mut of_conversation("follow_ups"))
        .to_owned()
}

fn consents() -> TableCreateStatement {
    Table::create()
        .table("consents")
        .col(uuid("conversation_id"))
        .col(string("kind"))
        .col(big_integer("agreed_at"))
        .col(big_integer_null("withdrawn_at"))
        .primary_key(Index::create().col("conversation_id").col("kind"))
        .foreign_key(&mut of_conversation("consents"))
        .to_owned()
}

fn proposals() -> TableCreateStatement {
    Table::create()
        .table("case_proposals")
        .col(uuid("conversation_id").primary_key())
        .col(uuid("staff"))
        .col(big_integer("at"))
        .col(string("state"))
        .col(text("body"))
        .foreign_key(&mut of_conversation("case_proposals"))
        .to_owned()
}

fn saved_filters() -> TableCreateStatement {
    Table::create()
        .table("saved_filters")
        .col(uuid("staff"))
        .col(string("name"))
        .col(text("query"))
        .primary_key(Index::create().col("staff").col("name"))
        .to_owned()
}
