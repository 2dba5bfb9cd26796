//! The verdict in plain sentences for an owner: the answer, why, what next, and when to come back or what would change it.
//!
//! No names of criteria, no scores and none of the owner's words: a model may read it, and so may whoever stands beside him.

use crate::domain::{Dossier, Knowledge, Locale, Verdict, VerdictCode};
use crate::messages::say;

/// How many weak points are named.
const WEAK_NAMED: usize = 3;
/// How many points that nobody knows are named.
const OPEN_NAMED: usize = 3;
/// The most sentences, and the most characters of them all together in Chinese.
const SENTENCES: usize = 4;
const CHARACTERS: usize = 160;
/// The fewest characters that a shortened reason keeps.
const REASON_KEPT: usize = 24;

/// Explains the verdict in at most four sentences; `final_word` when nothing more will be asked.
pub(super) fn explain(
    verdict: &Verdict,
    knowledge: &Knowledge,
    dossier: &Dossier,
    final_word: bool,
    locale: Locale,
) -> String {
    let part = |key: &str| Some(say(locale, key, &[]));
    let come_back = || come_back(verdict, knowledge, locale);
    let turn = || turn(verdict, locale);
    let parts = match verdict.code {
        VerdictCode::Stop => return stop_message(verdict, dossier),
        VerdictCode::NotEnoughInfo if !final_word => return say(locale, "verdict.not_enough_info", &[]),
        VerdictCode::SuitableNow => {
            [part("verdict.suitable_now"), part("verdict.why_proven"), part("verdict.next_now"), None]
        }
        VerdictCode::PilotFirst => {
            [part("verdict.pilot_first"), weak(verdict, locale), part("verdict.next_pilot"), turn()]
        }
        VerdictCode::PrepareFirst => {
            [part("verdict.prepare_first"), weak(verdict, locale), part("verdict.next_prepare"), turn()]
        }
        VerdictCode::ConventionalBetter => {
            [part("verdict.conventional_better"), way(verdict, locale), part("verdict.next_way"), come_back()]
        }
        VerdictCode::NotSuitable => [
            part("verdict.not_suitable"),
            reason(verdict, locale),
            safe_way(verdict, locale),
            come_back().or_else(turn),
        ],
        VerdictCode::NotEnoughInfo => {
            [part("verdict.not_enough_final"), open(verdict, locale), part("verdict.next_open"), None]
        }
    };
    fitted(parts.into_iter().flatten().collect(), locale)
}

/// Puts sentences together: what is too long loses the end of its reason first, then its last sentence.
fn fitted(mut sentences: Vec<String>, locale: Locale) -> String {
    sentences.truncate(SENTENCES);
    if locale == Locale::En {
        return sentences.join(" ");
    }
    let length = |sentences: &[String]| sentences.iter().map(|s| s.chars().count()).sum::<usize>();
    let too_long = length(&sentences).saturating_sub(CHARACTERS);
    if let Some(reason) = sentences.get_mut(1).filter(|_| too_long > 0) {
        let kept = reason.chars().count().saturating_sub(too_long).max(REASON_KEPT);
        *reason = shortened(reason, kept);
    }
    while length(&sentences) > CHARACTERS && sentences.len() > 2 {
        sentences.pop();
    }
    sentences.concat()
}

/// At most that many characters, cut at a pause where there is one; still one sentence.
fn shortened(sentence: &str, characters: usize) -> String {
    if sentence.chars().count() <= characters {
        return sentence.to_owned();
    }
    let kept: String = sentence.chars().take(characters.saturating_sub(1)).collect();
    let pause = kept.rfind(['；', '，', '：', '、']).filter(|at| *at > 0);
    format!("{}。", pause.and_then(|at| kept.get(..at)).unwrap_or(&kept))
}

/// Several sentences as one.
fn as_one(text: &str) -> String {
    text.trim().trim_end_matches(['。', '.', '；']).replace(['。', '！', '？'], "；")
}

fn weak(verdict: &Verdict, locale: Locale) -> Option<String> {
    let mut low: Vec<_> = verdict.criteria.iter().filter(|c| c.score.is_some_and(|score| score <= 1)).collect();
    low.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let names: Vec<&str> = low.iter().take(WEAK_NAMED).map(|c| c.owner_name.as_str()).collect();
    if !names.is_empty() {
        return Some(say(locale, "verdict.why_weak", &[("names", &names.join("、"))]));
    }
    let high = verdict.code == VerdictCode::PilotFirst && verdict.fit.score >= 70.0 && verdict.timing.score >= 70.0;
    high.then(|| say(locale, "verdict.why_words", &[]))
}

