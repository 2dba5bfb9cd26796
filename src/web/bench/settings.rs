//! The settings of searches: the versions, a form for a new one, and the button that promotes one.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::HERE;
use super::look::state_name;
use crate::domain::bench::{SearchSettings, SettingsFault, SettingsVersion};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::bench::{BenchError, SettingsView};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// Settings as the form sends them.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct SettingsForm {
    #[serde(default)]
    k: String,
    #[serde(default)]
    glossary: String,
    #[serde(default)]
    rrf: String,
    #[serde(default)]
    depth: String,
    #[serde(default)]
    note: String,
}

impl SettingsForm {
    fn of(settings: &SearchSettings) -> Self {
        Self {
            k: settings.k.to_string(),
            glossary: settings.glossary.to_string(),
            rrf: settings.rrf.to_string(),
            depth: settings.depth.to_string(),
            note: String::new(),
        }
    }

    /// The settings, or every field that is no number.
    fn settings(&self) -> Result<SearchSettings, BenchError> {
        let (k, glossary) = (self.k.trim().parse(), self.glossary.trim().parse());
        let (rrf, depth) = (self.rrf.trim().parse(), self.depth.trim().parse());
        let wrong = [
            (k.is_err(), SettingsFault::K),
            (glossary.is_err(), SettingsFault::Glossary),
            (rrf.is_err(), SettingsFault::Rrf),
            (depth.is_err(), SettingsFault::Depth),
        ];
        let wrong: Vec<SettingsFault> = wrong.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault).collect();
        match (k, glossary, rrf, depth) {
            (Ok(k), Ok(glossary), Ok(rrf), Ok(depth)) => Ok(SearchSettings { k, glossary, rrf, depth }),
            _ => Err(BenchError::Settings(wrong)),
        }
    }
}

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// The versions.
pub(super) async fn list(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(coming): Query<Coming>,
) -> Response {
    show(&state, (&may, &who), None, None, coming.done.as_deref(), locale).await
}

/// Keeps a draft.
pub(super) async fn draft(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Sent(form): Sent<SettingsForm>,
) -> Response {
    let kept = match form.settings() {
        Ok(settings) => state.service.draft_settings(&may, settings, &form.note).await,
        Err(error) => Err(ServiceError::from(error)),
    };
    match kept {
        Ok(_) => Redirect::to(&format!("{HERE}/settings?done=kept")).into_response(),
        Err(error @ ServiceError::Bench(_)) => {
            let error = ApiError::service(&error, locale);
            let page = show(&state, (&may, &who), Some(form), Some(error.words()), None, locale).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Lets searches obey a version.
pub(super) async fn promote(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(number): Path<u32>,
) -> Response {
    match state.service.promote_settings(&may, number).await {
        Ok(()) => Redirect::to(&format!("{HERE}/settings?done=promoted")).into_response(),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    form: Option<SettingsForm>,
    error: Option<String>,
    done: Option<&str>,
    locale: Locale,
) -> Response {
    let view = match state.service.search_settings(may).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let now = view.versions.iter().find(|version| version.number == view.promoted).map(|version| version.settings);
    let form = form.unwrap_or_else(|| SettingsForm::of(&now.unwrap_or_default()));
    let context = context! {
        form => context! { k => form.k, glossary => form.glossary, rrf => form.rrf, depth => form.depth, note => form.note },
        rows => view.versions.iter().map(|version| row(version, &view, locale)).collect::<Vec<_>>(),
        error,
        done => done.filter(|done| ["kept", "promoted"].contains(done)),
    };
    render_for(who, HERE, "bench/settings.html", context, locale)
}

fn row(version: &SettingsVersion, view: &SettingsView, locale: Locale) -> Value {
    let state = state_name(version.state(view.promoted));
    context! {
        number => version.number,
        state,
        state_name => say(locale, &format!("bench.state_{state}"), &[]),
        k => version.settings.k,
        glossary => format!("{:.2}", version.settings.glossary),
        rrf => version.settings.rrf,
        depth => version.settings.depth,
        note => version.note.as_str(),
        by => version.author.and_then(|by| view.names.get(&by)).map(String::as_str),
        at => version.made_at.map(moment),
        promoted_at => version.promoted_at.map(moment),
    }
}
