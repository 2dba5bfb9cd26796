//! The names in JSON that programs rely on, in the answer and in the stream.

use serde_json::{Value, json};

use super::{SHOES, best};
use crate::support::test_app::Setup;

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().map(|fields| fields.keys().map(String::as_str).collect()).unwrap();
    keys.sort_unstable();
    keys
}

fn has(value: &Value, names: &[&str]) {
    for name in names {
        assert!(value.get(name).is_some(), "{name} is not in {:?}", keys(value));
    }
}

fn outcome_has_its_names(outcome: &Value) {
    let names = "ai_task answered_by cases dossier label outlook policies question read_back reply sector \
        specification verdict wants_person";
    assert_eq!(keys(outcome), names.split(' ').collect::<Vec<_>>());
    has(&outcome["cases"][0], &["id", "title", "score", "why", "sources"]);
    has(&outcome["cases"][0]["why"][0], &["term", "weight", "from"]);
    has(&outcome["cases"][0]["sources"][0], &["title", "publisher"]);
    has(&outcome["policies"][0], &["id", "title", "score", "why", "sources"]);
    has(&outcome["dossier"][0], &["key", "value", "unit", "state", "quote"]);
    has(&outcome["sector"], &["code", "name"]);
    let verdict = &outcome["verdict"];
    let names = ["code", "fit", "timing", "criteria", "knock_outs", "explanation", "alternative", "prepare", "pilot"];
    has(verdict, &names);
    assert_eq!(keys(&verdict["fit"]), ["coverage", "score"]);
    assert_eq!(keys(&verdict["timing"]), ["coverage", "score"]);
    assert_eq!(verdict["criteria"].as_array().map(Vec::len), Some(13));
    has(&verdict["criteria"][0], &["id", "score", "reason", "quote"]);
    assert!(["model", "rules"].map(Value::from).contains(&outcome["answered_by"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_in_json_has_the_names_of_the_contract() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = app.owner();
            let response = owner.posts("/api/v1/chat", &json!({ "message": SHOES, "locale": "zh-CN" })).await?;
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["content-type"], "application/json");
            assert_eq!(response.headers()["cache-control"], "no-store");
            let answer: Value = serde_json::from_str(&response.text().await?)?;
            assert_eq!(keys(&answer), ["case_code", "conversation_id", "outcome", "owner_token", "state", "turn_id"]);
            assert_eq!(answer["state"], "finished");
            outcome_has_its_names(&answer["outcome"]);
            assert_eq!(
                keys(&answer["outcome"]["question"]),
                ["asks", "criterion", "example", "key", "options", "text"]
            );
            assert_eq!(answer["outcome"]["specification"], Value::Null);

            let id = &answer["conversation_id"];
            let body = json!({ "message": answer["outcome"]["question"]["options"][2], "conversation_id": id });
            let request = owner.asks(reqwest::Method::POST, "/api/v1/chat").header("content-type", "application/json");
            let token = answer["owner_token"].as_str().expect("a token");
            let next = request.bearer_auth(token).body(body.to_string()).send().await?;
            let next: Value = serde_json::from_str(&next.text().await?)?;
            assert_eq!(keys(&next), ["conversation_id", "outcome", "state", "turn_id"], "the secret is shown once");
            assert_eq!(&next["conversation_id"], id);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_tells_the_same_story_event_by_event() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let heard = owner.hears(SHOES).await?;
            let expected = [
                "turn.started",
                "stage",
                "fact.updated",
                "stage",
                "cases",
                "stage",
                "verdict",
                "stage",
                "text.delta",
                "question",
                "turn.finished",
            ];
            assert_eq!(heard.names(), expected);
            assert_eq!(heard.state, "finished");
            let data = |name: &str| &heard.events.iter().find(|event| event.name == name).expect(name).data;
            assert_eq!(keys(data("turn.started")), ["case_code", "conversation_id", "owner_token", "turn_id", "type"]);
            let outcome = &data("turn.finished")["outcome"];
            outcome_has_its_names(outcome);
            assert_eq!(data("cases")["cases"], outcome["cases"]);
            assert_eq!(data("cases")["policies"], outcome["policies"]);
            assert_eq!(data("verdict")["verdict"], outcome["verdict"]);
            assert_eq!(data("question")["question"], outcome["question"]);
            for event in heard.events.iter().filter(|event| event.name == "fact.updated") {
                let facts = outcome["dossier"].as_array().expect("facts");
                assert!(facts.contains(&event.data["fact"]), "{event:?}");
            }
            let stages: Vec<&Value> =
                heard.events.iter().filter(|e| e.name == "stage").map(|event| &event.data["stage"]).collect();
            assert_eq!(stages, ["understanding", "retrieval", "judging", "drafting"]);

            while owner.question().is_ok() {
                let option = best(owner.question()?);
                let heard = owner.hears(&option).await?;
                assert!(heard.first("owner_token").is_none(), "the secret is shown once");
                if let Some(draft) = heard.events.iter().find(|event| event.name == "specification") {
                    let end = &heard.events.last().expect("an end").data["outcome"];
                    assert_eq!(draft.data["specification"], end["specification"]);
                    assert_eq!(
                        keys(&end["specification"]),
                        ["answered_by", "findings", "label", "plain", "sections", "title"]
                    );
                }
            }
            Ok(())
        })
        .await
}
