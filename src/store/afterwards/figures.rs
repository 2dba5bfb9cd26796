//! What the figures of the desk are worked out from: counted by the database between two moments, by one index each.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::tables::line;
use crate::domain::afterwards::{Approved, Counted, FateCount};
use crate::domain::review::StepKind;
use crate::domain::{ConversationId, SectorRef, VerdictCode};
use crate::store::codec::{from_millis, from_name, to_millis, to_name};
use crate::store::entities::handover;
use crate::store::reviews::tables::{review, step};
use crate::store::{Store, StoreError};

/// From the first moment on, before the second.
type Between = (DateTime<Utc>, DateTime<Utc>);

#[derive(Debug, FromQueryResult)]
struct ApprovedRow {
    conversation_id: Uuid,
    at: i64,
    verdict: Option<String>,
    edited: Option<String>,
    sector_code: Option<String>,
    sector: Option<String>,
    requested_at: i64,
    first_requested_at: Option<i64>,
    reopened_at: Option<i64>,
}

#[derive(Debug, FromQueryResult)]
struct Ended {
    at: i64,
    kind: String,
    about: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct Pair {
    before: Option<String>,
    after: Option<String>,
    number: i64,
}

#[derive(Debug, FromQueryResult)]
struct Lines {
    section: i32,
    label: String,
    fate: String,
    number: i64,
    distance: f64,
}

impl Store {
    /// Everything that the figures of the desk are worked out from.
    pub async fn count_for_figures(&self, between: Between) -> Result<Counted, StoreError> {
        let backend = self.reader().get_database_backend();
        let approved = approvals(between)?;
        let approved = ApprovedRow::find_by_statement(backend.build(&approved)).all(self.reader()).await?;
        let ended = steps(between, &[StepKind::Return, StepKind::Decline])?.select_only().columns([
            step::Column::At,
            step::Column::Kind,
            step::Column::About,
        ]);
        let ended = ended.into_model::<Ended>().all(self.reader()).await?;
        let pairs = steps(between, &[StepKind::GiveSecond])?
            .select_only()
            .columns([step::Column::Before, step::Column::After])
            .column_as(step::Column::Version.count(), "number")
            .group_by(step::Column::Before)
            .group_by(step::Column::After);
        let pairs = pairs.into_model::<Pair>().all(self.reader()).await?;
        let lines = lines(between).into_model::<Lines>().all(self.reader()).await?;
        let mut counted = Counted { lines: counts(lines)?, ..Counted::default() };
        counted.approved = approved.into_iter().map(Approved::try_from).collect::<Result<_, _>>()?;
        for row in ended {
            let at = from_millis("review_steps.at", row.at)?;
            match from_name("review_steps.kind", row.kind)? {
                StepKind::Return => counted.returned.push(at),
                _ => counted.declined.push((at, row.about.and_then(|why| from_name("reason", why).ok()))),
            }
        }
        for row in pairs {
            let verdict = |name: Option<String>| from_name("review_steps.verdict", name.unwrap_or_default());
            counted.pairs.push(((verdict(row.before)?, verdict(row.after)?), count(row.number)));
        }
        Ok(counted)
    }

