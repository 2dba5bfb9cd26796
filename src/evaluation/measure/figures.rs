//! Figures that nobody said, counted anew on the finished outcome and without the code that drafted it.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::domain::numbers::unsupported;
use crate::domain::{Case, Item, Knowledge, Origin, Outcome, Playbook, Rubric};

/// The code of a case is its name, no figure.
static CASE_CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("[0-9A-Z]{4}-[0-9A-Z]{4}").ok());

/// Every figure of the reply and the specification that is neither the owner's nor published by what the line cites.
///
/// Section 0 is our own numbering and is left out; the reply may also count the cases and policies that were found, and
/// cite any of them, the rubric and the playbook of the task.
pub(super) fn unsupported_numbers(outcome: &Outcome, words: &str, knowledge: &Knowledge) -> Vec<String> {
    let mut found = in_reply(outcome, words, knowledge);
    let sections = outcome.specification.iter().flat_map(|draft| &draft.sections).filter(|section| section.number > 0);
    for (section, item) in sections.flat_map(|section| section.items.iter().map(move |item| (section, item))) {
        let texts = [&item.label, &item.text];
        // Most lines hold no figure but the owner's: what they cite is not even looked up.
        if texts.iter().all(|text| unsupported(text, &[words]).is_empty()) {
            continue;
        }
        let cited = cited(item, outcome, knowledge);
        for text in texts {
            let place = format!("{} {}", section.number, section.title);
            found.extend(figures(text, &[words, &cited], &place));
        }
    }
    found
}

fn in_reply(outcome: &Outcome, words: &str, knowledge: &Knowledge) -> Vec<String> {
    let cases = outcome.cases.iter().filter_map(|hit| knowledge.case(&hit.id)).map(published);
    let policies = outcome.policies.iter().filter_map(|hit| knowledge.policy(&hit.id)).map(published);
    let counts = format!("{} {}", outcome.cases.len(), outcome.policies.len());
    let ours = [rubric(&knowledge.rubric), playbook(outcome, knowledge), counts, words.to_owned()];
    let said: Vec<String> = cases.chain(policies).chain(ours).collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let reply = CASE_CODE.as_ref().map_or(outcome.reply.as_str().into(), |code| code.replace_all(&outcome.reply, ""));
    figures(&reply, &said, "reply")
}

fn figures(text: &str, said: &[&str], place: &str) -> Vec<String> {
    let found = unsupported(text, said).into_iter();
    found.map(|range| format!("{place}: {} ({text})", text.get(range).unwrap_or_default())).collect()
}

/// What a line cites, as it is published.
fn cited(item: &Item, outcome: &Outcome, knowledge: &Knowledge) -> String {
    match &item.origin {
        Origin::Case { id } => knowledge.case(id).map(published::<Case>).unwrap_or_default(),
        Origin::Policy { id } => knowledge.policy(id).map(published).unwrap_or_default(),
        Origin::Playbook | Origin::ToConfirm => playbook(outcome, knowledge),
        Origin::Rubric => rubric(&knowledge.rubric),
        Origin::Owner { .. } | Origin::Service | Origin::Reviewer { .. } => String::new(),
    }
}

/// The playbook of the task, and the way of another one that the verdict points to.
fn playbook(outcome: &Outcome, knowledge: &Knowledge) -> String {
    let own = outcome.ai_task.and_then(|task| knowledge.playbook(task)).map(Playbook::published).unwrap_or_default();
    let name = outcome.verdict.alternative.as_ref().map(|way| way.name.clone());
    let ways = knowledge.playbooks.iter().flat_map(|book| &book.conventional);
    let way = ways.filter(|way| Some(&way.name) == name.as_ref()).map(published);
    own + &way.collect::<String>()
}

/// What the rubric tells an owner; what only readers learn from supports no figure.
fn rubric(rubric: &Rubric) -> String {
    let criteria = rubric.criteria.iter().flat_map(|criterion| {
        let options = criterion.options.iter().flat_map(|option| [&option.text, &option.reason]);
        [&criterion.question, &criterion.example].into_iter().chain(options)
    });
    let knock_outs = rubric.knock_outs.iter().flat_map(|knock_out| [&knock_out.message, &knock_out.come_back]);
    let told: Vec<&str> = criteria.chain(knock_outs).map(String::as_str).collect();
    told.join("\n") + &published(&rubric.preparations)
}

fn published<T: Serialize>(entry: &T) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}
