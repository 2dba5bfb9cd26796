//! The page on which a released case is proposed for the case base, with what was hidden in it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::word;
use crate::domain::afterwards::{CaseDraft, DraftTexts};
use crate::domain::{ConversationId, Locale, Translate};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::afterwards::ProposalView;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// The way that the page belongs to.
const HERE: &str = "/staff/queue";

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// A proposal as the form sends it: the release that was looked at, and the texts by their names.
pub(super) type ProposalForm = BTreeMap<String, String>;

/// The draft, to be looked over.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Query(coming): Query<Coming>,
) -> Response {
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let done = coming.done.is_some();
    show(&state, (&may, &who), (id, &code), locale, context! { done, error => Value::UNDEFINED }, None).await
}

/// Proposes it.
pub(super) async fn propose(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Sent(form): Sent<ProposalForm>,
) -> Response {
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let texts = texts_of(&form);
    // A release that is none is not the newest one.
    let release = form.get("release").and_then(|number| number.parse().ok()).unwrap_or(0);
    match state.service.propose_case(&may, id, release, &texts).await {
        Ok(()) => Redirect::to("propose?done=1").into_response(),
        Err(error @ ServiceError::Afterwards(_)) => {
            let error = ApiError::service(&error, locale);
            let more = context! { done => false, error => error.words() };
            let page = show(&state, (&may, &who), (id, &code), locale, more, Some(&texts)).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The texts of a form, with its line breaks made plain; one that is missing is empty.
fn texts_of(form: &ProposalForm) -> DraftTexts {
    let text = |name: &str| form.get(name).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    DraftTexts {
        title: text("title"),
        process_step: text("process_step"),
        owner_words: text("owner_words"),
        problem: text("problem"),
        approach: text("approach"),
        data_used: text("data_used"),
        result: text("result"),
        lessons: text("lessons"),
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Translate>, &SignedIn),
    (id, code): (ConversationId, &str),
    locale: Locale,
    more: Value,
    typed: Option<&DraftTexts>,
) -> Response {
    let seen = match state.service.proposal_draft(may, id).await {
        Ok(seen) => seen,
        Err(error @ ServiceError::Afterwards(_)) => {
            let error = ApiError::service(&error, locale);
            let context = context! { code, cannot => error.words() };
            let page = render_for(who, HERE, "afterwards/cannot.html", context, locale);
            return (error.status(), page).into_response();
        }
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let texts = typed.cloned().unwrap_or_else(|| seen.draft.texts());
    let context = context! {
        code => seen.case_code.0.as_str(),
        release => seen.release,
        fields => fields(&texts, locale),
        kept => kept(&seen.draft, locale),
        open => open(&seen.draft, locale),
        hidden => hidden(&seen, locale),
        before => hidden_before(&seen),
        proposed => seen.proposed.as_ref().map(|proposed| say(locale, "afterwards.proposed_on", &[
            ("name", seen.names.get(&proposed.by).map(String::as_str).unwrap_or_default()),
            ("at", &moment(proposed.at)),
            ("n", &proposed.release.to_string()),
            ("state", &word(locale, "state", &proposed.state)),
        ])),
        ..more
    };
    render_for(who, HERE, "afterwards/propose.html", context, locale)
}

/// The texts that may be changed, with how many rows their boxes have.
fn fields(texts: &DraftTexts, locale: Locale) -> Vec<Value> {
    let fields = [
        ("title", &texts.title, 1, true),
        ("process_step", &texts.process_step, 1, true),
        ("owner_words", &texts.owner_words, 3, true),
        ("problem", &texts.problem, 4, true),
        ("approach", &texts.approach, 4, true),
        ("data_used", &texts.data_used, 3, false),
        ("result", &texts.result, 2, false),
        ("lessons", &texts.lessons, 3, false),
    ];
    let field = |(name, text, rows, must): (&str, &String, u8, bool)| {
        context! { name, label => say(locale, &format!("afterwards.field_{name}"), &[]), text => text.as_str(), rows, must }
    };
    fields.into_iter().map(field).collect()
}

/// What is taken as it is.
fn kept(draft: &CaseDraft, locale: Locale) -> Vec<Value> {
    let rows = [
        ("region", draft.region.clone()),
        ("sector", draft.sector.as_ref().map(|sector| sector.name.clone())),
        ("fit", Some(word(locale, "fit", &draft.fit))),
        ("timing", Some(word(locale, "timing", &draft.timing))),
        ("outcome", draft.outcome.map(|outcome| word(locale, "ended", &outcome))),
        ("cost", draft.cost.as_ref().and_then(|cost| cost.note.clone())),
        ("keywords", Some(draft.keywords.join(if locale == Locale::En { ", " } else { "、" }))),
    ];
    let row = |(name, text): (&str, Option<String>)| {
        context! { label => say(locale, &format!("afterwards.field_{name}"), &[]), text => text.unwrap_or_else(|| "—".to_owned()) }
    };
    rows.into_iter().map(row).collect()
}

/// What the curators have to find out.
fn open(draft: &CaseDraft, locale: Locale) -> Option<String> {
    let names = draft.open().into_iter().map(|name| say(locale, &format!("afterwards.field_{name}"), &[]));
    let names = names.collect::<Vec<_>>().join(if locale == Locale::En { ", " } else { "、" });
    (!names.is_empty()).then_some(names)
}

fn hidden(seen: &ProposalView, locale: Locale) -> Vec<Value> {
    let gone = || say(locale, "afterwards.gone", &[]);
    let row = |one: &crate::service::afterwards::Hidden| {
        let after = if one.after.is_empty() { gone() } else { one.after.clone() };
        context! { before => one.before.as_str(), after, times => one.count }
    };
    seen.hidden.iter().map(row).collect()
}

/// Identifiers that the release hid already: their originals are not known here.
fn hidden_before(seen: &ProposalView) -> Option<String> {
    let here = |kind: &str| -> usize {
        let of_kind = seen.hidden.iter().filter(|one| one.after == format!("〔{kind}〕"));
        of_kind.map(|one| one.count).sum()
    };
    let rest = seen.kinds.iter().filter_map(|(kind, count)| {
        let before = count.saturating_sub(here(kind));
        (before > 0).then(|| format!("〔{kind}〕×{before}"))
    });
    let rest = rest.collect::<Vec<_>>().join(" ");
    (!rest.is_empty()).then_some(rest)
}
