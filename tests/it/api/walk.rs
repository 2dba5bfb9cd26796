//! The main job with no model: from a factory owner's sentence to a verdict and a specification.

use yiguan::domain::{AiTask, AnsweredBy, FactState, Outcome, VerdictCode};

use super::{SHOES, best, specification};
use crate::support::test_app::{Setup, TestApp};

async fn from_shoes_to_specification(app: &mut TestApp) -> anyhow::Result<()> {
    let mut owner = app.owner();
    let first = owner.says(SHOES).await?;
    assert_eq!(first.ai_task, Some(AiTask::VisualInspection));
    assert_eq!(first.sector.as_ref().map(|sector| sector.code.as_str()), Some("C195"));
    assert!(!first.cases.is_empty());
    for case in &first.cases {
        assert!(!case.sources.is_empty() && !case.why.is_empty(), "{}", case.id);
    }
    assert!(first.cases.iter().any(|case| case.ai_task == AiTask::VisualInspection || case.sector.code == "C195"));
    let question = owner.question()?.clone();
    assert!((2..=4).contains(&question.options.len()) && question.text.chars().count() <= 40, "{question:?}");
    assert_eq!((first.verdict.code, &first.specification), (VerdictCode::NotEnoughInfo, &None));
    assert!(first.reply.contains(&first.cases[0].title), "{}", first.reply);
    let people = first.dossier.iter().find(|fact| fact.key == "people").expect("people");
    assert_eq!((people.value.as_deref(), people.quote.as_deref()), (Some("六"), Some("六个人看还漏")));
    assert_eq!(people.state, FactState::Proposed);

    let (count, outcome) = owner.taps_through(best).await?;
    assert!((6..=10).contains(&count), "{count} questions");
    assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst);
    assert!(outcome.verdict.pilot.is_some() && outcome.verdict.knock_outs.is_empty());
    for criterion in outcome.verdict.criteria.iter().filter(|criterion| criterion.score.is_some()) {
        assert!(!criterion.reason.is_empty() && criterion.quote.is_some(), "{criterion:?}");
    }
    assert_eq!(outcome.answered_by, AnsweredBy::Rules);
    assert!(outcome.label.contains("未用大模型"), "{}", outcome.label);
    let options: Vec<String> = outcome.dossier.iter().filter_map(|fact| fact.quote.clone()).collect();
    let said: Vec<&str> = [SHOES].into_iter().chain(options.iter().map(String::as_str)).collect();
    let draft = specification::check(&outcome, &said, &app.service()?.knowing().knowledge)?;
    assert!(draft.title.contains("鞋面"), "{}", draft.title);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shoe_factory_gets_cases_questions_a_verdict_and_a_specification() -> anyhow::Result<()> {
    Setup::plain().run(from_shoes_to_specification).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_postgresql() -> anyhow::Result<()> {
    Setup::plain().on_postgres().run(from_shoes_to_specification).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_index_the_walk_goes_on_and_says_so() -> anyhow::Result<()> {
    Setup::with_dead_index()
        .run(async |app| {
            let mut owner = app.owner();
            let first = owner.says(SHOES).await?;
            assert_eq!((first.cases.len(), first.policies.len()), (0, 0));
            assert_eq!(first.ai_task, Some(AiTask::VisualInspection));
            assert!(first.reply.contains("案例库眼下连不上"), "{}", first.reply);
            let (_, outcome) = owner.taps_through(best).await?;
            assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst);
            specification_without_policies(&outcome);
            let ready = owner.looks_at("/readyz").await?;
            assert_eq!((&ready["index"], &ready["ready"]), (&false.into(), &true.into()));
            let refused = owner.posts("/api/v1/search", &serde_json::json!({ "query": "划痕" })).await?;
            assert_eq!(refused.status(), 503);
            assert!(refused.headers().contains_key("retry-after"));
            Ok(())
        })
        .await
}

fn specification_without_policies(outcome: &Outcome) {
    let policies = &outcome.specification.as_ref().expect("a specification").sections[15];
    assert_eq!(policies.items.len(), 1, "{policies:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_goes_on_after_a_restart() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let asked = best(owner.question()?);
            let before = owner.taps(&asked).await?;
            app.restarts().await?;
            let mut owner = owner.at(&app.url);
            let known = owner.looks_at(&format!("/api/v1/conversations/{}", owner.talk()?.id)).await?;
            assert_eq!(known["turns"][0]["message"], SHOES);
            let stored: Outcome = serde_json::from_value(known["turns"][1]["outcome"].clone())?;
            assert_eq!(stored, before);
            assert_eq!(known["case_code"], owner.talk()?.code.as_str());
            let (_, outcome) = owner.taps_through(best).await?;
            assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst);
            assert_eq!(outcome.verdict.criteria[1].quote, Some(asked.clone()));
            Ok(())
        })
        .await
}
