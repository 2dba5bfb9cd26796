//! What survives when the process is killed without warning.

use std::process::Command;

use tempfile::TempDir;
use yiguan::domain::{Outcome, VerdictCode};

use super::{SHOES, best};
use crate::support::binary::{Served, command};
use crate::support::owner::Owner;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::prepared_folder;

fn serve(folder: &TempDir) -> Command {
    command(folder.path(), &["serve"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_cut_off_by_a_kill_is_interrupted_and_the_conversation_goes_on() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&["慢"])).await;
    let folder = prepared_folder().await?;
    let mut with_model = serve(&folder);
    with_model.env("YIGUAN_LLM_BASE_URL", model.url()).env("YIGUAN_LLM_MODEL", "scripted-1");
    let server = Served::start(&mut with_model)?;
    let mut owner = Owner::new(&server.url);
    let turn = owner.leaves(SHOES).await?;
    // Killed only when it waits for the model.
    while model.requests().is_empty() && model.probes().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    server.kill()?;

    let server = Served::start(&mut serve(&folder))?;
    let mut owner = owner.at(&server.url);
    let view = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
    assert_eq!((&view["state"], &view["message"]), (&"interrupted".into(), &SHOES.into()));
    let heard = owner.reads_events(&turn, 0).await?;
    assert_eq!((heard.state.as_str(), heard.outcome.is_none()), ("interrupted", true));
    let error = heard.events.iter().rev().nth(1).expect("an event before the end");
    assert_eq!((error.name.as_str(), &error.data["code"]), ("error", &"interrupted".into()));
    assert!(error.data["message"].as_str().expect("words").contains("再发一次"));
    let again = owner.reads_events(&turn, 0).await?;
    assert_eq!(again.events, heard.events, "it replays the same");

    let next = owner.says(SHOES).await?;
    assert!(next.question.is_some());
    let (_, outcome) = owner.taps_through(best).await?;
    assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst);
    server.kill()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let server = Served::start(&mut serve(&folder))?;
    let mut owners = vec![];
    for number in 0..20 {
        let mut owner = Owner::new(&server.url);
        let heard = owner.hears(&format!("鞋面老有划痕，{}个人看还漏", number + 2)).await?;
        owners.push((owner, heard));
    }
    server.kill()?;

    let server = Served::start(&mut serve(&folder))?;
    for (owner, before) in owners {
        let mut owner = owner.at(&server.url);
        let turn = before.turn_id()?;
        let view = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
        assert_eq!(view["state"], "finished");
        assert_eq!(serde_json::from_value::<Option<Outcome>>(view["outcome"].clone())?, before.outcome);
        let after = owner.reads_events(&turn, 0).await?;
        assert_eq!(after.events[1..], before.events[1..]);
    }
    server.kill()
}
