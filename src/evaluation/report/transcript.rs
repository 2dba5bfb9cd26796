//! A talk as Markdown: what was said, what was answered, what came of it.

use std::fmt::Write;

use crate::domain::Outcome;
use crate::evaluation::measure::Measured;
use crate::evaluation::replay::Replayed;

/// The whole talk of one need.
pub(super) fn transcript(replayed: &Replayed, measured: &Measured) -> String {
    let mut text = format!("# {}\n\n", measured.id);
    for exchange in &replayed.exchanges {
        let fact = exchange.fact.as_ref().map(|fact| format!("（{fact}）")).unwrap_or_default();
        let _ = writeln!(text, "**老板**{fact}：{}\n", exchange.said.replace('\n', "  \n"));
        match &exchange.outcome {
            Some(outcome) => answered(&mut text, outcome),
            None => text.push_str("*没有结果*\n\n"),
        }
    }
    if let Some(error) = &measured.error {
        let _ = writeln!(text, "*{error}*\n");
    }
    if let Some(outcome) = replayed.outcome() {
        ended(&mut text, outcome);
    }
    text
}

fn answered(text: &mut String, outcome: &Outcome) {
    let _ =
        writeln!(text, "**译官**（{}）：{}\n", code(outcome.verdict.code), outcome.reply.trim().replace('\n', "  \n"));
    if let Some(question) = &outcome.question {
        let criterion = question.criterion.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ =
            writeln!(text, "> {} [{} {}] {}\n", question.text, question.key, criterion, question.options.join(" / "));
    }
}

fn ended(text: &mut String, outcome: &Outcome) {
    let _ = writeln!(text, "## {}\n\n{}\n", code(outcome.verdict.code), outcome.verdict.explanation);
    for criterion in &outcome.verdict.criteria {
        let score = criterion.score.map_or_else(|| "?".to_owned(), |score| score.to_string());
        let quote = criterion.quote.as_deref().unwrap_or_default();
        let _ = writeln!(text, "- {} {} {score}：{} {quote}", criterion.id, criterion.name, criterion.reason);
    }
    for section in outcome.specification.iter().flat_map(|draft| &draft.sections) {
        let _ = writeln!(text, "\n### {} {}\n", section.number, section.title);
        for item in &section.items {
            let _ = writeln!(text, "- {}：{}", item.label, item.text);
        }
    }
}

fn code(code: crate::domain::VerdictCode) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
