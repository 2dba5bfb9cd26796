//! The history of a case: every step with who, when, what, before and after; what produced each answer; earlier versions.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::TimeDelta;
use minijinja::{Value, context};

use super::{folder, name_of, named, sheet, word};
use crate::domain::review::{DeclineReason, Step, StepKind, WhySecond};
use crate::domain::{Item, Locale, Provenance, StaffId, Translate, VerdictCode};
use crate::messages::say;
use crate::service::review::{CaseView, Grounds};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused_by, render_for};

/// Minutes within which changes of one line by one person are told as one.
const ONE_GO: i64 = 10;

/// The steps, newest first.
pub(super) fn steps(case: &CaseView, grounds: &Grounds, locale: Locale) -> Vec<Value> {
    let mut told: Vec<Step> = vec![];
    for step in &case.steps {
        match told.last_mut().filter(|last| goes_on(last, step)) {
            Some(last) => (last.after, last.version) = (step.after.clone(), step.version),
            None => told.push(step.clone()),
        }
    }
    told.iter().rev().map(|step| view(step, case, grounds, locale)).collect()
}

/// Whether a step goes on with the one before: a text that saved itself while somebody was typing.
fn goes_on(last: &Step, step: &Step) -> bool {
    let typed = matches!(step.kind, StepKind::Edit | StepKind::EditPlain | StepKind::EditTitle);
    let same = (last.kind, last.by, last.field, &last.about) == (step.kind, step.by, step.field, &step.about);
    typed && same && step.at - last.at < TimeDelta::minutes(ONE_GO)
}

/// A step in words.
pub(super) fn view(step: &Step, case: &CaseView, grounds: &Grounds, locale: Locale) -> Value {
    let person = |id: &str| id.parse().ok().and_then(|id| case.names.get(&StaffId(id)).cloned());
    let verdict = |name: &str| named::<VerdictCode>(name).map(|code| word(locale, "judging.verdict", &code));
    let (mut about, mut before, mut after) = (step.about.clone(), step.before.clone(), step.after.clone());
    let mut reason = step.reason.clone();
    match step.kind {
        StepKind::Transfer | StepKind::Unclaim => {
            before = before.as_deref().and_then(person);
            after = after.as_deref().and_then(person);
        }
        StepKind::Expired => (about, after) = (about.as_deref().and_then(person), None),
        StepKind::Score => {
            let known = about.as_deref().and_then(|id| grounds.criteria.iter().find(|one| one.id.as_str() == id));
            about = known.map(|criterion| criterion.name.clone()).or(about);
            let unknown = || Some(say(locale, "judging.unknown", &[]));
            (before, after) = (before.or_else(unknown), after.or_else(unknown));
        }
        StepKind::Override | StepKind::DropOverride | StepKind::GiveSecond | StepKind::Settle => {
            (before, after) = (before.as_deref().and_then(verdict), after.as_deref().and_then(verdict));
            about = None;
        }
        StepKind::Approve => (about, after) = (None, after.as_deref().and_then(verdict)),
        StepKind::Decline => {
            about = about.as_deref().and_then(named::<DeclineReason>).map(|why| word(locale, "deed.decline", &why));
        }
        StepKind::AskSecond => {
            let by_rule = reason.as_deref().and_then(|why| serde_json::from_str::<Vec<WhySecond>>(why).ok());
            let words = by_rule.map(|why| why.iter().map(|why| word(locale, "judging.why", why)).collect::<Vec<_>>());
            reason = words.map(|words| words.join("、")).or(reason);
        }
        StepKind::Ask | StepKind::TakeBackQuestion | StepKind::Answered => {
            let field = case.fields.iter().find(|line| Some(line.field.id) == step.field);
            about = field.map(|line| line.field.label.clone());
        }
        StepKind::TakeDraft => about = None,
        StepKind::Release | StepKind::Withdraw => {
            about = about.map(|number| say(locale, "step.version", &[("n", &number)]));
        }
        _ => {}
    }
    let texts = before.as_ref().zip(after.as_ref()).filter(|_| step.field.is_some() || is_text(step.kind));
    context! {
        version => &step.version,
        at => moment(step.at),
        by => step.by.and_then(|by| case.names.get(&by).cloned()).unwrap_or_else(|| nobody(step.kind, locale)),
        kind => name_of(&step.kind),
        name => say(locale, &format!("step.{}", name_of(&step.kind)), &[]),
        field => &step.field,
        about,
        diff => texts.map(|(before, after)| sheet::diff(before, after)),
        before,
        after,
        reason,
    }
}

