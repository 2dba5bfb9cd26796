//! With which settings is searched: versions, of which one is promoted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::StaffId;

/// The settings of a search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SearchSettings {
    /// How many cases an owner is shown at most, and how many hits count at the bench: those under the line are near misses.
    pub k: usize,
    /// How much the weightiest word that the glossary adds counts beside a word of the owner's; 0 adds none.
    pub glossary: f32,
    /// The constant of reciprocal rank fusion; used when searches go by meaning, too.
    pub rrf: u32,
    /// How many hits of each list are fused.
    pub depth: usize,
}

impl Default for SearchSettings {
    /// What searches did before anybody promoted anything.
    fn default() -> Self {
        Self { k: 4, glossary: 1.0, rrf: 60, depth: 50 }
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SettingsFault {
    /// Between 1 and 10.
    #[error("k must be between 1 and 10")]
    K,
    /// Between 0 and 3.
    #[error("the weight of the glossary must be between 0 and 3")]
    Glossary,
    /// Between 1 and 1,000.
    #[error("the constant must be between 1 and 1000")]
    Rrf,
    /// Between 10 and 500.
    #[error("the depth must be between 10 and 500")]
    Depth,
    /// There is no such version.
    #[error("there is no such version")]
    Unknown,
    /// It is promoted already.
    #[error("it is promoted already")]
    Promoted,
}

impl SettingsFault {
    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::K => "k",
            Self::Glossary => "glossary",
            Self::Rrf => "rrf",
            Self::Depth => "depth",
            Self::Unknown => "unknown",
            Self::Promoted => "promoted",
        }
    }
}

impl SearchSettings {
    /// The same when they can be used.
    ///
    /// # Errors
    /// Everything that is out of its bounds.
    pub fn checked(self) -> Result<Self, Vec<SettingsFault>> {
        let bounds = [
            ((1..=10).contains(&self.k), SettingsFault::K),
            ((0.0..=3.0).contains(&self.glossary), SettingsFault::Glossary),
            ((1..=1_000).contains(&self.rrf), SettingsFault::Rrf),
            ((10..=500).contains(&self.depth), SettingsFault::Depth),
        ];
        let faults: Vec<SettingsFault> = bounds.into_iter().filter(|(fine, _)| !fine).map(|(_, fault)| fault).collect();
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// How a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsState {
    /// Never used for owners.
    Draft,
    /// Searches obey it.
    Promoted,
    /// Searches obeyed it once; it can be rolled back to.
    Past,
}

/// A version of the settings; number 0 is what the program brought along.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsVersion {
    /// Its number.
    pub number: u32,
    /// The settings.
    pub settings: SearchSettings,
    /// Why it was made.
    pub note: String,
    /// Who made it; nothing for number 0.
    pub author: Option<StaffId>,
    /// When.
    pub made_at: Option<DateTime<Utc>>,
    /// When it was promoted last.
    pub promoted_at: Option<DateTime<Utc>>,
}

impl SettingsVersion {
    /// The one that the program brought along.
    pub fn first() -> Self {
        Self {
            number: 0,
            settings: SearchSettings::default(),
            note: String::new(),
            author: None,
            made_at: None,
            promoted_at: None,
        }
    }

    /// How it stands while that number is promoted.
    pub fn state(&self, promoted: u32) -> SettingsState {
        match (self.number == promoted, self.number == 0 || self.promoted_at.is_some()) {
            (true, _) => SettingsState::Promoted,
            (false, true) => SettingsState::Past,
            (false, false) => SettingsState::Draft,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_bounds_say_which() {
        assert!(SearchSettings::default().checked().is_ok());
        let wild = SearchSettings { k: 0, glossary: f32::NAN, rrf: 0, depth: 9 };
        assert_eq!(
            wild.checked(),
            Err(vec![SettingsFault::K, SettingsFault::Glossary, SettingsFault::Rrf, SettingsFault::Depth])
        );
        assert!(SearchSettings { glossary: 0.0, ..SearchSettings::default() }.checked().is_ok());
    }

    #[test]
    fn a_version_is_a_draft_until_it_was_promoted() {
        let draft = SettingsVersion { number: 2, ..SettingsVersion::first() };
        assert_eq!(draft.state(0), SettingsState::Draft);
        assert_eq!(draft.state(2), SettingsState::Promoted);
        let once = SettingsVersion { promoted_at: Some(DateTime::UNIX_EPOCH), ..draft };
        assert_eq!((once.state(0), SettingsVersion::first().state(2)), (SettingsState::Past, SettingsState::Past));
    }
}
