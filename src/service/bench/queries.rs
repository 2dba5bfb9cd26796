//! Saved queries: kept, changed, forgotten.

use super::BenchError;
use crate::domain::bench::{NewQuery, QueryFault, QueryId, SavedQuery};
use crate::domain::{AuditNote, Curate, EntryKind};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

impl Service {
    /// Every saved query, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn bench_queries(&self, _may: &May<Curate>) -> Result<Vec<SavedQuery>, ServiceError> {
        Ok(self.parts.store.bench_queries().await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when there is none, or the database's.
    pub async fn bench_query(&self, _may: &May<Curate>, id: QueryId) -> Result<SavedQuery, ServiceError> {
        Ok(self.parts.store.bench_query(id).await?.ok_or(BenchError::from(QueryFault::Unknown))?)
    }

    /// Saves a query, a new one or another form of one that is there.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when it cannot be saved or expects what is not there, or the database's.
    pub async fn save_bench_query(
        &self,
        may: &May<Curate>,
        id: Option<QueryId>,
        query: NewQuery,
    ) -> Result<QueryId, ServiceError> {
        let query = query.checked().map_err(BenchError::from)?;
        let known = self.knowing();
        let there = |id: &String| match query.kind {
            EntryKind::Policy => known.knowledge.policy(id).is_some(),
            _ => known.knowledge.case(id).is_some(),
        };
        let before = match id {
            Some(id) => Some(self.bench_query(may, id).await?),
            None => None,
        };
        // What was expected before may have been withdrawn since: that is what the query tells then.
        let kept = |id: &String| before.as_ref().is_some_and(|before| before.query.expected.contains(id));
        if !query.expected.iter().all(|id| there(id) || kept(id)) {
            return Err(BenchError::from(QueryFault::NoItem).into());
        }
        let id = id.unwrap_or_else(|| QueryId(self.parts.ids.id()));
        let (by, at) = (may.staff().id, self.parts.clock.now());
        let (by, at) = before.map_or((by, at), |before| (before.by, before.at));
        let saved = SavedQuery { id, query, by, at };
        let detail = serde_json::json!({ "expected": saved.query.expected }).to_string();
        self.parts.store.save_bench_query(&saved, &self.bench_note(may, "bench.query", id, detail)).await?;
        Ok(id)
    }

    /// Adds an item to what a query expects.
    ///
    /// # Errors
    /// As [`Self::save_bench_query`].
    pub async fn expect_hit(&self, may: &May<Curate>, id: QueryId, item: &str) -> Result<(), ServiceError> {
        let saved = self.bench_query(may, id).await?;
        let mut query = saved.query;
        query.expected.push(item.to_owned());
        self.save_bench_query(may, Some(id), query).await.map(|_| ())
    }

    /// Forgets a query; runs keep what came of it.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when there is none, or the database's.
    pub async fn drop_bench_query(&self, may: &May<Curate>, id: QueryId) -> Result<(), ServiceError> {
        let note = self.bench_note(may, "bench.drop_query", id, String::new());
        let gone = self.parts.store.drop_bench_query(id, &note).await?;
        if gone { Ok(()) } else { Err(BenchError::from(QueryFault::Unknown).into()) }
    }

    fn bench_note(&self, may: &May<Curate>, action: &str, id: QueryId, detail: String) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: action.to_owned(),
            subject: Some(id.0.to_string()),
            detail,
        }
    }
}
