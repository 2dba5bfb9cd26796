//! Fixed answers to common questions: written, consented to by a second person, counted each time one is given.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::tables::answer::{ActiveModel, Column, Entity, Model};
use crate::domain::answers::CuratedAnswer;
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, from_millis, to_json, to_millis};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// More answers than this are neither listed nor looked through.
const MOST: u64 = 500;

impl Store {
    /// Every answer, what is asked most first.
    pub async fn curated_answers(&self) -> Result<Vec<CuratedAnswer>, StoreError> {
        let all = Entity::find().order_by_desc(Column::Hits).order_by_asc(Column::Id).limit(MOST);
        all.all(self.reader()).await?.into_iter().map(CuratedAnswer::try_from).collect()
    }

    /// One answer.
    pub async fn curated_answer(&self, id: &str) -> Result<Option<CuratedAnswer>, StoreError> {
        Entity::find_by_id(id.to_owned()).one(self.reader()).await?.map(CuratedAnswer::try_from).transpose()
    }

    /// Writes an answer over the one of that time; false, and nothing is written, when somebody else has written meanwhile.
    /// How often it was given stays.
    pub async fn write_answer(
        &self,
        new: &CuratedAnswer,
        seen: Option<chrono::DateTime<chrono::Utc>>,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let known = Entity::find_by_id(new.id.clone()).lock_exclusive().one(&transaction).await?;
        if known.map(|known| known.written_at) != seen.map(to_millis) {
            return Ok(false);
        }
        let newer = OnConflict::column(Column::Id)
            .update_columns([
                Column::Forms,
                Column::Answer,
                Column::Owner,
                Column::ExpiresOn,
                Column::Author,
                Column::WrittenAt,
                Column::ApprovedBy,
                Column::Off,
            ])
            .to_owned();
        Entity::insert(row(new)?).on_conflict(newer).exec_without_returning(&transaction).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that an answer was given.
    pub async fn count_answer(&self, id: &str) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::Hits, Expr::col(Column::Hits).add(1))
            .filter(Column::Id.eq(id))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}

fn row(new: &CuratedAnswer) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: Set(new.id.clone()),
        forms: Set(to_json("curated_answers.forms", &new.forms)?),
        answer: Set(new.answer.clone()),
        owner: Set(new.owner.0),
        expires_on: Set(new.expires_on.to_string()),
        author: Set(new.author.0),
        written_at: Set(to_millis(new.written_at)),
        approved_by: Set(new.approved_by.map(|staff| staff.0)),
        off: Set(new.off),
        hits: Set(i64::try_from(new.hits).map_err(|_| StoreError::OutOfRange("curated_answers.hits"))?),
    })
}

impl TryFrom<Model> for CuratedAnswer {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let day: Result<NaiveDate, _> = row.expires_on.parse();
        Ok(Self {
            id: row.id,
            forms: from_json("curated_answers.forms", &row.forms)?,
            answer: row.answer,
            owner: StaffId(row.owner),
            expires_on: day.map_err(|_| StoreError::OutOfRange("curated_answers.expires_on"))?,
            author: StaffId(row.author),
            written_at: from_millis("curated_answers.written_at", row.written_at)?,
            approved_by: row.approved_by.map(StaffId),
            off: row.off,
            hits: u64::try_from(row.hits).map_err(|_| StoreError::OutOfRange("curated_answers.hits"))?,
        })
    }
}
