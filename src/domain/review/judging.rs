//! The judgement as a translator works on it: scores with reasons; the total and the verdict are computed, never typed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use chrono::{DateTime, Utc};

use super::Review;
use super::act::{Actor, Done, Grounding, Refusal, Told, reason};
use super::action::{Action, StepKind};
use super::decide::verdicts;
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

impl Review {
    /// Scores a criterion or lets another verdict stand; a second reader does so on a judgement of their own.
    pub(super) fn judge(&mut self, action: &Action, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        let rubric = &grounding.knowledge.rubric;
        let second = self.reads_second(by, now);
        if !second {
            self.must_hold(by, now)?;
        }
        let own = self.work.second.as_mut().filter(|_| second).and_then(|second| second.judging.as_mut());
        let judging = own.or(self.work.judging.as_mut()).ok_or(Refusal::NoField)?;
        let done = match action {
            Action::Score { criterion, score, evidence, reason: why } => {
                let known = rubric.criterion(criterion.as_str()).ok_or(Refusal::NoCriterion)?;
                let offered = |value: u8| known.options.iter().any(|option| option.score == value);
                if score.is_some_and(|value| value > 3 || !offered(value)) {
                    return Err(Refusal::NoCriterion);
                }
                let why = reason(why)?;
                let before = judging.scores.get(criterion).and_then(|score| score.score);
                *judging = judging.changed(rubric, criterion, (*score, *evidence), &why, by.id);
                let told = Told {
                    about: Some(criterion.to_string()),
                    before: before.map(|score| score.to_string()),
                    after: score.map(|score| score.to_string()),
                    reason: Some(why),
                    ..Told::default()
                };
                (StepKind::Score, told)
            }
            Action::Override { verdict, reason: why } => {
                let why = reason(why)?;
                let before = judging.verdict(rubric);
                let computed = judging.judgement(rubric).code;
                if *verdict == computed || *verdict == VerdictCode::Stop || computed == VerdictCode::Stop {
                    return Err(Refusal::Nothing);
                }
                judging.overriding = Some(Overriding { verdict: *verdict, reason: why.clone(), by: by.id });
                let told = Told { reason: Some(why), ..verdicts(before, *verdict) };
                (StepKind::Override, told)
            }
            _ => {
                let before = judging.overriding.take().ok_or(Refusal::Nothing)?.verdict;
                (StepKind::DropOverride, verdicts(before, judging.verdict(rubric)))
            }
        };
        if !second {
            self.outdate_second();
        }
        Ok(done)
    }

    /// A second reading of a judgement that was changed since is kept, and another one is needed.
    pub(super) fn outdate_second(&mut self) {
        if self.work.second.as_ref().is_some_and(|second| second.result.is_some()) {
            self.work.earlier_seconds.extend(self.work.second.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::*;
    use super::super::*;
    use super::*;
    use crate::domain::rubric::Group;

    #[test]
    fn a_changed_score_takes_its_knock_out_with_it() {
        let mut desk = Desk::new();
        desk.does(ANNA, &Action::Claim);
        let score = |value| Action::Score {
            criterion: CriterionId::from("F2"),
            score: Some(value),
            evidence: Evidence::E3,
            reason: "看过现场".into(),
        };
        let rubric = desk.knowledge.rubric.clone();
        let verdict = |desk: &Desk| desk.review.work.judging.as_ref().unwrap().judgement(&rubric).code;
        let before = verdict(&desk);
        desk.does(ANNA, &score(0));
        assert_eq!(verdict(&desk), VerdictCode::ConventionalBetter);
        desk.does(ANNA, &score(2));
        assert_eq!(verdict(&desk), before);
        let judged = &desk.review.work.judging.as_ref().unwrap().scores[&CriterionId::from("F2")];
        assert_eq!(judged.drafted, Some(Some(2)));
        let total: f64 = rubric.group(Group::Fit).map(|criterion| criterion.weight).sum();
        assert!((total - 100.0).abs() < f64::EPSILON);
    }

    #[test]
    fn an_override_needs_a_reason() {
        let mut desk = Desk::new();
        desk.does(ANNA, &Action::Claim);
        let overriding = |reason: &str| Action::Override { verdict: VerdictCode::NotSuitable, reason: reason.into() };
        assert_eq!(desk.tries(ANNA, &overriding(" ")), Err(Refusal::NoReason));
        desk.does(ANNA, &overriding("厂里下月搬迁"));
        assert_eq!(
            desk.review.work.judging.as_ref().unwrap().verdict(&desk.knowledge.rubric),
            VerdictCode::NotSuitable
        );
        let why = SecondRule::default().reasons(&desk.review, &desk.dossier, None, &desk.knowledge.rubric);
        assert!(why.contains(&WhySecond::Override), "{why:?}");
        desk.does(ANNA, &Action::DropOverride);
    }
}
