//! The second reader: when one is needed, what came of it, and whether the two agree.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Judging, Keep, Review};
use crate::domain::{ConversationId, Dossier, Evidence, Rubric, StaffId, VerdictCode};

/// Why a second reader is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhySecond {
    /// Much money is at stake.
    Money,
    /// People could be hurt.
    Safety,
    /// A favourable verdict rests on words alone.
    Evidence,
    /// The verdict stands against the arithmetic.
    Override,
    /// Drawn by lot.
    Random,
    /// The translator asked for one.
    Asked,
}

/// When a second reader is needed; from the configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecondRule {
    /// Yuan from which on it is much money.
    pub money: f64,
    /// Percent of all cases that are drawn by lot.
    pub percent: u8,
}

impl Default for SecondRule {
    fn default() -> Self {
        Self { money: 500_000.0, percent: 5 }
    }
}

/// Words at which people could be hurt.
const SAFETY: [&str; 12] =
    ["伤人", "工伤", "压手", "夹手", "断指", "触电", "爆炸", "着火", "火灾", "中毒", "安全事故", "煤气"];
/// The knock-out for danger to people.
const DANGER: &str = "K3";

/// A second reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondReading {
    /// Why it is needed.
    pub why: Vec<WhySecond>,
    /// Who reads.
    pub by: Option<StaffId>,
    /// The second reader's own judgement; nothing before somebody took it.
    pub judging: Option<Judging>,
    /// What came of it.
    pub result: Option<ReadingResult>,
}

/// What came of a second reading; both verdicts are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadingResult {
    /// The first reader's verdict when the second one gave theirs.
    pub first: VerdictCode,
    /// The second reader's.
    pub second: VerdictCode,
    /// What the second reader wants to be known.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Which of two verdicts stands, and why.
    pub settled: Option<Settled>,
}

/// How a disagreement was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settled {
    /// Which stands.
    pub keep: Keep,
    /// Why.
    pub reason: String,
    /// Who settled it.
    pub by: StaffId,
}

impl SecondReading {
    pub(super) fn needed(why: Vec<WhySecond>) -> Self {
        Self { why, by: None, judging: None, result: None }
    }

    /// Whether nothing stands in the way of an approval any more.
    pub fn is_settled(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.first == result.second || result.settled.is_some())
    }

    /// Whether the two verdicts differ and nobody has settled it.
    pub fn disagrees(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.first != result.second && result.settled.is_none())
    }
}

impl SecondRule {
    /// Why this case needs a second reader; nothing when it needs none.
    pub fn reasons(&self, review: &Review, dossier: &Dossier, money: Option<f64>, rubric: &Rubric) -> Vec<WhySecond> {
        let Some(judging) = &review.work.judging else { return vec![] };
        let hopeful = matches!(judging.verdict(rubric), VerdictCode::SuitableNow | VerdictCode::PilotFirst);
        let words = dossier.words();
        let rules = [
            (WhySecond::Money, money.is_some_and(|yuan| yuan >= self.money)),
            (WhySecond::Safety, in_danger(judging) || SAFETY.iter().any(|word| words.contains(word))),
            (WhySecond::Evidence, hopeful && judging.weakest() == Some(Evidence::E1) && only_words(judging)),
            (WhySecond::Override, judging.overriding.is_some()),
            (WhySecond::Random, drawn(review.conversation_id, self.percent)),
        ];
        rules.into_iter().filter(|(_, holds)| *holds).map(|(why, _)| why).collect()
    }
}

fn in_danger(judging: &Judging) -> bool {
    judging.knock_outs.iter().any(|id| id.as_str() == DANGER)
}

/// Whether no score rests on more than words.
fn only_words(judging: &Judging) -> bool {
    judging.scores.values().filter(|score| score.score.is_some()).all(|score| score.evidence == Evidence::E1)
}

/// The same case is drawn or not whenever it is asked: the last bytes of a v7 id are random.
fn drawn(id: ConversationId, percent: u8) -> bool {
    let bytes = id.0.as_bytes();
    u16::from_be_bytes([bytes[14], bytes[15]]) % 100 < u16::from(percent)
}

#[cfg(test)]
mod tests {
    use super::super::tests::*;
    use super::super::*;
    use super::*;
    use crate::domain::Evidence;

    #[test]
    fn a_second_reader_is_another_person_and_judges_blind() {
        let mut desk = Desk::new();
        desk.why = vec![WhySecond::Money];
        desk.does(ANNA, &Action::Claim);
        assert_eq!(desk.tries(ANNA, &Action::Approve), Ok(StepKind::AskSecond));
        assert_eq!(desk.review.state, ReviewState::Second);
        assert_eq!(desk.tries(ANNA, &Action::Claim), Err(Refusal::SamePerson));
        desk.does(BO, &Action::Claim);
        let own = desk.review.work.second.as_ref().unwrap().judging.clone().unwrap();
        assert!(own.scores.is_empty(), "the second reader begins with nothing");
        assert_eq!(desk.tries(BO, &Action::GiveSecond { note: String::new() }), Err(Refusal::Nothing));
        score_all(&mut desk, BO, 2);
        desk.does(BO, &Action::GiveSecond { note: String::new() });
        let result = desk.review.work.second.as_ref().unwrap().result.clone().unwrap();
        assert_eq!(result.first, result.second);
        desk.does(ANNA, &Action::Approve);
        assert_eq!(desk.review.state, ReviewState::Approved);
    }

    #[test]
    fn a_disagreement_is_settled_by_a_lead_or_by_giving_way() {
        let mut desk = Desk::new();
        desk.why = vec![WhySecond::Safety];
        desk.does(ANNA, &Action::Claim).does(ANNA, &Action::Approve).does(BO, &Action::Claim);
        score_all(&mut desk, BO, 0);
        desk.does(BO, &Action::GiveSecond { note: "根本没有数据".into() });
        assert_eq!(desk.tries(ANNA, &Action::Approve), Err(Refusal::Blocked(vec![Block::Disagreement])));
        let settle = |keep| Action::Settle { keep, reason: "看过现场".into() };
        assert_eq!(desk.tries(ANNA, &settle(Keep::First)), Err(Refusal::LeadOnly));
        let before = desk.review.clone();
        desk.does(LEAD, &settle(Keep::First)).does(ANNA, &Action::Approve);
        desk.review = before;
        desk.does(ANNA, &settle(Keep::Second));
        let rubric = desk.knowledge.rubric.clone();
        let stands = desk.review.work.judging.as_ref().unwrap().verdict(&rubric);
        assert_eq!(stands, desk.review.work.second.as_ref().unwrap().result.as_ref().unwrap().second);
        desk.does(ANNA, &Action::Approve);
    }

    fn score_all(desk: &mut Desk, who: u128, score: u8) {
        for criterion in desk.knowledge.rubric.criteria.clone() {
            let offered = criterion.options.iter().map(|option| option.score);
            let score = offered.min_by_key(|offered| offered.abs_diff(score)).unwrap();
            let action = Action::Score {
                criterion: criterion.id,
                score: Some(score),
                evidence: Evidence::E2,
                reason: "看过".into(),
            };
            desk.does(who, &action);
        }
    }
}