/// The ordinary way and why it is better; without one, why AI is not.
fn way(verdict: &Verdict, locale: Locale) -> Option<String> {
    match &verdict.alternative {
        Some(way) => Some(say(locale, "verdict.why_way", &[("name", &as_one(&way.name)), ("why", &as_one(&way.why))])),
        None => reason(verdict, locale),
    }
}

/// The words of the knock-out; for a verdict by scores, the weakest criteria.
fn reason(verdict: &Verdict, locale: Locale) -> Option<String> {
    match verdict.knock_outs.first() {
        Some(knock_out) => Some(say(locale, "verdict.why_plain", &[("why", &as_one(&knock_out.message))])),
        None => weak(verdict, locale),
    }
}

fn safe_way(verdict: &Verdict, locale: Locale) -> Option<String> {
    let way = verdict.alternative.as_ref()?;
    Some(say(locale, "verdict.next_safe", &[("name", &as_one(&way.name))]))
}

fn come_back(verdict: &Verdict, knowledge: &Knowledge, locale: Locale) -> Option<String> {
    let own = verdict.alternative.as_ref().and_then(|way| way.come_back.as_deref());
    let general = verdict.knock_outs.first().and_then(|k| knowledge.rubric.knock_out(k.id.as_str()));
    let when = own.or(general.map(|k| k.come_back.as_str()))?;
    Some(say(locale, "verdict.come_back", &[("when", &as_one(when))]))
}

/// The single change that would lead nearer to "now".
fn turn(verdict: &Verdict, locale: Locale) -> Option<String> {
    let flip = verdict.flips.iter().find(|flip| flip.better && flip.also.is_none())?;
    let then = say(locale, &super::verdict::name_of(flip.verdict), &[]);
    Some(say(locale, "verdict.flip", &[("name", &flip.owner_name), ("to", &flip.to), ("verdict", &then)]))
}

fn open(verdict: &Verdict, locale: Locale) -> Option<String> {
    let names = verdict.criteria.iter().filter(|c| c.unknown).map(|c| c.owner_name.as_str());
    let names: Vec<&str> = names.take(OPEN_NAMED).collect();
    (!names.is_empty()).then(|| say(locale, "verdict.why_open", &[("open", &names.join("、"))]))
}

