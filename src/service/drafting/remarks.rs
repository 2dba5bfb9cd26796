//! Side questions and remarks in words: answered from cases and policies with their sources, the same on both paths.

use super::WriteInput;
use crate::domain::talk::Remark;
use crate::domain::{Act, Case, CaseHit, Locale, Mention};
use crate::messages::say;

/// How many cases, policies or cost drivers a side answer names.
const NAMED: usize = 2;

/// What is said before anything else, a line a remark; empty when there is nothing to remark on.
pub(in crate::service) fn words(input: &WriteInput<'_>) -> String {
    let lines: Vec<String> = input.remarks.iter().filter_map(|remark| line(remark, input)).collect();
    lines.join("\n")
}

fn line(remark: &Remark, input: &WriteInput<'_>) -> Option<String> {
    let locale = input.locale;
    match remark {
        Remark::Aside(act) => Some(aside(*act, input)),
        Remark::Curated(answer) => Some(say(locale, "remark.curated", &[("answer", answer)])),
        Remark::Corrected { label, from, to } => {
            Some(say(locale, "remark.corrected", &[("label", label), ("from", from), ("to", to)]))
        }
        Remark::FewQuestions => Some(say(locale, "remark.few_questions", &[])),
        Remark::Several(needs) => Some(say(locale, "remark.several", &[("needs", &listed(needs, locale))])),
        Remark::Kept(needs) => Some(say(locale, "remark.kept", &[("needs", &listed(needs, locale))])),
        Remark::NotKnown => Some(say(locale, "reply.noted_unknown", &[])),
        Remark::HandedOver => Some(say(locale, "remark.handed_over", &[("code", input.case_code)])),
        Remark::OnceMore | Remark::Verdict | Remark::ForTheSheet => None,
    }
}

fn listed(needs: &[Mention], locale: Locale) -> String {
    let (open, close) = if locale == Locale::En { ("“", "”") } else { ("「", "」") };
    needs.iter().map(|need| format!("{open}{}{close}", need.text)).collect::<Vec<_>>().join("、")
}

fn aside(act: Act, input: &WriteInput<'_>) -> String {
    let key = match act {
        Act::AsksPrice => return price(input),
        Act::AsksTime => return time(input),
        Act::AsksPolicy => return policy(input),
        Act::AsksPrecedent => return precedent(input),
        Act::AsksPrivacy => "remark.privacy",
        Act::AsksHuman => "remark.human",
        Act::AsksService => "remark.service",
        Act::WantsPerson => "remark.handed_over",
        Act::Angry => "remark.angry",
        Act::OffTopic => "remark.off_topic",
        Act::OnlyPicture => "remark.only_picture",
        Act::WantsAi => "remark.wants_ai",
        Act::Greets => "remark.greets",
        Act::Orders => "remark.orders",
        Act::Enough => "remark.enough",
        Act::Corrects => "reply.next_question",
    };
    say(input.locale, key, &[("code", input.case_code)])
}

/// What the library knows of the price: of the cases shown, or what drives it; never a figure of our own.
fn price(input: &WriteInput<'_>) -> String {
    let priced = cases(input).filter_map(|(hit, case)| {
        let note = case.cost.as_ref().and_then(|cost| cost.note.clone());
        let amount = case.cost.as_ref().and_then(|cost| cost.amount_cny).map(|yuan| format!("{yuan}元"));
        let text = amount.into_iter().chain(note).collect::<Vec<_>>().join("，");
        (!text.is_empty()).then(|| cited(hit, &text, input.locale))
    });
    let priced: Vec<String> = priced.take(NAMED).collect();
    let known = (!priced.is_empty()).then(|| say(input.locale, "remark.price", &[("cases", &priced.join("；"))]));
    let unknown = || say(input.locale, "remark.no_price", &[]);
    let drivers = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task)).map(|book| {
        let drivers = book.cost_drivers.iter().take(NAMED).map(|driver| driver.trim_end_matches('。').to_owned());
        say(input.locale, "remark.price_drivers", &[("drivers", &drivers.collect::<Vec<_>>().join("；"))])
    });
    known.unwrap_or_else(unknown) + &drivers.unwrap_or_default()
}

fn time(input: &WriteInput<'_>) -> String {
    let timed = cases(input).filter_map(|(hit, case)| Some(cited(hit, case.duration.as_deref()?, input.locale)));
    let timed: Vec<String> = timed.take(NAMED).collect();
    if !timed.is_empty() {
        return say(input.locale, "remark.time", &[("cases", &timed.join("；"))]);
    }
    match input.verdict.alternative.as_ref().and_then(|way| way.visible_in.as_deref()) {
        Some(visible_in) => say(input.locale, "remark.time_of_way", &[("visible_in", visible_in)]),
        None => say(input.locale, "remark.no_time", &[]),
    }
}

fn policy(input: &WriteInput<'_>) -> String {
    let named = input.policies.iter().take(NAMED).map(|policy| {
        let to = policy.valid_to.as_deref().unwrap_or("—");
        let values =
            [("title", policy.title.as_str()), ("issuer", &policy.issuer), ("to", to), ("as_of", &policy.as_of)];
        say(input.locale, "remark.policy_line", &values)
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return say(input.locale, "remark.no_policy", &[]);
    }
    say(input.locale, "remark.policy", &[("policies", &named.join("；"))])
}

fn precedent(input: &WriteInput<'_>) -> String {
    let done =
        cases(input).map(|(hit, case)| cited(hit, case.result.as_deref().unwrap_or(&case.problem), input.locale));
    let done: Vec<String> = done.take(NAMED).collect();
    if done.is_empty() {
        return say(input.locale, "reply.no_case", &[]);
    }
    say(input.locale, "remark.precedent", &[("cases", &done.join("；"))])
}

/// The cases that were found, with all that is published of them.
fn cases<'a>(input: &'a WriteInput<'_>) -> impl Iterator<Item = (&'a CaseHit, &'a Case)> {
    input.cases.iter().filter_map(|hit| Some((hit, input.knowledge.case(&hit.id)?)))
}

/// What a case says, with who published it and when.
fn cited(hit: &CaseHit, text: &str, locale: Locale) -> String {
    let source = hit.sources.first();
    let publisher = source.map(|source| source.publisher.clone()).unwrap_or_default();
    let date = source.and_then(|source| source.date.clone()).unwrap_or_default();
    let text = text.trim_end_matches('。');
    let values = [("title", hit.title.as_str()), ("text", text), ("publisher", &publisher), ("date", &date)];
    say(locale, "remark.cited", &values)
}
