//! The overview: what there is, what ends, how the index stands, what owners needed; as a page and as a spreadsheet.

use chrono::NaiveDate;

use super::{LIBRARIES, charts};
use crate::domain::afterwards::Span;
use crate::domain::curation::{Item, Standing};
use crate::domain::{Curate, EntryKind, Locale};
use crate::export::xlsx::{Workbook, xlsx};
use crate::messages::say;
use crate::service::afterwards::{Graph, Table, Value};
use crate::service::files::MadeFile;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{ItemAsk, ItemFilter, ItemOrder};

/// Days within which an end is announced.
pub(super) const ENDS_WITHIN: [u16; 3] = [30, 60, 90];
/// As many of what ends first are listed.
const LISTED: u64 = 20;
/// Needs are shown for half a year.
const DAYS: u64 = 182;

/// How the index stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The version that serves.
    pub version: Option<String>,
    /// What it holds.
    pub points: usize,
    /// What it should hold: the cases and policies in force.
    pub entries: usize,
    /// How many changes it is behind the database, when that is known.
    pub lag: Option<i64>,
    /// Whether it is what the database says.
    pub current: bool,
    /// Whether another is being built.
    pub building: bool,
}

/// Everything that the overview shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// By library: how many items there are in each standing.
    pub counts: Vec<(EntryKind, Vec<(Standing, u64)>)>,
    /// How many cases and policies end within so many days.
    pub ends: Vec<(u16, u64)>,
    /// Those that end first.
    pub ending: Vec<Item>,
    /// How the index stands; nothing when it does not answer.
    pub health: Option<Health>,
    /// Charts with their tables.
    pub graphs: Vec<Graph>,
    /// The day of the service.
    pub today: NaiveDate,
}

impl Service {
    /// The overview, of one area or of all.
    ///
    /// # Errors
    /// The database's.
    pub async fn curation_overview(
        &self,
        _may: &May<Curate>,
        area: Option<&str>,
        locale: Locale,
    ) -> Result<Overview, ServiceError> {
        let (store, today) = (&self.parts.store, self.parts.clock.today());
        let of_area = |kind| ItemFilter { area: area.map(str::to_owned), ..ItemFilter::all(kind) };
        let mut counts = vec![];
        for kind in LIBRARIES {
            counts.push((kind, store.item_counts(&of_area(kind), today).await?));
        }
        let mut ends = vec![];
        for days in ENDS_WITHIN {
            let mut sum = 0;
            for kind in [EntryKind::Case, EntryKind::Policy] {
                sum += store.item_count(&ItemFilter { ends_within: Some(days), ..of_area(kind) }, today).await?;
            }
            ends.push((days, sum));
        }
        let mut ending = vec![];
        for kind in [EntryKind::Case, EntryKind::Policy] {
            let filter = ItemFilter { ends_within: ENDS_WITHIN.last().copied(), ..of_area(kind) };
            let ask = ItemAsk { filter, order: ItemOrder::Ending, today, after: None, limit: LISTED };
            ending.extend(store.items_page(&ask).await?);
        }
        ending.sort_by_key(|item| (item.last_day(), item.key.clone()));
        ending.truncate(usize::try_from(LISTED).unwrap_or(usize::MAX));
        let from = today.checked_sub_days(chrono::Days::new(DAYS));
        let span = Span::of(from, Some(today), today);
        let needs = store.needs_between(span.moments(), area).await?;
        let graphs = charts::graphs(&needs, span, locale);
        Ok(Overview { counts, ends, ending, health: self.index_health().await, graphs, today })
    }

    /// How many cases and policies in force end within 30 days: the count beside the console's way.
    pub async fn ending_soon(&self, _may: &May<Curate>) -> u64 {
        let (store, today) = (&self.parts.store, self.parts.clock.today());
        let mut sum = 0;
        for kind in [EntryKind::Case, EntryKind::Policy] {
            let filter = ItemFilter { ends_within: Some(ENDS_WITHIN[0]), ..ItemFilter::all(kind) };
            match store.item_count(&filter, today).await {
                Ok(count) => sum += count,
                // The page is worth more than its count.
                Err(error) => tracing::warn!(%error, "what ends soon could not be counted"),
            }
        }
        sum
    }

    async fn index_health(&self) -> Option<Health> {
        let index = &self.parts.index;
        let knowing = self.knowing();
        let asked = async {
            let (status, standing) = (index.status().await?, index.standing(&index.words()).await?);
            let state = self.parts.store.knowledge_state().await?;
            let lag = standing.as_ref().map(|standing| (state.seq - standing.seq).max(0));
            let current = standing.is_some_and(|standing| standing.version == state.version);
            Ok::<_, ServiceError>((status, lag, current))
        };
        let (status, lag, current) =
            asked.await.map_err(|error| tracing::warn!(%error, "the index does not tell how it stands")).ok()?;
        let entries = knowing.knowledge.cases.len() + knowing.knowledge.policies.len();
        let (version, points, building) = (status.version, status.points, status.building);
        Some(Health { version, points, entries, lag, current, building })
    }

    /// The overview as a spreadsheet, a sheet a table.
    ///
    /// # Errors
    /// [`ServiceError::NoFile`] when it cannot be written, or the database's.
    pub async fn curation_file(
        &self,
        may: &May<Curate>,
        area: Option<&str>,
        locale: Locale,
    ) -> Result<MadeFile, ServiceError> {
        let overview = self.curation_overview(may, area, locale).await?;
        let said = |name: &str| say(locale, &format!("curation.{name}"), &[]);
        let mut sheets =
            vec![counted(&overview, locale).sheet(said("counts")), ending(&overview, locale).sheet(said("ending"))];
        sheets.extend(overview.graphs.iter().map(|graph| graph.table.sheet(said(graph.name))));
        let workbook =
            Workbook { title: said("title"), author: self.parts.provider.clone(), made_on: overview.today, sheets };
        let written = tokio::task::spawn_blocking(move || xlsx(&workbook)).await.map_err(|_| ServiceError::NoFile)?;
        let bytes = written.map_err(|error| {
            tracing::error!(%error, "a spreadsheet could not be written");
            ServiceError::NoFile
        })?;
        Ok(MadeFile { bytes, name: format!("yiguan-curation-{}", overview.today) })
    }
}

fn counted(overview: &Overview, locale: Locale) -> Table {
    let standing = |standing: Standing| say(locale, &format!("curation.standing_{}", standing.name()), &[]);
    let mut head = vec![say(locale, "curation.library", &[])];
    head.extend(Standing::ALL.map(standing));
    let rows = overview.counts.iter().map(|(kind, counts)| {
        let mut row = vec![Value::Text(say(locale, &format!("curation.library_{}", kind.folder()), &[]))];
        row.extend(counts.iter().map(|(_, count)| Value::Whole(*count)));
        row
    });
    Table { head, rows: rows.collect() }
}

fn ending(overview: &Overview, locale: Locale) -> Table {
    let head = ["library", "title_of", "id", "last_day"].map(|name| say(locale, &format!("curation.{name}"), &[]));
    let rows = overview.ending.iter().filter_map(|item| {
        let library = say(locale, &format!("curation.library_{}", item.key.kind.folder()), &[]);
        let (title, id) = (item.traits.title.clone(), item.key.id.clone());
        Some(vec![Value::Text(library), Value::Text(title), Value::Text(id), Value::Day(item.last_day()?)])
    });
    Table { head: head.into(), rows: rows.collect() }
}
