//! One line of the specification as a field of the form: what the draft said, what stands there now, and who looked at it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Evidence, Item, Origin, StaffId, TO_CONFIRM};

/// Numbers a field within its form, from 1; it never changes and is never used again.
pub type FieldId = u32;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Names it.
    pub id: FieldId,
    /// The section it stands in, 0 to 16.
    pub section: u8,
    /// What the line is about.
    pub label: String,
    /// What stands there.
    pub text: String,
    /// Where that comes from.
    pub origin: Origin,
    /// A check found something in the draft that it could not mend.
    pub doubtful: bool,
    /// What the draft said; nothing for a line that a person added.
    pub drafted: Option<String>,
    /// What the newest draft says, where the owner has gone on and a person had changed the line before.
    #[serde(default)]
    pub newer: Option<String>,
    /// Who wrote what stands there.
    pub mark: Mark,
    /// How far it is.
    pub state: FieldState,
    /// Who touched it last.
    #[serde(default)]
    pub by: Option<StaffId>,
}

/// Who wrote what stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A model or the rules (AI).
    Ai,
    /// A person (人工).
    Human,
    /// The owner, asked by a person.
    Owner,
}

/// How far a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldState {
    /// Nobody has looked at it.
    Open,
    /// Good as it stands.
    Accepted,
    /// Changed.
    Edited,
    /// Nobody knows: 待确认.
    Unknown,
    /// The owner was asked.
    Asked,
    /// Does not belong here: left out of what is released.
    LeftOut,
}

/// How good the evidence of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nobody has said it.
    None,
    /// Our own: a playbook, the rubric, a form.
    House,
    /// Said by the owner.
    E1,
    /// Published, or a paper or photo.
    E2,
    /// Seen by a person of the staff.
    E3,
}

impl Field {
    /// A line of a draft.
    pub(super) fn drafted(id: FieldId, section: u8, item: &Item) -> Self {
        Self {
            id,
            section,
            label: item.label.clone(),
            text: item.text.clone(),
            origin: item.origin.clone(),
            doubtful: item.doubtful,
            drafted: Some(item.text.clone()),
            newer: None,
            mark: Mark::Ai,
            state: FieldState::Open,
            by: None,
        }
    }

    /// As a line of a specification.
    pub(super) fn item(&self) -> Item {
        Item {
            label: self.label.clone(),
            text: self.text.clone(),
            origin: self.origin.clone(),
            doubtful: self.doubtful && self.state == FieldState::Open,
        }
    }

    /// Whether a person changed what the draft said.
    pub fn changed(&self) -> bool {
        self.drafted.as_ref() != Some(&self.text) || self.state == FieldState::LeftOut
    }

    /// Whether a person has looked at it.
    pub fn settled(&self) -> bool {
        !matches!(self.state, FieldState::Open | FieldState::Asked)
    }

    /// How good its evidence is; `heard` tells that of the owner's words by their quote.
    pub fn grade(&self, heard: impl Fn(&str) -> Option<Evidence>) -> Grade {
        if self.text.contains(TO_CONFIRM) {
            return Grade::None;
        }
        match &self.origin {
            Origin::Owner { quote } => match heard(quote) {
                Some(Evidence::E2) => Grade::E2,
                Some(Evidence::E3) => Grade::E3,
                Some(Evidence::E1) | None => Grade::E1,
            },
            Origin::Case { .. } | Origin::Policy { .. } => Grade::E2,
            Origin::Reviewer { .. } => Grade::E3,
            Origin::Playbook | Origin::Rubric | Origin::Service => Grade::House,
            Origin::ToConfirm => Grade::None,
        }
    }
}
