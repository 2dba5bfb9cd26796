//! What a step of a review means for afterwards, written in the transaction of the step.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::drop_proposal;
use super::tables::{due, line};
use crate::domain::Review;
use crate::domain::afterwards::{FollowMonth, LineFate, fates};
use crate::domain::review::{Step, StepKind};
use crate::store::StoreError;
use crate::store::codec::{to_column, to_millis, to_name};

/// A release is to be followed up from its day on; one that is under review again, or was taken back, is not.
pub(in crate::store) async fn follow_step<C: ConnectionTrait>(
    connection: &C,
    review: &Review,
    step: &Step,
) -> Result<(), StoreError> {
    match step.kind {
        StepKind::Release => {
            begin(connection, review, step).await?;
            note_lines(connection, review, step).await
        }
        StepKind::Reopen | StepKind::HandedOver => end(connection, review).await,
        StepKind::Withdraw => {
            end(connection, review).await?;
            drop_proposal(connection, review.conversation_id).await
        }
        _ => Ok(()),
    }
}

async fn begin<C: ConnectionTrait>(connection: &C, review: &Review, step: &Step) -> Result<(), StoreError> {
    let first = FollowMonth::Three;
    let row = due::ActiveModel {
        conversation_id: Set(review.conversation_id.0),
        released_at: Set(to_millis(step.at)),
        months: Set(i32::from(first.number())),
        due_at: Set(Some(to_millis(first.due_at(step.at)))),
    };
    let newer = OnConflict::column(due::Column::ConversationId)
        .update_columns([due::Column::ReleasedAt, due::Column::Months, due::Column::DueAt])
        .to_owned();
    due::Entity::insert(row).on_conflict(newer).exec_without_returning(connection).await?;
    Ok(())
}

async fn end<C: ConnectionTrait>(connection: &C, review: &Review) -> Result<(), StoreError> {
    due::Entity::delete_by_id(review.conversation_id.0).exec(connection).await?;
    Ok(())
}

/// Notes what became of every line of the draft.
async fn note_lines<C: ConnectionTrait>(connection: &C, review: &Review, step: &Step) -> Result<(), StoreError> {
    let lines = review.work.sheet.as_ref().map(fates).unwrap_or_default();
    let rows: Result<Vec<line::ActiveModel>, StoreError> =
        (0..).zip(&lines).map(|(place, line)| row(review, step, place, line)).collect();
    let rows = rows?;
    if !rows.is_empty() {
        line::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn row(review: &Review, step: &Step, place: i32, line: &LineFate) -> Result<line::ActiveModel, StoreError> {
    Ok(line::ActiveModel {
        conversation_id: Set(review.conversation_id.0),
        number: Set(to_column("release_lines.number", review.releases)?),
        place: Set(place),
        at: Set(to_millis(step.at)),
        section: Set(i32::from(line.section)),
        label: Set(line.label.clone()),
        fate: Set(to_name("release_lines.fate", &line.fate)?),
        distance: Set(line.distance),
    })
}
