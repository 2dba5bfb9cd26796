//! Verdicts against what came of them at the factories: shares with honest bounds, drawn on the server, and the same as a file.

use std::collections::BTreeMap;

use crate::domain::afterwards::{FollowMonth, FollowOutcome, VERDICTS};
use crate::domain::replay::{Share, wilson};
use crate::domain::{Curate, Locale, VerdictCode};
use crate::export::chart::{Caption, Range, Series, ranges, stacked};
use crate::export::xlsx::{Cell, Sheet, Workbook, xlsx};
use crate::messages::say;
use crate::service::files::MadeFile;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::Turned;

/// Fewer cases than this say little of a verdict.
const FEW: u32 = 20;

/// What came of one verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The verdict.
    pub verdict: VerdictCode,
    /// How many cases turned out each way, in the order of [`FollowOutcome::ALL`].
    pub counts: [u32; 4],
    /// How many there are.
    pub all: u32,
    /// The share of those that run or are tried out; nothing where there are none.
    pub going: Option<Share>,
}

/// Verdicts against what came of them.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationView {
    /// The month that was asked for; nothing for the newest record of each case.
    pub months: Option<FollowMonth>,
    /// The version of the rubric that was asked for; nothing for all.
    pub rubric: Option<String>,
    /// Versions of the rubric that gave verdicts of which anything is known.
    pub rubrics: Vec<String>,
    /// A rate a verdict, in the order of [`VERDICTS`].
    pub rates: Vec<Rate>,
    /// Verdicts that a person let stand against the arithmetic; they are not in the rates.
    pub overridden: u32,
    /// Pairs of neighbours whose shares the figures cannot tell apart.
    pub alike: Vec<(VerdictCode, VerdictCode)>,
    /// The pictures; nothing where one could not be drawn.
    pub pictures: Vec<String>,
}

impl Rate {
    /// Whether there are too few to say much.
    pub fn few(&self) -> bool {
        self.all < FEW
    }
}

impl CalibrationView {
    /// How many cases there are.
    pub fn all(&self) -> u32 {
        self.rates.iter().map(|rate| rate.all).sum()
    }
}

impl Service {
    /// Verdicts against what came of them after so many months, or by the newest record of each case.
    ///
    /// # Errors
    /// The database's.
    pub async fn calibration(
        &self,
        _may: &May<Curate>,
        months: Option<FollowMonth>,
        rubric: Option<String>,
        locale: Locale,
    ) -> Result<CalibrationView, ServiceError> {
        let turned = self.parts.store.turned_out().await?;
        let mut view = reckoned(&turned, months, rubric);
        view.pictures = [drawn(&view, locale), piled(&view, locale)]
            .into_iter()
            .filter_map(|drawn| drawn.map_err(|error| tracing::error!(%error, "a chart could not be drawn")).ok())
            .collect();
        Ok(view)
    }

    /// The same as a spreadsheet.
    ///
    /// # Errors
    /// [`ServiceError::NoFile`] when it cannot be written, or the database's.
    pub async fn calibration_file(
        &self,
        may: &May<Curate>,
        months: Option<FollowMonth>,
        rubric: Option<String>,
        locale: Locale,
    ) -> Result<MadeFile, ServiceError> {
        let view = self.calibration(may, months, rubric, locale).await?;
        let workbook = Workbook {
            title: said("title", locale),
            author: self.parts.provider.clone(),
            made_on: self.parts.clock.today(),
            sheets: vec![sheet(&view, locale)],
        };
        let written = tokio::task::spawn_blocking(move || xlsx(&workbook)).await.map_err(|_| ServiceError::NoFile)?;
        let bytes = written.map_err(|error| {
            tracing::error!(%error, "a spreadsheet could not be written");
            ServiceError::NoFile
        })?;
        Ok(MadeFile { bytes, name: "yiguan-calibration".to_owned() })
    }
}

fn said(name: &str, locale: Locale) -> String {
    say(locale, &format!("calibration.{name}"), &[])
}

/// The rates over the records of one month, or the newest of each case.
fn reckoned(turned: &[Turned], months: Option<FollowMonth>, rubric: Option<String>) -> CalibrationView {
    let mut rubrics: Vec<String> = turned.iter().map(|one| one.rubric.clone()).collect();
    rubrics.sort();
    rubrics.dedup();
    let wanted = turned.iter().filter(|one| months.is_none_or(|month| one.months == month));
    let mut newest = BTreeMap::new();
    for one in wanted.filter(|one| rubric.as_ref().is_none_or(|rubric| one.rubric == *rubric)) {
        let known: &mut &Turned = newest.entry(one.case.0).or_insert(one);
        if known.months < one.months {
            *known = one;
        }
    }
    let (mut counts, mut overridden) = ([[0_u32; 4]; 7], 0);
    for one in newest.values() {
        let verdict = VERDICTS.iter().position(|code| *code == one.verdict);
        let outcome = FollowOutcome::ALL.iter().position(|outcome| *outcome == one.outcome);
        if one.overridden {
            overridden += 1;
        } else if let Some((verdict, outcome)) = verdict.zip(outcome) {
            counts[verdict][outcome] += 1;
        }
    }
    let rates: Vec<Rate> = VERDICTS.iter().zip(counts).map(|(verdict, counts)| rate(*verdict, counts)).collect();
    let alike = alike(&rates);
    CalibrationView { months, rubric, rubrics, rates, overridden, alike, pictures: vec![] }
}

fn rate(verdict: VerdictCode, counts: [u32; 4]) -> Rate {
    let all = counts.iter().sum();
    let going = FollowOutcome::ALL.iter().zip(counts);
    let going = going.filter(|(outcome, _)| matches!(outcome, FollowOutcome::Pilot | FollowOutcome::Running));
    Rate { verdict, counts, all, going: wilson(going.map(|(_, count)| count).sum(), all) }
}

