//! How released verdicts turned out: the last that was recorded of each case, counted by the database.

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

use crate::domain::afterwards::{FollowMonth, FollowOutcome};
use crate::domain::{ConversationId, SectorRef, VerdictCode};
use crate::store::afterwards::tables::follow_up;
use crate::store::codec::{from_json, from_name};
use crate::store::reviews::tables::{release, review};
use crate::store::{Store, StoreError};

/// A verdict and what became of it after so many months.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// The case.
    pub case: ConversationId,
    /// The verdict of its newest release.
    pub verdict: VerdictCode,
    /// The version of the rubric that gave it.
    pub rubric: String,
    /// Whether a person let it stand against the arithmetic.
    pub overridden: bool,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// After how many months.
    pub months: FollowMonth,
    /// What became of it.
    pub outcome: FollowOutcome,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    conversation_id: Uuid,
    months: i32,
    outcome: String,
    sector_code: Option<String>,
    sector: Option<String>,
    document: String,
}

/// What is read of a released document.
#[derive(Debug, serde::Deserialize)]
struct Judged {
    verdict: JudgedVerdict,
    override_reason: Option<String>,
}

#[derive(Debug, serde::Deserialize)]
struct JudgedVerdict {
    code: VerdictCode,
    rubric_version: String,
}

impl Store {
    /// Every record of a released case that was not taken back, with the verdict that was released last.
    pub async fn turned_out(&self) -> Result<Vec<Turned>, StoreError> {
        let to_review: RelationDef = follow_up::Entity::belongs_to(review::Entity)
            .from(follow_up::Column::ConversationId)
            .to(review::Column::ConversationId)
            .into();
        let to_release: RelationDef = review::Entity::belongs_to(release::Entity)
            .from((review::Column::ConversationId, review::Column::Releases))
            .to((release::Column::ConversationId, release::Column::Number))
            .into();
        let found = follow_up::Entity::find()
            .select_only()
            .columns([follow_up::Column::ConversationId, follow_up::Column::Months, follow_up::Column::Outcome])
            .columns([review::Column::SectorCode, review::Column::Sector])
            .column(release::Column::Document)
            .join(JoinType::InnerJoin, to_review)
            .join(JoinType::InnerJoin, to_release)
            .filter(release::Column::WithdrawnAt.is_null());
        let rows = found.into_model::<Row>().all(self.reader()).await?;
        rows.into_iter().map(Turned::try_from).collect()
    }
}

impl TryFrom<Row> for Turned {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let document: Judged = from_json("releases.document", &row.document)?;
        let months = u32::try_from(row.months).ok().and_then(FollowMonth::of);
        Ok(Self {
            case: ConversationId(row.conversation_id),
            verdict: document.verdict.code,
            rubric: document.verdict.rubric_version,
            overridden: document.override_reason.is_some(),
            sector: row.sector_code.zip(row.sector).map(|(code, name)| SectorRef { code, name }),
            months: months.ok_or(StoreError::OutOfRange("follow_ups.months"))?,
            outcome: from_name("follow_ups.outcome", row.outcome)?,
        })
    }
}
