//! The page of a case: the talk, the form and the verdict, what the draft is held against, and the decision bar.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::form::Posted;
use super::{decide, folder, history, judging, name_of, sheet, since, talk, word};
use crate::domain::curation::Standing;
use crate::domain::review::{FieldId, StepKind};
use crate::domain::{ConversationId, EntryKind, Locale, SECTION_TITLES, Source, StaffId, Translate};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::review::{CaseView, Grounds, Rewritten};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused_by, render_for};

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Query(coming): Query<Coming>,
) -> Response {
    let done = coming.done.and_then(|done| {
        if done == "note" { Some(done) } else { super::named(&done).map(|kind: StepKind| name_of(&kind)) }
    });
    match state.service.case_named(&may, &code).await {
        Ok(id) => show(&state, (&may, &who), id, locale, context! { done }).await,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The version, for a page that stands open.
pub(super) async fn version(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path(code): Path<String>,
) -> Response {
    let version = match state.service.case_named(&may, &code).await {
        Ok(id) => state.service.review_version(&may, id).await,
        Err(error) => Err(error),
    };
    match version {
        Ok(version) => Json(serde_json::json!({ "version": version })).into_response(),
        Err(error) => ApiError::service(&error, locale).into_response(),
    }
}

/// The page again, with why something was not done and what had been typed.
pub(super) async fn again(
    state: &WebState,
    who: (&May<Translate>, &SignedIn),
    id: ConversationId,
    locale: Locale,
    posted: &Posted,
    error: &ServiceError,
) -> Response {
    let error = ApiError::service(error, locale);
    let page = show(state, who, id, locale, context! { error => error.words(), typed => typed(posted) }).await;
    // Where the page itself cannot be shown, its own refusal says why.
    let status = if page.status() == StatusCode::OK { error.status() } else { page.status() };
    (status, page).into_response()
}

/// The page with a line as a model would write it: it stands in the box, and a person saves it or not.
pub(super) async fn proposed(
    state: &WebState,
    who: (&May<Translate>, &SignedIn),
    id: ConversationId,
    locale: Locale,
    field: FieldId,
    new: &Rewritten,
) -> Response {
    let number = field.to_string();
    let typed = typed(&Posted(vec![
        ("do".to_owned(), "edit".to_owned()),
        ("field".to_owned(), number.clone()),
        ("text".to_owned(), new.text.clone()),
    ]));
    let rewritten = context! { field => number, met => new.met, why => &new.why, model => &new.call.model };
    show(state, who, id, locale, context! { typed, rewritten }).await
}

/// What had been typed, back into its boxes.
fn typed(posted: &Posted) -> Value {
    let names = [
        "do",
        "field",
        "line",
        "section",
        "criterion",
        "text",
        "basis",
        "question",
        "label",
        "reason",
        "note",
        "feedback",
    ];
    Value::from_pairs(names.into_iter().map(|name| (name, posted.text(name))))
}

async fn show(
    state: &WebState,
    (may, who): (&May<Translate>, &SignedIn),
    id: ConversationId,
    locale: Locale,
    more: Value,
) -> Response {
    let loaded = tokio::try_join!(state.service.open_review(may, id), state.service.translators(may));
    let (case, people) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let grounds = state.service.grounds(&case);
    let me = may.staff().id;
    let nothing = context! { done => (), error => (), rewritten => (), typed => typed(&Posted(vec![])) };
    let context = context! {
        ..more,
        ..head(&case, &grounds, locale),
        ..middle(&case, &grounds, me, &people, locale),
        ..right(&case, &grounds, locale),
        ..nothing,
    };
    render_for(who, "/staff/queue", "desk/case.html", context, locale)
}

/// The head of the page and the talk.
fn head(case: &CaseView, grounds: &Grounds, locale: Locale) -> Value {
    let standing = &case.standing;
    let summary = &case.summary;
    let mine_and_timed = standing.until.filter(|_| standing.mine);
    context! {
        desk => folder(),
        id => case.conversation_id.to_string(),
        code => &case.case_code.0,
        version => &case.version,
        state => name_of(&case.state),
        state_name => word(locale, "desk.state", &case.state),
        sector => summary.sector.as_ref().map(|sector| sector.name.as_str()),
        task => &grounds.task,
        area => &summary.area,
        waits => since(locale, case.requested_at, case.read_at),
        due => moment(case.due_at),
        overdue => &standing.overdue,
        wants_person => &summary.wants_person,
        holder => standing.holder.and_then(|id| case.names.get(&id)),
        mine => &standing.mine,
        writable => &standing.writable,
        blind => &standing.blind,
        claimable => &standing.claimable,
        lapsed => standing.lapsed && !standing.mine && standing.claimable,
        until => mine_and_timed.map(|until| until.to_rfc3339()),
        until_name => mine_and_timed.map(moment),
        moved => &standing.moved,
        closing => &case.closing,
        phone => &case.phone,
        stale => stale(case, locale),
        talk => talk::turns(case),
        asked => talk::questions(case),
        facts => talk::facts(case),
        releases => history::releases(case),
    }
}

/// The form, the verdict and the decision bar. A second reader works on the judgement alone.
fn middle(case: &CaseView, grounds: &Grounds, me: StaffId, people: &[(StaffId, String)], locale: Locale) -> Value {
    let form = case.standing.writable && case.state == crate::domain::ReviewState::Working;
    context! {
        form,
        has_model => case.has_model,
        title => &case.title,
        has_form => !case.fields.is_empty(),
        draft => sheet::draft(case),
        sections => sheet::sections(case, grounds, locale),
        titles => SECTION_TITLES,
        plain => sheet::plain(case),
        lines => case.fields.len(),
        settled => case.fields.iter().filter(|line| line.field.settled()).count(),
        verdict => judging::panel(case, grounds, locale),
        second => judging::second(case, grounds, me, locale),
        bar => decide::bar(case, grounds, people, locale),
    }
}

/// What the draft is held against, notes, and the history.
fn right(case: &CaseView, grounds: &Grounds, locale: Locale) -> Value {
    context! {
        cases => grounds.cases.iter().map(|known| context! {
            id => &known.id,
            title => &known.title,
            region => &known.region,
            problem => &known.problem,
            result => &known.result,
            lessons => &known.lessons,
            why => known.why.join("、"),
            gone => known.gone.map(|standing| standing_name(standing, locale)),
            sources => sources(&known.sources),
        }).collect::<Vec<_>>(),
        policies => grounds.policies.iter().map(|known| context! {
            id => &known.id,
            title => &known.title,
            issuer => &known.issuer,
            region => &known.region,
            summary => &known.summary,
            from => &known.valid_from,
            to => &known.valid_to,
            as_of => &known.as_of,
            in_force => &known.in_force,
            gone => known.gone.map(|standing| standing_name(standing, locale)),
            sources => sources(&known.sources),
        }).collect::<Vec<_>>(),
        terms => grounds.terms.iter().map(|term| context! {
            plain => &term.plain, technical => &term.technical, english => &term.english,
        }).collect::<Vec<_>>(),
        notes => case.notes.iter().map(|note| context! {
            by => case.names.get(&note.by), at => moment(note.at), text => &note.text,
        }).collect::<Vec<_>>(),
        steps => history::steps(case, grounds, locale),
        origins => history::origins(case),
    }
}

/// What the draft cites of which owners may not be told any more.
fn stale(case: &CaseView, locale: Locale) -> Vec<Value> {
    let cited = case.gone.iter().filter(|gone| gone.cited);
    let cited = cited.map(|gone| {
        let kind = if gone.kind == EntryKind::Case { "case" } else { "policy" };
        let anchor = format!("{kind}-{}", gone.id);
        context! { title => &gone.title, standing => standing_name(gone.standing, locale), anchor }
    });
    cited.collect()
}

/// How an item of the knowledge stands, in words.
fn standing_name(standing: Standing, locale: Locale) -> String {
    say(locale, &format!("curation.standing_{}", standing.name()), &[])
}

/// Sources as they are named; an address only where it is the publisher's own page.
fn sources(sources: &[Source]) -> Vec<Value> {
    let all = sources.iter().map(|source| {
        context! {
            title => &source.title,
            publisher => &source.publisher,
            date => &source.date,
            url => source.url.as_ref().filter(|_| source.linkable()),
        }
    });
    all.collect()
}
