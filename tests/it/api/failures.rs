//! Every way in which a model can fail: the owner gets a whole answer, by the rules, and one end.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use yiguan::domain::AnsweredBy;

use super::{SHOES, best, specification};
use crate::support::house_model::{Job, good, job};
use crate::support::scripted_model::{ScriptedModel, dead_url};
use crate::support::scripted_reply::Reply;
use crate::support::test_app::{Setup, TestApp};

/// A model that does its jobs well until told how to fail at some of them.
#[derive(Clone, Default)]
struct Moody(Arc<Mutex<Option<Mood>>>);

/// At which jobs it fails, and how.
type Mood = (Vec<Job>, Reply);

impl Moody {
    async fn model(&self) -> ScriptedModel {
        let mood = self.clone();
        ScriptedModel::answering(move |request| mood.answer(request)).await
    }

    fn answer(&self, request: &Value) -> Reply {
        match &*self.0.lock().unwrap() {
            Some((jobs, reply)) if jobs.contains(&job(request)) => reply.clone(),
            _ => good(request),
        }
    }

    fn fails_at(&self, jobs: &[Job], reply: &Reply) {
        *self.0.lock().unwrap() = Some((jobs.to_vec(), reply.clone()));
    }

    fn recovers(&self) {
        *self.0.lock().unwrap() = None;
    }
}

/// An owner who meets the failure is served in full; the next one meets the model again.
async fn is_served(app: &TestApp, mood: &Moody, what: &str, jobs: &[Job], reply: &Reply) -> anyhow::Result<()> {
    mood.fails_at(jobs, reply);
    let mut owner = app.owner();
    let outcome = owner.says(SHOES).await?;
    assert_eq!(outcome.answered_by, AnsweredBy::Rules, "{what} at {jobs:?}");
    // Where a model has read the message, nobody may say that none took part.
    let label = if jobs.contains(&Job::Understand) { "未用大模型" } else { "由人工智能生成" };
    assert!(outcome.label.contains(label), "{what} at {jobs:?}: {}", outcome.label);
    assert!(outcome.question.is_some() && !outcome.cases.is_empty(), "{what} at {jobs:?}");
    assert!(outcome.reply.contains("相近的案例找到了"), "{what} at {jobs:?}: {}", outcome.reply);
    assert!(outcome.dossier.iter().any(|fact| fact.key == "people"), "{what} at {jobs:?}");
    mood.recovers();
    let next = app.owner().says(SHOES).await?;
    assert_eq!(next.answered_by, AnsweredBy::Model, "after {what} at {jobs:?}");
    Ok(())
}

const BOTH: [Job; 2] = [Job::Understand, Job::Reply];

async fn all_are_served(failures: Vec<(&str, &[Job], Reply)>) -> anyhow::Result<()> {
    let mood = Moody::default();
    let model = mood.model().await;
    Setup::with_models(&[&model])
        .run(async |app| {
            for (what, jobs, reply) in failures {
                is_served(app, &mood, what, jobs, &reply).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_refuse() -> anyhow::Result<()> {
    all_are_served(vec![
        ("400", &BOTH, Reply::status(400)),
        ("401", &BOTH, Reply::status(401)),
        ("429", &BOTH, Reply::rate_limited(30)),
        ("500", &BOTH, Reply::status(500)),
        ("503", &[Job::Understand], Reply::status(503)),
        ("500", &[Job::Reply], Reply::status(500)),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_that_break() -> anyhow::Result<()> {
    all_are_served(vec![
        ("cut", &BOTH, Reply::cut(&["{\"ai_task\":"])),
        ("quiet cut", &[Job::Reply], Reply::quiet_cut(&["鞋面"])),
        ("error object", &BOTH, Reply::error_frame(&["{"])),
        ("malformed frame", &BOTH, Reply::malformed_frame(&["{"])),
        ("length", &BOTH, Reply::ending(&["{\"ai_task\":"], "length")),
        ("filter", &BOTH, Reply::ending(&["{"], "content_filter")),
        ("refusal", &BOTH, Reply::refusal()),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn models_that_are_too_slow() -> anyhow::Result<()> {
    all_are_served(vec![
        ("stall at once", &[Job::Understand], Reply::stall(&[])),
        ("stall later", &[Job::Understand], Reply::stall(&["{\"ai_task\":"])),
        ("stall in the reply", &[Job::Reply], Reply::stall(&["鞋面"])),
        ("slow", &[Job::Reply], Reply::words(&["鞋面。"]).slowly(std::time::Duration::from_secs(3))),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_that_cannot_be_used() -> anyhow::Result<()> {
    all_are_served(vec![
        ("empty", &BOTH, Reply::words(&[])),
        ("blank", &BOTH, Reply::blank()),
        ("whitespace flood", &BOTH, Reply::flood("")),
        ("flood in an object", &[Job::Understand], Reply::flood("{\"ai_task\":")),
        ("wrong shape", &[Job::Understand], Reply::json(&json!({ "ai_task": 7 }))),
        ("unknown task", &[Job::Understand], Reply::json(&json!({ "ai_task": "magic", "facts": [] }))),
        ("truncated", &[Job::Understand], Reply::truncated(&good_reading())),
        ("prose", &[Job::Understand], Reply::text("好的，我明白了。")),
        ("nothing that may be said", &[Job::Reply], Reply::words(&["一年省下87万元。", "准确率99%。"])),
    ])
    .await
}

fn good_reading() -> Value {
    crate::support::house_model::understood()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_specification_that_cannot_be_used_is_drafted_by_the_rules() -> anyhow::Result<()> {
    let mood = Moody::default();
    let model = mood.model().await;
    Setup::with_models(&[&model])
        .run(async |app| {
            for reply in [Reply::status(500), Reply::cut(&["{"]), Reply::json(&json!({ "items": [] }))] {
                mood.fails_at(&[Job::Specify], &reply);
                let mut owner = app.owner();
                owner.says(SHOES).await?;
                let (_, outcome) = owner.taps_through(best).await?;
                let options: Vec<String> = outcome.dossier.iter().filter_map(|fact| fact.quote.clone()).collect();
                let said: Vec<&str> = [SHOES].into_iter().chain(options.iter().map(String::as_str)).collect();
                let draft = specification::check(&outcome, &said, &app.service()?.knowing().knowledge)?;
                assert_eq!((outcome.answered_by, draft.answered_by), (AnsweredBy::Rules, AnsweredBy::Rules));
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_model_gone_the_whole_walk_is_done_by_the_rules() -> anyhow::Result<()> {
    Setup::with_urls(vec![dead_url().await])
        .run(async |app| {
            let mut owner = app.owner();
            let first = owner.says(SHOES).await?;
            assert_eq!(first.answered_by, AnsweredBy::Rules);
            let (_, outcome) = owner.taps_through(best).await?;
            assert_eq!(outcome.answered_by, AnsweredBy::Rules);
            assert!(outcome.specification.is_some());
            Ok(())
        })
        .await
}
