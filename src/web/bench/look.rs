//! One search, looked into.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{AskForm, HERE, item_address};
use crate::domain::bench::SettingsState;
use crate::domain::{Curate, EntryKind, Locale, Why, WhyFrom};
use crate::messages::say;
use crate::service::bench::{BenchAsk, BenchHit, BenchLook, Kept, TakenOut};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// What is asked, and what has just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    settings: String,
    done: Option<String>,
}

impl Asked {
    fn form(&self) -> AskForm {
        AskForm { q: self.q.clone(), kind: self.kind.clone(), area: self.area.clone(), as_of: self.as_of.clone() }
    }
}

/// The page: a form, and below it what the search finds.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(asked): Query<Asked>,
) -> Response {
    let form = asked.form();
    if form.q.trim().is_empty() {
        return show(&state, (&may, &who), &asked, None, None, locale).await;
    }
    let Ok(as_of) = form.as_of() else {
        let error = say(locale, "bench.no_day", &[]);
        return show(&state, (&may, &who), &asked, None, Some(error), locale).await;
    };
    let ask = BenchAsk {
        words: form.q.trim().to_owned(),
        kind: form.kind(),
        area: form.area(),
        as_of,
        settings: asked.settings.parse().ok(),
    };
    match state.service.look_into(&may, &ask).await {
        Ok(look) => show(&state, (&may, &who), &asked, Some(&look), None, locale).await,
        Err(error) => {
            let error = ApiError::service(&error, locale);
            let page = show(&state, (&may, &who), &asked, None, Some(error.words()), locale).await;
            (error.status(), page).into_response()
        }
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    asked: &Asked,
    look: Option<&BenchLook>,
    error: Option<String>,
    locale: Locale,
) -> Response {
    let settings = match state.service.search_settings(may).await {
        Ok(settings) => settings,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let chosen = asked.settings.parse().ok().unwrap_or(settings.promoted);
    let versions = settings.versions.iter().map(|version| {
        let state = version.state(settings.promoted);
        let name = format!("v{} · {}", version.number, say(locale, &format!("bench.state_{}", state_name(state)), &[]));
        context! { number => version.number, name, chosen => version.number == chosen }
    });
    let form = asked.form();
    let done = asked.done.as_deref().filter(|done| ["expected", "saved"].contains(done));
    let context = context! {
        form => form.shown(),
        versions => versions.collect::<Vec<_>>(),
        look => look.map(|look| view(look, form.kind(), locale)),
        error,
        done,
    };
    render_for(who, HERE, "bench/bench.html", context, locale)
}

/// A state in addresses and in the catalogue.
pub(super) fn state_name(state: SettingsState) -> &'static str {
    match state {
        SettingsState::Draft => "draft",
        SettingsState::Promoted => "promoted",
        SettingsState::Past => "past",
    }
}

fn view(look: &BenchLook, kind: EntryKind, locale: Locale) -> Value {
    let line = look.hits.last().map(|hit| hit.fused.score);
    let words =
        |from: WhyFrom| look.looked_for.iter().filter(move |why| why.from == from).map(word).collect::<Vec<_>>();
    context! {
        as_of => look.as_of.to_string(),
        k => look.settings.settings.k,
        number => look.settings.number,
        own => words(WhyFrom::Words),
        lent => words(WhyFrom::Glossary),
        glossary_off => look.settings.settings.glossary <= 0.0,
        by_meaning => look.by_meaning,
        hits => look.hits.iter().map(|hit| row(hit, kind, None, locale)).collect::<Vec<_>>(),
        near => look.near.iter().map(|hit| row(hit, kind, line, locale)).collect::<Vec<_>>(),
        taken_out => look.taken_out.iter().map(|gone| removed(gone, kind, locale)).collect::<Vec<_>>(),
    }
}

fn word(why: &Why) -> Value {
    context! { term => why.term.as_str(), weight => format!("{:.2}", why.weight) }
}

fn row(hit: &BenchHit, kind: EntryKind, line: Option<f32>, locale: Locale) -> Value {
    let shown =
        |kept: Option<Kept>| kept.map(|kept| context! { place => kept.place, score => format!("{:.2}", kept.score) });
    let why = hit.why.iter().map(|why| {
        context! { term => why.term.as_str(), weight => format!("{:.2}", why.weight), lent => why.from == WhyFrom::Glossary }
    });
    // Why it stands under the line: by how much the score is lower than that of the last hit above.
    let short = line.map(|line| {
        let part = if line > 0.0 { 100.0 * (line - hit.fused.score) / line } else { 0.0 };
        say(locale, "bench.short", &[("n", &format!("{part:.0}"))])
    });
    context! {
        id => hit.id.as_str(),
        title => hit.title.as_str(),
        href => item_address(kind, &hit.id),
        place => hit.fused.place,
        score => precise(hit.fused.score),
        words => shown(hit.words),
        meaning => shown(hit.meaning),
        why => why.collect::<Vec<_>>(),
        short,
    }
}

/// Fused scores are small: all that counts is in the third digit.
fn precise(score: f32) -> String {
    if score < 1.0 { format!("{score:.4}") } else { format!("{score:.2}") }
}

fn removed(gone: &TakenOut, kind: EntryKind, locale: Locale) -> Value {
    let day = |key: &str, day: chrono::NaiveDate| say(locale, key, &[("day", &day.to_string())]);
    let reasons: Vec<String> = [
        gone.not_citable.then(|| say(locale, "bench.not_citable", &[])),
        gone.begins.map(|first| day("bench.begins", first)),
        gone.ended.map(|last| day("bench.ended", last)),
        gone.elsewhere.then(|| say(locale, "bench.elsewhere", &[])),
    ]
    .into_iter()
    .flatten()
    .collect();
    let href = item_address(kind, &gone.id);
    context! { id => gone.id.as_str(), title => gone.title.as_str(), href, place => gone.place, reasons }
}
