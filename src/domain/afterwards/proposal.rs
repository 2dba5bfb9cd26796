//! A draft for the case base on its way to the curators, and why a case may not be proposed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::CaseDraft;
use crate::domain::StaffId;

/// How far a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Waits for the curators.
    Proposed,
    /// Taken into the case base.
    Taken,
    /// Refused.
    Refused,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Who proposed it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// How far it is.
    pub state: ProposalState,
    /// The release that it was made from.
    pub release: u32,
    /// What is proposed.
    pub draft: CaseDraft,
    /// How often each kind of identifier was hidden.
    pub hidden: BTreeMap<String, usize>,
}

/// Why a case cannot be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProposalFault {
    /// Nothing is released, or it was taken back.
    #[error("nothing is released")]
    NotReleased,
    /// The owner has not agreed, or has taken it back.
    #[error("the owner has not agreed")]
    NoConsent,
    /// Law or secrecy stopped the talk.
    #[error("law or secrecy forbids it")]
    Stopped,
    /// The verdict is that too little is known: nothing can be learnt from it.
    #[error("too little is known")]
    TooLittle,
    /// Another version was released since the draft was looked at.
    #[error("another version was released")]
    OtherRelease,
    /// The curators have decided.
    #[error("the curators have decided")]
    Decided,
    /// A text that must be there is empty.
    #[error("a text is missing")]
    NoText,
}
