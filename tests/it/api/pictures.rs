//! Photos and models: one is shown to a model only when the model takes images and its owner has cleared it.

use serde_json::{Value, json};

use super::SHOES;
use crate::support::house_model::{Job, good, job};
use crate::support::owner::Owner;
use crate::support::scripted_model::ScriptedModel;
use crate::support::test_app::Setup;

/// A photo of the talk.
async fn photo(owner: &Owner) -> anyhow::Result<String> {
    let mut file = std::io::Cursor::new(vec![]);
    image::DynamicImage::new_rgb8(32, 32).write_to(&mut file, image::ImageFormat::Png)?;
    let path = format!("/api/v1/conversations/{}/photos", owner.talk()?.id);
    let added: Value = owner.asks(reqwest::Method::POST, &path).body(file.into_inner()).send().await?.json().await?;
    Ok(added["photo_id"].as_str().unwrap_or_default().to_owned())
}

/// Sends a photo with words, and waits for the end of the turn.
async fn sends(owner: &Owner, cleared: Option<bool>) -> anyhow::Result<()> {
    let mut body = json!({ "message": "你看，划痕就是这样的", "photos": [photo(owner).await?] });
    if let Some(cleared) = cleared {
        body["cleared"] = cleared.into();
    }
    let begun = owner.posts(&format!("/api/v1/conversations/{}/turns", owner.talk()?.id), &body).await?;
    assert_eq!(begun.status(), 202);
    let turn: Value = begun.json().await?;
    let events = format!("/api/v1/turns/{}/events", turn["turn_id"].as_str().unwrap_or_default());
    owner.gets(&events).await?.text().await?;
    Ok(())
}

/// The addresses of all pictures that a model was sent, and the jobs that they came with.
fn shown(model: &ScriptedModel) -> Vec<(Job, String)> {
    let parts = |request: &Value| -> Vec<(Job, String)> {
        let messages = request["messages"].as_array().cloned().unwrap_or_default();
        let parts = messages.iter().filter_map(|message| message["content"].as_array()).flatten();
        let urls = parts.filter_map(|part| part["image_url"]["url"].as_str().map(str::to_owned));
        urls.map(|url| (job(request), url)).collect()
    };
    model.requests().iter().flat_map(parts).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cleared_photo_is_shown_to_the_reader_and_noted() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(good).await;
    Setup::with_models(&[&model])
        .taking_images()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            sends(&owner, Some(true)).await?;
            let shown = shown(&model);
            assert_eq!(shown.len(), 1, "{shown:?}");
            assert!(matches!(shown[0].0, Job::Understand) && shown[0].1.starts_with("data:image/jpeg;base64,/9j/"));
            let turns = app.store().await?.turns(owner.talk()?.id.parse().map(yiguan::domain::ConversationId)?).await?;
            let pictures: Vec<u32> =
                turns.iter().map(|turn| turn.provenance.as_ref().map_or(0, |made| made.pictures)).collect();
            assert_eq!(pictures, [0, 1]);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_owners_word_no_photo_leaves() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(good).await;
    Setup::with_models(&[&model])
        .taking_images()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            sends(&owner, None).await?;
            sends(&owner, Some(false)).await?;
            assert!(shown(&model).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_takes_no_images_gets_none() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(good).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            sends(&owner, Some(true)).await?;
            assert!(shown(&model).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_with_a_photo_rests_on_more_than_words() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let outcome = owner.says(SHOES).await?;
            let question = outcome.question.ok_or_else(|| anyhow::anyhow!("nothing is asked"))?;
            let answer = question.options.first().cloned().unwrap_or_default();
            let body = json!({ "message": answer, "photos": [photo(&owner).await?] });
            let path = format!("/api/v1/conversations/{}/turns", owner.talk()?.id);
            let begun: Value = owner.posts(&path, &body).await?.json().await?;
            let turn = begun["turn_id"].as_str().unwrap_or_default();
            owner.gets(&format!("/api/v1/turns/{turn}/events")).await?.text().await?;
            let shown = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
            let criteria = shown["outcome"]["verdict"]["criteria"].as_array().cloned().unwrap_or_default();
            let key = question.criterion.map(|id| id.to_string()).unwrap_or_default();
            let asked = criteria.iter().find(|criterion| criterion["id"] == key.as_str()).cloned().unwrap_or_default();
            assert_eq!(asked["evidence"], "e2", "{key}: {asked}");
            Ok(())
        })
        .await
}
