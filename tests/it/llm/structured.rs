//! Structured replies with every fault that they can have.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use yiguan::llm::{LlmError, Mode, OpenAiChat, ScriptedChat, ScriptedReply, Structured, Waiting, no_check, structured};

use super::{HASTY, PATIENT, chat_at, endpoint, request, settings};
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
pub(super) struct Defect {
    /// What it is called.
    name: String,
    per_day: u32,
    unit: Option<String>,
}

pub(super) fn good() -> Value {
    json!({ "name": "划痕", "per_day": 30, "unit": null })
}

pub(super) fn defect() -> Defect {
    Defect { name: "划痕".into(), per_day: 30, unit: None }
}

pub(super) async fn ask(chat: &OpenAiChat) -> Result<Structured<Defect>, LlmError> {
    structured(chat, &request(), no_check, &CancellationToken::new()).await
}

/// A good first reply that is found whatever stands around it.
async fn found(reply: Reply) {
    let what = format!("{reply:?}");
    let model = ScriptedModel::start([reply]).await;
    let answer = ask(&chat_at(model.url(), PATIENT)).await.unwrap_or_else(|e| panic!("{e}: {what}"));
    assert_eq!(answer.value, defect(), "{what}");
    assert!(!answer.repaired, "{what}");
}

#[tokio::test]
async fn a_good_object_is_found_whatever_stands_around_it() {
    found(Reply::json(&good())).await;
    found(Reply::fenced(&good())).await;
    found(Reply::with_prose(&good())).await;
    found(Reply::broken_json(&good())).await;
    found(Reply::text(&format!("<think>{{\"name\": \"错\"}}</think>{}", good()))).await;
    found(Reply::reasoning(&["{\"name\":"], &[&good().to_string()])).await;
    found(Reply::flood(&good().to_string())).await;
    found(Reply::json(&good()).without_usage()).await;
}

#[tokio::test]
async fn an_unusable_reply_is_asked_for_once_more_and_lowers_the_rung() {
    for (reply, told, mode) in [
        (Reply::truncated(&good()), "截断", Mode::JsonObject),
        (Reply::text("抱歉，这里没有。"), "没有 JSON", Mode::JsonObject),
        (Reply::json(&json!({ "name": "划痕", "per_day": "很多" })), "per_day", Mode::JsonObject),
        (Reply::json(&json!({ "name": "划痕" })), "per_day", Mode::JsonObject),
        (Reply::blank(), "空白", Mode::JsonObject),
        (Reply::words(&[]), "空白", Mode::JsonObject),
        (Reply::flood(""), "空白", Mode::JsonObject),
        (Reply::flood("{\"name\": \"划痕\", \"per_day\":"), "截断", Mode::JsonObject),
        (Reply::ending(&["{\"name\":"], "length"), "太长", Mode::JsonSchema),
    ] {
        let what = format!("{reply:?}");
        let model = ScriptedModel::start([reply, Reply::fenced(&good())]).await;
        let answer = ask(&chat_at(model.url(), PATIENT)).await.unwrap_or_else(|e| panic!("{e}: {what}"));
        assert_eq!((answer.value, answer.repaired, answer.meta.attempts), (defect(), true, 2), "{what}");
        assert_eq!(answer.meta.mode, mode, "{what}");
        let prompt = model.requests()[1]["messages"].to_string();
        assert!(prompt.contains(told), "{told} not in {prompt}");
    }
}

