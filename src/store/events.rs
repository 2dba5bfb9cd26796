//! The stream of events of each turn: appended in batches, replayed from any place.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::{NumberedEvent, TurnId};
use crate::store::codec::to_column;
use crate::store::entities::turn_event::{ActiveModel, Column, Entity};
use crate::store::{Store, StoreError};

/// Events in one statement: three values each, far below SQLite's 32,766 and PostgreSQL's 65,535.
const BATCH: usize = 1_000;

impl Store {
    /// Adds events to a turn's stream, all of them or none.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when one of the numbers is taken (somebody else wrote to the stream),
    /// [`StoreError::Dangling`] for a turn that does not exist.
    pub async fn append_events(&self, turn: TurnId, events: &[NumberedEvent]) -> Result<(), StoreError> {
        if events.len() <= BATCH {
            return insert_events(self.writer(), turn, events).await;
        }
        let transaction = self.begin().await?;
        insert_events(&transaction, turn, events).await?;
        Ok(transaction.commit().await?)
    }

    /// The events of a turn that come after a number (0: all of them), in order.
    pub async fn events_after(&self, turn: TurnId, after: u32) -> Result<Vec<NumberedEvent>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TurnId.eq(turn.0))
            .filter(Column::Number.gt(to_column("turn_events.number", after)?))
            .order_by_asc(Column::Number)
            .all(self.reader())
            .await?;
        rows.into_iter().map(NumberedEvent::try_from).collect()
    }
}

/// Writes events, one statement a batch.
pub(in crate::store) async fn insert_events<C: ConnectionTrait>(
    connection: &C,
    turn: TurnId,
    events: &[NumberedEvent],
) -> Result<(), StoreError> {
    for batch in events.chunks(BATCH) {
        let rows: Vec<ActiveModel> =
            batch.iter().map(|event| ActiveModel::of(turn, event)).collect::<Result<_, _>>()?;
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}
