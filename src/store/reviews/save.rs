//! A review is opened with its hand-over and then written step by step, each on the version that it was made on.

use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{release_row, review_row, step_row};
use super::tables::{release, review, step};
use crate::domain::review::{Acted, Step, StepKind};
use crate::domain::{AuditNote, CaseCode, ConversationId, Release, Review};
use crate::store::afterwards::follow_step;
use crate::store::codec::{to_column, to_count, to_millis};
use crate::store::entities::conversation;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// A step of a review with everything that must be stored with it, or not at all.
#[derive(Debug, Clone, Copy)]
pub struct ReviewWrite<'a> {
    /// The review and the step.
    pub acted: &'a Acted,
    /// A release that it makes.
    pub release: Option<&'a Release>,
    /// What the log says of it.
    pub audit: Option<&'a AuditNote>,
}

impl Store {
    /// The review of a conversation.
    pub async fn review(&self, id: ConversationId) -> Result<Option<Review>, StoreError> {
        let row = review::Entity::find_by_id(id.0).one(self.reader()).await?;
        row.map(Review::try_from).transpose()
    }

    /// The version of a review, without what was worked out.
    pub async fn review_version(&self, id: ConversationId) -> Result<Option<u32>, StoreError> {
        let found = review::Entity::find_by_id(id.0).select_only().column(review::Column::Version);
        let version: Option<i32> = found.into_tuple().one(self.reader()).await?;
        version.map(|version| to_count("reviews.version", version)).transpose()
    }

    /// Stores one step.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the review is no longer of the version that the step was made on.
    pub async fn write_review(&self, write: ReviewWrite<'_>) -> Result<(), StoreError> {
        let Acted { review, step } = write.acted;
        let transaction = self.begin().await?;
        write_step(&transaction, review, step).await?;
        if let Some(release) = write.release {
            release::Entity::insert(release_row(release)?).exec_without_returning(&transaction).await?;
        }
        if step.kind == StepKind::Withdraw {
            withdraw(&transaction, review, step).await?;
        }
        if let Some(note) = write.audit {
            append_audit(&transaction, note).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// A sign of life of who has it; not a step.
    pub async fn renew_lease(&self, review: &Review) -> Result<(), StoreError> {
        let Some(lease) = review.lease else { return Ok(()) };
        review::Entity::update_many()
            .col_expr(review::Column::LeaseUntil, sea_orm::sea_query::Expr::value(lease.until.map(to_millis)))
            .filter(review::Column::ConversationId.eq(review.conversation_id.0))
            .filter(review::Column::Holder.eq(lease.holder.0))
            .filter(review::Column::LeaseUntil.is_not_null())
            .exec(self.writer())
            .await?;
        Ok(())
    }

    /// The steps after a version, the oldest first.
    pub async fn review_steps(&self, id: ConversationId, after: u32) -> Result<Vec<Step>, StoreError> {
        let found = step::Entity::find()
            .filter(step::Column::ConversationId.eq(id.0))
            .filter(step::Column::Version.gt(to_column("review_steps.version", after)?))
            .order_by_asc(step::Column::Version);
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(Step::try_from).collect()
    }
}

/// Writes a review over the version before and its step.
async fn write_step<C: ConnectionTrait>(connection: &C, review: &Review, step: &Step) -> Result<(), StoreError> {
    let before = to_column("reviews.version", review.version)? - 1;
    let row = review::ActiveModel {
        conversation_id: ActiveValue::NotSet,
        case_code: ActiveValue::NotSet,
        ..review_row(review, &CaseCode(String::new()))?
    };
    let mut update = review::Entity::update_many()
        .set(row)
        .filter(review::Column::ConversationId.eq(review.conversation_id.0))
        .filter(review::Column::Version.eq(before));
    if step.kind == StepKind::Expired {
        // A sign of life in between keeps the case.
        update = update.filter(review::Column::LeaseUntil.lte(to_millis(step.at)));
    }
    let written = update.exec(connection).await?;
    if written.rows_affected == 0 {
        return Err(StoreError::Stale);
    }
    step::Entity::insert(step_row(review.conversation_id, step)?).exec_without_returning(connection).await?;
    follow_step(connection, review, step).await
}

/// Notes that the newest release was taken back.
async fn withdraw<C: ConnectionTrait>(connection: &C, review: &Review, step: &Step) -> Result<(), StoreError> {
    use sea_orm::sea_query::Expr;
    release::Entity::update_many()
        .col_expr(release::Column::WithdrawnAt, Expr::value(to_millis(step.at)))
        .col_expr(release::Column::WithdrawnReason, Expr::value(step.reason.clone()))
        .filter(release::Column::ConversationId.eq(review.conversation_id.0))
        .filter(release::Column::Number.eq(to_column("releases.number", review.releases)?))
        .exec(connection)
        .await?;
    Ok(())
}

/// Opens the review of a conversation that was handed over, or tells the open one that its owner has gone on; the
/// conversation must be locked by the same transaction.
pub(in crate::store) async fn open_review<C: ConnectionTrait>(connection: &C, new: &Review) -> Result<(), StoreError> {
    let found = review::Entity::find_by_id(new.conversation_id.0).lock_exclusive().one(connection).await?;
    if let Some(row) = found {
        let Acted { review, step } = Review::try_from(row)?.handed_over_again(new, new.updated_at);
        return write_step(connection, &review, &step).await;
    }
    let talk = conversation::Entity::find_by_id(new.conversation_id.0).one(connection).await?;
    let code = talk.map(|talk| CaseCode(talk.case_code)).ok_or(StoreError::UnknownConversation)?;
    review::Entity::insert(review_row(new, &code)?).exec_without_returning(connection).await?;
    Ok(())
}
