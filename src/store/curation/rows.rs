//! How items and versions become rows and back.

use chrono::NaiveDate;
use sea_orm::Set;
use sea_orm::entity::prelude::Uuid;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::tables::{item, version};
use crate::domain::curation::{Days, Item, ItemKey, Origin, Traits, Version};
use crate::domain::{ConversationId, StaffId};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_column, to_count, to_json, to_millis, to_name};

/// SHA-256 of a body as it is stored, hexadecimal.
pub(super) fn digest(body: &str) -> String {
    format!("{:x}", Sha256::digest(body))
}

/// The kind and id of a key as columns.
pub(super) fn key_columns(key: &ItemKey) -> Result<(String, String), StoreError> {
    Ok((to_name("knowledge_items.kind", &key.kind)?, key.id.clone()))
}

pub(super) fn day_column(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn day(what: &'static str, column: Option<String>) -> Result<Option<NaiveDate>, StoreError> {
    column.map(|text| text.parse().map_err(|_| StoreError::OutOfRange(what))).transpose()
}

/// Every column of an item; `digest` is that of what is in force.
pub(super) fn item_row(item: &Item, digest: String) -> Result<item::ActiveModel, StoreError> {
    let (kind, id) = key_columns(&item.key)?;
    let Traits { title, words, sector, task, level, area, last_day, sourced } = item.traits.clone();
    Ok(item::ActiveModel {
        kind: Set(kind),
        id: Set(id),
        title: Set(title),
        words: Set(words),
        sector: Set(sector),
        task: Set(task),
        level: Set(level),
        area: Set(area),
        sourced: Set(sourced),
        own_last_day: Set(day_column(last_day)),
        expire_on: Set(day_column(item.expire_on)),
        last_day: Set(day_column(item.last_day())),
        head: Set(to_name("knowledge_items.head", &item.head)?),
        stage: Set(item.stage.map(|stage| to_name("knowledge_items.stage", &stage)).transpose()?),
        number: Set(to_column("knowledge_items.number", item.number)?),
        latest: Set(to_column("knowledge_items.latest", item.latest)?),
        digest: Set(digest),
        owner: Set(item.owner.map(|owner| owner.0)),
        review_on: Set(day_column(item.review_on)),
        updated_at: Set(item.updated_at.map_or(0, to_millis)),
        removed: Set(item.removed),
    })
}

impl TryFrom<item::Model> for Item {
    type Error = StoreError;

    fn try_from(row: item::Model) -> Result<Self, StoreError> {
        let updated = (row.updated_at > 0).then_some(row.updated_at);
        Ok(Self {
            key: ItemKey { kind: from_name("knowledge_items.kind", row.kind)?, id: row.id },
            traits: Traits {
                title: row.title,
                words: row.words,
                sector: row.sector,
                task: row.task,
                level: row.level,
                area: row.area,
                last_day: day("knowledge_items.own_last_day", row.own_last_day)?,
                sourced: row.sourced,
            },
            head: from_name("knowledge_items.head", row.head)?,
            number: to_count("knowledge_items.number", row.number)?,
            latest: to_count("knowledge_items.latest", row.latest)?,
            stage: row.stage.map(|stage| from_name("knowledge_items.stage", stage)).transpose()?,
            expire_on: day("knowledge_items.expire_on", row.expire_on)?,
            owner: row.owner.map(StaffId),
            review_on: day("knowledge_items.review_on", row.review_on)?,
            updated_at: updated.map(|at| from_millis("knowledge_items.updated_at", at)).transpose()?,
            removed: row.removed,
        })
    }
}

/// Every column of a version.
pub(super) fn version_row(version: &Version) -> Result<version::ActiveModel, StoreError> {
    let (kind, id) = key_columns(&version.key)?;
    let (origin, origin_id, origin_number) = origin_columns(version.origin)?;
    let hands: Vec<Uuid> = version.hands.iter().map(|staff| staff.0).collect();
    Ok(version::ActiveModel {
        kind: Set(kind),
        id: Set(id),
        number: Set(to_column("knowledge_versions.number", version.number)?),
        revision: Set(to_column("knowledge_versions.revision", version.revision)?),
        body: Set(body_column(&version.body)?),
        state: Set(to_name("knowledge_versions.state", &version.state)?),
        author: Set(version.author.map(|staff| staff.0)),
        hands: Set(to_json("knowledge_versions.hands", &hands)?),
        written_at: Set(version.written_at.map(to_millis)),
        note: Set(version.note.clone()),
        reviewer: Set(version.reviewer.map(|staff| staff.0)),
        decided_at: Set(version.decided_at.map(to_millis)),
        reason: Set(version.reason.clone()),
        publish_on: Set(day_column(version.days.publish_on)),
        expire_on: Set(day_column(version.days.expire_on)),
        origin: Set(origin.to_owned()),
        origin_id: Set(origin_id),
        origin_number: Set(origin_number),
    })
}

/// A body as it is stored.
pub(super) fn body_column(body: &Value) -> Result<String, StoreError> {
    to_json("knowledge_versions.body", body)
}

fn origin_columns(origin: Origin) -> Result<(&'static str, Option<String>, Option<i32>), StoreError> {
    Ok(match origin {
        Origin::Seed => ("seed", None, None),
        Origin::Form => ("form", None, None),
        Origin::Import(job) => ("import", Some(job.to_string()), None),
        Origin::Document(file) => ("document", Some(file.to_string()), None),
        Origin::Candidate(talk) => ("candidate", Some(talk.to_string()), None),
        Origin::Rollback(number) => ("rollback", None, Some(to_column("knowledge_versions.origin_number", number)?)),
    })
}

fn origin(name: &str, id: Option<&str>, number: Option<i32>) -> Result<Origin, StoreError> {
    const WRONG: StoreError = StoreError::OutOfRange("knowledge_versions.origin");
    let id = || id.and_then(|id| id.parse::<Uuid>().ok()).ok_or(WRONG);
    Ok(match name {
        "seed" => Origin::Seed,
        "form" => Origin::Form,
        "import" => Origin::Import(id()?),
        "document" => Origin::Document(id()?),
        "candidate" => Origin::Candidate(ConversationId(id()?)),
        "rollback" => Origin::Rollback(to_count("knowledge_versions.origin_number", number.ok_or(WRONG)?)?),
        _ => return Err(WRONG),
    })
}

impl TryFrom<version::Model> for Version {
    type Error = StoreError;

    fn try_from(row: version::Model) -> Result<Self, StoreError> {
        let hands: Vec<Uuid> = from_json("knowledge_versions.hands", &row.hands)?;
        Ok(Self {
            key: ItemKey { kind: from_name("knowledge_versions.kind", row.kind)?, id: row.id },
            number: to_count("knowledge_versions.number", row.number)?,
            revision: to_count("knowledge_versions.revision", row.revision)?,
            body: from_json("knowledge_versions.body", &row.body)?,
            state: from_name("knowledge_versions.state", row.state)?,
            author: row.author.map(StaffId),
            hands: hands.into_iter().map(StaffId).collect(),
            written_at: row.written_at.map(|at| from_millis("knowledge_versions.written_at", at)).transpose()?,
            note: row.note,
            reviewer: row.reviewer.map(StaffId),
            decided_at: row.decided_at.map(|at| from_millis("knowledge_versions.decided_at", at)).transpose()?,
            reason: row.reason,
            days: Days {
                publish_on: day("knowledge_versions.publish_on", row.publish_on)?,
                expire_on: day("knowledge_versions.expire_on", row.expire_on)?,
            },
            origin: origin(&row.origin, row.origin_id.as_deref(), row.origin_number)?,
        })
    }
}
