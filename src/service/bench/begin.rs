//! What a new item for a gap begins with: what is known of the gap, and no word of an owner.

use serde_json::{Value, json};

use crate::domain::bench::{GapKey, Steps, trade_named};
use crate::domain::curation::ItemKey;
use crate::domain::{AiTask, Curate, EntryKind};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// The longest title that is proposed, in characters.
const TITLE: usize = 30;
/// Ids that are tried.
const TRIES: usize = 100;

impl Service {
    /// The gap of that name; nothing for what names none, or a step that the glossary does not know.
    pub fn gap_named(&self, name: &str) -> Option<GapKey> {
        let gap = GapKey::parse(name)?;
        let knowing = self.knowing();
        let known = gap.process.is_empty() || Steps::of(&knowing.knowledge.glossary).knows(&gap.process);
        known.then_some(gap)
    }

    /// What a gap is about, in words: trade, step and task, those that are known.
    pub fn gap_title(&self, gap: &GapKey) -> String {
        let knowing = self.knowing();
        let trade = trade_named(&gap.group, &knowing.knowledge.glossary).unwrap_or(&gap.group).to_owned();
        let task = gap.task.map(|task| self.name_of_task(task.as_str())).unwrap_or_default();
        let parts = [trade, gap.process.clone(), task];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("·")
    }

    /// A case for a gap, with an id that is free.
    ///
    /// # Errors
    /// The database's.
    pub async fn case_for_gap(&self, _may: &May<Curate>, gap: &GapKey) -> Result<Value, ServiceError> {
        let knowing = self.knowing();
        let trade = trade_named(&gap.group, &knowing.knowledge.glossary).unwrap_or_default();
        Ok(json!({
            "id": self.free_id(gap).await?,
            "title": self.gap_title(gap).chars().take(TITLE).collect::<String>(),
            "sector": { "code": gap.group, "name": trade },
            "process_step": gap.process,
            "ai_task": gap.task.map(AiTask::as_str).unwrap_or_default(),
        }))
    }

    async fn free_id(&self, gap: &GapKey) -> Result<String, ServiceError> {
        let task = gap.task.map_or("case", AiTask::as_str).replace('_', "-");
        let base = [gap.group.to_lowercase(), task].into_iter().filter(|part| !part.is_empty());
        let base = base.collect::<Vec<_>>().join("-");
        let ids: Vec<ItemKey> = (1..=TRIES).map(|n| ItemKey::new(EntryKind::Case, format!("{base}-{n}"))).collect();
        let taken = self.parts.store.items(&ids).await?;
        let free = ids.into_iter().find(|key| !taken.contains_key(key));
        Ok(free.map(|key| key.id).unwrap_or_default())
    }
}
