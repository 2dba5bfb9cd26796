//! How far a review is, for staff and for the owner.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::HandoverState;

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Nobody has it (待认领).
    Waiting,
    /// Somebody works on it (审核中).
    Working,
    /// The owner is asked (待补充).
    AsksOwner,
    /// Waits for or is with a second reader (待复核).
    Second,
    /// A person approved it (已通过).
    Approved,
    /// Signed and given to the owner (已签发).
    Released,
    /// Not taken, with a reason (不受理).
    Declined,
    /// A release was taken back (已撤回).
    Withdrawn,
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Working,
        Self::AsksOwner,
        Self::Second,
        Self::Approved,
        Self::Released,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Released | Self::Declined | Self::Withdrawn)
    }

    /// What the owner is told.
    pub fn for_owner(self, asked: bool) -> HandoverState {
        match self {
            Self::Waiting => HandoverState::Waiting,
            Self::AsksOwner => HandoverState::AsksOwner,
            Self::Working | Self::Second | Self::Approved if asked => HandoverState::AsksOwner,
            Self::Working | Self::Second | Self::Approved => HandoverState::Claimed,
            Self::Released => HandoverState::Released,
            Self::Declined => HandoverState::Declined,
            Self::Withdrawn => HandoverState::Withdrawn,
        }
    }
}
