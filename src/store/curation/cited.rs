//! Who cites an item: drafts under review and released specifications; and what drafts cite.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::curation::ItemKey;
use crate::domain::{ConversationId, EntryKind};
use crate::store::codec::{from_json, to_count, to_name};
use crate::store::reviews::tables::{release, review};
use crate::store::{Store, StoreError};

/// As many of each are listed.
const MOST: u64 = 50;

/// A draft or a release that cites an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Of which case.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: String,
    /// What it is about.
    pub title: String,
    /// The number of the release; nothing for a draft.
    pub release: Option<u32>,
}

/// Who cites an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitedBy {
    /// Drafts of open reviews.
    pub drafts: Vec<Citation>,
    /// Released specifications, also those that were taken back.
    pub releases: Vec<Citation>,
}

#[derive(FromQueryResult)]
struct Row {
    conversation_id: Uuid,
    case_code: String,
    title: String,
}

impl Store {
    /// Who cites an item.
    pub async fn cited_by(&self, key: &ItemKey) -> Result<CitedBy, StoreError> {
        if !matches!(key.kind, EntryKind::Case | EntryKind::Policy) {
            return Ok(CitedBy::default());
        }
        let named = |column: &str| column.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        // As the origin of a line is written; ids are slugs, so that nothing else reads like it.
        let kind = to_name("knowledge_items.kind", &key.kind)?;
        let written = format!("%\"kind\":\"{kind}\",\"id\":\"{}\"%", named(&key.id));
        let like = || LikeExpr::new(written.clone()).escape('\\');
        let columns = [review::Column::ConversationId, review::Column::CaseCode, review::Column::Title];
        let drafts = review::Entity::find()
            .select_only()
            .columns(columns)
            .filter(review::Column::Open.eq(true))
            .filter(review::Column::Work.like(like()))
            .order_by_asc(review::Column::DueAt)
            .limit(MOST)
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        let found: Vec<(Uuid, i32)> = release::Entity::find()
            .select_only()
            .columns([release::Column::ConversationId, release::Column::Number])
            .filter(release::Column::Document.like(like()))
            .order_by_desc(release::Column::At)
            .limit(MOST)
            .into_tuple()
            .all(self.reader())
            .await?;
        let reviews = review::Entity::find()
            .select_only()
            .columns(columns)
            .filter(review::Column::ConversationId.is_in(found.iter().map(|(id, _)| *id)))
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        let named: BTreeMap<Uuid, Row> = reviews.into_iter().map(|row| (row.conversation_id, row)).collect();
        let mut releases = vec![];
        for (id, number) in found {
            if let Some(row) = named.get(&id) {
                let release = Some(to_count("releases.number", number)?);
                let (case_code, title) = (row.case_code.clone(), row.title.clone());
                releases.push(Citation { conversation_id: ConversationId(id), case_code, title, release });
            }
        }
        let draft = |row: Row| Citation {
            conversation_id: ConversationId(row.conversation_id),
            case_code: row.case_code,
            title: row.title,
            release: None,
        };
        Ok(CitedBy { drafts: drafts.into_iter().map(draft).collect(), releases })
    }

    /// What the drafts under review of these cases cite; a case on which nobody has worked yet has none.
    pub async fn citations_in(
        &self,
        cases: &[ConversationId],
    ) -> Result<BTreeMap<ConversationId, BTreeSet<ItemKey>>, StoreError> {
        let found: Vec<(Uuid, String)> = review::Entity::find()
            .select_only()
            .columns([review::Column::ConversationId, review::Column::Work])
            .filter(review::Column::ConversationId.is_in(cases.iter().map(|id| id.0)))
            .filter(review::Column::Open.eq(true))
            .into_tuple()
            .all(self.reader())
            .await?;
        let mut cited = BTreeMap::new();
        for (id, work) in found {
            let work: Value = from_json("reviews.work", &work)?;
            let mut keys = BTreeSet::new();
            for field in work.pointer("/sheet/fields").and_then(Value::as_array).into_iter().flatten() {
                // What was left out cites nothing.
                if field.get("state").and_then(Value::as_str) != Some("left_out") {
                    keys.extend(field.get("origin").and_then(key_of));
                }
            }
            cited.insert(ConversationId(id), keys);
        }
        Ok(cited)
    }
}

/// The item that an origin names.
fn key_of(origin: &Value) -> Option<ItemKey> {
    let kind = match origin.get("kind")?.as_str()? {
        "case" => EntryKind::Case,
        "policy" => EntryKind::Policy,
        _ => return None,
    };
    Some(ItemKey::new(kind, origin.get("id")?.as_str()?))
}
