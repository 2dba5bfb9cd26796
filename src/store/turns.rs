//! Turns: begun at most once for a key and one at a time in a conversation, found again by id.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};

use crate::domain::{ConversationId, Turn, TurnId};
use crate::store::codec::to_count;
use crate::store::entities::conversation;
use crate::store::entities::turn::{ActiveModel, Column, Entity, RUNNING};
use crate::store::{Store, StoreError};

/// What came of beginning a turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// It is stored, and it is the caller's to carry out.
    New {
        /// Its place in the conversation, from 1.
        sequence: u32,
    },
    /// The key was used before: this turn came of it then.
    Replay(Box<Turn>),
}

impl Store {
    /// Stores a turn as the next one of its conversation; the turn's own `sequence` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::TurnRunning`] when another one is running (two at the same moment: one of them gets this),
    /// [`StoreError::UnknownConversation`], [`StoreError::Duplicate`] when the turn's id is taken.
    pub async fn begin_turn(&self, turn: &Turn) -> Result<Begun, StoreError> {
        let refusal = match self.insert_turn(turn).await {
            Ok(sequence) => return Ok(Begun::New { sequence }),
            Err(refusal @ (StoreError::TurnRunning | StoreError::Duplicate(_))) => refusal,
            Err(other) => return Err(other),
        };
        // Only a rule of the database brings us here, so a turn of this key is there for good.
        match self.turn_of_key(turn).await? {
            Some(earlier) => Ok(Begun::Replay(Box::new(earlier))),
            None => Err(refusal),
        }
    }

    async fn insert_turn(&self, turn: &Turn) -> Result<u32, StoreError> {
        let transaction = self.begin().await?;
        let sequence = next_sequence(&transaction, turn.conversation_id).await?;
        let mut row = ActiveModel::try_from(turn)?;
        row.sequence = Set(sequence);
        Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        to_count("turns.sequence", sequence)
    }

    /// The turn that came of the same key in the same conversation.
    pub async fn turn_of_key(&self, turn: &Turn) -> Result<Option<Turn>, StoreError> {
        let Some(key) = turn.idempotency_key.as_deref() else {
            return Ok(None);
        };
        let found = Entity::find()
            .filter(Column::ConversationId.eq(turn.conversation_id.0))
            .filter(Column::IdempotencyKey.eq(key));
        Ok(self.load_turns(found).await?.pop())
    }

    /// The turn of that id.
    pub async fn turn(&self, id: TurnId) -> Result<Option<Turn>, StoreError> {
        Ok(self.load_turns(Entity::find_by_id(id.0)).await?.pop())
    }

    /// All turns of a conversation, the first one first.
    pub async fn turns(&self, conversation: ConversationId) -> Result<Vec<Turn>, StoreError> {
        let found = Entity::find().filter(Column::ConversationId.eq(conversation.0)).order_by_asc(Column::Sequence);
        self.load_turns(found).await
    }

    /// All turns that are being worked on, by any replica, the oldest first.
    pub async fn running_turns(&self) -> Result<Vec<Turn>, StoreError> {
        let found =
            Entity::find().filter(Column::State.eq(RUNNING)).order_by_asc(Column::StartedAt).order_by_asc(Column::Id);
        self.load_turns(found).await
    }

    async fn load_turns(&self, found: Select<Entity>) -> Result<Vec<Turn>, StoreError> {
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(Turn::try_from).collect()
    }
}

/// Takes the next number of a conversation; its row stays locked until the transaction ends, so turns that begin at
/// the same moment queue here.
async fn next_sequence(transaction: &DatabaseTransaction, id: ConversationId) -> Result<i32, StoreError> {
    use conversation::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::TurnCount, Expr::col(Column::TurnCount).add(1))
        .filter(Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Entity::find_by_id(id.0)
        .select_only()
        .column(Column::TurnCount)
        .into_tuple()
        .one(transaction)
        .await?
        .ok_or(StoreError::UnknownConversation)
}
