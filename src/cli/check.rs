//! `yiguan check`: what is configured, what is missing, and whether each part answers.

use std::process::ExitCode;

use super::terminal;
use crate::app::{Standing, check};
use crate::config::Config;
use crate::domain::Locale;
use crate::messages::say;
use crate::prompts::Prompts;

pub(super) async fn run(config: &Config, locale: Locale) -> anyhow::Result<ExitCode> {
    Prompts::load()?;
    terminal::line(&format!("ok      prompts   {}", say(locale, "cli.prompts", &[])));
    terminal::line(&format!("ok      listen    {}", config.listen));
    let mut failed = false;
    for part in check(config).await {
        let (mark, words) = match part.standing {
            Standing::Answers(words) => ("ok", words),
            Standing::NotConfigured => ("-", say(locale, &format!("cli.missing_{}", part.name), &[])),
            Standing::Fails(reason) => {
                failed = true;
                ("FAILED", reason)
            }
        };
        terminal::line(&format!("{mark:<7} {:<9} {} {words}", part.name, part.place));
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
