//! What became of every line of a draft by the time it was released: the figures say where drafts fall short.

use serde::{Deserialize, Serialize};
use similar::TextDiff;

use crate::domain::review::{Field, FieldState, Sheet};

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Released as drafted.
    Kept,
    /// Released in other words.
    Edited,
    /// Drafted and not released.
    LeftOut,
    /// Released and not drafted.
    Added,
}

/// A line of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct LineFate {
    /// The section, 0 to 16.
    pub section: u8,
    /// What the line is about.
    pub label: String,
    /// What became of it.
    pub fate: Fate,
    /// How far the words are from the draft's: 0 the same, 1 nothing in common.
    pub distance: f64,
}

/// Lines of one kind that met the same fate.
#[derive(Debug, Clone, PartialEq)]
pub struct FateCount {
    /// The section.
    pub section: u8,
    /// What the lines are about.
    pub label: String,
    /// What became of them.
    pub fate: Fate,
    /// How many.
    pub count: u64,
    /// The sum of their distances.
    pub distance: f64,
}

/// What became of every line of a form that is released as it stands.
pub fn fates(sheet: &Sheet) -> Vec<LineFate> {
    let lines = sheet.fields.iter().filter_map(|field| {
        let (fate, distance) = fate(field)?;
        Some(LineFate { section: field.section, label: field.label.clone(), fate, distance })
    });
    lines.collect()
}

fn fate(field: &Field) -> Option<(Fate, f64)> {
    match (&field.drafted, field.state) {
        // Added and taken out again.
        (None, FieldState::LeftOut) => None,
        (None, _) => Some((Fate::Added, 1.0)),
        (Some(_), FieldState::LeftOut) => Some((Fate::LeftOut, 1.0)),
        (Some(drafted), _) if *drafted == field.text => Some((Fate::Kept, 0.0)),
        (Some(drafted), _) => Some((Fate::Edited, distance(drafted, &field.text))),
    }
}

/// The share of characters that two texts do not have in common.
fn distance(before: &str, after: &str) -> f64 {
    1.0 - f64::from(TextDiff::from_chars(before, after).ratio())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::review::Mark;
    use crate::domain::{AnsweredBy, Origin};

    fn field(drafted: Option<&str>, text: &str, state: FieldState) -> Field {
        Field {
            id: 1,
            section: 5,
            label: "漏检率".into(),
            text: text.into(),
            origin: Origin::Playbook,
            doubtful: false,
            drafted: drafted.map(str::to_owned),
            newer: None,
            mark: Mark::Ai,
            state,
            by: None,
        }
    }

    #[test]
    fn every_line_meets_one_fate() {
        let fields = vec![
            field(Some("待确认"), "待确认", FieldState::Accepted),
            field(Some("不高于待确认"), "不高于现在", FieldState::Edited),
            field(Some("多余的"), "多余的", FieldState::LeftOut),
            field(None, "夜班也算", FieldState::Edited),
            field(None, "夜班也算", FieldState::LeftOut),
        ];
        let answered_by = AnsweredBy::Rules;
        let (title, drafted_title) = (String::new(), String::new());
        let sheet = Sheet { title, drafted_title, fields, plain: vec![], answered_by, turn: None, next_field: 6 };
        let found = fates(&sheet);
        let kinds: Vec<Fate> = found.iter().map(|line| line.fate).collect();
        assert_eq!(kinds, [Fate::Kept, Fate::Edited, Fate::LeftOut, Fate::Added]);
        // 不高于 of 6 and 5 characters is common: 1 − 2 · 3 / 11.
        assert!((found[1].distance - 5.0 / 11.0).abs() < 1e-6, "{}", found[1].distance);
        assert!(found[0].distance.abs() < f64::EPSILON);
    }
}