    /// How the database would count what the figures are worked out from.
    pub async fn explain_figures(&self, between: Between) -> Result<Vec<Vec<String>>, StoreError> {
        use sea_orm::QueryTrait;
        let backend = self.reader().get_database_backend();
        Ok(vec![
            self.explain(backend.build(&approvals(between)?)).await?,
            self.explain(steps(between, &[StepKind::Return, StepKind::Decline])?.build(backend)).await?,
            self.explain(lines(between).build(backend)).await?,
        ])
    }
}

/// Steps of some kinds.
fn steps((from, to): Between, kinds: &[StepKind]) -> Result<sea_orm::Select<step::Entity>, StoreError> {
    let kinds: Result<Vec<String>, StoreError> = kinds.iter().map(|kind| to_name("review_steps.kind", kind)).collect();
    Ok(step::Entity::find()
        .filter(step::Column::Kind.is_in(kinds?))
        .filter(step::Column::At.gte(to_millis(from)))
        .filter(step::Column::At.lt(to_millis(to))))
}

/// Approvals with what tells since when the case had waited: the hand-over, or when it was opened again.
fn approvals((from, to): Between) -> Result<SelectStatement, StoreError> {
    let name = |kind| to_name("review_steps.kind", &kind);
    let earlier = Alias::new("earlier");
    let of = |column: step::Column| Expr::col((earlier.clone(), column));
    let here = |column: step::Column| Expr::col((step::Entity, column));
    let reopened = Query::select()
        .expr(Func::max(of(step::Column::At)))
        .from_as(step::Entity, earlier.clone())
        .and_where(of(step::Column::ConversationId).equals((step::Entity, step::Column::ConversationId)))
        .and_where(of(step::Column::Version).lt(here(step::Column::Version)))
        .and_where(of(step::Column::Kind).eq(name(StepKind::Reopen)?))
        .to_owned();
    Ok(Query::select()
        .expr_as(here(step::Column::ConversationId), "conversation_id")
        .expr_as(here(step::Column::At), "at")
        .expr_as(here(step::Column::After), "verdict")
        .expr_as(here(step::Column::About), "edited")
        .expr_as(Expr::col((review::Entity, review::Column::SectorCode)), "sector_code")
        .expr_as(Expr::col((review::Entity, review::Column::Sector)), "sector")
        .expr_as(Expr::col((review::Entity, review::Column::RequestedAt)), "requested_at")
        .expr_as(Expr::col((handover::Entity, handover::Column::RequestedAt)), "first_requested_at")
        .expr_as(Expr::SubQuery(None, Box::new(reopened.into())), "reopened_at")
        .from(step::Entity)
        .inner_join(
            review::Entity,
            here(step::Column::ConversationId).equals((review::Entity, review::Column::ConversationId)),
        )
        .left_join(
            handover::Entity,
            here(step::Column::ConversationId).equals((handover::Entity, handover::Column::ConversationId)),
        )
        .and_where(here(step::Column::Kind).eq(name(StepKind::Approve)?))
        .and_where(here(step::Column::At).gte(to_millis(from)))
        .and_where(here(step::Column::At).lt(to_millis(to)))
        .to_owned())
}

/// Lines of releases by what became of them.
fn lines((from, to): Between) -> sea_orm::Select<line::Entity> {
    line::Entity::find()
        .select_only()
        .columns([line::Column::Section, line::Column::Label, line::Column::Fate])
        .column_as(line::Column::Place.count(), "number")
        .column_as(line::Column::Distance.sum(), "distance")
        .filter(line::Column::At.gte(to_millis(from)))
        .filter(line::Column::At.lt(to_millis(to)))
        .group_by(line::Column::Section)
        .group_by(line::Column::Label)
        .group_by(line::Column::Fate)
}

fn counts(rows: Vec<Lines>) -> Result<Vec<FateCount>, StoreError> {
    let count = |row: Lines| {
        Ok(FateCount {
            section: u8::try_from(row.section).map_err(|_| StoreError::OutOfRange("release_lines.section"))?,
            label: row.label,
            fate: from_name("release_lines.fate", row.fate)?,
            count: count(row.number),
            distance: row.distance,
        })
    };
    rows.into_iter().map(count).collect()
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl TryFrom<ApprovedRow> for Approved {
    type Error = StoreError;

    fn try_from(row: ApprovedRow) -> Result<Self, StoreError> {
        // What was handed over or opened again after the approval tells nothing of it.
        let began = [Some(row.requested_at), row.first_requested_at, row.reopened_at];
        let since = began.into_iter().flatten().filter(|since| *since <= row.at).max().unwrap_or(row.at);
        let verdict: Option<VerdictCode> = row.verdict.and_then(|name| from_name("review_steps.after", name).ok());
        Ok(Self {
            case: ConversationId(row.conversation_id),
            waited_since: from_millis("reviews.requested_at", since)?,
            at: from_millis("review_steps.at", row.at)?,
            verdict,
            sector: row.sector_code.zip(row.sector).map(|(code, name)| SectorRef { code, name }),
            edited: row.edited.as_deref() == Some("true"),
        })
    }
}
