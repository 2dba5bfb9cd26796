//! Handing the dossier to people: by asking for a person, or by submitting the read-back card.

use anyhow::Context;
use serde_json::{Value, json};
use yiguan::domain::Wish;

use super::{SHOES, best};
use crate::store::fixtures::waiting as queue_of;
use crate::support::owner::Owner;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::Setup;

async fn submits(owner: &Owner) -> anyhow::Result<(u16, Value)> {
    let path = format!("/api/v1/conversations/{}/submit", owner.talk()?.id);
    let response = owner.posts(&path, &json!({})).await?;
    let status = response.status().as_u16();
    Ok((status, serde_json::from_str(&response.text().await?)?))
}

async fn handover(owner: &Owner) -> anyhow::Result<Value> {
    let talk = owner.looks_at(&format!("/api/v1/conversations/{}", owner.talk()?.id)).await?;
    Ok(talk["handover"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_submits_what_was_understood() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            assert_eq!(handover(&owner).await?, Value::Null);
            let (_, outcome) = owner.taps_through(best).await?;
            assert!(!outcome.wants_person && !outcome.read_back.known.is_empty());
            let (status, waiting) = submits(&owner).await?;
            assert_eq!((status, &waiting["state"], &waiting["wish"]), (202, &"waiting".into(), &"review".into()));
            assert_eq!(submits(&owner).await?, (202, waiting.clone()), "again changes nothing");
            assert_eq!(handover(&owner).await?, waiting);
            app.restarts().await?;
            assert_eq!(handover(&owner.at(&app.url)).await?, waiting);
            let queue = queue_of(&app.store().await?).await;
            assert_eq!(queue.len(), 1);
            let handed = app.store().await?.handover(queue[0].conversation_id).await?.context("nothing handed over")?;
            assert_eq!(handed.dossier.facts, outcome.dossier);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_a_person_is_in_the_queue_with_all_that_was_said() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let outcome = owner.says("找人工").await?;
            assert!(outcome.wants_person, "{}", outcome.reply);
            let waiting = handover(&owner).await?;
            assert_eq!((&waiting["wish"], &waiting["state"]), (&"person".into(), &"waiting".into()));
            let queue = queue_of(&app.store().await?).await;
            assert_eq!((queue.len(), queue[0].summary.wants_person), (1, true));
            let handed = app.store().await?.handover(queue[0].conversation_id).await?.context("nothing handed over")?;
            assert_eq!((handed.wish, handed.dossier.said), (Wish::Person, vec![SHOES.to_owned(), "找人工".to_owned()]));
            let (status, again) = submits(&owner).await?;
            assert_eq!((status, &again), (202, &waiting), "the place and the wish stay");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_could_look_at_is_not_taken() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.begins().await?;
            let refused = |(status, problem): (u16, Value)| (status, problem["code"].as_str().map(str::to_owned));
            assert_eq!(refused(submits(&owner).await?), (409, Some("no_need".to_owned())));
            owner.says("你好").await?;
            let (status, problem) = submits(&owner.in_english()).await?;
            assert_eq!((status, &problem["code"]), (409, &"no_need".into()));
            assert!(problem["detail"].as_str().is_some_and(str::is_ascii), "{problem}");
            let mut stopped = app.owner();
            stopped.says("我们给军工做涉密零件，想用AI看图纸").await?;
            assert_eq!(refused(submits(&stopped).await?), (409, Some("talk_stopped".to_owned())));
            assert_eq!(handover(&stopped).await?, Value::Null);
            let stranger = app.owner();
            let path = format!("/api/v1/conversations/{}/submit", owner.talk()?.id);
            assert_eq!(stranger.posts(&path, &json!({})).await?.status(), 401);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_submitted_while_an_answer_is_on_its_way() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&["慢"])).await;
    Setup::with_models(&[&model])
        .patient()
        .run(async |app| {
            let mut owner = app.owner();
            owner.begins().await?;
            let turn = owner.leaves(SHOES).await?;
            let (status, problem) = submits(&owner).await?;
            assert_eq!((status, &problem["code"]), (409, &"turn_running".into()));
            owner.stops(&turn).await?;
            owner.reads_events(&turn, 0).await?;
            Ok(())
        })
        .await
}
