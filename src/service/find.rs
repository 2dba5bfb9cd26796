//! Finds similar cases and policies in force.

use chrono::NaiveDate;

use crate::domain::bench::SearchSettings;
use crate::domain::{AiTask, CaseHit, Knowledge, OwnerMessage, PolicyHit, SectorRef};
use crate::redaction::{Masked, Vault};
use crate::retrieval::{DocKind, Hit, IndexError, SearchRequest, Tuning};
use crate::service::{Service, ServiceError};

/// What a small manufacturer may be helped with.
const SUPPORT: &str = "中小企业 人工智能应用 数字化改造 技术改造 设备更新 补助 诊断服务 试点";
/// How much more a case of the same trade, of a kindred one, or of the same task counts.
const SAME_TRADE: f32 = 1.6;
const KINDRED_TRADE: f32 = 1.3;
const SAME_TASK: f32 = 1.5;
/// Share of the best score that a case of another trade and another task must reach.
const FAR: f32 = 0.5;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Similar cases, best first.
    pub cases: Vec<CaseHit>,
    /// Policies in force, best first.
    pub policies: Vec<PolicyHit>,
    /// True when the index did not answer: that nothing was found says nothing then.
    pub index_down: bool,
}

impl Service {
    /// The best `limit` cases and policies in force today for words that nobody has masked yet.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the index does not serve.
    pub async fn search(&self, words: &OwnerMessage, limit: usize) -> Result<Found, ServiceError> {
        let masked = self.parts.redactor.mask(words.as_str(), &mut Vault::new());
        let area = self.parts.own_site.area.clone();
        let (cases, policies) =
            tokio::try_join!(self.similar_cases(&masked, limit), self.policies(masked.as_str(), area, limit))?;
        Ok(Found { cases, policies, index_down: false })
    }

    /// The best `limit` cases for a masked text.
    pub(in crate::service) async fn similar_cases(
        &self,
        masked: &Masked,
        limit: usize,
    ) -> Result<Vec<CaseHit>, ServiceError> {
        let hits = self.hits(masked.as_str(), DocKind::Case, None, limit).await?;
        Ok(case_hits(&self.knowing().knowledge, self.parts.clock.today(), hits))
    }

    /// The best `limit` policies in force today in an area for a need of that trade and kind of task.
    ///
    /// An owner's complaint shares no words with a policy, so the policies are looked for by what they support.
    pub(in crate::service) async fn supporting_policies(
        &self,
        sector: Option<&SectorRef>,
        task: Option<&str>,
        (area, limit): (Option<String>, usize),
    ) -> Result<Vec<PolicyHit>, ServiceError> {
        let sector = sector.map(|sector| sector.name.as_str()).unwrap_or_default();
        self.policies(&format!("{SUPPORT} {sector} {}", task.unwrap_or_default()), area, limit).await
    }

    async fn policies(&self, text: &str, area: Option<String>, limit: usize) -> Result<Vec<PolicyHit>, ServiceError> {
        let hits = self.hits(text, DocKind::Policy, area, limit).await?;
        let (knowing, today) = (self.knowing(), self.parts.clock.today());
        Ok(hits.into_iter().filter_map(|hit| policy_hit(&knowing.knowledge, today, hit)).collect())
    }

    async fn hits(
        &self,
        text: &str,
        kind: DocKind,
        area: Option<String>,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        let as_of = self.parts.clock.today();
        let tuning = tuning(&self.searching().1);
        let request = SearchRequest { text: text.to_owned(), kinds: vec![kind], limit, as_of, area, tuning };
        self.parts.index.search(&request).await
    }
}

/// The settings as the index takes them.
pub(in crate::service) fn tuning(settings: &SearchSettings) -> Tuning {
    Tuning { glossary: settings.glossary, rrf: settings.rrf, depth: settings.depth }
}

/// Puts cases of the same trade and task first, and leaves out what only shares a common word.
pub(in crate::service) fn prefer(
    mut cases: Vec<CaseHit>,
    sector: Option<&SectorRef>,
    task: Option<AiTask>,
) -> Vec<CaseHit> {
    for hit in &mut cases {
        hit.score *= sector.map_or(1.0, |sector| kinship(&hit.sector, sector));
        if task == Some(hit.ai_task) {
            hit.score *= SAME_TASK;
        }
    }
    cases.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = cases.first().map_or(0.0, |hit| hit.score);
    // One good case says more than four: what shares neither trade nor task must come close to the best by its words.
    cases.retain(|hit| {
        let near = sector.is_some_and(|sector| kinship(&hit.sector, sector) > 1.0) || task == Some(hit.ai_task);
        near || hit.score >= best * FAR
    });
    cases
}

/// How near two trades are by GB/T 4754-2017: one group (letter and three digits, 制鞋) is the same trade, one division
/// (letter and two digits, 皮革和制鞋) a kindred one.
fn kinship(a: &SectorRef, b: &SectorRef) -> f32 {
    let shared = a.code.bytes().zip(b.code.bytes()).take_while(|(a, b)| a == b).count();
    match shared {
        4.. => SAME_TRADE,
        3 => KINDRED_TRADE,
        _ => 1.0,
    }
}

/// What the index finds is held against the days once more: it may be behind what curators have set.
fn case_hits(knowledge: &Knowledge, today: NaiveDate, hits: Vec<Hit>) -> Vec<CaseHit> {
    hits.into_iter()
        .filter_map(|hit| {
            let case = knowledge.case_in_force(&hit.id, today)?.clone();
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

fn policy_hit(knowledge: &Knowledge, today: NaiveDate, hit: Hit) -> Option<PolicyHit> {
    let policy = knowledge.policy_in_force(&hit.id, today)?.clone();
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
