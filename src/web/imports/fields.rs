//! The fields of a document's form as its page shows them: what is said, what was proposed and from which passage, what is wrong.

use minijinja::{Value, context};

use crate::domain::Locale;
use crate::domain::imports::CellFault;
use crate::domain::proposing::{Letters, Proposal, Proposed, marked, same};
use crate::domain::tabular::{Column, Row, Shape};
use crate::messages::say;
use crate::service::imports::fault_words;

/// What the page is made of.
pub(super) struct Sheet<'a> {
    pub(super) columns: &'a [Column],
    pub(super) row: &'a Row,
    pub(super) proposed: Option<&'a Proposed>,
    pub(super) faults: &'a [CellFault],
    pub(super) text: &'a str,
    pub(super) locale: Locale,
}

impl Sheet<'_> {
    /// The text in pieces, the fields that must be filled, the others, and what is told of what was proposed.
    pub(super) fn view(&self) -> Value {
        let letters = Letters::of(self.text);
        let proposals: &[Proposal] = self.proposed.map_or(&[], |proposed| &proposed.fields);
        let places = proposals.iter().map(|proposal| letters.find(&proposal.quote).unwrap_or_default());
        let marked = marked(self.text, &places.collect::<Vec<_>>());
        let number = |key: &str| {
            let place = proposals.iter().position(|proposal| proposal.key == key)?;
            marked.marks.get(place).copied().flatten()
        };
        let fields = |must: bool| -> Vec<Value> {
            let wanted = self.columns.iter().filter(|column| column.must == must);
            wanted.map(|column| self.field(column, number(&column.key))).collect()
        };
        let pieces = marked.pieces.iter().map(|piece| context! { text => piece.text, mark => piece.mark });
        let optional = || self.columns.iter().filter(|column| !column.must);
        let filled = optional().filter(|column| self.said(column).is_some()).count();
        let wrong = optional().any(|column| self.faults.iter().any(|fault| fault.cell == column.key));
        context! {
            pieces => pieces.collect::<Vec<_>>(),
            must => fields(true),
            optional => fields(false),
            filled,
            open => filled > 0 || wrong,
            proposed => self.proposed.map(|proposed| context! {
                count => proposed.fields.len(),
                dropped => proposed.dropped,
                orders => proposed.orders,
                cut => proposed.cut(),
                read => proposed.read,
                whole => proposed.whole,
            }),
        }
    }

    fn said(&self, column: &Column) -> Option<&str> {
        self.row.get(&column.key).map(String::as_str).filter(|said| !said.trim().is_empty())
    }

    fn field(&self, column: &Column, mark: Option<usize>) -> Value {
        let choices: Vec<&str> = match column.shape {
            Shape::Choice(choices) => choices.iter().map(|(_, label)| *label).collect(),
            _ => vec![],
        };
        let fault = self.faults.iter().find(|fault| fault.cell == column.key);
        // The field says where it is: the place before the words is for files.
        let fault =
            fault.map(|fault| fault_words(&CellFault { cell: column.head.clone(), ..fault.clone() }, self.locale));
        let proposal = self.proposed.and_then(|proposed| proposed.of(&column.key));
        context! {
            key => column.key.as_str(),
            head => column.head.as_str(),
            note => column.note,
            must => column.must,
            long => matches!(column.shape, Shape::Text | Shape::Lines) && column.key != "id",
            choices,
            said => self.row.get(&column.key),
            fault,
            proposal => proposal.map(|proposal| context! {
                label => self.label(column, proposal),
                quote => proposal.quote.as_str(),
                mark,
            }),
        }
    }

    /// What stands beside a field for which something was proposed.
    fn label(&self, column: &Column, proposal: &Proposal) -> String {
        let values = [("value", proposal.value.as_str())];
        match self.said(column) {
            Some(said) if same(said, &proposal.value) => say(self.locale, "documents.label", &[]),
            Some(_) => say(self.locale, "documents.label_changed", &values),
            None => say(self.locale, "documents.label_empty", &values),
        }
    }
}
