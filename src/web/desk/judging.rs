//! The verdict panel: each criterion with score, reason, evidence and the owner's words; the sums; what would change it.

use minijinja::{Value, context};

use super::decide::VERDICTS;
use super::{name_of, talk, word};
use crate::domain::review::Judging;
use crate::domain::rubric::{Criterion, Group};
use crate::domain::{Evidence, FlipResult, Locale, VerdictCode};
use crate::service::review::{CaseView, Grounds, SecondView};
use crate::web::staff::render::moment;

/// The panel.
pub(super) fn panel(case: &CaseView, grounds: &Grounds, locale: Locale) -> Value {
    let judging = case.judging.as_ref();
    let group = |group: Group, key: &str| {
        let sum = case.judgement.as_ref().map(|judgement| match group {
            Group::Fit => &judgement.fit,
            Group::Timing => &judgement.timing,
        });
        let own = grounds.criteria.iter().filter(|criterion| criterion.group == group);
        context! {
            name => crate::messages::say(locale, key, &[]),
            score => sum.map(|sum| sum.score),
            coverage => sum.map(|sum| sum.coverage),
            criteria => own.map(|known| criterion(known, case, locale)).collect::<Vec<_>>(),
        }
    };
    let computed = case.judgement.as_ref().map(|judgement| judgement.code);
    let overriding = judging.and_then(|judging| judging.overriding.as_ref());
    let code =
        overriding.map(|overriding| overriding.verdict).or(computed).or_else(|| Some(case.verdict.as_ref()?.code));
    let verdict = case.verdict.as_ref();
    let label = |code: VerdictCode| word(locale, "judging.verdict", &code);
    context! {
        code => code.map(|code| name_of(&code)),
        name => code.map(label),
        computed => computed.map(label),
        stopped => computed == Some(VerdictCode::Stop),
        overriding => overriding.map(|overriding| {
            context! { reason => &overriding.reason, by => case.names.get(&overriding.by) }
        }),
        explanation => verdict.map(|verdict| verdict.explanation.as_str()),
        groups => [group(Group::Fit, "judging.fit"), group(Group::Timing, "judging.timing")],
        knock_outs => verdict.map(|verdict| verdict.knock_outs.iter().map(|one| one.name.clone()).collect::<Vec<_>>())
            .unwrap_or_default(),
        flips => verdict.map(|verdict| verdict.flips.iter().map(|turn| flip(turn, locale)).collect::<Vec<_>>())
            .unwrap_or_default(),
        rubric => judging.map_or(grounds.rubric_version.as_str(), |judging| judging.rubric_version.as_str()),
        newer_rubric => judging.is_some_and(|judging| judging.rubric_version != grounds.rubric_version),
        grades => [Evidence::E1, Evidence::E2, Evidence::E3].iter().map(|grade| {
            context! { id => name_of(grade), name => word(locale, "judging.evidence", grade) }
        }).collect::<Vec<_>>(),
        others => VERDICTS.iter().filter(|other| Some(**other) != computed).map(|other| {
            context! { id => name_of(other), name => label(*other) }
        }).collect::<Vec<_>>(),
    }
}

fn criterion(known: &Criterion, case: &CaseView, locale: Locale) -> Value {
    let judged = case.judging.as_ref().and_then(|judging| judging.scores.get(&known.id));
    let score = judged.and_then(|judged| judged.score);
    let quote = judged.map(|judged| judged.quote.as_str()).filter(|quote| !quote.is_empty());
    let place = quote.and_then(|quote| talk::place(quote, case));
    let options = known.options.iter().map(|option| {
        context! {
            score => &option.score,
            text => &option.text,
            reason => &option.reason,
            knock_out => option.knock_out.as_ref().map(ToString::to_string),
        }
    });
    context! {
        id => known.id.to_string(),
        name => &known.name,
        question => &known.question,
        weight => known.weight.to_string(),
        score,
        asked => judged.is_some(),
        evidence => judged.map(|judged| name_of(&judged.evidence)),
        evidence_name => judged.filter(|_| score.is_some()).map(|judged| word(locale, "judging.evidence", &judged.evidence)),
        reason => judged.map(|judged| judged.reason.as_str()),
        quote,
        at => place.as_ref().map(|place| &place.0),
        pieces => place.as_ref().map(|place| place.1.join("\n")),
        changed => judged.is_some_and(|judged| judged.by.is_some()),
        drafted => judged.and_then(|judged| judged.drafted).map(|drafted| drafted.map(u32::from)),
        by => judged.and_then(|judged| case.names.get(&judged.by?)),
        options => options.collect::<Vec<_>>(),
    }
}

fn flip(turn: &FlipResult, locale: Locale) -> Value {
    context! {
        criterion => turn.criterion.to_string(),
        name => &turn.owner_name,
        from => &turn.from,
        to => &turn.to,
        also => turn.also.as_ref().map(|also| context! { name => &also.owner_name, to => &also.to }),
        verdict => word(locale, "judging.verdict", &turn.verdict),
        better => &turn.better,
    }
}

/// The second reading: why, who, and once it is given both judgements side by side.
pub(super) fn second(case: &CaseView, grounds: &Grounds, me: crate::domain::StaffId, locale: Locale) -> Option<Value> {
    let reading = case.second.as_ref()?;
    let result = reading.result.as_ref();
    let differs = result.is_some_and(|result| result.first != result.second);
    let settled = result.and_then(|result| result.settled.as_ref());
    Some(context! {
        why => reading.why.iter().map(|why| word(locale, "judging.why", why)).collect::<Vec<_>>(),
        by => reading.by.and_then(|by| case.names.get(&by)),
        given => result.is_some(),
        at => result.map(|result| moment(result.at)),
        first => result.map(|result| word(locale, "judging.verdict", &result.first)),
        second => result.map(|result| word(locale, "judging.verdict", &result.second)),
        note => result.map(|result| result.note.as_str()).filter(|note| !note.is_empty()),
        differs,
        open => differs && settled.is_none(),
        settled => settled.map(|settled| context! {
            keep => word(locale, "deed.keep", &settled.keep),
            reason => &settled.reason,
            by => case.names.get(&settled.by),
        }),
        // A lead decides, or the first reader gives way; nobody decides for himself.
        may_first => &case.standing.lead,
        may_second => (case.standing.lead || case.standing.mine) && reading.by != Some(me),
        rows => rows(case, reading, grounds),
    })
}

/// Criteria on which the two readers differ.
fn rows(case: &CaseView, reading: &SecondView, grounds: &Grounds) -> Vec<Value> {
    let (Some(first), Some(second)) = (&case.judging, &reading.judging) else { return vec![] };
    let score = |judging: &Judging, known: &Criterion| {
        judging.scores.get(&known.id).map(|judged| (judged.score, judged.reason.clone()))
    };
    let told = |judged: Option<(Option<u8>, String)>| {
        let (score, reason) = judged.unwrap_or_default();
        context! { score, reason }
    };
    let pairs = grounds.criteria.iter().map(|known| (known, score(first, known), score(second, known)));
    let differing = pairs.filter(|(_, first, second)| {
        first.as_ref().and_then(|judged| judged.0) != second.as_ref().and_then(|judged| judged.0)
    });
    differing
        .map(|(known, first, second)| context! { name => &known.name, first => told(first), second => told(second) })
        .collect()
}
