//! Ends the turns that a crash left running, so that their readers come to an end.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::domain::{Locale, NumberedEvent, TurnEvent, TurnId, TurnState};
use crate::store::codec::{from_name, to_count, to_millis, to_name};
use crate::store::entities::{conversation, turn, turn_event};
use crate::store::events::insert_events;
use crate::store::{Store, StoreError};

/// The code of the `error` event of an interrupted turn.
const CODE: &str = "interrupted";

impl Store {
    /// Marks every running turn as interrupted and ends its stream with an `error` (code `interrupted`, with the
    /// message for that language) and a `turn.finished`. For the start of the service, before it takes requests.
    ///
    /// Returns the turns, oldest first. Several replicas on one PostgreSQL would end each other's turns here: who owns
    /// a turn comes with LISTEN/NOTIFY.
    pub async fn interrupt_running(
        &self,
        now: DateTime<Utc>,
        message: impl Fn(Locale) -> String + Send + Sync,
    ) -> Result<Vec<TurnId>, StoreError> {
        let transaction = self.begin().await?;
        let mut interrupted = Vec::new();
        for (id, locale) in running(&transaction).await? {
            let text = message(from_name("conversations.locale", locale)?);
            if interrupt(&transaction, id, now, text).await? {
                interrupted.push(id);
            }
        }
        transaction.commit().await?;
        Ok(interrupted)
    }
}

/// The running turns, each with the language of its conversation.
async fn running(transaction: &DatabaseTransaction) -> Result<Vec<(TurnId, String)>, StoreError> {
    let rows: Vec<(Uuid, String)> = turn::Entity::find()
        .join(JoinType::InnerJoin, turn::Relation::Conversation.def())
        .filter(turn::Column::State.eq(turn::RUNNING))
        .order_by_asc(turn::Column::StartedAt)
        .order_by_asc(turn::Column::Id)
        .select_only()
        .column(turn::Column::Id)
        .column(conversation::Column::Locale)
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(rows.into_iter().map(|(id, locale)| (TurnId(id), locale)).collect())
}

/// Ends one turn; false when it has ended by itself meanwhile.
async fn interrupt(
    transaction: &DatabaseTransaction,
    id: TurnId,
    now: DateTime<Utc>,
    message: String,
) -> Result<bool, StoreError> {
    let state = TurnState::Interrupted;
    let ended = turn::Entity::update_many()
        .col_expr(turn::Column::State, Expr::value(to_name("turns.state", &state)?))
        .col_expr(turn::Column::FinishedAt, Expr::value(to_millis(now)))
        .filter(turn::Column::Id.eq(id.0))
        .filter(turn::Column::State.eq(turn::RUNNING))
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(false);
    }
    let code = CODE.to_owned();
    let last = last_number(transaction, id).await?;
    let events = [TurnEvent::Error { code, message }, TurnEvent::Finished { state, outcome: None }];
    let numbered: Vec<NumberedEvent> =
        (last + 1..).zip(events).map(|(number, event)| NumberedEvent { number, event }).collect();
    insert_events(transaction, id, &numbered).await?;
    Ok(true)
}

/// The number of the newest event of a turn, 0 when it has none.
async fn last_number(transaction: &DatabaseTransaction, id: TurnId) -> Result<u32, StoreError> {
    let number: Option<i32> = turn_event::Entity::find()
        .filter(turn_event::Column::TurnId.eq(id.0))
        .order_by_desc(turn_event::Column::Number)
        .select_only()
        .column(turn_event::Column::Number)
        .into_tuple()
        .one(transaction)
        .await?;
    to_count("turn_events.number", number.unwrap_or_default())
}
