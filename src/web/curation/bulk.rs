//! What is done with several rows of a list at once, and the views of a list that somebody keeps.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Posted;
use super::{HERE, library, refusals};
use crate::domain::Curate;
use crate::domain::curation::{Fault, ItemKey, Publishing};
use crate::service::ServiceError;
use crate::service::curation::CurationError;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by};

/// Rows that are done at once at most.
const MOST: usize = 100;

/// What came of several: how many were done, how many were not, and why the first was not.
#[derive(Default)]
struct Tally {
    done: usize,
    refused: usize,
    why: Option<Fault>,
}

impl Tally {
    fn count(&mut self, outcome: Result<(), Fault>) {
        match outcome {
            Ok(()) => self.done += 1,
            Err(fault) => {
                self.refused += 1;
                self.why.get_or_insert(fault);
            }
        }
    }
}

/// Hands in, publishes or turns off what was ticked.
pub(super) async fn bulk(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(name): Path<String>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let posted = Posted(posted);
    let ticked = posted.0.iter().filter(|(key, _)| key == "item").take(MOST);
    let versions: Vec<(ItemKey, u32)> = ticked
        .filter_map(|(_, value)| {
            let (id, number) = value.rsplit_once(':')?;
            Some((ItemKey::new(kind, id), number.parse().ok()?))
        })
        .collect();
    let (service, reason) = (&state.service, posted.text("reason"));
    let mut tally = Tally::default();
    let deed = posted.deed();
    match deed {
        "publish" => match service.publish_items(&may, &versions, reason).await {
            Ok(outcomes) => {
                for (_, outcome) in outcomes {
                    tally.count(if let Publishing::Refused(fault) = outcome { Err(fault) } else { Ok(()) });
                }
            }
            Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
        },
        "submit" | "withdraw" => {
            for (key, number) in &versions {
                let stepped = if deed == "submit" {
                    service.submit_item(&may, key, *number).await
                } else {
                    service.withdraw_item(&may, key, reason).await
                };
                match stepped {
                    Ok(()) => tally.count(Ok(())),
                    Err(ServiceError::Curation(CurationError::Fault(fault))) => tally.count(Err(fault)),
                    Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
                }
            }
        }
        _ => return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale),
    }
    let (n, refused) = (tally.done.to_string(), tally.refused.to_string());
    let why = tally.why.map(refusals::code).unwrap_or_default();
    back(&name, posted.text("back"), &[("done", deed), ("n", &n), ("refused", &refused), ("why", why)])
}

/// Keeps a view under a name, or forgets it.
pub(super) async fn views(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(name): Path<String>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let posted = Posted(posted);
    let (view, query) = (posted.text("name"), posted.text("back"));
    let (kept, done) = if posted.deed() == "drop" {
        (state.service.forget_view(&may, kind, view).await, "dropped")
    } else {
        (state.service.keep_view(&may, kind, view, query).await, "saved")
    };
    match kept {
        Ok(()) => back(&name, query, &[("done", done)]),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Back to the list as it was, with what has happened.
fn back(library: &str, query: &str, told: &[(&str, &str)]) -> Response {
    let kept = url::form_urlencoded::parse(query.as_bytes());
    let kept = kept.filter(|(name, _)| !["done", "n", "refused", "why"].contains(&name.as_ref()));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept).extend_pairs(told.iter().filter(|(_, value)| !value.is_empty()));
    Redirect::to(&format!("{HERE}/{library}?{}", query.finish())).into_response()
}
