//! More than one endpoint: the next one steps in, a dead one is left alone, and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use yiguan::llm::{Endpoint, LlmError, OpenAiChat};

use super::{HASTY, PATIENT, chat_at, endpoint, listen, request, settings};
use crate::support::scripted_model::{ScriptedModel, dead_url};
use crate::support::scripted_reply::Reply;

fn two(first: &str, second: &str) -> Vec<Endpoint> {
    let mut spare = endpoint(second, PATIENT);
    spare.name = "second".into();
    vec![endpoint(first, HASTY), spare]
}

#[tokio::test]
async fn the_next_endpoint_answers_when_the_first_cannot() {
    let spare = ScriptedModel::answering(|_| Reply::words(&["好"])).await;
    for (reply, attempts) in [
        (Reply::status(500), 3),
        (Reply::status(401), 2),
        (Reply::status(400), 2),
        (Reply::rate_limited(60), 2),
        (Reply::cut(&[]), 3),
        (Reply::stall(&[]), 2),
        (Reply::malformed_frame(&[]), 2),
        (Reply::blank(), 2),
    ] {
        let what = format!("{reply:?}");
        let model = ScriptedModel::answering(move |_| reply.clone()).await;
        let chat = OpenAiChat::new(&settings(two(model.url(), spare.url()))).unwrap();
        let (deltas, result) = listen(&chat, &request()).await;
        let meta = result.unwrap().meta;
        assert_eq!(
            (deltas.concat().as_str(), meta.endpoint.as_str(), meta.attempts),
            ("好", "second", attempts),
            "{what}"
        );
    }
    let chat = OpenAiChat::new(&settings(two(&dead_url().await, spare.url()))).unwrap();
    assert_eq!(listen(&chat, &request()).await.1.unwrap().meta.endpoint, "second");
}

#[tokio::test]
async fn nothing_starts_again_once_words_are_out_nor_after_a_refusal() {
    let spare = ScriptedModel::answering(|_| Reply::words(&["好"])).await;
    for (reply, said, error) in [
        (Reply::cut(&["先"]), "先", LlmError::Cut),
        (Reply::refusal(), "", LlmError::Refusal),
        (Reply::ending(&[], "content_filter"), "", LlmError::ContentFilter),
    ] {
        let model = ScriptedModel::answering(move |_| reply.clone()).await;
        let chat = OpenAiChat::new(&settings(two(model.url(), spare.url()))).unwrap();
        let (deltas, result) = listen(&chat, &request()).await;
        assert_eq!((deltas.concat().as_str(), result.unwrap_err()), (said, error));
    }
    assert_eq!(spare.requests().len(), 0);
}

#[tokio::test]
async fn when_all_fail_the_last_failure_is_told() {
    let first = ScriptedModel::answering(|_| Reply::status(500)).await;
    let second = ScriptedModel::answering(|_| Reply::rate_limited(60)).await;
    let chat = OpenAiChat::new(&settings(two(first.url(), second.url()))).unwrap();
    let (_, result) = listen(&chat, &request()).await;
    assert_eq!(result.unwrap_err(), LlmError::RateLimited { retry_after: Some(Duration::from_mins(1)) });
}

#[tokio::test]
async fn a_dead_endpoint_is_left_alone_then_probed_then_used_again() {
    let well = Arc::new(AtomicBool::new(false));
    let health = Arc::clone(&well);
    let first = ScriptedModel::answering(move |_| {
        if health.load(Ordering::SeqCst) { Reply::words(&["回来了"]) } else { Reply::status(500) }
    })
    .await;
    let second = ScriptedModel::answering(|_| Reply::words(&["替补"])).await;
    let mut settings = settings(two(first.url(), second.url()));
    settings.breaker.failures = 2;
    settings.breaker.probe_every = Duration::from_secs(2);
    let chat = OpenAiChat::new(&settings).unwrap();
    for _ in 0..4 {
        assert_eq!(listen(&chat, &request()).await.1.unwrap().text, "替补");
    }
    assert_eq!(first.requests().len(), 2, "opened after two failures, then left alone");
    well.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let reply = listen(&chat, &request()).await.1.unwrap();
    assert_eq!((reply.text.as_str(), reply.meta.attempts), ("回来了", 1));
    assert_eq!(listen(&chat, &request()).await.1.unwrap().text, "回来了");
}

#[tokio::test]
async fn with_every_endpoint_resting_nothing_is_sent() {
    let model = ScriptedModel::answering(|_| Reply::status(500)).await;
    let mut settings = settings(vec![endpoint(model.url(), PATIENT)]);
    settings.breaker.failures = 2;
    settings.breaker.probe_every = PATIENT;
    let chat = OpenAiChat::new(&settings).unwrap();
    assert_eq!(listen(&chat, &request()).await.1.unwrap_err(), LlmError::Server { status: Some(500) });
    assert_eq!(listen(&chat, &request()).await.1.unwrap_err(), LlmError::Resting);
    assert_eq!(model.requests().len(), 2);
}

#[tokio::test]
async fn a_bad_request_does_not_open_the_breaker() {
    let model = ScriptedModel::answering(|_| Reply::status(400)).await;
    let chat = chat_at(model.url(), PATIENT);
    for _ in 0..6 {
        assert_eq!(listen(&chat, &request()).await.1.unwrap_err(), LlmError::BadRequest { status: 400 });
    }
    assert_eq!(model.requests().len(), 6);
}
