//! Where the case base has nothing to tell to those who asked, and what is being done about it.

use std::collections::BTreeMap;

use crate::domain::bench::{Gap, GapKey, GapLink, GapState, LinkState, Need, Steps, gaps, home_of};
use crate::domain::curation::{Item, ItemKey};
use crate::domain::{Case, Curate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// The newest talks that are looked at.
pub(super) const TALKS: u64 = 2_000;

/// What was found, and how much was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct GapsView {
    /// What has no case comes first.
    pub gaps: Vec<GapRow>,
    /// Needs that were looked at.
    pub needs: usize,
}

/// A gap and what was begun for it.
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    /// The gap.
    pub gap: Gap,
    /// How it stands.
    pub state: GapState,
    /// What was begun for it, the newest first.
    pub begun: Vec<Begun>,
    /// The file of the glossary into which words of its trade belong: id and name.
    pub home: Option<(String, String)>,
}

/// Something that was begun for a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// What.
    pub link: GapLink,
    /// How far it is.
    pub state: LinkState,
    /// What it is called.
    pub title: String,
}

impl GapRow {
    /// Whether something is to be done: there is no case of the kind, or what was begun is not found yet.
    pub fn wanting(&self) -> bool {
        let begun = |begun: &Begun| begun.state != LinkState::Lost || begun.link.reopened_at.is_some();
        self.state != GapState::Solved && (self.gap.cases == 0 || self.begun.iter().any(begun))
    }

    /// When it was solved.
    pub fn solved_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        let solved = self.begun.iter().filter_map(|begun| match begun.state {
            LinkState::Solved(at) => Some(at),
            _ => None,
        });
        solved.min()
    }
}

impl Service {
    /// The needs of the newest talks by trade, step and task, against the cases in force.
    ///
    /// # Errors
    /// The database's.
    pub async fn gaps(&self, _may: &May<Curate>) -> Result<GapsView, ServiceError> {
        let store = &self.parts.store;
        let (talks, links) = tokio::try_join!(store.newest_talks(TALKS), store.gap_links())?;
        let keys: Vec<ItemKey> = links.iter().map(|link| link.item.clone()).collect();
        let items = store.items(&keys).await?;
        let knowing = self.knowing();
        let steps = Steps::of(&knowing.knowledge.glossary);
        let needs: Vec<Need> = talks.iter().filter_map(|talk| Need::of(&talk.dossier, &steps)).collect();
        let cases: Vec<&Case> = knowing.knowledge.cases.iter().map(AsRef::as_ref).collect();
        let mut begun = self.begun(links, &items);
        let row = |gap: Gap| {
            let begun = begun.remove(&gap.key).unwrap_or_default();
            let home = home_of(&gap.key.group, &knowing.knowledge.glossary);
            GapRow {
                state: GapState::of(begun.iter().map(|begun| begun.state)),
                home: home.map(|words| (words.sector.clone(), words.name.clone())),
                begun,
                gap,
            }
        };
        Ok(GapsView { gaps: gaps(&needs, &cases).into_iter().map(row).collect(), needs: needs.len() })
    }

    /// What was begun, by gap.
    fn begun(&self, links: Vec<GapLink>, items: &BTreeMap<ItemKey, Item>) -> BTreeMap<GapKey, Vec<Begun>> {
        let today = self.parts.clock.today();
        let mut found: BTreeMap<GapKey, Vec<Begun>> = BTreeMap::new();
        for link in links {
            let item = items.get(&link.item);
            let title = item.map_or_else(|| link.item.id.clone(), |item| item.traits.title.clone());
            let begun = Begun { state: link.state(item, today), title, link };
            found.entry(begun.link.gap.clone()).or_default().push(begun);
        }
        found
    }
}
