//! Makes the tables of staff: accounts, one-time links, sessions, and the log of what they did.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, string_uniq, text, text_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [staff(), links(), sessions(), audit_entries(), audit_head()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in
            [("staff_links_staff", "staff_links", "staff_id"), ("staff_sessions_staff", "staff_sessions", "staff_id")]
        {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        let actions =
            Index::create().name("audit_entries_action").table("audit_entries").col("action").col("number").to_owned();
        manager.create_index(actions).await?;
        // The one row that everybody who writes to the log locks first.
        let head = "INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '')";
        manager.get_connection().execute_unprepared(head).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["audit_head", "audit_entries", "staff_sessions", "staff_links", "staff"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn staff() -> TableCreateStatement {
    Table::create()
        .table("staff")
        .col(uuid("id").primary_key())
        .col(string_uniq("login"))
        .col(string("name"))
        .col(text("roles"))
        .col(string_null("area"))
        .col(boolean("enabled"))
        .col(big_integer("created_at"))
        .col(text_null("password_hash"))
        .col(string_null("totp_secret"))
        .col(string_null("totp_pending"))
        .col(big_integer("totp_last_step"))
        .col(integer("failures"))
        .col(big_integer_null("locked_until"))
        .col(ColumnDef::new("oidc_subject").string().null().unique_key())
        .to_owned()
}

fn of_staff(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_staff_key"))
        .from(table, "staff_id")
        .to("staff", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("staff_links")
        .col(string("hash").primary_key())
        .col(uuid("staff_id"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut of_staff("staff_links"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("staff_sessions")
        .col(string("hash").primary_key())
        .col(uuid("staff_id"))
        .col(string("csrf"))
        .col(big_integer("created_at"))
        .col(big_integer("seen_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut of_staff("staff_sessions"))
        .to_owned()
}

/// No foreign key: the log outlives what it speaks of.
fn audit_entries() -> TableCreateStatement {
    Table::create()
        .table("audit_entries")
        .col(big_integer("number").primary_key())
        .col(big_integer("at"))
        .col(uuid_null("staff_id"))
        .col(string("action"))
        .col(string_null("subject"))
        .col(text("detail"))
        .col(string("previous"))
        .col(string("hash"))
        .to_owned()
}

fn audit_head() -> TableCreateStatement {
    Table::create()
        .table("audit_head")
        .col(integer("id").primary_key())
        .col(big_integer("number"))
        .col(string("hash"))
        .to_owned()
}
