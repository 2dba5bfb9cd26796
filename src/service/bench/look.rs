//! Looks into one search: what is found by what, what filters take out, what stands just under the line.

use chrono::NaiveDate;

use super::BenchError;
use crate::domain::bench::{QueryFault, SettingsVersion};
use crate::domain::{Curate, EntryKind, Knowledge, Why};
use crate::redaction::Vault;
use crate::retrieval::{DocKind, Look, SearchRequest, Seen, Way};
use crate::service::staff::May;
use crate::service::{Service, ServiceError, tuning};

/// Near misses that are shown.
const NEAR: usize = 10;
/// Hits looked for without filters beyond those that are shown.
const BEYOND: usize = 40;

/// What is asked.
#[derive(Debug, Clone)]
pub struct BenchAsk {
    /// The words.
    pub words: String,
    /// Cases or policies.
    pub kind: EntryKind,
    /// Where the owner is; everywhere when nothing.
    pub area: Option<String>,
    /// On which day; today when nothing.
    pub as_of: Option<NaiveDate>,
    /// With which version of the settings; the promoted one when nothing.
    pub settings: Option<u32>,
}

/// Place and score in one of the lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// Counted from 1.
    pub place: usize,
    /// Comparable within its list only.
    pub score: f32,
}

/// One item of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchHit {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// In the list that counts.
    pub fused: Kept,
    /// By words alone.
    pub words: Option<Kept>,
    /// By meaning alone.
    pub meaning: Option<Kept>,
    /// The words that matched.
    pub why: Vec<Why>,
}

/// An item that would stand in the list, and a filter took it out.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenOut {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it would stand.
    pub place: usize,
    /// It never came into force, or is over.
    pub not_citable: bool,
    /// Its first day is later.
    pub begins: Option<NaiveDate>,
    /// Its last day is earlier.
    pub ended: Option<NaiveDate>,
    /// It applies elsewhere.
    pub elsewhere: bool,
}

/// One search, looked into.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchLook {
    /// The day that it was looked for.
    pub as_of: NaiveDate,
    /// With which settings.
    pub settings: SettingsVersion,
    /// The words that were looked for, the text's own first.
    pub looked_for: Vec<Why>,
    /// Whether meaning was asked as well.
    pub by_meaning: bool,
    /// What is found.
    pub hits: Vec<BenchHit>,
    /// What stands next, under the line.
    pub near: Vec<BenchHit>,
    /// What filters took out.
    pub taken_out: Vec<TakenOut>,
}

impl Service {
    /// Looks into a search.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] for a query that cannot be asked, or the index's.
    pub async fn look_into(&self, _may: &May<Curate>, ask: &BenchAsk) -> Result<BenchLook, ServiceError> {
        let settings = self.settings_asked(ask.settings).await?;
        let (k, as_of) = (settings.settings.k, ask.as_of.unwrap_or_else(|| self.parts.clock.today()));
        let limit = k + NEAR;
        let request = SearchRequest {
            text: self.parts.redactor.mask(&ask.words, &mut Vault::new()).as_str().to_owned(),
            kinds: vec![doc_kind(ask.kind)?],
            limit,
            as_of,
            area: ask.area.clone(),
            tuning: tuning(&settings.settings),
        };
        let index = &self.parts.index;
        let by = |way| Look { way, unfiltered: false };
        let everything = SearchRequest { limit: limit + BEYOND, ..request.clone() };
        let unfiltered = Look { way: Way::Both, unfiltered: true };
        let wide = SearchRequest { limit: limit.max(settings.settings.depth), ..request.clone() };
        let (fused, words, meaning, all) = tokio::try_join!(
            index.look(&request, by(Way::Both)),
            index.look(&wide, by(Way::Words)),
            index.look(&wide, by(Way::Meaning)),
            index.look(&everything, unfiltered),
        )?;
        let knowing = self.knowing();
        let place = |list: &[Seen], id: &str| {
            let at = list.iter().position(|seen| seen.hit.id == id)?;
            Some(Kept { place: at + 1, score: list[at].hit.score })
        };
        let mut hits: Vec<BenchHit> = fused
            .iter()
            .enumerate()
            .map(|(at, seen)| BenchHit {
                id: seen.hit.id.clone(),
                title: title(&knowing.knowledge, ask.kind, &seen.hit.id),
                fused: Kept { place: at + 1, score: seen.hit.score },
                words: place(&words, &seen.hit.id),
                meaning: place(&meaning, &seen.hit.id),
                why: seen.hit.why.clone(),
            })
            .collect();
        let near = hits.split_off(k.min(hits.len()));
        let taken_out = all
            .iter()
            .enumerate()
            .filter_map(|(at, seen)| taken_out(seen, at + 1, as_of, title(&knowing.knowledge, ask.kind, &seen.hit.id)))
            .filter(|gone| gone.place <= limit)
            .collect();
        Ok(BenchLook {
            as_of,
            looked_for: knowing.words.reads(&request.text, settings.settings.glossary),
            settings,
            by_meaning: !meaning.is_empty(),
            hits,
            near,
            taken_out,
        })
    }
}

/// The kind as the index names it.
pub(super) fn doc_kind(kind: EntryKind) -> Result<DocKind, BenchError> {
    match kind {
        EntryKind::Case => Ok(DocKind::Case),
        EntryKind::Policy => Ok(DocKind::Policy),
        _ => Err(QueryFault::Kind.into()),
    }
}

/// What people call an item; its id when it is not in memory.
fn title(knowledge: &Knowledge, kind: EntryKind, id: &str) -> String {
    let title = match kind {
        EntryKind::Policy => knowledge.policy(id).map(|policy| policy.title.clone()),
        _ => knowledge.case(id).map(|case| case.title.clone()),
    };
    title.unwrap_or_else(|| id.to_owned())
}

fn taken_out(seen: &Seen, place: usize, as_of: NaiveDate, title: String) -> Option<TakenOut> {
    let gone = TakenOut {
        id: seen.hit.id.clone(),
        title,
        place,
        not_citable: !seen.citable,
        begins: seen.first_day.filter(|first| *first > as_of),
        ended: seen.last_day.filter(|last| *last < as_of),
        elsewhere: !seen.here,
    };
    let any = gone.not_citable || gone.begins.is_some() || gone.ended.is_some() || gone.elsewhere;
    any.then_some(gone)
}
