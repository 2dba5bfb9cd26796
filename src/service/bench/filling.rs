//! Looks again whether gaps are solved by what was published for them, and opens them again.

use std::cmp::Reverse;

use super::BenchError;
use super::gaps::TALKS;
use crate::domain::bench::{GapKey, GapLink, LinkState, Need, Steps, solves};
use crate::domain::curation::ItemKey;
use crate::domain::{AuditNote, Curate, EntryKind, StaffId};
use crate::redaction::Vault;
use crate::service::staff::May;
use crate::service::{Service, ServiceError, prefer};
use crate::store::HeardTalk;

/// The newest needs of a gap that are looked for again.
const REPLAYED: usize = 10;
/// Gaps that are looked at while somebody waits.
const AT_ONCE: usize = 50;
/// Cases fetched for a need, as for an owner.
const FETCHED: usize = 20;

impl Service {
    /// Looks for the needs of every gap again for which something was published: where most of them find something good now,
    /// the gap is solved. What was solved by something that is gone since is open again. Gives how many gaps changed.
    ///
    /// # Errors
    /// The database's, or the index's: then nothing is said of the gaps that were still to be looked at.
    pub async fn check_gaps(&self) -> Result<usize, ServiceError> {
        let links = self.parts.store.gap_links().await?;
        self.settle_gaps(&links, usize::MAX).await
    }

    /// The same for the gaps for which these items were begun: who publishes one sees at once whether that solves its gap.
    /// What fails is only logged, as it is looked at again in the background.
    pub(in crate::service) async fn check_gaps_of(&self, items: &[ItemKey]) {
        let checked = async {
            let mut links = self.parts.store.gap_links().await?;
            links.retain(|link| items.contains(&link.item));
            self.settle_gaps(&links, AT_ONCE).await
        };
        if let Err(error) = checked.await {
            tracing::warn!(%error, "whether gaps are solved could not be looked at; it is tried again");
        }
    }

    /// The same for a curator who does not want to wait for it.
    ///
    /// # Errors
    /// As [`Self::check_gaps`].
    pub async fn check_gaps_now(&self, _may: &May<Curate>) -> Result<usize, ServiceError> {
        let links = self.parts.store.gap_links().await?;
        self.settle_gaps(&links, AT_ONCE).await
    }

    /// Settles these links, so many of those at most whose needs are to be looked for again.
    async fn settle_gaps(&self, links: &[GapLink], most: usize) -> Result<usize, ServiceError> {
        let store = &self.parts.store;
        let keys: Vec<ItemKey> = links.iter().map(|link| link.item.clone()).collect();
        let items = store.items(&keys).await?;
        let today = self.parts.clock.today();
        let (mut changed, mut waiting) = (0, vec![]);
        for link in links {
            match link.state(items.get(&link.item), today) {
                LinkState::Lost | LinkState::Writing(_) if link.solved_at.is_some() => {
                    let note = self.gap_note(None, "bench.gap_lost", &link.gap, &item_detail(link));
                    changed += usize::from(store.settle_gap(link, None, &note).await?);
                }
                LinkState::InForce => waiting.push(link),
                _ => {}
            }
        }
        waiting.truncate(most);
        if waiting.is_empty() {
            return Ok(changed);
        }
        let talks = store.newest_talks(TALKS).await?;
        for link in waiting {
            changed += usize::from(self.solve(link, &talks).await?);
        }
        Ok(changed)
    }

    /// Opens a solved gap again: only needs that come from now on can solve it.
    ///
    /// # Errors
    /// [`BenchError::GapNotSolved`], or the database's.
    pub async fn reopen_gap(&self, may: &May<Curate>, gap: &GapKey) -> Result<(), ServiceError> {
        let note = self.gap_note(Some(may.staff().id), "bench.gap_reopen", gap, &serde_json::json!({}));
        let opened = self.parts.store.reopen_gap(gap, note.at, &note).await?;
        if opened { Ok(()) } else { Err(BenchError::GapNotSolved.into()) }
    }

    /// Notes that a gap is solved when it is.
    async fn solve(&self, link: &GapLink, talks: &[HeardTalk]) -> Result<bool, ServiceError> {
        let knowing = self.knowing();
        let steps = Steps::of(&knowing.knowledge.glossary);
        let of_it = |talk: &&HeardTalk| {
            let later = link.reopened_at.is_none_or(|at| talk.at > at);
            later && Need::of(&talk.dossier, &steps).is_some_and(|need| need.key() == link.gap)
        };
        let mut needs: Vec<&HeardTalk> = talks.iter().filter(of_it).collect();
        needs.sort_by_key(|talk| Reverse(talk.at));
        needs.truncate(REPLAYED);
        let mut found = 0;
        for talk in &needs {
            found += usize::from(self.finds_good(talk, link).await?);
        }
        if !solves(found, needs.len()) {
            return Ok(false);
        }
        let detail = serde_json::json!({ "item": link.item.to_string(), "needs": needs.len(), "found": found });
        let note = self.gap_note(None, "bench.gap_solved", &link.gap, &detail);
        Ok(self.parts.store.settle_gap(link, Some(note.at), &note).await?)
    }

    /// Whether a need, looked for as its owner's words were, finds what was begun for it or a case of its kind.
    async fn finds_good(&self, talk: &HeardTalk, link: &GapLink) -> Result<bool, ServiceError> {
        // What cannot be masked is not looked for.
        let Ok(mut vault) = serde_json::from_str::<Vault>(&talk.vault) else { return Ok(false) };
        let (knowing, dossier) = (self.knowing(), &talk.dossier);
        let words: Vec<&str> = dossier.needs(&knowing.knowledge).map(String::as_str).collect();
        let masked = self.parts.redactor.mask_known(&words.join("\n"), &mut vault);
        let cases = self.similar_cases(&masked, FETCHED).await?;
        let shown = prefer(cases, dossier.sector.as_ref(), dossier.ai_task).into_iter().take(self.searching().1.k);
        let own = |id: &str| link.item.kind == EntryKind::Case && link.item.id == id;
        Ok(shown.into_iter().any(|case| own(&case.id) || link.gap.answered_by(&case.sector, case.ai_task)))
    }

    /// An entry of the log about a gap.
    pub(in crate::service) fn gap_note(
        &self,
        staff: Option<StaffId>,
        action: &str,
        gap: &GapKey,
        detail: &serde_json::Value,
    ) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff,
            action: action.to_owned(),
            subject: Some(gap.to_string()),
            detail: detail.to_string(),
        }
    }
}

/// What the log says of the item.
fn item_detail(link: &GapLink) -> serde_json::Value {
    serde_json::json!({ "item": link.item.to_string() })
}
