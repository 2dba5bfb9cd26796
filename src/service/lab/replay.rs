//! The replay of a draft of the rubric: known cases under the rules in force and under the draft, and the same as a file.

use super::cases::{examples, vectors};
use super::open::DraftedRubric;
use super::words::Words;
use crate::domain::afterwards::VERDICTS;
use crate::domain::replay::{KnownCase, Origin, Replay, Replayed, TableReport, TooComplex, examine, replay};
use crate::domain::rubric::{Judgement, Rubric};
use crate::domain::{Curate, Locale};
use crate::export::xlsx::{Cell, Sheet, Workbook, xlsx};
use crate::messages::say;
use crate::service::files::MadeFile;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Most talks that are replayed.
pub const MOST: usize = 1_000;

/// What is replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The newest talks, so many.
    pub talks: usize,
    /// The example needs as well.
    pub examples: bool,
}

/// A draft of the rubric beside the rules in force.
#[derive(Debug, Clone)]
pub struct ReplayView {
    /// The draft.
    pub draft: DraftedRubric,
    /// The rules in force.
    pub before: Rubric,
    /// The cases.
    pub cases: Vec<KnownCase>,
    /// What became of them.
    pub replay: Replay,
    /// What was found out about the table of the draft.
    pub table: Result<TableReport, TooComplex>,
}

impl ReplayView {
    /// How many cases there are of an origin, and how many of them flip.
    pub fn counts(&self, origin: Origin) -> (usize, usize) {
        let of = |one: &&Replayed| self.cases.get(one.place).is_some_and(|case| case.origin == origin);
        let all = self.replay.cases.iter().filter(of);
        all.fold((0, 0), |(count, flips), one| (count + 1, flips + usize::from(one.flips())))
    }
}

impl Service {
    /// The replay of the draft of that version.
    ///
    /// # Errors
    /// [`super::LabError::NoRubric`], or the database's.
    pub async fn rubric_replay(
        &self,
        may: &May<Curate>,
        version: &str,
        wanted: Wanted,
    ) -> Result<ReplayView, ServiceError> {
        let draft = self.drafted_rubric(may, version).await?;
        let knowing = self.knowing();
        let before = knowing.knowledge.rubric.clone();
        let mut cases = self.newest_cases(wanted.talks.min(MOST)).await?;
        cases.extend(vectors(&before));
        let spawned = tokio::task::spawn_blocking(move || {
            if wanted.examples {
                cases.extend(examples(&knowing.knowledge));
            }
            let replay = replay(&before, &draft.rubric, &cases);
            let table = examine(&draft.rubric);
            ReplayView { draft, before, cases, replay, table }
        });
        // Arithmetic alone: it fails only when the service is being torn down.
        spawned.await.map_err(|_| ServiceError::Stopping)
    }

