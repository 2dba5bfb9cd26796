//! Who may move a version on, and from where.

use chrono::NaiveDate;
use thiserror::Error;

use super::{Version, VersionState};
use crate::domain::StaffId;

/// Why a version may not be moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// Who publishes is not who wrote.
    #[error("who wrote a version does not publish it")]
    Own,
    /// It is not where this begins.
    #[error("the version is not in the state that this needs")]
    WrongState,
    /// There is no such version, or the item was deleted.
    #[error("there is no such version")]
    Unknown,
    /// Its last day is over before it would begin.
    #[error("the last day is over")]
    Over,
    /// What it says does not hold: a field is missing or wrong.
    #[error("fields are missing or wrong")]
    Unfit,
    /// Nothing works without it.
    #[error("nothing works without it")]
    Needed,
    /// It takes another item in, and that one was changed since or is being changed.
    #[error("the other item was changed since they were merged")]
    Partner,
}

impl Fault {
    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::WrongState => "wrong_state",
            Self::Unknown => "unknown",
            Self::Over => "over",
            Self::Unfit => "unfit",
            Self::Needed => "needed",
            Self::Partner => "partner",
        }
    }
}

/// Whether somebody may put a version in force: it was handed in, and nobody publishes what they wrote at.
///
/// # Errors
/// The [`Fault`].
pub fn may_publish(version: &Version, who: StaffId, today: NaiveDate) -> Result<(), Fault> {
    state(version, &[VersionState::InReview])?;
    stranger(version, who)?;
    let over = version.days.expire_on.is_some_and(|last| last < today) || version.days.contradict();
    if over { Err(Fault::Over) } else { Ok(()) }
}

/// Whether somebody may send a version back: a second person, while nothing has come of it.
///
/// # Errors
/// The [`Fault`].
pub fn may_refuse(version: &Version, who: StaffId) -> Result<(), Fault> {
    state(version, &[VersionState::InReview, VersionState::Scheduled])?;
    stranger(version, who)
}

/// Whether a version may be handed to a second person.
///
/// # Errors
/// The [`Fault`].
pub fn may_submit(version: &Version) -> Result<(), Fault> {
    state(version, &[VersionState::Draft])
}

/// Whether what was handed in may become a draft again.
///
/// # Errors
/// The [`Fault`].
pub fn may_take_back(version: &Version) -> Result<(), Fault> {
    state(version, &[VersionState::InReview, VersionState::Scheduled])
}

fn state(version: &Version, allowed: &[VersionState]) -> Result<(), Fault> {
    if allowed.contains(&version.state) { Ok(()) } else { Err(Fault::WrongState) }
}

fn stranger(version: &Version, who: StaffId) -> Result<(), Fault> {
    if version.hands.contains(&who) || version.author == Some(who) { Err(Fault::Own) } else { Ok(()) }
}
