//! Makes the tables for what owners give and ask for beside their words: photos, phone numbers, complaints, receipts, exports.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, boolean, integer, string, string_null, text, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [photos(), contacts(), return_secrets(), complaints(), erasures(), exports()] {
            manager.create_table(table).await?;
        }
        let album = Index::create().name("photos_conversation").table("photos").col("conversation_id").to_owned();
        manager.create_index(album).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["photos", "contacts", "return_secrets", "complaints", "erasures", "exports"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// What belongs to a conversation goes with it.
fn of_conversation(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_conversation_key"))
        .from(table, "conversation_id")
        .to("conversations", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn photos() -> TableCreateStatement {
    Table::create()
        .table("photos")
        .col(uuid("id").primary_key())
        .col(uuid("conversation_id"))
        .col(binary("jpeg"))
        .col(integer("width"))
        .col(integer("height"))
        .col(boolean("generated"))
        .col(uuid_null("turn_id"))
        .col(string_null("field"))
        .col(big_integer("added_at"))
        .foreign_key(&mut of_conversation("photos"))
        .to_owned()
}

fn contacts() -> TableCreateStatement {
    Table::create()
        .table("contacts")
        .col(uuid("conversation_id").primary_key())
        .col(string("phone"))
        .col(text("given_to"))
        .col(big_integer("agreed_at"))
        .foreign_key(&mut of_conversation("contacts"))
        .to_owned()
}

fn return_secrets() -> TableCreateStatement {
    Table::create()
        .table("return_secrets")
        .col(uuid("conversation_id").primary_key())
        .col(string("hash"))
        .foreign_key(&mut of_conversation("return_secrets"))
        .to_owned()
}

/// A complaint stays when the conversation is deleted: it must still be answered.
fn complaints() -> TableCreateStatement {
    Table::create()
        .table("complaints")
        .col(string("number").primary_key())
        .col(uuid_null("conversation_id"))
        .col(text("text"))
        .col(big_integer("made_at"))
        .col(string("due"))
        .col(string_null("answer"))
        .to_owned()
}

fn erasures() -> TableCreateStatement {
    Table::create().table("erasures").col(string("receipt").primary_key()).col(big_integer("erased_at")).to_owned()
}

/// Kept for at least six months, whatever becomes of the conversation; holds ids alone.
fn exports() -> TableCreateStatement {
    Table::create()
        .table("exports")
        .col(string("produce_id").primary_key())
        .col(uuid("conversation_id"))
        .col(uuid("turn_id"))
        .col(string("format"))
        .col(big_integer("made_at"))
        .to_owned()
}
