//! What can go wrong with what a caller asks for; `web` turns it into words and a status.

use thiserror::Error;

use crate::domain::review::Refusal;
use crate::domain::{Allowance, Scope};
use crate::retrieval::IndexError;
use crate::service::afterwards::AfterwardsError;
use crate::service::bench::BenchError;
use crate::service::curation::CurationError;
use crate::service::imports::ImportError;
use crate::service::lab::LabError;
use crate::service::photos::PhotoError;
use crate::service::review::Conflict;
use crate::service::staff::StaffError;
use crate::store::StoreError;

/// Why the service did not do it.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// Something in the curators' lab was not done.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// There is no such conversation, or it is not the caller's: the two look alike from outside.
    #[error("no such conversation")]
    NoConversation,
    /// There is no such turn, or it is not the caller's.
    #[error("no such turn")]
    NoTurn,
    /// The previous message is still being answered.
    #[error("another turn of this conversation is running")]
    TurnRunning,
    /// The key was used before with another message.
    #[error("the idempotency key was used for another message")]
    KeyReused,
    /// Nothing is known yet that a person could look at.
    #[error("no need is known yet")]
    NoNeed,
    /// Law or secrecy forbids to go on with the talk here.
    #[error("the talk was stopped")]
    TalkStopped,
    /// There is no such line on the read-back card.
    #[error("no such fact")]
    NoFact,
    /// The file is no photo that can be taken.
    #[error("no photo: {0}")]
    BadPhoto(#[from] PhotoError),
    /// The talk has as many photos as it may have.
    #[error("the talk has as many photos as it may have")]
    PhotosFull,
    /// There is no such photo, or it is another talk's.
    #[error("no such photo")]
    NoPhoto,
    /// A phone number was sent without consent.
    #[error("without consent")]
    NoConsent,
    /// A phone number is asked for only once a person is to see the talk.
    #[error("the talk was not handed over")]
    NotHandedOver,
    /// The owner is asked for consent only once there is a release to learn from.
    #[error("nothing was released")]
    NotReleased,
    /// What was sent cannot be dialled.
    #[error("no phone number")]
    NoPhone,
    /// The complaint is empty or too long.
    #[error("the complaint is empty or too long")]
    BadComplaint,
    /// Code and secret do not belong together.
    #[error("code and secret do not belong together")]
    NoReturn,
    /// The file could not be written.
    #[error("the file could not be written")]
    NoFile,
    /// No endpoint listens to recordings.
    #[error("no endpoint listens")]
    NoSpeech,
    /// The file is no recording that can be listened to.
    #[error("no recording")]
    BadRecording,
    /// Nothing was understood.
    #[error("nothing was understood")]
    NotHeard,
    /// There is no draft that could be written to a file.
    #[error("no specification yet")]
    NoSpecification,
    /// There is no such site.
    #[error("no such site")]
    NoSite,
    /// The page's origin does not stand in the site's list.
    #[error("the origin is not one of the site's")]
    OriginRefused,
    /// The site is switched off: what was said before stays open to its owner.
    #[error("the site is switched off")]
    SiteOff,
    /// A quota of the day is used up.
    #[error("a quota of the day is used up: {scope:?}")]
    QuotaUsedUp {
        /// Whose.
        scope: Scope,
        /// The quota.
        allowance: Allowance,
    },
    /// The case was not handed over, or is not there.
    #[error("no such review")]
    NoReview,
    /// There is no such release.
    #[error("no such release")]
    NoRelease,
    /// The release was taken back.
    #[error("the release was withdrawn")]
    ReleaseWithdrawn,
    /// Somebody else has written in between.
    #[error("the case was changed meanwhile")]
    StaleReview(Box<Conflict>),
    /// The rules of the review forbid it.
    #[error("refused: {0}")]
    ReviewRefused(Box<Refusal>),
    /// There is no such member of the staff, or not with that right.
    #[error("no such member of the staff")]
    NoStaff,
    /// Somebody keeps as many filters as one may.
    #[error("too many filters")]
    TooManyFilters,
    /// A rewriting, a follow-up or a proposal for the case base was refused.
    #[error(transparent)]
    Afterwards(#[from] AfterwardsError),
    /// Something was not done with the knowledge.
    #[error(transparent)]
    Curation(#[from] CurationError),
    /// Something at the retrieval bench was refused.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// An import was refused.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Somebody who is signed in has not the right.
    #[error("not allowed")]
    NotAllowed,
    /// Somebody was not let in, or an account was not changed.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// As many turns are being worked on as this instance takes.
    #[error("too many turns are running")]
    Busy,
    /// The service is stopping.
    #[error("the service is stopping")]
    Stopping,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl ServiceError {
    /// True when trying again later may help: a part of the service does not answer just now.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy | Self::Stopping | Self::Index(_) => true,
            Self::Store(error) => matches!(error, StoreError::Unavailable(_)),
            Self::NoConversation
            | Self::NoTurn
            | Self::NoFact
            | Self::NoNeed
            | Self::TalkStopped
            | Self::TurnRunning
            | Self::KeyReused
            | Self::BadPhoto(_)
            | Self::PhotosFull
            | Self::NoPhoto
            | Self::NoConsent
            | Self::NotHandedOver
            | Self::NotReleased
            | Self::NoPhone
            | Self::BadComplaint
            | Self::NoReturn
            | Self::NoSpecification
            | Self::NoFile
            | Self::NoSpeech
            | Self::BadRecording
            | Self::NotHeard
            | Self::NoSite
            | Self::OriginRefused
            | Self::SiteOff
            | Self::NotAllowed
            | Self::TooManyFilters
            | Self::Afterwards(_)
            | Self::Lab(_)
            | Self::Bench(_)
            | Self::Import(_)
            | Self::NoReview
            | Self::NoRelease
            | Self::ReleaseWithdrawn
            | Self::StaleReview(_)
            | Self::ReviewRefused(_)
            | Self::NoStaff
            | Self::Staff(_)
            | Self::Curation(_)
            | Self::QuotaUsedUp { .. } => false,
        }
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::ReviewRefused(Box::new(refusal))
    }
}
