//! A conversation as its owner sees it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Access, HandoverView};
use crate::domain::{CaseCode, ConversationId, Fact, HandoverState, Locale, Outcome, PhotoId, Turn, TurnId, TurnState};
use crate::service::review::{CaseConsent, OwnerReview};
use crate::service::rights::ContactView;
use crate::service::{Service, ServiceError};

/// A conversation with its turns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationView {
    /// Its id.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// The owner's language.
    pub locale: Locale,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// What is known so far.
    pub dossier: Vec<Fact>,
    /// Whether it is in the review queue.
    pub handover: Option<HandoverView>,
    /// The review, once it was handed over: what is asked, and what was released.
    pub review: Option<OwnerReview>,
    /// Whether other owners may learn from the case; nothing when the owner was never asked or never agreed.
    pub case_consent: Option<CaseConsent>,
    /// The phone number, when one was left.
    pub contact: Option<ContactView>,
    /// The turns, oldest first.
    pub turns: Vec<TurnView>,
}

/// A turn as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TurnView {
    /// Its id.
    pub turn_id: TurnId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// The owner's words.
    pub message: String,
    /// The photos that came with it.
    pub photos: Vec<PhotoId>,
    /// How far it is.
    pub state: TurnState,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The result.
    pub outcome: Option<Outcome>,
}

impl From<Turn> for TurnView {
    fn from(turn: Turn) -> Self {
        Self {
            turn_id: turn.id,
            conversation_id: turn.conversation_id,
            message: turn.message,
            photos: vec![],
            state: turn.state,
            started_at: turn.started_at,
            finished_at: turn.finished_at,
            outcome: turn.outcome,
        }
    }
}

impl Service {
    /// The conversation with everything said in it.
    ///
    /// # Errors
    /// [`ServiceError::Store`] when the database fails.
    pub async fn show_conversation(&self, access: &Access) -> Result<ConversationView, ServiceError> {
        let conversation = access.conversation();
        let turns = self.parts.store.turns(conversation.id).await?;
        let photos = self.parts.store.photos_by_turn(conversation.id).await?;
        let contact = self.parts.store.contact(conversation.id).await?;
        let handover = self.parts.store.handover(conversation.id).await?;
        let review = self.review_for_owner(access).await?;
        Ok(ConversationView {
            conversation_id: conversation.id,
            case_code: conversation.case_code.clone(),
            locale: conversation.locale,
            created_at: conversation.created_at,
            dossier: conversation.dossier.facts.clone(),
            handover: handover.map(|handover| HandoverView {
                state: review.as_ref().map_or(HandoverState::Waiting, |review| review.state),
                wish: handover.wish,
                requested_at: handover.requested_at,
            }),
            review,
            case_consent: self.case_consent(access).await?,
            contact: contact.map(ContactView::from),
            turns: turns
                .into_iter()
                .map(|turn| TurnView { photos: of_turn(&photos, turn.id), ..turn.into() })
                .collect(),
        })
    }
}

fn of_turn(photos: &[(TurnId, PhotoId)], turn: TurnId) -> Vec<PhotoId> {
    photos.iter().filter(|(owner, _)| *owner == turn).map(|(_, photo)| *photo).collect()
}
