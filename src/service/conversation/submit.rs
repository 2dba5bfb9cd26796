//! The owner hands the dossier to people: after having read the card, or by asking for a person in the talk.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Access;
use crate::domain::{Handover, HandoverState, Review, Wish};
use crate::service::review::{review_opened, state_for_owner};
use crate::service::{Service, ServiceError};
use crate::store::StoreError;

/// What the owner is told of the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandoverView {
    /// What the owner wants.
    pub wish: Wish,
    /// How far it is.
    pub state: HandoverState,
    /// Since when it waits.
    pub requested_at: DateTime<Utc>,
}

impl HandoverView {
    /// What was handed over, and how far people are with it.
    pub(in crate::service) fn of(handover: &Handover, review: Option<&Review>) -> Self {
        let state = review.map_or(HandoverState::Waiting, state_for_owner);
        Self { wish: handover.wish, state, requested_at: handover.requested_at }
    }
}

impl Service {
    /// Puts the dossier into the review queue; submitting again keeps its place there and takes in what was said since.
    ///
    /// # Errors
    /// [`ServiceError::TalkStopped`], [`ServiceError::NoNeed`] while nothing is known that a person could look at,
    /// [`ServiceError::TurnRunning`], or the database's.
    pub async fn submit(&self, access: &Access) -> Result<HandoverView, ServiceError> {
        let conversation = access.conversation();
        if conversation.dossier.stopped.is_some() {
            return Err(ServiceError::TalkStopped);
        }
        let handover = Handover {
            conversation_id: conversation.id,
            wish: Wish::Review,
            dossier: conversation.dossier.clone(),
            requested_at: self.parts.clock.now(),
        };
        if !conversation.dossier.names_a_need() {
            // The first message may be the one that is being answered just now.
            let running = self.parts.store.turns(conversation.id).await?.iter().any(|turn| !turn.state.ended());
            return Err(if running { ServiceError::TurnRunning } else { ServiceError::NoNeed });
        }
        let turns = self.parts.store.turns(conversation.id).await?;
        let outcome = turns.iter().rev().find_map(|turn| turn.outcome.as_ref());
        let area = conversation.area(&self.site(&conversation.site).await?);
        let review = review_opened(conversation, outcome, area, handover.requested_at, self.parts.review);
        match self.parts.store.hand_over(&handover, &review).await {
            Ok(stored) => {
                let review = self.parts.store.review(conversation.id).await?;
                Ok(HandoverView::of(&stored, review.as_ref()))
            }
            Err(StoreError::TurnRunning) => Err(ServiceError::TurnRunning),
            Err(StoreError::UnknownConversation) => Err(ServiceError::NoConversation),
            Err(other) => Err(other.into()),
        }
    }
}
