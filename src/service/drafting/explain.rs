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
