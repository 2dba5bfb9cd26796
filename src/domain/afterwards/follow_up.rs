//! What became of a released case after 3, 6 and 12 months; it calibrates the rubric.

use chrono::{DateTime, Months, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::domain::StaffId;

/// Longest text, in characters.
const LONGEST: usize = 2_000;

/// After how many months it is asked what became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FollowMonth {
    /// Three.
    Three,
    /// Six.
    Six,
    /// Twelve.
    Twelve,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowOutcome {
    /// Nothing was begun (没开始).
    NotStarted,
    /// It is tried out (试点中).
    Pilot,
    /// It runs (已投用).
    Running,
    /// It was given up (已放弃).
    Abandoned,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// After how many months.
    pub months: FollowMonth,
    /// What became of it.
    pub outcome: FollowOutcome,
    /// Figures, in the owner's words.
    pub figures: String,
    /// Why it came so.
    pub why: String,
    /// Who recorded it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a record is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FollowUpFault {
    /// What was not begun or was given up needs a reason.
    #[error("a reason is missing")]
    NoWhy,
    /// What runs or is tried out needs figures or a word on how it goes.
    #[error("nothing is said")]
    Nothing,
    /// A text is too long; the number is the most characters.
    #[error("the text is too long, at most {0} characters")]
    TooLong(usize),
}

impl FollowMonth {
    /// Every one, the earliest first.
    pub const ALL: [Self; 3] = [Self::Three, Self::Six, Self::Twelve];

    /// The number.
    pub fn number(self) -> u8 {
        match self {
            Self::Three => 3,
            Self::Six => 6,
            Self::Twelve => 12,
        }
    }

    /// The one of that number.
    pub fn of(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|month| u32::from(month.number()) == number)
    }

    /// The one that comes after it.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|month| *month > self)
    }

    /// When it is due for what was released then.
    pub fn due_at(self, released: DateTime<Utc>) -> DateTime<Utc> {
        // The calendar of chrono ends some 260,000 years from now.
        released.checked_add_months(Months::new(u32::from(self.number()))).unwrap_or(released)
    }

    /// Those that are due.
    pub fn due(released: DateTime<Utc>, now: DateTime<Utc>) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |month| month.due_at(released) <= now)
    }
}

impl FollowOutcome {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::NotStarted, Self::Pilot, Self::Running, Self::Abandoned];
}

impl FollowUp {
    /// The record with trimmed texts, when it says enough.
    ///
    /// # Errors
    /// [`FollowUpFault`].
    pub fn checked(self) -> Result<Self, FollowUpFault> {
        let [figures, why] = [&self.figures, &self.why].map(|text| text.trim().to_owned());
        if [&figures, &why].iter().any(|text| text.chars().count() > LONGEST) {
            return Err(FollowUpFault::TooLong(LONGEST));
        }
        let ended = matches!(self.outcome, FollowOutcome::NotStarted | FollowOutcome::Abandoned);
        if ended && why.is_empty() {
            return Err(FollowUpFault::NoWhy);
        }
        if figures.is_empty() && why.is_empty() {
            return Err(FollowUpFault::Nothing);
        }
        Ok(Self { figures, why, ..self })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let at = |month, day| Utc.with_ymd_and_hms(2026, month, day, 8, 0, 0).unwrap();
        assert_eq!(FollowMonth::Three.due_at(at(11, 30)), Utc.with_ymd_and_hms(2027, 2, 28, 8, 0, 0).unwrap());
        let due = |now| FollowMonth::due(at(1, 15), now).collect::<Vec<_>>();
        assert_eq!(due(at(4, 14)), []);
        assert_eq!(due(at(4, 15)), [FollowMonth::Three]);
        assert_eq!(due(at(12, 31)), [FollowMonth::Three, FollowMonth::Six]);
        assert_eq!(FollowMonth::Six.next(), Some(FollowMonth::Twelve));
        assert_eq!(FollowMonth::Twelve.next(), None);
        assert_eq!(FollowMonth::of(6), Some(FollowMonth::Six));
        assert_eq!(FollowMonth::of(5), None);
    }

    #[test]
    fn a_record_says_why() {
        let record = |outcome, figures: &str, why: &str| {
            let at = DateTime::from_timestamp(0, 0).unwrap();
            let by = StaffId(uuid::Uuid::nil());
            let (figures, why) = (figures.to_owned(), why.to_owned());
            FollowUp { months: FollowMonth::Three, outcome, figures, why, by, at }.checked()
        };
        assert_eq!(record(FollowOutcome::Abandoned, "花了两万", " "), Err(FollowUpFault::NoWhy));
        assert_eq!(record(FollowOutcome::Running, " ", ""), Err(FollowUpFault::Nothing));
        assert_eq!(record(FollowOutcome::Running, &"长".repeat(2_001), ""), Err(FollowUpFault::TooLong(2_000)));
        assert_eq!(record(FollowOutcome::NotStarted, "", " 没钱 ").unwrap().why, "没钱");
        assert!(record(FollowOutcome::Pilot, "漏检少了一半", "").is_ok());
    }
}