    /// The same as a spreadsheet.
    ///
    /// # Errors
    /// As [`Self::rubric_replay`], and [`ServiceError::NoFile`] when it cannot be written.
    pub async fn rubric_replay_file(
        &self,
        may: &May<Curate>,
        version: &str,
        wanted: Wanted,
        locale: Locale,
    ) -> Result<MadeFile, ServiceError> {
        let view = self.rubric_replay(may, version, wanted).await?;
        let said = |name: &str| say(locale, &format!("replay.{name}"), &[]);
        let workbook = Workbook {
            title: say(locale, "replay.title", &[("version", version)]),
            author: self.parts.provider.clone(),
            made_on: self.parts.clock.today(),
            sheets: vec![
                listed(&view, locale, true, said("sheet_flips")),
                listed(&view, locale, false, said("sheet_all")),
                matrix(&view, locale, said("sheet_matrix")),
                changed(&view, locale, said("sheet_changes")),
                table(&view, locale, said("sheet_table")),
            ],
        };
        let written = tokio::task::spawn_blocking(move || xlsx(&workbook)).await.map_err(|_| ServiceError::NoFile)?;
        let bytes = written.map_err(|error| {
            tracing::error!(%error, "a spreadsheet could not be written");
            ServiceError::NoFile
        })?;
        Ok(MadeFile { bytes, name: format!("yiguan-rubric-{version}-replay") })
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// A row a case, before and after beside one another.
fn listed(view: &ReplayView, locale: Locale, flips: bool, name: String) -> Sheet {
    let words = Words { locale, rubric: &view.draft.rubric };
    let head = [
        "case",
        "origin",
        "sector",
        "before",
        "after",
        "fit_before",
        "fit_after",
        "timing_before",
        "timing_after",
        "row_before",
        "row_after",
        "causes",
        "shifts",
        "moved",
        "wanted",
    ];
    let shown = view.replay.cases.iter().filter(|one| !flips || one.flips());
    let row = |one: &Replayed| {
        let case = &view.cases[one.place];
        let whole = |judgement: &Judgement| Cell::Whole(i64::try_from(judgement.row).unwrap_or_default());
        vec![
            text(&case.name),
            text(origin(case.origin, locale)),
            text(case.sector.as_ref().map(|sector| sector.name.clone()).unwrap_or_default()),
            text(words.verdict(one.before.code)),
            text(words.verdict(one.after.code)),
            Cell::Number(one.before.fit.score),
            Cell::Number(one.after.fit.score),
            Cell::Number(one.before.timing.score),
            Cell::Number(one.after.timing.score),
            whole(&one.before),
            whole(&one.after),
            text(one.causes.as_ref().map(|causes| words.causes(causes)).unwrap_or_default()),
            text(words.shifts(&one.shifts)),
            text(words.moved(&one.moved)),
            text(case.wanted.map(|code| words.verdict(code)).unwrap_or_default()),
        ]
    };
    let head = head.iter().map(|name| say(locale, &format!("replay.{name}"), &[])).collect();
    Sheet { name, head, rows: shown.map(row).collect() }
}

fn matrix(view: &ReplayView, locale: Locale, name: String) -> Sheet {
    let words = Words { locale, rubric: &view.draft.rubric };
    let corner = say(locale, "replay.matrix_corner", &[]);
    let head = std::iter::once(corner).chain(VERDICTS.map(|code| words.verdict(code))).collect();
    let rows = VERDICTS.iter().zip(&view.replay.matrix).map(|(code, counts)| {
        let counts = counts.iter().map(|count| Cell::Whole(i64::try_from(*count).unwrap_or(i64::MAX)));
        std::iter::once(text(words.verdict(*code))).chain(counts).collect()
    });
    Sheet { name, head, rows: rows.collect() }
}

fn changed(view: &ReplayView, locale: Locale, name: String) -> Sheet {
    let words = Words { locale, rubric: &view.draft.rubric };
    let rows = view.replay.changes.iter().map(|change| vec![text(words.change(change))]).collect();
    Sheet { name, head: vec![say(locale, "replay.change", &[])], rows }
}

fn table(view: &ReplayView, locale: Locale, name: String) -> Sheet {
    let words = Words { locale, rubric: &view.draft.rubric };
    let head = ["row", "verdict", "when", "example"].map(|name| say(locale, &format!("replay.{name}"), &[]));
    let example = |place: usize| {
        let report = view.table.as_ref().ok().and_then(|table| table.rows.get(place));
        report.and_then(|row| row.example.as_ref()).map(|scores| words.scores(scores)).unwrap_or_default()
    };
    let rows = view.draft.rubric.decisions.iter().enumerate().map(|(place, row)| {
        let number = Cell::Whole(i64::try_from(place + 1).unwrap_or_default());
        vec![number, text(words.verdict(row.verdict)), text(words.condition(&row.when)), text(example(place))]
    });
    Sheet { name, head: head.into(), rows: rows.collect() }
}

/// Where a case comes from, in words.
pub fn origin(origin: Origin, locale: Locale) -> String {
    say(locale, &format!("replay.origin_{}", super::sheet::name_of(&origin)), &[])
}
