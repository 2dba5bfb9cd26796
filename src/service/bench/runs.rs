//! Runs of all saved queries.

use super::BenchError;
use super::look::doc_kind;
use crate::domain::bench::{Placed, Run, RunQuery, SavedQuery, SearchSettings};
use crate::domain::{AuditNote, Curate};
use crate::redaction::Vault;
use crate::retrieval::SearchRequest;
use crate::service::staff::May;
use crate::service::{Service, ServiceError, tuning};
use crate::store::RunHead;

impl Service {
    /// Runs every saved query with a version of the settings, the promoted one when nothing is asked, and keeps what came of
    /// it; the number of the run.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when no query is saved or there is no such version, or the index's.
    pub async fn run_bench(&self, may: &May<Curate>, settings: Option<u32>) -> Result<u32, ServiceError> {
        let version = self.settings_asked(settings).await?;
        let saved = self.parts.store.bench_queries().await?;
        if saved.is_empty() {
            return Err(BenchError::NothingToRun.into());
        }
        let status = self.parts.index.status().await?;
        let mut queries = Vec::with_capacity(saved.len());
        for saved in saved {
            let request = self.request_of(&saved, &version.settings)?;
            let found = self.parts.index.search(&request).await?;
            let found = found.into_iter().map(|hit| Placed { id: hit.id, score: hit.score }).collect();
            queries.push(RunQuery::new(saved.id, saved.query, found, version.settings.k));
        }
        let (by, at) = (may.staff().id, self.parts.clock.now());
        let run = Run {
            number: 0,
            by,
            at,
            settings_number: version.number,
            settings: version.settings,
            index_version: status.version.unwrap_or_default(),
            points: status.points,
            queries,
        };
        let detail = serde_json::json!({ "settings": version.number, "queries": run.queries.len() }).to_string();
        let note = AuditNote { at, staff: Some(by), action: "bench.run".to_owned(), subject: None, detail };
        Ok(self.parts.store.keep_run(run, &note).await?)
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn bench_runs(&self, _may: &May<Curate>) -> Result<Vec<RunHead>, ServiceError> {
        Ok(self.parts.store.runs().await?)
    }

    /// A run.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when there is none of that number, or the database's.
    pub async fn bench_run(&self, _may: &May<Curate>, number: u32) -> Result<Run, ServiceError> {
        Ok(self.parts.store.run(number).await?.ok_or(BenchError::NoRun)?)
    }

    /// A saved query as the index takes it.
    pub(super) fn request_of(
        &self,
        saved: &SavedQuery,
        settings: &SearchSettings,
    ) -> Result<SearchRequest, ServiceError> {
        let query = &saved.query;
        Ok(SearchRequest {
            text: self.parts.redactor.mask(&query.words, &mut Vault::new()).as_str().to_owned(),
            kinds: vec![doc_kind(query.kind)?],
            limit: settings.k,
            as_of: query.as_of.unwrap_or_else(|| self.parts.clock.today()),
            area: query.area.clone(),
            tuning: tuning(settings),
        })
    }
}
