//! Each fault of one endpoint ends in exactly one named failure, with what had been said before it kept.

use std::time::Duration;

use yiguan::llm::{LlmError, OpenAiChat, Waiting};

use super::{HASTY, PATIENT, chat_at, endpoint, listen, request, settings};
use crate::support::scripted_model::{ScriptedModel, dead_url};
use crate::support::scripted_reply::Reply;

/// Plays the same reply for every request: what arrived, the error, and how many requests were sent.
async fn play(reply: Reply, patience: Duration) -> (String, LlmError, usize) {
    let model = ScriptedModel::answering(move |_| reply.clone()).await;
    let (deltas, result) = listen(&chat_at(model.url(), patience), &request()).await;
    (deltas.concat(), result.unwrap_err(), model.requests().len())
}

#[tokio::test]
async fn faults_before_the_first_word_are_retried_once_when_that_can_help() {
    let server = |status| LlmError::Server { status };
    for (reply, error, requests) in [
        (Reply::status(500), server(Some(500)), 2),
        (Reply::status(503), server(Some(503)), 2),
        (Reply::status(408), server(Some(408)), 2),
        (Reply::rate_limited(0), LlmError::RateLimited { retry_after: Some(Duration::ZERO) }, 2),
        (Reply::rate_limited(60), LlmError::RateLimited { retry_after: Some(Duration::from_mins(1)) }, 1),
        (Reply::status(429), LlmError::RateLimited { retry_after: None }, 2),
        (Reply::status(400), LlmError::BadRequest { status: 400 }, 1),
        (Reply::status(404), LlmError::BadRequest { status: 404 }, 1),
        (Reply::status(401), LlmError::Denied { status: 401 }, 1),
        (Reply::cut(&[]), LlmError::Cut, 2),
        (Reply::quiet_cut(&[]), LlmError::Cut, 2),
        (Reply::malformed_frame(&[]), LlmError::Malformed("frame"), 1),
        (Reply::error_frame(&[]), server(None), 2),
        (Reply::words(&[]), LlmError::Empty, 1),
        (Reply::blank(), LlmError::Empty, 1),
        (Reply::words(&["<think>只想不说"]), LlmError::Empty, 1),
        (Reply::flood(""), LlmError::Blanks, 1),
        (Reply::ending(&[], "length"), LlmError::CutByLength, 1),
        (Reply::ending(&[], "content_filter"), LlmError::ContentFilter, 1),
        (Reply::ending(&[], "insufficient_system_resource"), server(None), 2),
        (Reply::refusal(), LlmError::Refusal, 1),
    ] {
        let what = format!("{reply:?}");
        assert_eq!(play(reply, PATIENT).await, (String::new(), error, requests), "{what}");
    }
}

#[tokio::test]
async fn faults_after_the_first_word_are_never_retried() {
    for (reply, error) in [
        (Reply::cut(&["先", "看"]), LlmError::Cut),
        (Reply::quiet_cut(&["先", "看"]), LlmError::Cut),
        (Reply::malformed_frame(&["先", "看"]), LlmError::Malformed("frame")),
        (Reply::error_frame(&["先", "看"]), LlmError::Server { status: None }),
        (Reply::ending(&["先", "看"], "length"), LlmError::CutByLength),
        (Reply::ending(&["先", "看"], "sensitive"), LlmError::ContentFilter),
    ] {
        let what = format!("{reply:?}");
        assert_eq!(play(reply, PATIENT).await, ("先看".to_owned(), error, 1), "{what}");
    }
    let (said, error, requests) = play(Reply::flood("先看"), PATIENT).await;
    assert_eq!((said.trim(), error, requests), ("先看", LlmError::Blanks, 1));
}

#[tokio::test]
async fn stalls_end_in_time() {
    let (said, error, requests) = play(Reply::stall(&[]), HASTY).await;
    assert_eq!((said.as_str(), error, requests), ("", LlmError::Timeout(Waiting::FirstToken), 1));
    let (said, error, requests) = play(Reply::stall(&["先"]), HASTY).await;
    assert_eq!((said.as_str(), error, requests), ("先", LlmError::Timeout(Waiting::NextToken), 1));
    let (_, error, _) = play(Reply::reasoning(&["想"], &[]).slowly(HASTY * 3), HASTY).await;
    assert_eq!(error, LlmError::Timeout(Waiting::FirstToken));
}

#[tokio::test]
async fn a_reply_that_drips_for_ever_ends_in_time() {
    let model = ScriptedModel::start([Reply::words(&["滴"; 200]).slowly(Duration::from_millis(20))]).await;
    let mut endpoint = endpoint(model.url(), PATIENT);
    endpoint.timeouts.whole_reply = HASTY;
    let (_, result) = listen(&OpenAiChat::new(&settings(vec![endpoint])).unwrap(), &request()).await;
    assert_eq!(result.unwrap_err(), LlmError::Timeout(Waiting::WholeReply));
}

#[tokio::test]
async fn nobody_there_and_nobody_configured() {
    let (_, result) = listen(&chat_at(&dead_url().await, PATIENT), &request()).await;
    assert_eq!(result.unwrap_err(), LlmError::Connect);
    let (_, result) = listen(&OpenAiChat::new(&settings(vec![])).unwrap(), &request()).await;
    assert_eq!(result.unwrap_err(), LlmError::Unconfigured);
}

#[tokio::test]
async fn a_retry_that_works_is_an_answer() {
    let model = ScriptedModel::start([Reply::rate_limited(1), Reply::words(&["好"])]).await;
    let (deltas, result) = listen(&chat_at(model.url(), PATIENT), &request()).await;
    assert_eq!(deltas, ["好"]);
    assert_eq!(result.unwrap().meta.attempts, 2);
}

#[tokio::test]
async fn no_failure_shows_what_was_asked() {
    for reply in [Reply::status(500), Reply::status(400), Reply::malformed_frame(&["鞋面"]), Reply::error_frame(&[])]
    {
        let (_, error, _) = play(reply, PATIENT).await;
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("鞋面") && !shown.contains("engine died"), "{shown}");
    }
}
