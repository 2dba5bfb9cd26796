//! The candidates for the case base: the list, and the page of one with its form.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use crate::domain::afterwards::{DraftTexts, ProposalState};
use crate::domain::candidate::{Assessment, ENOUGH};
use crate::domain::{CaseOutcome, Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::candidates::{CandidateForm, CandidateView, Compared, Piece, SIZES};
use crate::service::staff::SignedIn;
use crate::web::WebState;
use crate::web::curation::problem_words;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// The console's way to the pages.
const HERE: &str = "/staff/curation/candidates";

/// Which candidates, or what has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    state: Option<ProposalState>,
    done: Option<String>,
}

/// The form by the names of its fields.
type Fields = BTreeMap<String, String>;

/// The list.
pub(super) async fn list(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(coming): Query<Coming>,
) -> Response {
    let wanted = coming.state.unwrap_or(ProposalState::Proposed);
    let rows = match state.service.candidates(&may, wanted).await {
        Ok(rows) => rows,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let rows = rows.iter().map(|row| {
        context! {
            code => row.code.0.as_str(),
            title => row.title.as_str(),
            sector => row.sector.as_ref().map(|sector| sector.name.as_str()),
            at => moment(row.at),
            by => row.by.as_str(),
            reason => row.reason.as_deref(),
            record => row.record.as_deref(),
        }
    });
    let tabs = [ProposalState::Proposed, ProposalState::Taken, ProposalState::Refused].map(|tab| {
        context! { name => name(&tab), words => say(locale, &format!("afterwards.state_{}", name(&tab)), &[]), here => tab == wanted }
    });
    let done = coming.done.filter(|done| ["refused", "taken"].contains(&done.as_str()));
    let context =
        context! { rows => rows.collect::<Vec<_>>(), tabs, waiting => wanted == ProposalState::Proposed, done };
    render_for(&who, HERE, "lab/candidates.html", context, locale)
}

/// A candidate.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(code): Path<String>,
    Query(coming): Query<Coming>,
) -> Response {
    match state.service.candidate_view(&may, &code, None).await {
        Ok(view) => show(&view, ("", None), (&who, locale), coming.done.filter(|done| done == "saved")),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The form as it was sent: checked, kept, taken or refused.
pub(super) async fn sent(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(code): Path<String>,
    Sent(fields): Sent<Fields>,
) -> Response {
    let text = |name: &str| fields.get(name).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    let (form, reason) = (form_of(&text), text("reason"));
    let seen = text("seen").parse().ok().and_then(DateTime::<Utc>::from_timestamp_millis).unwrap_or_default();
    let here = format!("/staff/curation/candidates/{code}");
    let done = match text("do").as_str() {
        "save" => state.service.change_candidate(&may, &code, seen, &form).await.map(|()| format!("{here}?done=saved")),
        "take" => {
            let taken = state.service.take_candidate(&may, &code, seen, (&form, &reason)).await;
            taken.map(|_| "/staff/curation/candidates?state=taken&done=taken".to_owned())
        }
        "refuse" => {
            let refused = state.service.refuse_candidate(&may, &code, seen, &reason).await;
            refused.map(|()| "/staff/curation/candidates?state=refused&done=refused".to_owned())
        }
        _ => {
            return match state.service.candidate_view(&may, &code, Some(form)).await {
                Ok(view) => show(&view, (&reason, None), (&who, locale), None),
                Err(error) => refused_by(&ApiError::service(&error, locale), locale),
            };
        }
    };
    let error = match done {
        Ok(to) => return Redirect::to(&to).into_response(),
        Err(error @ ServiceError::Lab(_)) => ApiError::service(&error, locale),
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    // With what was typed; a candidate that is gone has no page.
    match state.service.candidate_view(&may, &code, Some(form)).await {
        Ok(view) => {
            let page = show(&view, (&reason, Some(error.words())), (&who, locale), None);
            (error.status(), page).into_response()
        }
        Err(_) if error.status() == StatusCode::NOT_FOUND => refused_by(&error, locale),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn form_of(text: &impl Fn(&str) -> String) -> CandidateForm {
    CandidateForm {
        texts: DraftTexts {
            title: text("title"),
            process_step: text("process_step"),
            owner_words: text("owner_words"),
            problem: text("problem"),
            approach: text("approach"),
            data_used: text("data_used"),
            result: text("result"),
            lessons: text("lessons"),
        },
        region: text("region"),
        size: text("size"),
        sector_code: text("sector_code"),
        sector_name: text("sector_name"),
        outcome: serde_json::from_value(serde_json::Value::String(text("outcome"))).ok(),
        keywords: text("keywords"),
    }
}

/// The name of a value as in JSON.
fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn show(
    view: &CandidateView,
    (reason, error): (&str, Option<String>),
    (who, locale): (&SignedIn, Locale),
    done: Option<String>,
) -> Response {
    let proposal = &view.candidate.proposal;
    let by = |id: crate::domain::StaffId| view.names.get(&id).cloned().unwrap_or_default();
    let problems = view.problems.iter().map(|problem| {
        let field =
            say(locale, &format!("afterwards.field_{}", problem.field.split('.').next().unwrap_or_default()), &[]);
        context! { field, reason => problem_words(problem, locale) }
    });
    let hidden = |list: &[crate::service::afterwards::Hidden]| {
        let row = |one: &crate::service::afterwards::Hidden| {
            let after = if one.after.is_empty() { say(locale, "afterwards.gone", &[]) } else { one.after.clone() };
            context! { before => one.before.as_str(), after, times => one.count }
        };
        list.iter().map(row).collect::<Vec<_>>()
    };
    let decided = view.candidate.decided.map(|(staff, at)| {
        let values = [
            ("name", by(staff)),
            ("at", moment(at)),
            ("state", say(locale, &format!("afterwards.state_{}", name(&proposal.state)), &[])),
        ];
        say(locale, "candidate.decided", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let context = context! {
        code => view.code.0.as_str(),
        title => proposal.draft.title.as_str(),
        waits => view.waits(),
        proposed => say(locale, "candidate.proposed", &[("name", &by(proposal.by)), ("at", &moment(proposal.at)), ("n", &proposal.release.to_string())]),
        decided,
        refused => view.candidate.reason.as_deref(),
        record => view.candidate.assessment.as_ref().map(|assessment| assessment.id.as_str()),
        seen => proposal.at.timestamp_millis(),
        fields => fields(view, locale),
        outcomes => outcomes(view.form.outcome, locale),
        sizes => SIZES.map(|size| context! { name => size, words => say(locale, &format!("candidate.size_{size}"), &[]), chosen => view.form.size == size }),
        compared => view.compared.iter().map(|one| compared(one, locale)).collect::<Vec<_>>(),
        hidden => hidden(&view.hidden),
        hidden_now => hidden(&view.hidden_now),
        check => view.assessment.as_ref().map(|assessment| check(assessment, locale)),
        problems => problems.collect::<Vec<_>>(),
        reason,
        error,
        done,
    };
    render_for(who, HERE, "lab/candidate.html", context, locale)
}

/// The fields, as the form of the lab takes them.
fn fields(view: &CandidateView, locale: Locale) -> Vec<Value> {
    let CandidateForm { texts, region, sector_code, sector_name, keywords, .. } = &view.form;
    let fields = [
        ("title", "line", 1, &texts.title),
        ("process_step", "line", 1, &texts.process_step),
        ("owner_words", "area", 3, &texts.owner_words),
        ("problem", "area", 4, &texts.problem),
        ("approach", "area", 4, &texts.approach),
        ("data_used", "area", 3, &texts.data_used),
        ("result", "area", 2, &texts.result),
        ("lessons", "area", 3, &texts.lessons),
        ("region", "line", 1, region),
        ("sector_code", "line", 1, sector_code),
        ("sector_name", "line", 1, sector_name),
        ("keywords", "line", 1, keywords),
    ];
    let field = |(name, kind, rows, value): (&str, &str, u8, &String)| {
        let key = if name.starts_with("sector") {
            format!("candidate.field_{name}")
        } else {
            format!("afterwards.field_{name}")
        };
        context! { name, label => say(locale, &key, &[]), value => value.as_str(), kind, rows, wrong => Value::from(()) }
    };
    fields.into_iter().map(field).collect()
}

fn outcomes(chosen: Option<CaseOutcome>, locale: Locale) -> Vec<Value> {
    let all = [
        CaseOutcome::Success,
        CaseOutcome::Partial,
        CaseOutcome::Failed,
        CaseOutcome::Abandoned,
        CaseOutcome::ConventionalSolutionChosen,
    ];
    let one = |outcome: CaseOutcome| {
        let name = name(&outcome);
        let words = say(locale, &format!("afterwards.ended_{name}"), &[]);
        context! { chosen => chosen == Some(outcome), name, words }
    };
    all.into_iter().map(one).collect()
}

fn compared(one: &Compared, locale: Locale) -> Value {
    let pieces = one.pieces.iter().map(|piece| {
        let (kind, text) = match piece {
            Piece::Same(text) => ("same", text),
            Piece::Gone(text) => ("gone", text),
            Piece::New(text) => ("new", text),
        };
        context! { kind, text => text.as_str() }
    });
    context! { label => say(locale, &format!("afterwards.field_{}", one.name), &[]), pieces => pieces.collect::<Vec<_>>() }
}

/// The check in sentences.
fn check(assessment: &Assessment, locale: Locale) -> Value {
    let comma = if locale == Locale::En { ", " } else { "、" };
    let combination = &assessment.combination;
    let told = [&combination.trade, &combination.place, &combination.size];
    let told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
    context! {
        codes => assessment.codes.join(comma),
        days => assessment.days.join(comma),
        combination => told.join(" + "),
        peers => assessment.peers,
        rare => assessment.is_rare(),
        enough => ENOUGH,
        photos => assessment.photos,
        asks_why => assessment.asks_why(),
    }
}
