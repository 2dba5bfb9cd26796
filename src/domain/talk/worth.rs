//! Whether it pays (F5): scored from the amounts that the owner named, as soon as they suffice, and again when they change.

use super::Effect;
use crate::domain::payback::{Basis, Payback, payback};
use crate::domain::{Answer, CriterionId, Dossier, Evidence, Fact, Knowledge};

/// The criterion that asks for the payback.
const WORTH: &str = "F5";
/// How a reckoned answer's reason begins; an owner's own answer carries the reason of the option that it means.
const RECKONED: &str = "按您说的数算：";

/// Answers F5 from the payback, unless the owner answered it himself; takes the answer back when the amounts are gone.
pub(super) fn score(dossier: &mut Dossier, knowledge: &Knowledge, effects: &mut Vec<Effect>) {
    let id = CriterionId::from(WORTH);
    let known = dossier.answers.get(&id);
    let reckoned = known.is_some_and(|answer| answer.reason.starts_with(RECKONED));
    let his_own = known.is_some_and(|answer| answer.score.is_some()) && !reckoned;
    if dossier.stopped.is_some() || his_own {
        return;
    }
    let Some(answer) = payback(dossier, knowledge).and_then(|sum| answer(&sum)) else {
        if reckoned {
            dossier.answers.remove(&id);
        }
        return;
    };
    // The amounts have lines of their own on the card; a line that said 不清楚 gets its answer.
    if dossier.fact(&format!("criterion:{WORTH}")).is_some() {
        let name = knowledge.rubric.criterion(WORTH).map(|criterion| criterion.name.clone()).unwrap_or_default();
        let fact = Fact::of_answer(&id, name, &answer);
        if dossier.put(&fact) {
            effects.push(Effect::Learnt(fact));
        }
    }
    dossier.answers.insert(id, answer);
}

fn answer(sum: &Payback) -> Option<Answer> {
    let score = sum.score?;
    let words = sum.rows.iter().filter(|row| row.value.is_some()).find_map(|row| match &row.basis {
        Basis::Owner { quote } => Some(quote.clone()),
        _ => None,
    });
    Some(Answer {
        score: Some(score),
        knock_out: None,
        reason: reason(sum)?,
        quote: words?,
        source: None,
        evidence: Evidence::E1,
    })
}

/// The sum in one line.
fn reason(sum: &Payback) -> Option<String> {
    let saved = sum.saved?;
    let of = |key: &str| sum.rows.iter().any(|row| row.label_key == key && row.value.is_some());
    let what = match (of("payback.labour"), of("payback.losses")) {
        (true, true) => "少用人、少赔",
        (true, false) => "少用人",
        _ => "少赔",
    };
    let paid = shown(sum.investment?);
    let when = match sum.months {
        Some((best, worst)) if worst - best >= 1.0 => format!("约{best:.0}到{worst:.0}个月回本"),
        Some((best, _)) => format!("约{best:.0}个月回本"),
        None if sum.gain? > 0.0 => "不一定回得了本".to_owned(),
        None => "回不了本".to_owned(),
    };
    Some(format!("{RECKONED}一年最多{what}约{}、打算花{paid}，{when}", shown(saved)))
}

/// Yuan as people read them: 2.4万, 8000元.
fn shown(yuan: f64) -> String {
    if yuan < 10_000.0 {
        return format!("{yuan:.0}元");
    }
    let tens = format!("{:.1}", yuan / 10_000.0);
    format!("{}万", tens.trim_end_matches(".0"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::talk::{Event, step};
    use crate::domain::{FactState, Reading, Rubric};

    fn hear(dossier: Dossier, facts: &[(&str, &str)]) -> Dossier {
        let rubric: Rubric = toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap();
        let knowledge = Knowledge {
            cases: vec![],
            policies: vec![],
            glossary: [].into(),
            playbooks: [].into(),
            needs: [].into(),
            rubric,
            last_days: std::collections::BTreeMap::new(),
        };
        let fact = |(key, words): &(&str, &str)| Fact {
            key: (*key).to_owned(),
            label: String::new(),
            value: Some((*words).to_owned()),
            unit: None,
            state: FactState::Proposed,
            quote: Some((*words).to_owned()),
        };
        let reading = Reading {
            facts: facts.iter().map(fact).collect(),
            acts: vec![crate::domain::Act::Corrects],
            ..Reading::default()
        };
        let message = facts.iter().map(|(_, words)| *words).collect::<Vec<_>>().join("，");
        step(dossier, Event::Heard { message, reading, similar: vec![] }, &knowledge).0
    }

    #[test]
    fn amounts_score_the_payback_and_change_it() {
        let dossier = hear(Dossier::default(), &[("loss", "一个月赔两万"), ("budget", "打算花二十万")]);
        let answer = &dossier.answers[&CriterionId::from("F5")];
        assert_eq!((answer.score, answer.evidence, answer.quote.as_str()), (Some(3), Evidence::E1, "一个月赔两万"));
        assert_eq!(answer.reason, "按您说的数算：一年最多少赔约24万、打算花20万，约11个月回本");
        let dossier = hear(dossier, &[("budget", "打算花五十万")]);
        assert_eq!(dossier.answers[&CriterionId::from("F5")].score, Some(1));
        let dossier = hear(dossier, &[("loss", "一个月赔好几万")]);
        assert!(!dossier.answers.contains_key(&CriterionId::from("F5")));
    }

    #[test]
    fn his_own_answer_stands() {
        let mut dossier = Dossier::default();
        let own = Answer {
            score: Some(0),
            knock_out: None,
            reason: "量太小".into(),
            quote: "划不来".into(),
            source: None,
            evidence: Evidence::E1,
        };
        dossier.answers.insert(CriterionId::from("F5"), own.clone());
        let dossier = hear(dossier, &[("loss", "一个月赔两万"), ("budget", "打算花二十万")]);
        assert_eq!(dossier.answers[&CriterionId::from("F5")], own);
    }
}
