//! Streamed replies that end well, and what is taken out of them.

use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use yiguan::llm::{Chat, LlmError, Mode, OpenAiChat, Priority, Role};

use super::{PATIENT, chat_at, endpoint, listen, request, says, settings};
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;

#[tokio::test]
async fn streams_word_by_word_and_tells_how_it_came_about() {
    let model = ScriptedModel::start([Reply::words(&["可以", "先", "试点。"])]).await;
    let mut endpoint = endpoint(model.url(), PATIENT);
    endpoint.api_key = Some(SecretString::from("k-1"));
    endpoint.extra_body.insert("enable_thinking".into(), false.into());
    let chat = OpenAiChat::new(&settings(vec![endpoint])).unwrap();
    let mut request = request();
    request.temperature = Some(0.5);
    request.max_tokens = Some(99);
    let (deltas, result) = listen(&chat, &request).await;
    assert_eq!(deltas, ["可以", "先", "试点。"]);
    let reply = result.unwrap();
    assert_eq!(reply.text, "可以先试点。");
    assert_eq!((reply.meta.endpoint.as_str(), reply.meta.model.as_str()), ("first", "scripted-1"));
    assert_eq!((reply.meta.mode, reply.meta.attempts, reply.meta.dropped), (Mode::Prose, 1, 0));
    assert_eq!((reply.meta.prompt_tokens, reply.meta.completion_tokens), (Some(7), Some(5)));
    assert_eq!(reply.meta.finish_reason.as_deref(), Some("stop"));
    let body = &model.requests()[0];
    assert_eq!((&body["model"], &body["stream"]), (&"model-a".into(), &true.into()));
    assert_eq!((&body["max_tokens"], &body["temperature"]), (&99.into(), &0.5.into()));
    assert_eq!(body["enable_thinking"], false);
    assert!(body.get("response_format").is_none());
    assert_eq!(model.keys(), [Some("Bearer k-1".to_owned())]);
}

#[tokio::test]
async fn missing_token_counts_are_unknown() {
    let model = ScriptedModel::start([Reply::words(&["好"]).without_usage()]).await;
    let (_, result) = listen(&chat_at(model.url(), PATIENT), &request()).await;
    assert_eq!(result.unwrap().meta.prompt_tokens, None);
    assert_eq!(model.keys(), [None]);
}

#[tokio::test]
async fn thinking_is_taken_out_however_it_comes() {
    let model = ScriptedModel::start([
        Reply::words(&["<th", "ink>\n先想", "想</thi", "nk>\n\n结", "论"]),
        Reply::reasoning(&["先", "想"], &["结论"]),
    ])
    .await;
    let chat = chat_at(model.url(), PATIENT);
    let (deltas, result) = listen(&chat, &request()).await;
    assert_eq!(deltas, ["结", "论"]);
    assert_eq!(result.unwrap().text, "结论");
    let (deltas, result) = listen(&chat, &request()).await;
    assert_eq!(deltas, ["结论"]);
    assert_eq!(result.unwrap().text, "结论");
}

#[tokio::test]
async fn a_slow_reply_is_waited_for_as_long_as_it_moves() {
    let words = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let model = ScriptedModel::start([Reply::words(&words).slowly(Duration::from_millis(150))]).await;
    let (deltas, result) = listen(&chat_at(model.url(), Duration::from_millis(1200)), &request()).await;
    result.unwrap();
    assert_eq!(deltas.concat(), words.concat());
}

#[tokio::test]
async fn a_whole_reply_needs_no_end_of_stream() {
    let model = ScriptedModel::start([Reply::never_closed(&["好的"])]).await;
    let (_, result) = listen(&chat_at(model.url(), PATIENT), &request()).await;
    assert_eq!(result.unwrap().text, "好的");
}

#[tokio::test]
async fn a_frame_sent_twice_cannot_be_told_from_a_repeated_word() {
    let model = ScriptedModel::start([Reply::duplicate(&["很", "好"]), Reply::words(&["哈", "哈"])]).await;
    let chat = chat_at(model.url(), PATIENT);
    assert_eq!(listen(&chat, &request()).await.1.unwrap().text, "很好好");
    assert_eq!(listen(&chat, &request()).await.1.unwrap().text, "哈哈");
}

#[tokio::test]
async fn neighbours_with_one_role_are_joined_and_what_does_not_fit_is_dropped() {
    let model = ScriptedModel::start([Reply::words(&["好"])]).await;
    let mut endpoint = endpoint(model.url(), PATIENT);
    endpoint.context_tokens = 400;
    endpoint.reply_tokens = 100;
    let chat = OpenAiChat::new(&settings(vec![endpoint])).unwrap();
    let mut long = request();
    long.messages.insert(1, says(Role::User, &"旧的话 ".repeat(400), Priority::Turn(1)));
    long.messages.insert(2, says(Role::User, "案例一", Priority::Case(1)));
    let (_, result) = listen(&chat, &long).await;
    assert_eq!(result.unwrap().meta.dropped, 1);
    let messages = model.requests()[0]["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 2);
    assert_eq!(messages[1]["content"], "案例一\n\n鞋面有划痕，想用相机看。");
    long.messages.push(says(Role::User, &"很长 ".repeat(400), Priority::Keep));
    let (_, result) = listen(&chat, &long).await;
    assert!(matches!(result, Err(LlmError::TooLarge { limit: 240, .. })), "{result:?}");
    assert_eq!(model.requests().len(), 1, "what does not fit is not sent");
}

#[tokio::test]
async fn stopping_ends_the_call_and_reaches_the_model() {
    let model = ScriptedModel::start([Reply::stall(&["正在", "写"])]).await;
    let chat = chat_at(model.url(), PATIENT);
    let stop = CancellationToken::new();
    let (sender, mut receiver) = mpsc::channel(10);
    let (request, stopping) = (request(), stop.clone());
    let call = TaskTracker::new().spawn(async move { chat.stream(&request, sender, &stopping).await });
    assert_eq!(receiver.recv().await.as_deref(), Some("正在"));
    stop.cancel();
    assert_eq!(call.await.unwrap().unwrap_err(), LlmError::Cancelled);
    for _ in 0..500 {
        if model.abandoned() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the model was never told to stop");
}

#[tokio::test]
async fn a_receiver_that_goes_away_does_not_stop_the_reply() {
    let model = ScriptedModel::start([Reply::words(&["一", "二", "三"])]).await;
    let (sender, receiver) = mpsc::channel(1);
    drop(receiver);
    let reply = chat_at(model.url(), PATIENT).stream(&request(), sender, &CancellationToken::new()).await;
    assert_eq!(reply.unwrap().text, "一二三");
}
