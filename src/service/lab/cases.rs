//! The cases on which rules are tried: the newest talks by what people or drafts judged of them, the rubric's known cases,
//! and example needs.

use std::collections::BTreeMap;

use crate::domain::replay::{KnownCase, Origin};
use crate::domain::rubric::Rubric;
use crate::domain::{CriterionId, Evidence, ExampleNeed, Knowledge, Score, Scores};
use crate::service::{Service, ServiceError};
use crate::store::JudgedTalk;

/// Talks that are read at once.
const PAGE: u64 = 100;
/// Of so many talks for each one that is wanted, many hold no need.
const LOOKED_AT: usize = 5;

impl Service {
    /// The newest talks of which anything was scored.
    pub(super) async fn newest_cases(&self, most: usize) -> Result<Vec<KnownCase>, ServiceError> {
        let mut cases = vec![];
        let (mut before, mut seen) = (None, 0);
        while cases.len() < most && seen < most * LOOKED_AT {
            let talks = self.parts.store.judged_talks(before, PAGE).await?;
            let Some(last) = talks.last() else { break };
            before = Some(last.conversation.id);
            seen += talks.len();
            cases.extend(talks.iter().filter_map(of_talk));
        }
        cases.truncate(most);
        Ok(cases)
    }
}

/// A talk as a case; nothing when nothing of it was scored.
fn of_talk(talk: &JudgedTalk) -> Option<KnownCase> {
    let dossier = &talk.conversation.dossier;
    let stopped = dossier.stopped.is_some();
    let (origin, scores, wanted) = match &talk.judging {
        Some(judging) => {
            (Origin::Review, judging.rubric_scores(), judging.overriding.as_ref().map(|standing| standing.verdict))
        }
        None => (Origin::Draft, dossier.scores(), None),
    };
    let empty = scores.known.is_empty() && scores.unknown.is_empty() && scores.knock_outs.is_empty();
    (!empty || stopped).then(|| KnownCase {
        name: talk.conversation.case_code.0.clone(),
        origin,
        sector: dossier.sector.clone(),
        task: dossier.ai_task,
        scores,
        stopped,
        wanted,
    })
}

/// The known cases of the rubric in force, with the verdicts that it expects.
pub(super) fn vectors(rubric: &Rubric) -> Vec<KnownCase> {
    let one = |vector: &crate::domain::rubric::Vector| KnownCase {
        name: format!("{} {}", vector.id, vector.title),
        origin: Origin::Vector,
        sector: None,
        task: None,
        scores: vector.scores(rubric),
        stopped: false,
        wanted: Some(vector.verdict),
    };
    rubric.vectors.iter().map(one).collect()
}

/// The example needs with the scores that experts gave them.
pub(super) fn examples(knowledge: &Knowledge) -> Vec<KnownCase> {
    let files = knowledge.needs.iter();
    let all = files.flat_map(|file| file.needs.iter().map(|need| (file.task, need)));
    let one = |(task, need): (_, &ExampleNeed)| KnownCase {
        name: format!("{task}/{}", need.id),
        origin: Origin::Example,
        sector: None,
        task: Some(task),
        scores: expert_scores(&knowledge.rubric, need),
        stopped: false,
        wanted: None,
    };
    all.map(one).collect()
}

/// What was told when asked counts before what was heard at first; of several answers the last one.
fn expert_scores(rubric: &Rubric, need: &ExampleNeed) -> Scores {
    let heard = need.heard.iter().filter_map(|heard| Some((heard.about.clone(), heard.score?)));
    let told = need.told.iter().filter_map(|told| Some((told.about.clone()?, told.score?)));
    let values: BTreeMap<CriterionId, u8> = heard.chain(told).collect();
    let mut scores = Scores::default();
    for (id, value) in values {
        let options = rubric.criterion(id.as_str()).map(|criterion| criterion.options.as_slice()).unwrap_or_default();
        // A knock-out only where that score cannot be had without it.
        let mut of_score =
            options.iter().filter(|option| option.score == value).map(|option| option.knock_out.as_ref());
        let first = of_score.next().flatten();
        if let Some(out) = first.filter(|_| of_score.all(|other| other.is_some())) {
            scores.knock_outs.insert(out.clone());
        }
        scores.known.insert(id, Score { value, evidence: Evidence::E1 });
    }
    scores
}
