//! `yiguan search "…"`: hits with scores and the words that matched.

use std::process::ExitCode;

use super::terminal;
use crate::app::{build_on, first_index, open_store};
use crate::config::Config;
use crate::domain::{Locale, OwnerMessage, Why, WhyFrom};
use crate::messages::say;

pub(super) async fn run(config: &Config, words: &str, limit: usize, locale: Locale) -> anyhow::Result<ExitCode> {
    let words = OwnerMessage::parse(words)?;
    let service = build_on(config, open_store(config).await?).await?;
    first_index(&service).await;
    let found = service.search(&words, limit).await?;
    terminal::line(&say(locale, "cli.cases", &[("n", &found.cases.len().to_string())]));
    for case in &found.cases {
        terminal::line(&format!("{:>7.2}  {}  [{}] {}", case.score, case.id, case.ai_task, case.title));
        terminal::line(&format!("         {}", why(&case.why)));
    }
    terminal::line(&say(locale, "cli.policies", &[("n", &found.policies.len().to_string())]));
    for policy in &found.policies {
        terminal::line(&format!("{:>7.2}  {}  {}", policy.score, policy.id, policy.title));
        terminal::line(&format!("         {}", why(&policy.why)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The words that matched; those that the glossary added are marked with an arrow.
fn why(reasons: &[Why]) -> String {
    let word = |why: &Why| {
        let mark = if why.from == WhyFrom::Glossary { "→" } else { "" };
        format!("{mark}{} {:.2}", why.term, why.weight)
    };
    reasons.iter().map(word).collect::<Vec<_>>().join("  ")
}
