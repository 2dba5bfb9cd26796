//! The writer that needs no model: sentences from the message catalogue, sections from playbook and rubric.

use async_trait::async_trait;
use tokio::sync::mpsc::UnboundedSender;

use super::{Used, WriteError, WriteInput, Writer, specification};
use crate::domain::{AnsweredBy, FactState, Specification, VerdictCode};
use crate::messages::say;

/// Writes by templates alone.
#[derive(Debug, Default)]
pub struct RuleWriter;

#[async_trait]
impl Writer for RuleWriter {
    async fn reply(&self, input: &WriteInput<'_>, pieces: &UnboundedSender<String>) -> Result<Used, WriteError> {
        for (place, paragraph) in paragraphs(input).into_iter().enumerate() {
            let line_break = if place > 0 { "\n" } else { "" };
            // A reader that has gone away is no reason to stop: the reply is stored all the same.
            let _ = pieces.send(format!("{line_break}{paragraph}"));
        }
        Ok(Used::default())
    }

    async fn specification(&self, input: &WriteInput<'_>) -> Result<(Specification, Used), WriteError> {
        Ok((specification::draft(input, AnsweredBy::Rules), Used::default()))
    }
}

/// The reply, a line a thought.
fn paragraphs(input: &WriteInput<'_>) -> Vec<String> {
    let first_turn = input.first;
    let mut said = vec![];
    let stopped = input.verdict.code == VerdictCode::Stop;
    if !stopped {
        said.extend(heard(input, first_turn));
        // Nothing is similar to a need that names neither a trade nor a trouble.
        let named = input.dossier.sector.is_some() || input.dossier.ai_task.is_some();
        if first_turn && named {
            said.push(cases(input));
        }
    }
    match input.question {
        Some(_) if input.once_more => said.push(say(input.locale, "reply.once_more", &[])),
        Some(_) if first_turn && input.dossier.ai_task.is_none() => said.push(say(input.locale, "reply.vague", &[])),
        Some(_) if first_turn => said.push(say(input.locale, "reply.one_question", &[])),
        Some(_) => said.push(say(input.locale, "reply.next_question", &[])),
        None => said.extend(conclusion(input, stopped)),
    }
    said
}

fn conclusion(input: &WriteInput<'_>, stopped: bool) -> Vec<String> {
    let mut said = vec![input.verdict.explanation.clone()];
    if stopped {
        said.push(say(input.locale, "reply.new_talk", &[]));
    } else {
        said.push(say(input.locale, "reply.specification", &[]));
        if !input.policies.is_empty() {
            said.push(say(input.locale, "reply.policies", &[("n", &input.policies.len().to_string())]));
        }
        said.push(say(input.locale, "reply.correct_me", &[]));
    }
    said
}

/// Reads back what was understood: in full on the first turn, only a doubt later.
fn heard(input: &WriteInput<'_>, first_turn: bool) -> Option<String> {
    if !first_turn {
        let unknown = input.news.iter().any(|fact| fact.state == FactState::Unknown);
        return unknown.then(|| say(input.locale, "reply.noted_unknown", &[]));
    }
    let mut parts: Vec<String> = vec![];
    if let Some(sector) = &input.dossier.sector {
        parts.push(say(input.locale, "reply.sector", &[("name", &sector.name)]));
    }
    for fact in input.news.iter().filter(|fact| !fact.key.starts_with("criterion:")) {
        if let Some(value) = &fact.value {
            let unit = fact.unit.as_deref().unwrap_or_default();
            parts.push(format!("{}：{value}{unit}", fact.label));
        }
    }
    (!parts.is_empty()).then(|| say(input.locale, "reply.heard", &[("facts", &parts.join("，"))]))
}

fn cases(input: &WriteInput<'_>) -> String {
    match input.cases.first() {
        Some(best) => {
            let n = input.cases.len().to_string();
            say(input.locale, "reply.case", &[("n", &n), ("title", &best.title)])
        }
        None if input.index_down => say(input.locale, "reply.no_index", &[]),
        None => say(input.locale, "reply.no_case", &[]),
    }
}
