//! A case or a policy as the index sees it.

use chrono::NaiveDate;

use super::DocKind;
use super::area::{EVERYWHERE, mark};
use crate::domain::{Case, Policy};

/// A text of a document and how many times it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its weight: 1 counts once.
    pub weight: f32,
    /// The text.
    pub text: String,
}

/// Whether a document may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocStatus {
    /// Published and citable.
    Published,
    /// Never came into force, or is over: kept, never found.
    NotCitable,
}

/// Names a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocKey {
    /// What it is.
    pub kind: DocKind,
    /// Its id within its kind.
    pub id: String,
}

/// One document of a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it is.
    pub kind: DocKind,
    /// Its id within its kind.
    pub id: String,
    /// Whether it may be found.
    pub status: DocStatus,
    /// First day in force; `None` is always.
    pub first_day: Option<NaiveDate>,
    /// Last day in force; `None` is open.
    pub last_day: Option<NaiveDate>,
    /// The mark of the place where it applies.
    pub(super) area: String,
    /// Its texts.
    pub fields: Vec<Field>,
    /// The hash of the entry from which it was made; kept with the point, to tell whether the index is what it should be.
    pub digest: String,
}

impl Document {
    /// A case: found on any day, from anywhere.
    pub fn of_case(case: &Case) -> Self {
        let fields = [
            (3.0, case.title.clone()),
            (2.0, case.owner_words.clone()),
            (2.0, case.keywords.join("，")),
            (2.0, case.process_step.clone()),
            (1.5, case.problem.clone()),
            (1.0, case.approach.clone()),
            (2.0, case.sector.name.clone()),
            (0.5, case.lessons.join("。")),
        ];
        Self::timeless(DocKind::Case, &case.id, fields)
    }

    /// A document that is found on any day, from anywhere; its fields are weights and texts.
    pub fn timeless(kind: DocKind, id: &str, fields: impl IntoIterator<Item = (f32, String)>) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            status: DocStatus::Published,
            first_day: None,
            last_day: None,
            area: EVERYWHERE.to_owned(),
            fields: fields.into_iter().map(|(weight, text)| Field { weight, text }).collect(),
            digest: String::new(),
        }
    }

    /// The same, made from an entry of that hash.
    #[must_use]
    pub fn with_digest(self, digest: String) -> Self {
        Self { digest, ..self }
    }

    /// The same, found on these days only, beside those that it has of itself.
    #[must_use]
    pub fn within(self, first: Option<NaiveDate>, last: Option<NaiveDate>) -> Self {
        let later = self.first_day.max(first);
        let earlier = match (self.last_day, last) {
            (Some(own), Some(set)) => Some(own.min(set)),
            (own, set) => own.or(set),
        };
        Self { first_day: later, last_day: earlier, ..self }
    }

    /// Its name.
    pub fn key(&self) -> DocKey {
        DocKey { kind: self.kind, id: self.id.clone() }
    }

    /// A policy: found while it is in force, where it applies.
    pub fn of_policy(policy: &Policy) -> Self {
        let fields = [
            (3.0, policy.title.clone()),
            (2.0, policy.keywords.join("，")),
            (1.0, policy.summary.clone()),
            (1.0, policy.who_can_apply.clone()),
        ];
        Self {
            status: if policy.citable() { DocStatus::Published } else { DocStatus::NotCitable },
            first_day: policy.first_day(),
            last_day: policy.last_day(),
            area: mark(&policy.level, &policy.region),
            ..Self::timeless(DocKind::Policy, &policy.id, fields)
        }
    }

    /// Its texts as one, for an embedding model.
    pub(super) fn joined(&self) -> String {
        let texts: Vec<&str> = self.fields.iter().map(|f| f.text.as_str()).filter(|t| !t.is_empty()).collect();
        texts.join("\n")
    }
}
