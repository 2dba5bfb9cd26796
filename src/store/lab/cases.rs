//! The newest talks with what people have judged of them, page by page along the key: ids are made in the order of time.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::review::Judging;
use crate::domain::{Conversation, ConversationId, Outcome, Review, TurnState};
use crate::store::codec::{from_json, to_name};
use crate::store::entities::{conversation, turn};
use crate::store::reviews::tables::review;
use crate::store::{Store, StoreError};

/// A talk with what people have judged of it.
#[derive(Debug, Clone)]
pub struct JudgedTalk {
    /// The talk.
    pub conversation: Conversation,
    /// The judgement; nothing while nobody has taken the case.
    pub judging: Option<Judging>,
}

impl Store {
    /// The newest talks, those before `before` when it is given.
    pub async fn judged_talks(
        &self,
        before: Option<ConversationId>,
        limit: u64,
    ) -> Result<Vec<JudgedTalk>, StoreError> {
        let mut page = conversation::Entity::find().order_by_desc(conversation::Column::Id).limit(limit);
        if let Some(before) = before {
            page = page.filter(conversation::Column::Id.lt(before.0));
        }
        let rows = page.all(self.reader()).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let reviews =
            review::Entity::find().filter(review::Column::ConversationId.is_in(ids)).all(self.reader()).await?;
        let mut judged = HashMap::new();
        for row in reviews {
            let id = row.conversation_id;
            judged.insert(id, Review::try_from(row)?.work.judging);
        }
        let talk = |row: conversation::Model| {
            let judging = judged.remove(&row.id).flatten();
            Ok(JudgedTalk { conversation: Conversation::try_from(row)?, judging })
        };
        rows.into_iter().map(talk).collect()
    }

    /// What the owner of a talk got back last.
    pub async fn last_outcome(&self, id: ConversationId) -> Result<Option<Outcome>, StoreError> {
        let finished = to_name("turns.state", &TurnState::Finished)?;
        let row = turn::Entity::find()
            .filter(turn::Column::ConversationId.eq(id.0))
            .filter(turn::Column::State.eq(finished))
            .order_by_desc(turn::Column::Sequence)
            .limit(1)
            .one(self.reader())
            .await?;
        row.and_then(|row| row.outcome).map(|text| from_json("turns.outcome", &text)).transpose()
    }
}
