//! The decision bar: what may be decided now, by whom, and what stands in the way, each with a link to its place.

use minijinja::{Value, context};

use super::{name_of, sheet, word};
use crate::domain::review::{Block, DeclineReason, FieldState};
use crate::domain::{Locale, ReviewState, StaffId, TO_CONFIRM, VerdictCode};
use crate::messages::say;
use crate::service::review::{CaseView, Grounds};

/// Verdicts that a person may give; a stop comes from law or secrecy alone.
pub(super) const VERDICTS: [VerdictCode; 6] = [
    VerdictCode::SuitableNow,
    VerdictCode::PilotFirst,
    VerdictCode::PrepareFirst,
    VerdictCode::ConventionalBetter,
    VerdictCode::NotSuitable,
    VerdictCode::NotEnoughInfo,
];

/// The bar; `people` are those to whom a case can be given.
pub(super) fn bar(case: &CaseView, grounds: &Grounds, people: &[(StaffId, String)], locale: Locale) -> Value {
    let standing = &case.standing;
    let working = case.state == ReviewState::Working;
    let second = case.state == ReviewState::Second;
    let blocks: Vec<Value> =
        case.blocks.iter().filter(|block| bars(block)).map(|one| block(one, case, locale)).collect();
    let to_second = case.blocks.iter().any(|block| matches!(block, Block::SecondReader { .. }));
    let held = standing.mine || standing.lead;
    let gives = matches!(
        case.state,
        ReviewState::Waiting
            | ReviewState::Working
            | ReviewState::Second
            | ReviewState::AsksOwner
            | ReviewState::Approved
    );
    let takes_back = matches!(case.state, ReviewState::Working | ReviewState::Second | ReviewState::AsksOwner);
    let scored = case.judging.as_ref().is_some_and(|judging| !judging.scores.is_empty());
    context! {
        claim => &standing.claimable,
        approve => standing.writable && working,
        blocked => !blocks.is_empty(),
        blocks,
        to_second,
        approve_name => say(locale, approve_key(case.edited, to_second), &[]),
        missing => missing(case, grounds, locale),
        second => standing.writable && second,
        scored,
        transfer => held && gives,
        people => people.iter().filter(|(id, _)| Some(*id) != standing.holder)
            .map(|(id, name)| context! { id => id.to_string(), name }).collect::<Vec<_>>(),
        unclaim => takes_back && standing.holder.is_some() && held,
        release => case.state == ReviewState::Approved && held,
        withdraw => case.state == ReviewState::Released,
        reopen => !case.state.is_open(),
        declines => DeclineReason::ALL.iter().map(|reason| {
            context! { id => name_of(reason), name => word(locale, "deed.decline", reason) }
        }).collect::<Vec<_>>(),
        next_number => case.releases + 1,
    }
}

fn approve_key(edited: bool, to_second: bool) -> &'static str {
    match (to_second, edited) {
        (true, _) => "deed.approve_to_second",
        (false, true) => "deed.approve_edited",
        (false, false) => "deed.approve",
    }
}

/// Whether an approval is refused for it; a second reading is where an approval leads.
fn bars(block: &Block) -> bool {
    !matches!(block, Block::SecondReader { .. })
}

/// What is in the way, in words, and where it can be mended.
pub(super) fn block(block: &Block, case: &CaseView, locale: Locale) -> Value {
    let line = |id: &u32| case.fields.iter().find(|line| line.field.id == *id).map(|line| line.field.label.clone());
    let named = |key: &str, name: &str| say(locale, key, &[("name", name)]);
    let (words, href) = match block {
        Block::NoSheet => (say(locale, "block.no_sheet", &[]), "#form".to_owned()),
        Block::Doubtful { field, label } => (named("block.doubtful", label), format!("#f-{field}")),
        Block::Finding { field: Some(field), message, .. } => {
            let label = line(field).unwrap_or_default();
            (say(locale, "block.finding", &[("name", &label), ("message", message)]), format!("#f-{field}"))
        }
        Block::Finding { field: None, section, message, .. } => (message.clone(), format!("#section-{section}")),
        Block::OpenQuestion { question, text } => (named("block.open_question", text), format!("#question-{question}")),
        Block::Expired { field, title } => (named("block.expired", title), format!("#f-{field}")),
        Block::Moved => (say(locale, "block.moved", &[]), "#moved".to_owned()),
        Block::SecondReader { why } => {
            let why: Vec<String> = why.iter().map(|why| word(locale, "judging.why", why)).collect();
            (named("block.second_reader", &why.join("、")), "#second".to_owned())
        }
        Block::Disagreement => (say(locale, "block.disagreement", &[]), "#second".to_owned()),
    };
    context! { words, href }
}

/// Lines that the owner could fill in, those that say 待确认.
fn missing(case: &CaseView, grounds: &Grounds, locale: Locale) -> Vec<Value> {
    let open = case.fields.iter().filter(|line| {
        let field = &line.field;
        // Numbers and names of the house are none of the owner's business.
        field.section > 0
            && field.text.contains(TO_CONFIRM)
            && !matches!(field.state, FieldState::LeftOut | FieldState::Asked)
    });
    open.map(|line| {
        let label = &line.field.label;
        context! { id => line.field.id, label, question => sheet::question(label, TO_CONFIRM, grounds, locale) }
    })
    .collect()
}
