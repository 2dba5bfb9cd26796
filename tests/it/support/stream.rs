//! A turn's events as a client reads them; a stream that breaks the contract is an error.

use anyhow::{Context, ensure};
use eventsource_stream::Eventsource;
use futures::StreamExt;
use futures::stream::unfold;
use reqwest::Response;
use serde_json::Value;
use yiguan::domain::Outcome;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// Its number.
    pub(crate) number: u32,
    /// Its name.
    pub(crate) name: String,
    /// Its data.
    pub(crate) data: Value,
}

/// A turn's events from some place to the end.
#[derive(Debug)]
pub(crate) struct Heard {
    /// The events.
    pub(crate) events: Vec<Event>,
    /// How the turn ended.
    pub(crate) state: String,
    /// What came of it.
    pub(crate) outcome: Option<Outcome>,
}

impl Heard {
    /// A field of the first event.
    pub(crate) fn first(&self, name: &str) -> Option<String> {
        self.events.first()?.data[name].as_str().map(str::to_owned)
    }

    /// The id of the turn, by its first event.
    pub(crate) fn turn_id(&self) -> anyhow::Result<String> {
        self.first("turn_id").context("the stream was not read from its beginning")
    }

    /// The names of the events, neighbours of one name taken together.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.events.iter().map(|event| event.name.as_str()).collect();
        names.dedup();
        names
    }
}

/// Reads a stream to its end, whatever is in it.
pub(crate) async fn events(response: Response) -> anyhow::Result<Vec<Event>> {
    some(response, usize::MAX).await
}

/// Reads the first events of a stream, then hangs up.
pub(crate) async fn some(response: Response, count: usize) -> anyhow::Result<Vec<Event>> {
    let kind = response.headers()["content-type"].to_str()?.to_owned();
    ensure!(kind.starts_with("text/event-stream"), "{kind}");
    let bytes =
        unfold(
            response,
            |mut response| async move { response.chunk().await.transpose().map(|chunk| (chunk, response)) },
        );
    let mut frames = std::pin::pin!(bytes.eventsource().take(count));
    let mut events = vec![];
    while let Some(frame) = frames.next().await {
        let frame = frame?;
        let data = serde_json::from_str(&frame.data)?;
        events.push(Event { number: frame.id.parse()?, name: frame.event, data });
    }
    Ok(events)
}

/// Reads a stream from its beginning to its end and holds it to the contract.
pub(crate) async fn whole(response: Response) -> anyhow::Result<Heard> {
    let heard = rest(response, 0).await?;
    ensure!(heard.events[0].name == "turn.started", "{:?}", heard.names());
    let text: String = heard
        .events
        .iter()
        .filter(|event| event.name == "text.delta")
        .filter_map(|event| event.data["text"].as_str())
        .collect();
    if let Some(outcome) = &heard.outcome {
        ensure!(text == outcome.reply, "what was streamed is not the reply: {text:?}, {:?}", outcome.reply);
    }
    Ok(heard)
}

/// Reads a stream behind number `after` to its end: numbers without a gap, names that match, exactly one end.
pub(crate) async fn rest(response: Response, after: u32) -> anyhow::Result<Heard> {
    let events = events(response).await?;
    for (expected, event) in (after + 1..).zip(&events) {
        ensure!(event.number == expected, "event {} comes as number {expected}", event.number);
        ensure!(event.data["type"] == event.name.as_str(), "{event:?}");
    }
    let ends = events.iter().filter(|event| event.name == "turn.finished").count();
    ensure!(ends == 1, "{ends} ends");
    let last = events.last().filter(|event| event.name == "turn.finished").context("the end is not the last event")?;
    let outcome = serde_json::from_value(last.data["outcome"].clone())?;
    let state = last.data["state"].as_str().context("an end has a state")?.to_owned();
    Ok(Heard { events, state, outcome })
}
