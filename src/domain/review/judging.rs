//! The judgement as a translator works on it: scores with reasons; the total and the verdict are computed, never typed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::rubric::{Judgement, Step as ScoreStep, judge};
use crate::domain::{Answer, CriterionId, Dossier, Evidence, KnockOutId, Rubric, Score, Scores, StaffId, VerdictCode};

/// The judgement under review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Judging {
    /// The version of the rubric.
    pub rubric_version: String,
    /// Scores by criterion; a criterion that was not asked is missing.
    pub scores: BTreeMap<CriterionId, JudgedScore>,
    /// What rules AI out.
    pub knock_outs: BTreeSet<KnockOutId>,
    /// Law or secrecy stopped the talk: no score changes that.
    pub stopped: bool,
    /// A verdict that stands against the arithmetic, with its reason.
    pub overriding: Option<Overriding>,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JudgedScore {
    /// 0 to 3; nothing when nobody knows.
    pub score: Option<u8>,
    /// How good the evidence is.
    pub evidence: Evidence,
    /// Why.
    pub reason: String,
    /// The owner's words that it rests on.
    pub quote: String,
    /// What the draft had; nothing while nobody changed it.
    #[serde(default)]
    pub drafted: Option<Option<u8>>,
    /// Who changed it.
    #[serde(default)]
    pub by: Option<StaffId>,
}

/// A verdict against the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overriding {
    /// The verdict.
    pub verdict: VerdictCode,
    /// Why, for the owner as well.
    pub reason: String,
    /// Who.
    pub by: StaffId,
}

impl Judging {
    /// What the draft judged.
    pub fn of(dossier: &Dossier, rubric: &Rubric) -> Self {
        let score = |answer: &Answer| JudgedScore {
            score: answer.score,
            evidence: answer.evidence,
            reason: answer.reason.clone(),
            quote: answer.quote.clone(),
            drafted: None,
            by: None,
        };
        Self {
            rubric_version: rubric.version.clone(),
            scores: dossier.answers.iter().map(|(id, answer)| (id.clone(), score(answer))).collect(),
            knock_outs: dossier.scores().knock_outs,
            stopped: dossier.stopped.is_some(),
            overriding: None,
        }
    }

    /// An empty judgement, for a reader who is to judge without seeing another's.
    pub fn blank(of: &Self) -> Self {
        Self { scores: BTreeMap::new(), knock_outs: BTreeSet::new(), overriding: None, ..of.clone() }
    }

    /// A newer draft's judgement with what a person changed kept.
    #[must_use]
    pub fn refreshed(&self, dossier: &Dossier, rubric: &Rubric) -> Self {
        let mut fresh = Self { overriding: self.overriding.clone(), ..Self::of(dossier, rubric) };
        for (id, score) in self.scores.iter().filter(|(_, score)| score.by.is_some()) {
            if let (Some(value), Some(by)) = (score.score, score.by) {
                fresh = fresh.changed(rubric, id, (Some(value), score.evidence), &score.reason, by);
            } else {
                fresh.scores.insert(id.clone(), score.clone());
            }
        }
        fresh
    }

    /// With another score for a criterion: the knock-outs of the old answer are lifted, those of the new one triggered.
    #[must_use]
    pub fn changed(
        &self,
        rubric: &Rubric,
        id: &CriterionId,
        (value, evidence): (Option<u8>, Evidence),
        reason: &str,
        by: StaffId,
    ) -> Self {
        let mut next = self.clone();
        let before = self.scores.get(id);
        let from = before.and_then(|score| score.score);
        let turned = ScoreStep { criterion: id.clone(), from, to: value.unwrap_or(3), evidence: None };
        next.knock_outs = turned.apply(rubric, &self.rubric_scores()).knock_outs;
        let drafted = before.map_or(Some(None), |score| score.drafted.or(Some(score.score)));
        let quote = before.map(|score| score.quote.clone()).unwrap_or_default();
        let score = JudgedScore { score: value, evidence, reason: reason.to_owned(), quote, drafted, by: Some(by) };
        next.scores.insert(id.clone(), score);
        next
    }

    /// The scores as the rubric needs them.
    pub fn rubric_scores(&self) -> Scores {
        let mut scores = Scores { knock_outs: self.knock_outs.clone(), ..Scores::default() };
        for (id, judged) in &self.scores {
            match judged.score {
                Some(value) => {
                    scores.known.insert(id.clone(), Score { value, evidence: judged.evidence });
                }
                None => {
                    scores.unknown.insert(id.clone());
                }
            }
        }
        scores
    }

    /// What the arithmetic says.
    pub fn judgement(&self, rubric: &Rubric) -> Judgement {
        let mut judgement = judge(rubric, &self.rubric_scores());
        if self.stopped {
            judgement.code = VerdictCode::Stop;
        }
        judgement
    }

    /// The verdict: that of the arithmetic, or the one that stands against it.
    pub fn verdict(&self, rubric: &Rubric) -> VerdictCode {
        self.overriding.as_ref().map_or_else(|| self.judgement(rubric).code, |overriding| overriding.verdict)
    }

    /// The weakest evidence among the scores.
    pub fn weakest(&self) -> Option<Evidence> {
        self.scores.values().filter(|score| score.score.is_some()).map(|score| score.evidence).min()
    }

    /// The dossier with these scores in place of its own, for wording the verdict.
    pub fn onto(&self, dossier: &Dossier) -> Dossier {
        let mut answered = dossier.clone();
        answered.answers = self
            .scores
            .iter()
            .map(|(id, score)| {
                let own = dossier.answers.get(id);
                let kept = own.filter(|own| own.score == score.score).and_then(|own| own.knock_out.clone());
                let answer = Answer {
                    score: score.score,
                    knock_out: kept.filter(|id| self.knock_outs.contains(id)),
                    reason: score.reason.clone(),
                    quote: score.quote.clone(),
                    source: own.and_then(|own| own.source.clone()),
                    evidence: score.evidence,
                };
                (id.clone(), answer)
            })
            .collect();
        self.place_knock_outs(&mut answered);
        answered
    }

    /// A knock-out that a changed score triggered is hung on the first answer without one.
    fn place_knock_outs(&self, dossier: &mut Dossier) {
        let hung: BTreeSet<KnockOutId> =
            dossier.answers.values().filter_map(|answer| answer.knock_out.clone()).collect();
        for id in self.knock_outs.difference(&hung) {
            let changed = self.scores.iter().filter(|(_, score)| score.by.is_some()).map(|(criterion, _)| criterion);
            let place = changed
                .chain(self.scores.keys())
                .find(|criterion| dossier.answers.get(*criterion).is_some_and(|answer| answer.knock_out.is_none()));
            if let Some(answer) = place.cloned().and_then(|place| dossier.answers.get_mut(&place)) {
                answer.knock_out = Some(id.clone());
            }
        }
    }
}