/// Neighbours on the way to "now" whose bounds overlap.
fn alike(rates: &[Rate]) -> Vec<(VerdictCode, VerdictCode)> {
    let known: Vec<(VerdictCode, Share)> = rates.iter().filter_map(|rate| Some((rate.verdict, rate.going?))).collect();
    let pairs = known.windows(2).filter(|pair| pair[0].1.low <= pair[1].1.high && pair[1].1.low <= pair[0].1.high);
    pairs.map(|pair| (pair[0].0, pair[1].0)).collect()
}

fn verdict_name(code: VerdictCode, locale: Locale) -> String {
    say(locale, &format!("page.verdict_{}", super::sheet::name_of(&code)), &[])
}

fn outcome_name(outcome: FollowOutcome, locale: Locale) -> String {
    say(locale, &format!("afterwards.outcome_{}", super::sheet::name_of(&outcome)), &[])
}

/// The shares with their bounds.
fn drawn(view: &CalibrationView, locale: Locale) -> Result<String, crate::export::ExportError> {
    let shown: Vec<&Rate> = view.rates.iter().filter(|rate| rate.all > 0).collect();
    let labels: Vec<String> = shown.iter().map(|rate| verdict_name(rate.verdict, locale)).collect();
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    let range = |rate: &&Rate| {
        let share = rate.going?;
        let note = say(locale, "calibration.of_n", &[("n", &rate.all.to_string())]);
        Some(Range { low: percent(share.low), value: percent(share.share), high: percent(share.high), note })
    };
    let values: Vec<Range> = shown.iter().filter_map(range).collect();
    let (title, empty) = (said("going", locale), said("empty", locale));
    ranges(&caption(&title, "%", &empty, locale), &labels, &values)
}

/// What came of each verdict, piled up.
fn piled(view: &CalibrationView, locale: Locale) -> Result<String, crate::export::ExportError> {
    let shown: Vec<&Rate> = view.rates.iter().filter(|rate| rate.all > 0).collect();
    let labels: Vec<String> = shown.iter().map(|rate| verdict_name(rate.verdict, locale)).collect();
    let series: Vec<Series> = FollowOutcome::ALL
        .iter()
        .enumerate()
        .map(|(place, outcome)| Series {
            name: outcome_name(*outcome, locale),
            values: shown.iter().map(|rate| Some(f64::from(rate.counts[place])).filter(|count| *count > 0.0)).collect(),
        })
        .filter(|series| series.values.iter().any(Option::is_some))
        .collect();
    let (title, empty) = (said("outcomes", locale), said("empty", locale));
    let unit = say(locale, "figures.piece", &[]);
    stacked(&caption(&title, &unit, &empty, locale), &labels, &series)
}

fn caption<'a>(title: &'a str, unit: &'a str, empty: &'a str, locale: Locale) -> Caption<'a> {
    Caption { title, unit, empty, locale_tag: if locale == Locale::En { "en" } else { "zh-CN" } }
}

fn sheet(view: &CalibrationView, locale: Locale) -> Sheet {
    let mut head = vec![said("verdict", locale)];
    head.extend(FollowOutcome::ALL.map(|outcome| outcome_name(outcome, locale)));
    head.extend(["all", "share", "low", "high"].map(|name| said(name, locale)));
    let rows = view.rates.iter().map(|rate| {
        let percent =
            |of: fn(&Share) -> f64| rate.going.as_ref().map_or(Cell::Empty, |share| Cell::Number(of(share) * 100.0));
        let mut row = vec![Cell::Text(verdict_name(rate.verdict, locale))];
        row.extend(rate.counts.map(|count| Cell::Whole(i64::from(count))));
        row.push(Cell::Whole(i64::from(rate.all)));
        row.extend([percent(|share| share.share), percent(|share| share.low), percent(|share| share.high)]);
        row
    });
    Sheet { name: said("sheet", locale), head, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ConversationId;

    fn turned(case: u128, verdict: VerdictCode, months: FollowMonth, outcome: FollowOutcome) -> Turned {
        let (case, rubric) = (ConversationId(Uuid::from_u128(case)), "0.1".to_owned());
        Turned { case, verdict, rubric, overridden: false, sector: None, months, outcome }
    }

    #[test]
    fn the_newest_record_of_a_case_counts_once() {
        let (now, three, six) = (VerdictCode::SuitableNow, FollowMonth::Three, FollowMonth::Six);
        let mut records = vec![
            turned(1, now, six, FollowOutcome::Abandoned),
            turned(1, now, three, FollowOutcome::Running),
            turned(2, now, three, FollowOutcome::Pilot),
            turned(3, VerdictCode::PilotFirst, three, FollowOutcome::NotStarted),
        ];
        let view = reckoned(&records, None, None);
        assert_eq!((view.rates[0].all, view.rates[0].counts), (2, [0, 1, 0, 1]));
        assert_eq!(view.all(), 3);
        assert!((view.rates[0].going.unwrap().share - 0.5).abs() < 1e-9);
        // So few tell nothing apart, and say so.
        assert!(view.rates[0].few());
        assert_eq!(view.alike, [(now, VerdictCode::PilotFirst)]);
        let view = reckoned(&records, Some(three), None);
        assert_eq!(view.rates[0].counts, [0, 1, 1, 0]);
        // One that a person turned round says nothing of the arithmetic.
        records[2].overridden = true;
        let view = reckoned(&records, Some(three), Some("0.1".to_owned()));
        assert_eq!((view.rates[0].all, view.overridden), (1, 1));
        assert_eq!(reckoned(&records, None, Some("0.2".to_owned())).all(), 0);
    }
}
