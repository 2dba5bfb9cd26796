//! The verdict as a translator checks it: every criterion with its grounds, then the arithmetic.

use crate::domain::rubric::{Criterion, Group, Judgement};
use crate::domain::{Dossier, Evidence, GroupScore, Knowledge, Locale, Verdict};
use crate::messages::say;

/// One line a criterion, in the order of the rubric, then one of arithmetic.
pub(super) fn lines(
    verdict: &Verdict,
    knowledge: &Knowledge,
    dossier: &Dossier,
    judgement: &Judgement,
    locale: Locale,
) -> Vec<String> {
    let criteria = knowledge.rubric.criteria.iter().map(|criterion| line(criterion, knowledge, dossier, locale));
    criteria.chain([arithmetic(verdict, knowledge, dossier, judgement, locale)]).collect()
}

fn line(criterion: &Criterion, knowledge: &Knowledge, dossier: &Dossier, locale: Locale) -> String {
    let (id, name) = (criterion.id.as_str(), criterion.name.as_str());
    let Some(answer) = dossier.answers.get(&criterion.id) else {
        return say(locale, "translator.open", &[("id", id), ("name", name)]);
    };
    let Some(score) = answer.score else {
        return say(locale, "translator.unknown", &[("id", id), ("name", name)]);
    };
    let basis = match answer.source.as_deref().and_then(|id| knowledge.case(id)) {
        Some(case) => say(locale, "translator.case", &[("title", &case.title), ("id", &case.id)]),
        None => say(locale, "translator.words", &[("quote", &answer.quote)]),
    };
    let evidence = match answer.evidence {
        Evidence::E1 => "e1",
        Evidence::E2 => "e2",
        Evidence::E3 => "e3",
    };
    let knock_out = answer.knock_out.as_ref().map(|id| say(locale, "translator.knock_out", &[("id", id.as_str())]));
    let values = [
        ("id", id),
        ("name", name),
        ("score", &score.to_string()),
        ("reason", &answer.reason),
        ("evidence", evidence),
        ("knock_out", &knock_out.unwrap_or_default()),
        // Last, so that a brace in the owner's words is not taken for a place to fill in.
        ("basis", &basis),
    ];
    say(locale, "translator.known", &values)
}

fn arithmetic(
    verdict: &Verdict,
    knowledge: &Knowledge,
    dossier: &Dossier,
    judgement: &Judgement,
    locale: Locale,
) -> String {
    let group = |group: Group, name: &str, result: &GroupScore| {
        let known = knowledge
            .rubric
            .group(group)
            .filter_map(|criterion| Some((criterion.weight, dossier.answers.get(&criterion.id)?.score?)));
        let known: Vec<(f64, u8)> = known.collect();
        let points: f64 = known.iter().map(|(weight, score)| weight * f64::from(*score) / 3.0).sum();
        let answered: f64 = known.iter().map(|(weight, _)| weight).sum();
        let values = [
            ("group", say(locale, name, &[])),
            ("points", format!("{points:.1}")),
            ("answered", format!("{answered:.0}")),
            ("score", format!("{:.1}", result.score)),
            ("coverage", format!("{:.0}", result.coverage)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say(locale, "translator.sum", &values)
    };
    let row = if dossier.stopped.is_some() {
        say(locale, "translator.stopped", &[])
    } else if judgement.row == 0 {
        say(locale, "translator.no_row", &[])
    } else {
        let named = say(locale, &super::verdict::name_of(verdict.code), &[]);
        say(locale, "translator.row", &[("row", &judgement.row.to_string()), ("verdict", &named)])
    };
    let fit = group(Group::Fit, "translator.fit", &verdict.fit);
    let timing = group(Group::Timing, "translator.timing", &verdict.timing);
    [fit, timing, row].join(if locale == Locale::En { "; " } else { "；" })
}
