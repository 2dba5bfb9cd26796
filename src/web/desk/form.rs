//! What a form of the desk posts, and the action that it stands for.

use std::str::FromStr;

use super::named;
use crate::domain::StaffId;
use crate::domain::review::{Action, FieldId, Missing};

/// The pairs that a form posted, in order; `do` names the action.
#[derive(Debug, Clone)]
pub(super) struct Posted(pub(super) Vec<(String, String)>);

impl Posted {
    /// The value of a field; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Every value of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field that holds a number or an id.
    pub(super) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    /// What was asked for.
    pub(super) fn deed(&self) -> &str {
        self.text("do")
    }

    /// A line that a model is to write anew, and what is wrong with it.
    pub(super) fn rewriting(&self) -> Option<(FieldId, &str)> {
        if self.deed() == "rewrite" { Some((self.parsed("field")?, self.text("feedback"))) } else { None }
    }

    /// A text with the line breaks of forms made plain.
    fn words(&self, name: &str) -> String {
        self.text(name).replace("\r\n", "\n")
    }

    /// The action; nothing when the form is none of ours.
    pub(super) fn action(&self) -> Option<Action> {
        let reason = || self.words("reason");
        Some(match self.deed() {
            "claim" => Action::Claim,
            "unclaim" => Action::Unclaim,
            "transfer" => Action::Transfer { to: self.parsed("to").map(StaffId)?, reason: reason() },
            "take_draft" => Action::TakeDraft,
            "take_back_question" => Action::TakeBackQuestion { question: self.parsed("asked")? },
            "score" => Action::Score {
                criterion: self.text("criterion").into(),
                score: self.parsed("score"),
                evidence: named(self.text("evidence")).unwrap_or_default(),
                reason: reason(),
            },
            "override" => Action::Override { verdict: named(self.text("verdict"))?, reason: reason() },
            "drop_override" => Action::DropOverride,
            "ask_second" => Action::AskSecond { reason: reason() },
            "give_second" => Action::GiveSecond { note: self.words("note") },
            "settle" => Action::Settle { keep: named(self.text("keep"))?, reason: reason() },
            "approve" => Action::Approve,
            "return" => Action::Return { missing: self.missing() },
            "decline" => Action::Decline { reason: named(self.text("decline"))?, note: self.words("note") },
            "release" => Action::Release,
            "reopen" => Action::Reopen { reason: reason() },
            "withdraw" => Action::Withdraw { reason: reason() },
            deed => return self.on_sheet(deed),
        })
    }

    /// An action on a line of the form.
    fn on_sheet(&self, deed: &str) -> Option<Action> {
        let field = || self.parsed("field");
        let text = || self.words("text");
        Some(match deed {
            "accept" => Action::Accept { field: field()? },
            "accept_rest" => Action::AcceptRest,
            "edit" => {
                let basis = self.words("basis");
                Action::Edit { field: field()?, text: text(), basis: (!basis.trim().is_empty()).then_some(basis) }
            }
            "mark_unknown" => Action::MarkUnknown { field: field()? },
            "leave_out" => Action::LeaveOut { field: field()? },
            "restore" => Action::Restore { field: field()? },
            "add_field" => Action::AddField {
                section: self.parsed("section")?,
                label: self.words("label"),
                text: text(),
                basis: self.words("basis"),
            },
            "edit_plain" => Action::EditPlain { line: self.parsed("line")?, text: text() },
            "edit_title" => Action::EditTitle { text: text() },
            "ask" => Action::Ask { field: field(), question: self.words("question") },
            _ => return None,
        })
    }

    /// What the owner is asked for: every line that was ticked, with the question that stood beside it.
    fn missing(&self) -> Vec<Missing> {
        let ticked: Vec<&str> = self.all("missing").collect();
        let lines = self.all("missing_field").zip(self.all("missing_question"));
        let wanted = lines.filter(|(field, question)| {
            // The line for anything else has no field and counts as soon as something stands in it.
            if field.is_empty() { !question.trim().is_empty() } else { ticked.contains(field) }
        });
        wanted
            .map(|(field, question)| Missing { field: field.parse().ok(), question: question.replace("\r\n", "\n") })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_is_the_action_that_it_names() {
        let edit = posted(&[("do", "edit"), ("field", "3"), ("text", "一\r\n二"), ("basis", " ")]);
        assert_eq!(edit.action(), Some(Action::Edit { field: 3, text: "一\n二".to_owned(), basis: None }));
        assert_eq!(posted(&[("do", "edit"), ("text", "x")]).action(), None);
        assert_eq!(posted(&[("do", "release_everything")]).action(), None);
        assert_eq!(posted(&[]).action(), None);
    }

    #[test]
    fn only_what_was_ticked_goes_back_to_the_owner() {
        let form = posted(&[
            ("do", "return"),
            ("missing_field", "1"),
            ("missing_question", "多少？"),
            ("missing", "2"),
            ("missing_field", "2"),
            ("missing_question", "几个人？"),
            ("missing_field", ""),
            ("missing_question", "还有照片吗？"),
        ]);
        let Some(Action::Return { missing }) = form.action() else { unreachable!("it is a return") };
        let asked: Vec<_> = missing.iter().map(|one| (one.field, one.question.as_str())).collect();
        assert_eq!(asked, [(Some(2), "几个人？"), (None, "还有照片吗？")]);
    }
}
