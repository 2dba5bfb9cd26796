//! Deletes a talk for good; what is left is a receipt.

use crate::domain::Erasure;
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};

impl Service {
    /// Deletes the conversation with everything in it. A turn that is being worked on is stopped: it has nowhere to end.
    ///
    /// # Errors
    /// [`ServiceError::NoConversation`] when it is gone already, or the database's.
    pub async fn erase(&self, access: &Access) -> Result<Erasure, ServiceError> {
        let id = access.conversation().id;
        for turn in self.parts.store.turns(id).await?.iter().filter(|turn| !turn.state.ended()) {
            self.stop_turn(turn);
        }
        let secret = self.parts.ids.secret();
        let receipt = format!("DEL-{}", hex::encode_upper(&secret[..6]));
        let erasure = Erasure { receipt, erased_at: self.parts.clock.now() };
        self.parts.store.erase_conversation(id, &erasure).await?;
        Ok(erasure)
    }
}