fn is_text(kind: StepKind) -> bool {
    matches!(kind, StepKind::EditPlain | StepKind::EditTitle)
}

/// Who acted when it was none of the staff.
fn nobody(kind: StepKind, locale: Locale) -> String {
    let owner = matches!(kind, StepKind::Answered | StepKind::HandedOver);
    say(locale, if owner { "step.by_owner" } else { "step.by_service" }, &[])
}

/// What produced the answers of the talk.
pub(super) fn origins(case: &CaseView) -> Vec<Value> {
    let turns = (1..).zip(&case.talk).map(|(number, turn): (usize, _)| (number, turn));
    let known = turns.filter_map(|(number, turn)| Some((number, turn, turn.provenance.as_ref()?)));
    known.map(|(number, turn, from)| origin(number, &turn.id.to_string(), from)).collect()
}

fn origin(number: usize, turn: &str, from: &Provenance) -> Value {
    let calls = from.calls.iter().map(|call| {
        context! {
            model => &call.model,
            endpoint => &call.endpoint,
            mode => &call.mode,
            sent => &call.prompt_tokens,
            received => &call.completion_tokens,
        }
    });
    let prompts = from.prompts.iter().map(|used| {
        context! { name => &used.name, hash => used.hash.chars().take(12).collect::<String>() }
    });
    context! {
        number,
        turn,
        calls => calls.collect::<Vec<_>>(),
        prompts => prompts.collect::<Vec<_>>(),
        rubric => &from.rubric_version,
        index => &from.index_version,
        fallbacks => &from.fallbacks,
    }
}

/// The releases, newest first.
pub(super) fn releases(case: &CaseView) -> Vec<Value> {
    let all = case.released.iter().rev().map(|one| {
        context! {
            number => &one.number,
            by => case.names.get(&one.by),
            at => moment(one.at),
            withdrawn => &one.withdrawn,
        }
    });
    all.collect()
}

/// An earlier version, and how the form differs from it now.
pub(super) async fn release(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path((code, number)): Path<(String, u32)>,
) -> Response {
    let loaded = async {
        let id = state.service.case_named(&may, &code).await?;
        let release = state.service.case_release(&may, id, number).await?;
        Ok::<_, crate::service::ServiceError>((release, state.service.open_review(&may, id).await?))
    };
    let (release, case) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let document = &release.document;
    let sections = document.specification.sections.iter().filter(|section| !section.items.is_empty());
    let sections = sections.map(|section| {
        let lines = section.items.iter().map(|item| line(section.number, item, &case));
        context! { number => &section.number, title => &section.title, lines => lines.collect::<Vec<_>>() }
    });
    let context = context! {
        desk => folder(),
        code => &case.case_code.0,
        number,
        at => moment(release.at),
        by => &document.reviewer,
        second_reader => &document.second_reader,
        withdrawn => release.withdrawn.as_ref().map(|(_, why)| why.as_str()),
        title => &document.specification.title,
        label => &document.specification.label,
        verdict => word(locale, "judging.verdict", &document.verdict.code),
        explanation => &document.verdict.explanation,
        plain => document.specification.plain.iter()
            .map(|line| context! { title => &line.title, text => &line.text }).collect::<Vec<_>>(),
        sections => sections.collect::<Vec<_>>(),
        added => added(&release.document.specification, &case),
    };
    render_for(&who, "/staff/queue", "desk/release.html", context, locale)
}

/// A line of a release beside what stands in the form now.
fn line(section: u8, item: &Item, case: &CaseView) -> Value {
    let now = case.fields.iter().find(|line| line.field.section == section && line.field.label == item.label);
    let text = now.map(|line| line.field.text.as_str());
    let changed = text != Some(item.text.as_str());
    context! {
        label => &item.label,
        text => &item.text,
        gone => text.is_none(),
        diff => text.filter(|_| changed).map(|text| sheet::diff(&item.text, text)),
    }
}

/// Labels of lines that came after a release.
fn added(released: &crate::domain::Specification, case: &CaseView) -> Vec<String> {
    let known = |section: u8, label: &str| {
        let sections = released.sections.iter().filter(|one| one.number == section);
        sections.flat_map(|one| &one.items).any(|item| item.label == label)
    };
    let lines = case.fields.iter().map(|line| &line.field);
    lines.filter(|field| !known(field.section, &field.label)).map(|field| field.label.clone()).collect()
}
