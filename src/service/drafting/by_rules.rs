//! The writer that needs no model: sentences from the message catalogue, sections from playbook and rubric.

use async_trait::async_trait;
use tokio::sync::mpsc::UnboundedSender;

use super::{Used, WriteError, WriteInput, Writer};
use crate::domain::talk::Remark;
use crate::domain::{Asks, Specification, VerdictCode};
use crate::messages::say;
use crate::service::specification;

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
        Ok((specification::draft(input), Used::default()))
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
    let has = |remark: &Remark| input.remarks.contains(remark);
    if has(&Remark::Verdict) {
        said.extend(conclusion(input, stopped));
    }
    if input.question.is_some() {
        said.push(lead(input, first_turn));
    }
    said
}

/// The words before the question.
fn lead(input: &WriteInput<'_>, first_turn: bool) -> String {
    let has = |remark: &Remark| input.remarks.contains(remark);
    let aside =
        input.remarks.iter().any(|remark| matches!(remark, Remark::Aside(_) | Remark::Curated(_) | Remark::HandedOver));
    let key = match input.question.map(|question| &question.asks) {
        Some(Asks::Need) => "reply.which_need",
        Some(Asks::Conflict { .. }) => "reply.which_holds",
        Some(Asks::Trouble) if !has(&Remark::OnceMore) && input.dossier.asked.get("trouble") == Some(&1) => {
            "reply.vague"
        }
        _ if has(&Remark::OnceMore) => "reply.once_more",
        _ if has(&Remark::ForTheSheet) && has(&Remark::Verdict) => "reply.for_the_sheet",
        _ if has(&Remark::ForTheSheet) => "reply.sheet_next",
        _ if aside => "reply.back_to",
        _ if first_turn => "reply.one_question",
        _ => "reply.next_question",
    };
    say(input.locale, key, &[])
}

fn conclusion(input: &WriteInput<'_>, stopped: bool) -> Vec<String> {
    let mut said = vec![input.verdict.explanation.clone()];
    if stopped {
        said.push(say(input.locale, "reply.new_talk", &[]));
        return said;
    }
    if input.dossier.ai_task.is_some() {
        said.push(say(input.locale, "reply.specification", &[]));
    }
    if !input.policies.is_empty() {
        said.push(say(input.locale, "reply.policies", &[("n", &input.policies.len().to_string())]));
    }
    said.extend(input.outlook.and_then(|outlook| outlook.said.clone()));
    if input.question.is_none() {
        said.push(say(input.locale, "reply.correct_me", &[]));
    }
    said
}

/// Reads back what was understood: in full on the first turn, only a doubt later.
fn heard(input: &WriteInput<'_>, first_turn: bool) -> Option<String> {
    if !first_turn {
        return None;
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