#[tokio::test]
async fn a_second_unusable_reply_is_a_failure() {
    for (reply, error) in [
        (Reply::truncated(&good()), LlmError::Malformed("no JSON")),
        (Reply::json(&json!({ "name": 1 })), LlmError::Malformed("wrong shape")),
        (Reply::blank(), LlmError::Empty),
        (Reply::ending(&["{"], "length"), LlmError::CutByLength),
    ] {
        let model = ScriptedModel::answering(move |_| reply.clone()).await;
        assert_eq!(ask(&chat_at(model.url(), PATIENT)).await.unwrap_err(), error);
        assert_eq!(model.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_callers_check_is_told_to_the_model_and_does_not_lower_the_rung() {
    let wrong = json!({ "name": "划痕", "per_day": 0, "unit": null });
    let model =
        ScriptedModel::start([Reply::json(&wrong), Reply::json(&good()), Reply::json(&wrong), Reply::json(&wrong)])
            .await;
    let chat = chat_at(model.url(), PATIENT);
    let check = |d: &Defect| {
        if d.per_day == 0 { Err("per_day 不能是 0".to_owned()) } else { Ok(()) }
    };
    let answer = structured(&chat, &request(), check, &CancellationToken::new()).await.unwrap();
    assert_eq!((answer.value, answer.repaired, answer.meta.mode), (defect(), true, Mode::JsonSchema));
    assert_eq!((answer.meta.prompt_tokens, answer.meta.completion_tokens), (Some(14), Some(10)));
    let messages = model.requests()[1]["messages"].clone();
    let last = messages.as_array().unwrap().last().unwrap().clone();
    assert!(last["content"].as_str().unwrap().contains("per_day 不能是 0"));
    assert!(messages.to_string().contains("assistant"));
    let again = structured(&chat, &request(), check, &CancellationToken::new()).await;
    assert_eq!(again.unwrap_err(), LlmError::Malformed("failed check"));
}

#[tokio::test]
async fn outages_fail_over_even_in_the_middle_since_nothing_was_shown() {
    let spare = ScriptedModel::answering(|_| Reply::json(&good())).await;
    for reply in [Reply::cut(&["{"]), Reply::stall(&["{"]), Reply::error_frame(&["{"]), Reply::malformed_frame(&["{"])]
    {
        let what = format!("{reply:?}");
        let model = ScriptedModel::answering(move |_| reply.clone()).await;
        let mut second = endpoint(spare.url(), PATIENT);
        second.name = "second".into();
        let chat = OpenAiChat::new(&settings(vec![endpoint(model.url(), Duration::from_secs(1)), second])).unwrap();
        let answer = ask(&chat).await.unwrap();
        assert_eq!((answer.value, answer.meta.endpoint.as_str()), (defect(), "second"), "{what}");
    }
}

#[tokio::test]
async fn refusals_stalls_and_stops_have_their_names() {
    let model = ScriptedModel::start([Reply::refusal()]).await;
    assert_eq!(ask(&chat_at(model.url(), PATIENT)).await.unwrap_err(), LlmError::Refusal);
    let model = ScriptedModel::start([Reply::stall(&["{"])]).await;
    let chat = chat_at(model.url(), HASTY);
    chat.warm_up(&CancellationToken::new()).await;
    assert_eq!(ask(&chat).await.unwrap_err(), LlmError::Timeout(Waiting::NextToken));
    let stop = CancellationToken::new();
    stop.cancel();
    let stopped = structured::<Defect>(&chat, &request(), no_check, &stop).await;
    assert_eq!(stopped.unwrap_err(), LlmError::Cancelled);
}

#[tokio::test]
async fn the_scripted_chat_of_other_rooms_takes_the_same_road() {
    let chat = ScriptedChat::new([ScriptedReply::text("不是 JSON"), ScriptedReply::json(&good())]);
    let answer: Structured<Defect> = structured(&chat, &request(), no_check, &CancellationToken::new()).await.unwrap();
    assert_eq!((answer.value, answer.repaired), (defect(), true));
    assert_eq!((chat.asked().len(), chat.left()), (2, 0));
    chat.push(ScriptedReply::Fail(LlmError::Connect));
    let failed = structured::<Defect>(&chat, &request(), no_check, &CancellationToken::new()).await;
    assert_eq!(failed.unwrap_err(), LlmError::Connect);
    chat.push(ScriptedReply::WordsThenFail(vec!["一".into(), "二".into()], LlmError::Cut));
    let (deltas, result) = super::listen(&chat, &request()).await;
    assert_eq!((deltas.concat().as_str(), result.unwrap_err()), ("一二", LlmError::Cut));
}

#[tokio::test]
async fn with_three_replies_in_ten_bad_nothing_invalid_gets_through() {
    let asked = AtomicU64::new(0);
    let model = ScriptedModel::answering(move |_| {
        // A fixed scramble of the request's number: the same faults in every run.
        let dice = asked.fetch_add(1, Ordering::SeqCst).wrapping_mul(6_364_136_223_846_793_005).rotate_left(21) % 100;
        match dice {
            0..6 => Reply::fenced(&good()),
            6..12 => Reply::truncated(&good()),
            12..18 => Reply::broken_json(&good()),
            18..24 => Reply::blank(),
            24..30 => Reply::json(&json!({ "name": ["划痕"] })),
            _ => Reply::json(&good()),
        }
    })
    .await;
    let chat = chat_at(model.url(), PATIENT);
    let mut valid = 0;
    for _ in 0..200 {
        match ask(&chat).await {
            Ok(answer) => {
                assert_eq!(answer.value, defect());
                valid += 1;
            }
            Err(error) => assert!(matches!(error, LlmError::Malformed(_) | LlmError::Empty), "{error}"),
        }
    }
    let calls = model.requests().len();
    assert!(valid >= 190, "{valid} of 200 valid");
    assert!(calls <= 280, "{calls} calls for 200 turns");
}
