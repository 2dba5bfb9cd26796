//! What was proposed for the fields of a form, kept with what had been typed before; and what of it a draft rests on.

use serde::{Deserialize, Serialize};

use crate::domain::tabular::Row;
use crate::domain::{ModelCall, PromptUse};

/// A value for a field, with the passage of the document that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The key of the field's column.
    pub key: String,
    /// What the field would say.
    pub value: String,
    /// The passage, as it stands in the document.
    pub quote: String,
}

/// What came of asking a model once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// What held.
    pub fields: Vec<Proposal>,
    /// How many values did not.
    pub dropped: u32,
    /// Whether the document gives orders to a model; none was followed.
    pub orders: bool,
    /// Characters of the document that the model was given.
    pub read: u32,
    /// Characters of the whole document.
    pub whole: u32,
    /// What had been typed when the model was asked; it goes before what is proposed.
    pub typed: Row,
    /// The call.
    pub call: ModelCall,
    /// The prompt.
    pub prompt: PromptUse,
}

impl Proposed {
    /// Whether the document was too long for the model.
    pub fn cut(&self) -> bool {
        self.read < self.whole
    }

    /// What is proposed for a field.
    pub fn of(&self, key: &str) -> Option<&Proposal> {
        self.fields.iter().find(|proposal| proposal.key == key)
    }

    /// The form: what had been typed, and what is proposed where nothing had been.
    pub fn row(&self) -> Row {
        let mut row = self.typed.clone();
        for proposal in &self.fields {
            let said = row.entry(proposal.key.clone()).or_default();
            if said.trim().is_empty() {
                said.clone_from(&proposal.value);
            }
        }
        row
    }

    /// What of a form that was filled in rests on what was proposed; a field that was emptied rests on nothing.
    pub fn grounds(&self, row: &Row) -> Vec<Ground> {
        let ground = |proposal: &Proposal| {
            let said = row.get(&proposal.key).filter(|said| !said.trim().is_empty())?;
            let (changed, proposal) = (!same(said, &proposal.value), proposal.clone());
            Some(Ground { key: proposal.key, value: proposal.value, quote: proposal.quote, changed })
        };
        self.fields.iter().filter_map(ground).collect()
    }
}

/// A field of a draft for which something had been proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The key of its column.
    pub key: String,
    /// What was proposed.
    pub value: String,
    /// The passage that it rests on.
    pub quote: String,
    /// Whether the curator wrote something else.
    pub changed: bool,
}

/// Whether two texts of a field say the same: forms send line ends in their own way.
pub fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim().replace('\r', "");
    plain(one) == plain(other)
}

/// What of a form was typed by a person: neither empty nor what was proposed earlier.
pub fn typed(row: &Row, earlier: Option<&Proposed>) -> Row {
    let proposed = |key: &str, said: &str| {
        earlier.and_then(|earlier| earlier.of(key)).is_some_and(|proposal| same(&proposal.value, said))
    };
    let own = row.iter().filter(|(key, said)| !said.trim().is_empty() && !proposed(key, said));
    own.map(|(key, said)| (key.clone(), said.clone())).collect()
}
