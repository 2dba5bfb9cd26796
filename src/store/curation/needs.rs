//! The needs that were handed over between two moments, as the overview counts them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::LikeExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::VerdictCode;
use crate::store::codec::{from_millis, from_name, to_millis};
use crate::store::reviews::tables::review::{Column, Entity};
use crate::store::{Store, StoreError};

/// A need: when it came, of which trade, and what was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// When it was handed over.
    pub at: DateTime<Utc>,
    /// The name of its trade, when known.
    pub sector: Option<String>,
    /// The verdict.
    pub verdict: VerdictCode,
}

impl Store {
    /// The needs that were handed over from the first moment on and before the second, of one area or of all.
    pub async fn needs_between(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        area: Option<&str>,
    ) -> Result<Vec<NeedRow>, StoreError> {
        let mut found = Entity::find()
            .select_only()
            .columns([Column::RequestedAt, Column::Sector, Column::Verdict])
            .filter(Column::RequestedAt.gte(to_millis(from)))
            .filter(Column::RequestedAt.lt(to_millis(to)));
        if let Some(area) = area {
            let named = area.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            found = found.filter(Column::Area.like(LikeExpr::new(format!("%{named}%")).escape('\\')));
        }
        let rows: Vec<(i64, Option<String>, String)> = found.into_tuple().all(self.reader()).await?;
        let need = |(at, sector, verdict)| {
            let at = from_millis("reviews.requested_at", at)?;
            Ok(NeedRow { at, sector, verdict: from_name("reviews.verdict", verdict)? })
        };
        rows.into_iter().map(need).collect()
    }
}
