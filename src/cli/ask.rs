//! `yiguan ask "…"`: the same walk as on the page, in a terminal.

use std::process::ExitCode;
use std::sync::Arc;

use futures::StreamExt;

use super::terminal;
use crate::app::{build_on, first_index, open_store};
use crate::config::Config;
use crate::domain::{DO_NOT_KNOW, Locale, Outcome, OwnerMessage, Question, TurnEvent};
use crate::messages::say;
use crate::service::Service;
use crate::service::conversation::Access;

pub(super) async fn run(config: &Config, need: Option<String>, locale: Locale) -> anyhow::Result<ExitCode> {
    // A server may be working on turns in the same database: they are left alone.
    let service = build_on(config, open_store(config).await?).await?;
    first_index(&service).await;
    let access = service.start_own_conversation(locale).await?.access;
    let mut next = need.or_else(|| prompt(locale));
    while let Some(words) = next {
        let Some(outcome) = turn(&service, &access, &words).await? else { break };
        show(&outcome, locale);
        next = match &outcome.question {
            Some(question) => answer(question),
            None => None,
        };
    }
    Ok(ExitCode::SUCCESS)
}

fn prompt(locale: Locale) -> Option<String> {
    terminal::line(&say(locale, "cli.ask", &[]));
    terminal::read().filter(|words| !words.is_empty())
}

async fn turn(service: &Arc<Service>, access: &Access, words: &str) -> anyhow::Result<Option<Outcome>> {
    let message = OwnerMessage::parse(words)?;
    let id = service.start_turn(access, message.into()).await?.id;
    let turn = service.turn(access, id).await?;
    let mut events = std::pin::pin!(service.follow_turn(turn, 0));
    while let Some(event) = events.next().await {
        match event?.event {
            TurnEvent::TextDelta { text } => terminal::piece(&text),
            TurnEvent::Error { message, .. } => anyhow::bail!(message),
            TurnEvent::Finished { outcome, .. } => {
                terminal::line("");
                return Ok(outcome.map(|outcome| *outcome));
            }
            _ => {}
        }
    }
    Ok(None)
}

fn show(outcome: &Outcome, locale: Locale) {
    if outcome.question.is_some() {
        return;
    }
    for criterion in &outcome.verdict.criteria {
        let score = criterion.score.map_or_else(|| "?".to_owned(), |score| score.to_string());
        terminal::line(&format!("  {} {score}  {}  {}", criterion.id, criterion.name, criterion.reason));
    }
    for section in outcome.specification.iter().flat_map(|draft| &draft.sections) {
        terminal::line(&format!("\n{} {}", section.number, section.title));
        for item in &section.items {
            terminal::line(&format!("  {}：{}", item.label, item.text));
        }
    }
    for case in &outcome.cases {
        let source = case.sources.first().map(|source| source.publisher.as_str()).unwrap_or_default();
        terminal::line(&format!("  · {}（{source}）", case.title));
    }
    terminal::line(&format!("\n{}", outcome.label));
    terminal::line(&say(locale, "cli.end", &[]));
}

/// Puts the question; a number chooses an option, anything else is the answer itself.
fn answer(question: &Question) -> Option<String> {
    terminal::line(&format!("{}（{}）", question.text, question.example));
    let options: Vec<&str> = question.options.iter().map(String::as_str).chain([DO_NOT_KNOW]).collect();
    for (number, option) in (1..).zip(&options) {
        terminal::line(&format!("  {number}. {option}"));
    }
    terminal::piece("> ");
    let typed = terminal::read().filter(|words| !words.is_empty())?;
    let chosen = typed.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?));
    Some(chosen.map_or(typed.clone(), |option| (*option).to_owned()))
}
