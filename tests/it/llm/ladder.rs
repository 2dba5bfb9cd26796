//! The ladder of structured replies: probed once, remembered, lowered when the server rejects a format.

use serde_json::json;
use tokio_util::sync::CancellationToken;
use yiguan::llm::{LlmError, Mode};

use super::structured::{ask, defect, good};
use super::{PATIENT, chat_at};
use crate::support::scripted_model::{ScriptedModel, Support, Takes};
use crate::support::scripted_reply::Reply;

#[tokio::test]
async fn each_rung_asks_in_its_own_way_and_is_remembered() {
    let ignores = Support { schema: Takes::Ignores, object: Takes::Holds };
    for (support, mode, probes) in [
        (Support::ALL, Mode::JsonSchema, 1),
        (Support::OBJECT, Mode::JsonObject, 2),
        (ignores, Mode::JsonObject, 2),
        (Support::NONE, Mode::PlainText, 2),
        (Support { schema: Takes::Ignores, object: Takes::Ignores }, Mode::PlainText, 2),
    ] {
        let model = ScriptedModel::answering(|_| Reply::json(&good())).await;
        model.supports(support);
        let chat = chat_at(model.url(), PATIENT);
        for _ in 0..3 {
            let answer = ask(&chat).await.unwrap();
            assert_eq!((answer.value, answer.meta.mode, answer.meta.attempts), (defect(), mode, 1));
        }
        assert_eq!(model.probes().len(), probes, "{support:?}");
        assert_eq!(model.requests().len(), 3, "{support:?}");
        let body = &model.requests()[2];
        let prompt = body["messages"].to_string();
        match mode {
            Mode::JsonSchema => {
                let schema = &body["response_format"]["json_schema"];
                assert_eq!((&schema["name"], &schema["strict"]), (&"Defect".into(), &true.into()));
                assert_eq!(schema["schema"]["required"], json!(["name", "per_day", "unit"]));
                assert!(!prompt.contains("JSON"));
            }
            Mode::JsonObject => {
                assert_eq!(body["response_format"], json!({ "type": "json_object" }));
                assert!(prompt.contains("JSON") && prompt.contains("per_day"));
            }
            _ => {
                assert!(body.get("response_format").is_none());
                assert!(prompt.contains("JSON") && prompt.contains("per_day"));
            }
        }
    }
}

#[tokio::test]
async fn warming_up_probes_before_the_first_owner_comes() {
    let model = ScriptedModel::answering(|_| Reply::json(&good())).await;
    let chat = chat_at(model.url(), PATIENT);
    chat.warm_up(&CancellationToken::new()).await;
    assert_eq!((model.probes().len(), model.requests().len()), (1, 0));
    ask(&chat).await.unwrap();
    assert_eq!((model.probes().len(), model.requests().len()), (1, 1));
}

#[tokio::test]
async fn many_first_callers_share_one_probe() {
    let model = ScriptedModel::answering(|_| Reply::json(&good())).await;
    let chat = chat_at(model.url(), PATIENT);
    for answer in futures::future::join_all((0..8).map(|_| ask(&chat))).await {
        answer.unwrap();
    }
    assert_eq!((model.probes().len(), model.requests().len()), (1, 8));
}

#[tokio::test]
async fn a_format_rejected_later_on_is_given_up_for_good() {
    let model = ScriptedModel::answering(|_| Reply::json(&good())).await;
    let chat = chat_at(model.url(), PATIENT);
    ask(&chat).await.unwrap();
    model.supports(Support::NONE);
    let answer = ask(&chat).await.unwrap();
    assert_eq!((answer.meta.mode, answer.meta.attempts), (Mode::PlainText, 3));
    let answer = ask(&chat).await.unwrap();
    assert_eq!((answer.meta.mode, answer.meta.attempts), (Mode::PlainText, 1));
    assert_eq!(model.probes().len(), 1);
}

#[tokio::test]
async fn a_bad_request_that_no_rung_mends_lowers_nothing() {
    let model =
        ScriptedModel::start([Reply::status(400), Reply::status(400), Reply::status(400), Reply::json(&good())]).await;
    let chat = chat_at(model.url(), PATIENT);
    assert_eq!(ask(&chat).await.unwrap_err(), LlmError::BadRequest { status: 400 });
    assert_eq!(ask(&chat).await.unwrap().meta.mode, Mode::JsonSchema);
}
