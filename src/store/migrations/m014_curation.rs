//! Makes the tables of curation: items as lists need them, and their versions; what is there already becomes version 1.

use sea_orm::{ConnectionTrait, FromQueryResult};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
    uuid_null,
};

use crate::domain::EntryKind;
use crate::domain::curation::Traits;

#[derive(DeriveMigrationName)]
pub(in crate::store) struct Migration;

/// Each page of a list is one walk along one of these.
const INDEXES: [(&str, &[&str]); 5] = [
    ("knowledge_items_newest", &["kind", "removed", "updated_at", "id"]),
    ("knowledge_items_stage", &["kind", "removed", "stage", "updated_at", "id"]),
    ("knowledge_items_head", &["kind", "removed", "head", "updated_at", "id"]),
    ("knowledge_items_last_day", &["kind", "removed", "head", "last_day", "id"]),
    ("knowledge_items_owner", &["owner", "kind"]),
];

/// Rows that are read at once.
const PAGE: u64 = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(items()).await?;
        manager.create_table(versions()).await?;
        manager.create_table(views()).await?;
        for (name, columns) in INDEXES {
            let mut index = Index::create().name(name).table("knowledge_items").to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        // What must hold whatever happens: one open version an item, and one in force.
        let unique = |name: &'static str, rule: &'static str| {
            let mut index = Index::create();
            index.name(name).table("knowledge_versions").col("kind").col("id").unique().and_where(Expr::cust(rule));
            index
        };
        manager.create_index(unique("versions_one_open", "state IN ('draft', 'in_review', 'scheduled')")).await?;
        manager.create_index(unique("versions_one_in_force", "state = 'in_force'")).await?;
        let due = Index::create()
            .name("knowledge_versions_due")
            .table("knowledge_versions")
            .col("state")
            .col("publish_on")
            .to_owned();
        manager.create_index(due).await?;
        take_over(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["saved_views", "knowledge_versions", "knowledge_items"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn items() -> TableCreateStatement {
    Table::create()
        .table("knowledge_items")
        .col(string("kind"))
        .col(string("id"))
        .col(text("title"))
        .col(text("words"))
        .col(string_null("sector"))
        .col(string_null("task"))
        .col(string_null("level"))
        .col(text_null("area"))
        .col(boolean("sourced"))
        .col(string_null("own_last_day"))
        .col(string_null("expire_on"))
        .col(string_null("last_day"))
        .col(string("head"))
        .col(string_null("stage"))
        .col(integer("number"))
        .col(integer("latest"))
        .col(string("digest"))
        .col(uuid_null("owner"))
        .col(string_null("review_on"))
        .col(big_integer("updated_at"))
        .col(boolean("removed"))
        .primary_key(Index::create().name("knowledge_items_key").col("kind").col("id"))
        .check(Expr::cust("head IN ('draft', 'published', 'withdrawn')"))
        .to_owned()
}

fn versions() -> TableCreateStatement {
    Table::create()
        .table("knowledge_versions")
        .col(string("kind"))
        .col(string("id"))
        .col(integer("number"))
        .col(integer("revision"))
        .col(text("body"))
        .col(string("state"))
        .col(uuid_null("author"))
        .col(text("hands"))
        .col(big_integer_null("written_at"))
        .col(text("note"))
        .col(uuid_null("reviewer"))
        .col(big_integer_null("decided_at"))
        .col(text_null("reason"))
        .col(string_null("publish_on"))
        .col(string_null("expire_on"))
        .col(string("origin"))
        .col(string_null("origin_id"))
        .col(integer_null("origin_number"))
        .primary_key(Index::create().name("knowledge_versions_key").col("kind").col("id").col("number"))
        .to_owned()
}

/// Views of the libraries that curators keep, each under a name of their own.
fn views() -> TableCreateStatement {
    Table::create()
        .table("saved_views")
        .col(uuid("staff"))
        .col(string("library"))
        .col(string("name"))
        .col(text("query"))
        .primary_key(Index::create().name("saved_views_key").col("staff").col("library").col("name"))
        .to_owned()
}

#[derive(FromQueryResult)]
struct Entry {
    kind: String,
    id: String,
    publication: String,
    body: String,
    digest: String,
}

/// Every stored entry becomes an item with one version, page by page.
async fn take_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let mut last: Option<(String, String)> = None;
    loop {
        let mut page = Query::select();
        page.columns(["kind", "id", "publication", "body", "digest"]).from("knowledge_entries");
        page.order_by("kind", Order::Asc).order_by("id", Order::Asc).limit(PAGE);
        if let Some((kind, id)) = &last {
            let place = Expr::tuple([Expr::col("kind"), Expr::col("id")]);
            page.and_where(place.gt(Expr::tuple([Expr::value(kind.clone()), Expr::value(id.clone())])));
        }
        let rows = connection.query_all(&page).await?;
        let rows: Vec<Entry> = rows.iter().map(|row| Entry::from_query_result(row, "")).collect::<Result<_, _>>()?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some((end.kind.clone(), end.id.clone()));
        for statement in [insert_items(&rows)?, insert_versions(&rows)?] {
            manager.execute(statement).await?;
        }
    }
}

fn insert_items(rows: &[Entry]) -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert();
    insert.into_table("knowledge_items").columns([
        "kind",
        "id",
        "title",
        "words",
        "sector",
        "task",
        "level",
        "area",
        "sourced",
        "own_last_day",
        "last_day",
        "head",
        "stage",
        "number",
        "latest",
        "digest",
        "updated_at",
        "removed",
    ]);
    for row in rows {
        let kind = kind_of(&row.kind)?;
        let body = serde_json::from_str(&row.body)
            .map_err(|_| DbErr::Custom(format!("the entry {}/{} is no JSON", row.kind, row.id)))?;
        let traits = Traits::of(kind, &row.id, &body);
        let last_day = traits.last_day.map(|day| day.to_string());
        let stage = (row.publication == "draft").then(|| "draft".to_owned());
        let values: [Expr; 18] = [
            row.kind.clone().into(),
            row.id.clone().into(),
            traits.title.into(),
            traits.words.into(),
            traits.sector.into(),
            traits.task.into(),
            traits.level.into(),
            traits.area.into(),
            traits.sourced.into(),
            last_day.clone().into(),
            last_day.into(),
            row.publication.clone().into(),
            stage.into(),
            1.into(),
            1.into(),
            row.digest.clone().into(),
            0_i64.into(),
            false.into(),
        ];
        insert.values(values).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    Ok(insert)
}

fn insert_versions(rows: &[Entry]) -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert();
    insert
        .into_table("knowledge_versions")
        .columns(["kind", "id", "number", "revision", "body", "state", "hands", "note", "origin"]);
    for row in rows {
        let state = match row.publication.as_str() {
            "published" => "in_force",
            "withdrawn" => "withdrawn",
            _ => "draft",
        };
        let values: [Expr; 9] = [
            row.kind.clone().into(),
            row.id.clone().into(),
            1.into(),
            1.into(),
            row.body.clone().into(),
            state.into(),
            "[]".into(),
            "".into(),
            "seed".into(),
        ];
        insert.values(values).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    Ok(insert)
}

fn kind_of(name: &str) -> Result<EntryKind, DbErr> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| DbErr::Custom(format!("unknown kind {name}")))
}
