//! Finds similar cases and policies in force, and keeps the index in step with the knowledge.

use crate::domain::{AiTask, CaseHit, Knowledge, OwnerMessage, PolicyHit, SectorRef};
use crate::redaction::Vault;
use crate::retrieval::{DocKind, Hit, IndexError, SearchRequest, Snapshot};
use crate::service::{Service, ServiceError};

/// Cases fetched before the best of them are chosen by trade and task.
const FETCHED: usize = 20;
/// How much more a case of the same trade, or of the same task, counts.
const SAME_TRADE: f32 = 1.35;
const SAME_TASK: f32 = 1.25;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Similar cases, best first.
    pub cases: Vec<CaseHit>,
    /// Policies in force, best first.
    pub policies: Vec<PolicyHit>,
}

impl Service {
    /// The best `limit` cases and policies in force today for a masked text.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the index does not serve.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Found, ServiceError> {
        let (cases, policies) = tokio::try_join!(
            self.hits(text, DocKind::Case, FETCHED.max(limit)),
            self.hits(text, DocKind::Policy, limit)
        )?;
        let knowing = self.knowing();
        Ok(Found {
            cases: case_hits(&knowing.knowledge, cases),
            policies: policies.into_iter().filter_map(|hit| policy_hit(&knowing.knowledge, hit)).collect(),
        }
        .best(limit))
    }

    /// As [`Self::search`], for words that nobody has masked yet.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn search_words(&self, words: &OwnerMessage, limit: usize) -> Result<Found, ServiceError> {
        let masked = self.parts.redactor.mask(words.as_str(), &mut Vault::new());
        self.search(masked.as_str(), limit).await
    }

    async fn hits(&self, text: &str, kind: DocKind, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let request = SearchRequest {
            text: text.to_owned(),
            kinds: vec![kind],
            limit,
            as_of: self.parts.clock.today(),
            area: self.parts.area.clone(),
        };
        self.parts.index.search(&request).await
    }

    /// Builds the index anew when it is missing, stale or of another format; searches go on meanwhile.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the engine fails: the old index goes on serving.
    pub async fn sync_index(&self) -> Result<bool, ServiceError> {
        let knowing = self.knowing();
        if self.parts.index.is_current(&Snapshot::version_of(&knowing.version)).await? {
            return Ok(false);
        }
        let snapshot = Snapshot::of(&knowing.knowledge, &knowing.version)?;
        self.parts.index.rebuild(&snapshot).await?;
        tracing::info!(documents = snapshot.documents.len(), "index rebuilt");
        Ok(true)
    }
}

impl Found {
    /// The first `limit` of each.
    pub fn best(mut self, limit: usize) -> Self {
        self.cases.truncate(limit);
        self.policies.truncate(limit);
        self
    }

    /// Puts cases of the same trade and task first; nothing is left out.
    pub fn prefer(mut self, sector: Option<&SectorRef>, task: Option<AiTask>) -> Self {
        for hit in &mut self.cases {
            if sector.is_some_and(|sector| same_trade(&hit.sector, sector)) {
                hit.score *= SAME_TRADE;
            }
            if task == Some(hit.ai_task) {
                hit.score *= SAME_TASK;
            }
        }
        self.cases.sort_by(|a, b| b.score.total_cmp(&a.score));
        self
    }
}

/// Codes of GB/T 4754-2017 that share their first three characters (the division) name the same trade.
fn same_trade(a: &SectorRef, b: &SectorRef) -> bool {
    let shorter = a.code.len().min(b.code.len()).min(4);
    shorter >= 3 && a.code[..shorter] == b.code[..shorter]
}

fn case_hits(knowledge: &Knowledge, hits: Vec<Hit>) -> Vec<CaseHit> {
    hits.into_iter()
        .filter_map(|hit| {
            let case = knowledge.case(&hit.id)?.clone();
            Some(CaseHit {
                id: case.id,
                title: case.title,
                score: hit.score,
                why: hit.why,
                sources: case.sources,
                sector: case.sector,
                region: case.region,
                ai_task: case.ai_task,
                problem: case.problem,
                result: case.result,
                fit: case.fit,
                outcome: case.outcome,
                lessons: case.lessons,
            })
        })
        .collect()
}

fn policy_hit(knowledge: &Knowledge, hit: Hit) -> Option<PolicyHit> {
    let policy = knowledge.policy(&hit.id)?.clone();
    Some(PolicyHit {
        id: policy.id,
        title: policy.title,
        score: hit.score,
        why: hit.why,
        sources: policy.sources,
        issuer: policy.issuer,
        region: policy.region,
        summary: policy.summary,
        valid_from: policy.valid_from,
        valid_to: policy.valid_to,
        status: policy.status,
        as_of: policy.as_of,
    })
}
