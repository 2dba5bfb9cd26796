//! `yiguan evaluate`: replays a set of known needs and writes what came of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::terminal;
use crate::app::{SystemClock, rehearsal};
use crate::config::Config;
use crate::domain::{Clock, Locale};
use crate::evaluation::report::{About, EarlierReport, FIGURES, Report, compare, write};
use crate::evaluation::{Need, read_needs, run as replay_all, trial_rubric};
use crate::messages::say;

/// What is replayed, under what, and where the report goes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The needs, one JSON object a line.
    #[arg(long)]
    set: PathBuf,
    /// The folder for report.json, report.html and the transcripts.
    #[arg(long)]
    out: PathBuf,
    /// Ask no model, even where one is configured.
    #[arg(long)]
    rules_only: bool,
    /// Replay under this rubric instead of the seed's.
    #[arg(long)]
    rubric: Option<PathBuf>,
    /// An earlier report.json to compare with.
    #[arg(long)]
    against: Option<PathBuf>,
    /// Recorded figures, `{"at_least": {figure: value}, "at_most": {…}}`: the command fails when one is not kept.
    #[arg(long)]
    floors: Option<PathBuf>,
}

/// Figures that a run must keep.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    at_least: BTreeMap<String, f64>,
    at_most: BTreeMap<String, f64>,
}

pub(super) async fn run(config: &Config, arguments: &Arguments, locale: Locale) -> anyhow::Result<ExitCode> {
    let needs = needs(&arguments.set)?;
    let earlier = arguments.against.as_deref().map(earlier).transpose()?;
    let floors = arguments.floors.as_deref().map(floors).transpose()?;
    let rubric = match &arguments.rubric {
        Some(file) => Some(trial_rubric(&file.display().to_string(), &fs_err::read_to_string(file)?)?),
        None => None,
    };
    let on_trial = rubric.is_some();
    let stage = rehearsal(config, rubric, arguments.rules_only).await?;
    let count = needs.len().to_string();
    let done = |done: usize| {
        if done.is_multiple_of(10) {
            terminal::line(&say(locale, "evaluation.progress", &[("n", &done.to_string()), ("all", &count)]));
        }
    };
    let results = replay_all(&stage.stages, &needs, &done).await;
    let (talks, measured): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    let about = About {
        set: arguments.set.display().to_string(),
        needs: needs.len(),
        broken: measured.iter().filter(|need| need.error.is_some()).count(),
        rubric: stage.rubric_version(),
        rubric_on_trial: on_trial,
        models: stage.models.clone(),
        finished_at: SystemClock.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        ..About::default()
    };
    let mut report = Report::new(measured, about);
    if let (Some(earlier), Some(file)) = (&earlier, &arguments.against) {
        report.against = Some(compare(&report, earlier, &file.display().to_string()));
    }
    write(&arguments.out, &report, &talks, locale)?;
    table(&report, locale);
    terminal::line(&say(locale, "evaluation.written", &[("folder", &arguments.out.display().to_string())]));
    let broken = floors.map(|floors| not_kept(&floors, &report)).unwrap_or_default();
    for line in &broken {
        terminal::line(line);
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The recorded figures that this run does not keep; a figure that is not there is not kept either.
fn not_kept(floors: &Floors, report: &Report) -> Vec<String> {
    let figures = serde_json::to_value(&report.figures).unwrap_or_default();
    let value = |name: &str| figures.get(name).and_then(serde_json::Value::as_f64);
    let low = floors.at_least.iter().filter(|(name, floor)| value(name).is_none_or(|value| value < **floor));
    let high = floors.at_most.iter().filter(|(name, most)| value(name).is_none_or(|value| value > **most));
    let line = |(name, recorded): (&String, &f64)| format!("{name}: {:?}, recorded {recorded}", value(name));
    low.chain(high).map(line).collect()
}

fn floors(file: &Path) -> anyhow::Result<Floors> {
    let text = fs_err::read_to_string(file)?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no floors", file.display()))
}

/// The needs of the set, or every bad line.
fn needs(file: &Path) -> anyhow::Result<Vec<Need>> {
    read_needs(&fs_err::read_to_string(file)?).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("{}: {problem}", file.display())).collect();
        anyhow::anyhow!("{} problem(s), nothing was run:\n{}", problems.len(), lines.join("\n"))
    })
}

fn earlier(file: &Path) -> anyhow::Result<EarlierReport> {
    let text = fs_err::read_to_string(file)?;
    serde_json::from_str(&text).with_context(|| format!("{} is no report of this command", file.display()))
}

/// Each figure in a line, with its difference when an earlier report was given.
fn table(report: &Report, locale: Locale) {
    let figures = serde_json::to_value(&report.figures).unwrap_or_default();
    for (name, _) in FIGURES {
        let value = figures.get(name).and_then(serde_json::Value::as_f64);
        let value = value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
        let change = report.against.as_ref().and_then(|against| against.figures.get(name));
        let change = change.map(|change| format!("  {:+.3}", change.difference)).unwrap_or_default();
        terminal::line(&format!("{name:<22} {value:>8}{change}"));
    }
    let flipped = report.against.iter().flat_map(|against| &against.flipped);
    for flip in flipped {
        terminal::line(&flip.to_string());
    }
    if report.about.broken > 0 {
        let n = report.about.broken.to_string();
        terminal::line(&say(locale, "evaluation.broken", &[("n", &n)]));
    }
}