fn stop_message(verdict: &Verdict, dossier: &Dossier) -> String {
    let by_rule = verdict.knock_outs.first().map(|k| k.message.clone());
    dossier.stopped.clone().or(by_rule).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::domain::{Answer, CriterionId, Evidence, KnockOutId, Remedy};
    use crate::service::drafting::verdict_for;
    use crate::service::knowledge::{assemble, seed};

    static SEED: LazyLock<Knowledge> = LazyLock::new(|| assemble(&seed().unwrap()).unwrap());

    fn answered(values: &[i8], knock_out: Option<(&str, &str)>) -> Dossier {
        let mut dossier = Dossier::default();
        for (criterion, value) in SEED.rubric.criteria.iter().zip(values) {
            let id: CriterionId = criterion.id.clone();
            let triggered = knock_out.filter(|(of, _)| *of == id.as_str()).map(|(_, k)| KnockOutId::from(k));
            let answer = Answer {
                score: u8::try_from(*value).ok(),
                knock_out: triggered,
                reason: "理由".into(),
                quote: "老板原话{basis}".into(),
                source: None,
                evidence: Evidence::E2,
            };
            dossier.answers.insert(id, answer);
        }
        dossier
    }

    /// Every remedy of every playbook, and a spread of scores.
    fn dossiers() -> Vec<Dossier> {
        let mut all: Vec<Dossier> = vec![Dossier::default()];
        for seed in 0..60_u32 {
            let value = |place: u32| i8::try_from((seed * 7 + place * place * 3 + place * seed) % 5).unwrap() - 1;
            all.push(answered(&(0..13).map(value).collect::<Vec<_>>(), None));
        }
        all.push(answered(&[3; 13], None));
        all.push(answered(&[2, 2, 2, 3, 2, 2, 2, 0, 1, 2, 1, 1, 3], None));
        all.push(answered(&[2, 3, 2, 2, 2, 2, 2, 1, 2, 1, 2, 2, 3], None));
        for book in SEED.playbooks.iter() {
            for way in &book.conventional {
                let mut dossier = answered(&[2, 0, 2, 2, 2, 2, 2], Some(("F2", way.knock_out.as_str())));
                let (task, name, knock_out) = (book.task, way.name.clone(), way.knock_out.clone());
                dossier.remedy = Some(Remedy { task, name, knock_out, quote: String::new() });
                all.push(dossier);
            }
        }
        for (criterion, knock_out) in [("F4", "K3"), ("F3", "K7"), ("F5", "K4"), ("T1", "K2")] {
            let place = SEED.rubric.criteria.iter().position(|c| c.id.as_str() == criterion).unwrap();
            let mut values = [2; 13];
            values[place] = 0;
            all.push(answered(&values, Some((criterion, knock_out))));
        }
        all
    }

    #[test]
    fn an_owner_reads_four_short_sentences_without_scores() {
        let mut codes = vec![];
        for dossier in dossiers() {
            let verdict = verdict_for(&SEED, &dossier, Locale::ZhCn);
            let said = &verdict.explanation;
            codes.push(verdict.code);
            assert!((1..=SENTENCES).contains(&said.matches('。').count()) && said.ends_with('。'), "{said}");
            assert!(said.chars().count() <= CHARACTERS, "{}: {said}", said.chars().count());
            assert!(!said.contains("老板原话") && !said.contains('{'), "{said}");
            for criterion in &verdict.criteria {
                assert!(!said.contains(criterion.id.as_str()) && !said.contains("分，"), "{said}");
            }
            assert!(!verdict_for(&SEED, &dossier, Locale::En).explanation.is_empty());
        }
        codes.sort_by_key(|code| format!("{code:?}"));
        codes.dedup();
        assert!(codes.len() >= 6, "{codes:?}");
    }

    #[test]
    fn a_translator_reads_every_ground_and_the_arithmetic() {
        let verdict = verdict_for(&SEED, &answered(&[3, 0, -1], Some(("F2", "K1"))), Locale::ZhCn);
        let lines = &verdict.for_translator;
        assert_eq!(lines.len(), SEED.rubric.criteria.len() + 1);
        assert!(
            lines[0].starts_with("F1 ") && lines[0].contains("3分（理由）；原话「老板原话{basis}」；证据e2"),
            "{}",
            lines[0]
        );
        assert!(lines[1].contains("否决K1"), "{}", lines[1]);
        assert!(lines[2].contains("未评（不清楚）") && lines[3].contains("未评（没问到）"));
        assert!(lines[13].contains("已答权重32") && lines[13].contains("决策表第2行"), "{}", lines[13]);
    }

    #[test]
    fn a_flip_is_named_in_the_words_of_the_options() {
        let verdict =
            verdict_for(&SEED, &answered(&[2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], Some(("F2", "K1"))), Locale::ZhCn);
        let flip = verdict.flips.iter().find(|flip| flip.better).unwrap();
        assert_eq!((flip.criterion.as_str(), flip.from.as_str()), ("F2", "能，只是还没上"));
        let options = &SEED.rubric.criterion("F2").unwrap().options;
        assert!(options.iter().any(|option| option.text == flip.to), "{flip:?}");
    }

    #[test]
    fn a_price_is_always_a_published_one() {
        for dossier in dossiers() {
            let verdict = verdict_for(&SEED, &dossier, Locale::ZhCn);
            if let Some(price) = verdict.alternative.and_then(|way| way.price) {
                let case = SEED.case(&price.case_id).unwrap();
                assert!(case.cost.is_some() && price.title == case.title, "{price:?}");
            }
        }
    }

    #[test]
    fn a_stored_verdict_still_reads() {
        let verdict = verdict_for(&SEED, &Dossier::default(), Locale::ZhCn);
        let mut stored = serde_json::to_value(&verdict).unwrap();
        for field in ["payback", "flips", "for_translator"] {
            stored.as_object_mut().unwrap().remove(field);
        }
        assert!(serde_json::from_value::<Verdict>(stored).unwrap().for_translator.is_empty());
    }
}
