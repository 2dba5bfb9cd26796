//! What is done in the queue with more than one case, and with the filters that people keep.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Posted;
use crate::domain::{ConversationId, LeadTeam, StaffId, Translate};
use crate::service::ServiceError;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by};

/// Most cases that are given at once: as many as a page shows.
const MOST: usize = 50;

/// Gives the ticked cases to somebody.
pub(super) async fn assign(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(lead, _): Allowed<LeadTeam>,
    Allowed(may, _): Allowed<Translate>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(pairs);
    let case = |text: &str| {
        let (id, version) = text.split_once(':')?;
        Some((ConversationId(id.parse().ok()?), version.parse().ok()?))
    };
    let cases: Vec<(ConversationId, u32)> = posted.all("case").filter_map(case).take(MOST).collect();
    let Some(to) = posted.parsed("to").map(StaffId) else {
        return refused(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "no_translator", locale);
    };
    if cases.is_empty() {
        return refused(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "none_ticked", locale);
    }
    match state.service.assign_reviews(&lead, &may, &cases, to).await {
        Ok(not) => {
            let (given, not) = ((cases.len() - not.len()).to_string(), not.len().to_string());
            back(&posted, &[("done", "assigned"), ("given", &given), ("refused", &not)])
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Keeps the filter of the page under a name, or forgets one.
pub(super) async fn filters(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(pairs);
    let name = posted.text("name");
    let (kept, done): (Result<(), ServiceError>, _) = if posted.deed() == "drop" {
        (state.service.drop_filter(&may, name).await, "dropped")
    } else {
        (state.service.save_filter(&may, name, &clean(posted.text("back"))).await, "saved")
    };
    match kept {
        Ok(()) => back(&posted, &[("done", done)]),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// A query as this service writes one: whatever was posted, nothing else can stand in an address.
fn clean(query: &str) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Back to the page that the form stood on.
fn back(posted: &Posted, news: &[(&str, &str)]) -> Response {
    let query = clean(posted.text("back"));
    let news = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(news).finish();
    Redirect::to(&format!("/staff/queue?{query}&{news}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_a_query_and_nothing_else() {
        assert_eq!(clean("tab=mine&words=%E9%9E%8B"), "tab=mine&words=%E9%9E%8B");
        assert_eq!(clean("tab=mine\r\nset-cookie: x"), "tab=mine%0D%0Aset-cookie%3A+x");
    }
}
