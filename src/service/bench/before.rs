//! Tries out what would be published: which figures of the saved queries would be lower.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::look::doc_kind;
use crate::domain::bench::{Lowered, Placed, RunQuery, SavedQuery, SearchSettings, lowered};
use crate::domain::{Case, EntryKind, Knowledge, Policy, Publication, StoredEntry};
use crate::retrieval::{DocKey, Document, SearchRequest, trial};
use crate::service::{Service, ServiceError};

/// Documents of each query that compete with what is new.
const RIVALS: usize = 40;

impl Service {
    /// What would be lower if these entries were in force (or withdrawn) instead of what is: nothing when no mean of the
    /// saved queries falls. Tried out by words alone, among the documents that the queries find today and the entries.
    ///
    /// # Errors
    /// The database's or the index's. An entry that is not of its form changes nothing: the checks of the form say so.
    pub async fn bench_before_publish(&self, entries: &[StoredEntry]) -> Result<Option<Lowered>, ServiceError> {
        let found = |entry: &&StoredEntry| matches!(entry.kind, EntryKind::Case | EntryKind::Policy);
        let entries: Vec<&StoredEntry> = entries.iter().filter(found).collect();
        let mut saved = self.parts.store.bench_queries().await?;
        saved.retain(|saved| !saved.query.expected.is_empty());
        if entries.is_empty() || saved.is_empty() {
            return Ok(None);
        }
        let settings = self.searching().1;
        let (before, requests) = self.rivals(&saved, &entries, &settings).await?;
        let mut after = before.clone();
        for entry in &entries {
            let (key, document) = made_of(entry)?;
            after.remove(&key);
            if let Some(document) = document {
                after.insert(key, document);
            }
        }
        let before = self.tried(&saved, before, &requests, &settings).await?;
        let after = self.tried(&saved, after, &requests, &settings).await?;
        Ok(lowered(&before, &after))
    }

    /// What the queries find today, what they expect, and what the entries are now.
    async fn rivals(
        &self,
        saved: &[SavedQuery],
        entries: &[&StoredEntry],
        settings: &SearchSettings,
    ) -> Result<(BTreeMap<DocKey, Document>, Vec<SearchRequest>), ServiceError> {
        let knowing = self.knowing();
        let (mut keys, mut requests) = (vec![], vec![]);
        for saved in saved {
            let request = self.request_of(saved, settings)?;
            let kind = doc_kind(saved.query.kind)?;
            let wide = SearchRequest { limit: RIVALS, ..request.clone() };
            keys.extend(self.parts.index.search(&wide).await?.into_iter().map(|hit| DocKey { kind, id: hit.id }));
            keys.extend(saved.query.expected.iter().map(|id| DocKey { kind, id: id.clone() }));
            requests.push(request);
        }
        for entry in entries {
            keys.push(DocKey { kind: doc_kind(entry.kind)?, id: entry.id.clone() });
        }
        let known = keys.into_iter().filter_map(|key| Some((key.clone(), in_force(&knowing.knowledge, &key)?)));
        Ok((known.collect(), requests))
    }

    async fn tried(
        &self,
        saved: &[SavedQuery],
        documents: BTreeMap<DocKey, Document>,
        requests: &[SearchRequest],
        settings: &SearchSettings,
    ) -> Result<Vec<RunQuery>, ServiceError> {
        let words = Arc::clone(&self.knowing().words);
        let found = trial(documents.into_values().collect(), words, requests).await?;
        let queries = saved.iter().zip(found).map(|(saved, hits)| {
            let placed = hits.into_iter().map(|hit| Placed { id: hit.id, score: hit.score }).collect();
            RunQuery::new(saved.id, saved.query.clone(), placed, settings.k)
        });
        Ok(queries.collect())
    }
}

fn in_force(knowledge: &Knowledge, key: &DocKey) -> Option<Document> {
    match key.kind {
        crate::retrieval::DocKind::Case => knowledge.case(&key.id).map(Document::of_case),
        crate::retrieval::DocKind::Policy => knowledge.policy(&key.id).map(Document::of_policy),
    }
}

/// The name of an entry's document, and the document when it is to be found.
fn made_of(entry: &StoredEntry) -> Result<(DocKey, Option<Document>), ServiceError> {
    let key = DocKey { kind: doc_kind(entry.kind)?, id: entry.id.clone() };
    if entry.publication != Publication::Published {
        return Ok((key, None));
    }
    let document = match entry.kind {
        EntryKind::Policy => {
            serde_json::from_value::<Policy>(entry.body.clone()).ok().map(|policy| Document::of_policy(&policy))
        }
        _ => serde_json::from_value::<Case>(entry.body.clone()).ok().map(|case| Document::of_case(&case)),
    };
    Ok((key, document))
}
