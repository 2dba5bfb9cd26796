//! A turn's events as a server-sent stream: numbered, replayable, with a heartbeat.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde_json::{Map, Value};

use crate::domain::NumberedEvent;
use crate::service::ServiceError;

/// A comment goes out after so much silence, so that proxies and phones keep the connection.
const HEARTBEAT: Duration = Duration::from_secs(8);

/// The stream of a turn; `first` is added to the data of its first event.
pub(super) fn respond<S>(events: S, first: Map<String, Value>) -> Response
where
    S: Stream<Item = Result<NumberedEvent, ServiceError>> + Send + 'static,
{
    let mut first = Some(first);
    let frames = events.map(move |event| event.map(|event| frame(&event, first.take().unwrap_or_default())));
    let frames = frames.map(|frame| frame.map_err(axum::Error::new).and_then(|frame| frame));
    let keep_alive = KeepAlive::new().interval(HEARTBEAT).text("");
    let mut response = Sse::new(frames).keep_alive(keep_alive).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx holds events back unless it is told not to.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn frame(event: &NumberedEvent, more: Map<String, Value>) -> Result<Event, axum::Error> {
    let mut data = serde_json::to_value(&event.event).map_err(axum::Error::new)?;
    if let Value::Object(fields) = &mut data {
        fields.extend(more);
    }
    Event::default().id(event.number.to_string()).event(event.event.name()).json_data(data)
}

/// The number of the last event that the client has, by `Last-Event-ID`.
pub(super) fn last_event(headers: &HeaderMap) -> u32 {
    let value = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}
