//! The verdict in plain sentences for an owner.

use crate::domain::{Dossier, Knowledge, Locale, Verdict, VerdictCode};
use crate::messages::say;

/// How many weak points are named.
const WEAK_NAMED: usize = 3;

/// Explains the verdict in at most four sentences; `final_word` when nothing more will be asked.
pub(super) fn explain(
    verdict: &Verdict,
    knowledge: &Knowledge,
    dossier: &Dossier,
    final_word: bool,
    locale: Locale,
) -> String {
    let key = match verdict.code {
        VerdictCode::SuitableNow => "verdict.suitable_now",
        VerdictCode::PilotFirst => "verdict.pilot_first",
        VerdictCode::PrepareFirst => "verdict.prepare_first",
        VerdictCode::ConventionalBetter => "verdict.conventional_better",
        VerdictCode::NotSuitable => "verdict.not_suitable",
        VerdictCode::NotEnoughInfo if final_word => "verdict.not_enough_final",
        VerdictCode::NotEnoughInfo => "verdict.not_enough_info",
        VerdictCode::Stop => "verdict.stop",
    };
    let (fit, timing) = (format!("{:.0}", verdict.fit.score), format!("{:.0}", verdict.timing.score));
    let values = [
        ("fit", fit),
        ("timing", timing),
        ("weak", weak(verdict, locale)),
        ("alternative", alternative(verdict, locale)),
        ("why", why(verdict)),
        ("come_back", come_back(verdict, knowledge, locale)),
        ("open", open(verdict)),
        ("message", stop_message(verdict, dossier)),
    ];
    let borrowed: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say(locale, key, &borrowed)
}

fn weak(verdict: &Verdict, locale: Locale) -> String {
    let mut low: Vec<_> = verdict.criteria.iter().filter(|c| c.score.is_some_and(|score| score <= 1)).collect();
    low.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let names: Vec<&str> = low.iter().take(WEAK_NAMED).map(|c| c.owner_name.as_str()).collect();
    if !names.is_empty() {
        return say(locale, "verdict.weak_part", &[("names", &names.join("；"))]);
    }
    let high = verdict.code == VerdictCode::PilotFirst && verdict.fit.score >= 70.0 && verdict.timing.score >= 70.0;
    if high { say(locale, "verdict.evidence_part", &[]) } else { String::new() }
}

fn alternative(verdict: &Verdict, locale: Locale) -> String {
    let name = verdict.alternative.as_ref().map(|way| way.name.trim_end_matches('。'));
    name.map(|name| say(locale, "verdict.alternative_part", &[("name", name)])).unwrap_or_default()
}

/// Why the named way is better; else the knock-out's words; for a verdict by scores, the reasons of the weakest criteria.
fn why(verdict: &Verdict) -> String {
    let way = verdict.alternative.as_ref().filter(|_| verdict.code == VerdictCode::ConventionalBetter);
    if let Some(way) = way {
        return way.why.clone();
    }
    if let Some(knock_out) = verdict.knock_outs.first() {
        return knock_out.message.clone();
    }
    let weak: Vec<&str> = verdict
        .criteria
        .iter()
        .filter(|c| c.id.as_str().starts_with('F') && c.score.is_some_and(|score| score <= 1))
        .map(|c| c.reason.as_str())
        .take(WEAK_NAMED)
        .collect();
    if weak.is_empty() { String::new() } else { format!("{}。", weak.join("；")) }
}

fn come_back(verdict: &Verdict, knowledge: &Knowledge, locale: Locale) -> String {
    let own = verdict.alternative.as_ref().and_then(|way| way.come_back.as_deref());
    let general = verdict.knock_outs.first().and_then(|k| knowledge.rubric.knock_out(k.id.as_str()));
    let when = own.or(general.map(|k| k.come_back.as_str())).map(|when| when.trim_end_matches('。'));
    when.map(|when| say(locale, "verdict.come_back_part", &[("when", when)])).unwrap_or_default()
}

fn open(verdict: &Verdict) -> String {
    let names: Vec<&str> = verdict.criteria.iter().filter(|c| c.unknown).map(|c| c.owner_name.as_str()).collect();
    names.join("；")
}

fn stop_message(verdict: &Verdict, dossier: &Dossier) -> String {
    let by_rule = verdict.knock_outs.first().map(|k| k.message.clone());
    dossier.stopped.clone().or(by_rule).unwrap_or_default()
}
