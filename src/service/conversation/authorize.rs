//! The right to a conversation: only a matching token gives it, and only with it can a turn be begun or read.

use super::start::token_hash;
use crate::domain::{Conversation, ConversationId, Turn, TurnId};
use crate::service::{Service, ServiceError};

/// Proof that the caller holds the owner's token of this conversation.
#[derive(Debug, Clone)]
pub struct Access {
    conversation: Conversation,
}

impl Access {
    pub(super) fn granted(conversation: Conversation) -> Self {
        Self { conversation }
    }

    /// The conversation that it opens.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }
}

impl Service {
    /// Opens a conversation to the holder of its token.
    ///
    /// # Errors
    /// [`ServiceError::NoConversation`] when there is none of that id or the token is not its own.
    pub async fn authorize(&self, id: ConversationId, token: &str) -> Result<Access, ServiceError> {
        let found = self.parts.store.conversation(id).await?.ok_or(ServiceError::NoConversation)?;
        // Hashes are compared, so the time that takes tells nothing of the token.
        let hash = token_hash(token);
        if found.token_hash == hash || self.parts.store.return_hash(id).await? == Some(hash) {
            return Ok(Access::granted(found));
        }
        Err(ServiceError::NoConversation)
    }

    /// A turn of the conversation.
    ///
    /// # Errors
    /// [`ServiceError::NoTurn`] when the conversation has none of that id.
    pub async fn turn(&self, access: &Access, id: TurnId) -> Result<Turn, ServiceError> {
        let turn = self.parts.store.turn(id).await?;
        turn.filter(|turn| turn.conversation_id == access.conversation.id).ok_or(ServiceError::NoTurn)
    }

    /// Opens the conversation of a turn to the holder of its token.
    ///
    /// # Errors
    /// [`ServiceError::NoTurn`] when there is none of that id or the token is not its conversation's.
    pub async fn authorize_turn(&self, id: TurnId, token: &str) -> Result<(Access, Turn), ServiceError> {
        let turn = self.parts.store.turn(id).await?.ok_or(ServiceError::NoTurn)?;
        match self.authorize(turn.conversation_id, token).await {
            Ok(access) => Ok((access, turn)),
            Err(ServiceError::NoConversation) => Err(ServiceError::NoTurn),
            Err(other) => Err(other),
        }
    }
}
