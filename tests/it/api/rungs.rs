//! The walk with a model, on every rung of the structured replies, and what is stored of it.

use uuid::Uuid;
use yiguan::domain::{AnsweredBy, Outcome, Provenance, TurnId, VerdictCode};

use super::{SHOES, best, specification};
use crate::support::house_model::{SAID, good};
use crate::support::owner::Owner;
use crate::support::scripted_model::{ScriptedModel, Support};
use crate::support::test_app::{KEY, Setup, TestApp};

/// What is stored of how a turn was answered.
async fn provenance(app: &TestApp, turn: &str) -> anyhow::Result<Provenance> {
    let turn = app.store().await?.turn(TurnId(Uuid::parse_str(turn)?)).await?.expect("a stored turn");
    Ok(turn.provenance.expect("provenance"))
}

/// From the first sentence to the specification; returns the id of the last turn and its outcome.
async fn walks(owner: &mut Owner) -> anyhow::Result<(String, Outcome)> {
    loop {
        let option = best(owner.question()?);
        let heard = owner.hears(&option).await?;
        let (turn, outcome) = (heard.turn_id()?, heard.outcome.expect("an outcome"));
        assert_eq!(outcome.answered_by, AnsweredBy::Model);
        if outcome.question.is_none() {
            return Ok((turn, outcome));
        }
    }
}

async fn on_rung(support: Support, expected: &str) -> anyhow::Result<()> {
    let model = ScriptedModel::answering(good).await;
    model.supports(support);
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            let heard = owner.hears(SHOES).await?;
            let first = heard.outcome.as_ref().expect("an outcome");
            assert_eq!((first.answered_by, first.reply.as_str()), (AnsweredBy::Model, SAID.concat().as_str()));
            assert!(first.label.contains("由人工智能生成"), "{}", first.label);
            assert!(first.dossier.iter().any(|fact| fact.key == "wish"), "what only the model read is there");

            let known = provenance(app, &heard.turn_id()?).await?;
            let rungs: Vec<&str> = known.calls.iter().map(|call| call.mode.as_str()).collect();
            assert_eq!(rungs, [expected, "stream"]);
            assert!(known.calls.iter().all(|call| call.endpoint == "llm-1" && call.model == "scripted-1"));
            assert!(known.calls.iter().all(|call| call.completion_tokens == Some(5)), "{known:?}");
            let names: Vec<&str> = known.prompts.iter().map(|prompt| prompt.name.as_str()).collect();
            assert_eq!(names, ["understand", "reply"]);
            assert!(known.prompts.iter().all(|prompt| prompt.hash.len() == 64), "{known:?}");
            assert_ne!(known.prompts[0].hash, known.prompts[1].hash);
            assert_eq!((known.rubric_version.as_str(), known.fallbacks.len()), ("0.1", 0));
            assert!(known.index_version.is_some());

            let (turn, outcome) = walks(&mut owner).await?;
            let reply_prompt = known.prompts[1].clone();
            let known = provenance(app, &turn).await?;
            let rungs: Vec<&str> = known.calls.iter().map(|call| call.mode.as_str()).collect();
            assert_eq!(rungs, ["stream", expected], "a tap needs no reading");
            assert_eq!((&known.prompts[0], known.prompts[1].name.as_str()), (&reply_prompt, "specify"));
            assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst);
            let said: Vec<&str> = outcome.dossier.iter().filter_map(|fact| fact.quote.as_deref()).collect();
            let said: Vec<&str> = [SHOES].into_iter().chain(said).collect();
            let draft = specification::check(&outcome, &said, &app.service()?.knowing().knowledge)?;
            assert_eq!(draft.answered_by, AnsweredBy::Model);
            assert!(draft.sections[1].items[0].text.contains("仍有漏检"), "{:?}", draft.sections[1]);
            Ok(())
        })
        .await?;
    assert!(model.keys().iter().all(|key| key.as_deref() == Some(format!("Bearer {KEY}").as_str())));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_schema() -> anyhow::Result<()> {
    on_rung(Support::ALL, "json_schema").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_json_object() -> anyhow::Result<()> {
    on_rung(Support::OBJECT, "json_object").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_fenced_text() -> anyhow::Result<()> {
    on_rung(Support::NONE, "text").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_endpoint_takes_over_and_it_is_still_the_model() -> anyhow::Result<()> {
    let (dead, spare) = (ScriptedModel::start([]).await, ScriptedModel::answering(good).await);
    Setup::with_models(&[&dead, &spare])
        .run(async |app| {
            let mut owner = app.owner();
            let heard = owner.hears(SHOES).await?;
            assert_eq!(heard.outcome.as_ref().map(|outcome| outcome.answered_by), Some(AnsweredBy::Model));
            let known = provenance(app, &heard.turn_id()?).await?;
            assert!(known.calls.iter().all(|call| call.endpoint == "llm-2"), "{known:?}");
            let (_, outcome) = walks(&mut owner).await?;
            assert!(outcome.specification.is_some());
            Ok(())
        })
        .await
}
