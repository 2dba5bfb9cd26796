//! The page of the calibration: verdicts against what came of them.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;

use super::{HERE, spreadsheet};
use crate::domain::afterwards::{FollowMonth, FollowOutcome};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::lab::Rate;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// Which records.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    months: Option<String>,
    rubric: Option<String>,
}

impl Wanted {
    fn months(&self) -> Option<FollowMonth> {
        self.months.as_deref().and_then(|months| months.parse().ok()).and_then(FollowMonth::of)
    }

    fn rubric(&self) -> Option<String> {
        self.rubric.clone().filter(|rubric| !rubric.is_empty())
    }
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let view = match state.service.calibration(&may, wanted.months(), wanted.rubric(), locale).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let alike = view.alike.iter().map(|(one, other)| {
        let values = [("one", verdict(*one, locale)), ("other", verdict(*other, locale))];
        say(locale, "calibration.alike", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let months = FollowMonth::ALL.map(|month| {
        context! { number => month.number(), chosen => view.months == Some(month) }
    });
    let rubrics = view.rubrics.iter().map(|name| context! { name, chosen => view.rubric.as_ref() == Some(name) });
    let context = context! {
        all => view.all(),
        overridden => view.overridden,
        few => view.rates.iter().any(|rate| rate.all > 0 && rate.few()),
        alike => alike.collect::<Vec<_>>(),
        months,
        months_chosen => view.months.map(FollowMonth::number),
        rubrics => rubrics.collect::<Vec<_>>(),
        rubric_chosen => view.rubric.as_deref(),
        // Drawn here and escaped by the crate that draws.
        pictures => view.pictures.iter().cloned().map(Value::from_safe_string).collect::<Vec<_>>(),
        outcomes => FollowOutcome::ALL.map(|outcome| outcome_name(outcome, locale)),
        rates => view.rates.iter().filter(|rate| rate.all > 0).map(|rate| row(rate, locale)).collect::<Vec<_>>(),
    };
    render_for(&who, HERE, "lab/calibration.html", context, locale)
}

/// The spreadsheet.
pub(super) async fn file(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match state.service.calibration_file(&may, wanted.months(), wanted.rubric(), locale).await {
        Ok(made) => spreadsheet(made),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn row(rate: &Rate, locale: Locale) -> Value {
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    context! {
        verdict => verdict(rate.verdict, locale),
        counts => rate.counts,
        all => rate.all,
        few => rate.few(),
        share => rate.going.map(|share| percent(share.share)),
        low => rate.going.map(|share| percent(share.low)),
        high => rate.going.map(|share| percent(share.high)),
    }
}

fn verdict(code: crate::domain::VerdictCode, locale: Locale) -> String {
    let name = serde_json::to_value(code).ok();
    let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
    say(locale, &format!("page.verdict_{name}"), &[])
}

fn outcome_name(outcome: FollowOutcome, locale: Locale) -> String {
    let name = serde_json::to_value(outcome).ok();
    let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
    say(locale, &format!("afterwards.outcome_{name}"), &[])
}
