//! Embeddings over real HTTP.

use yiguan::llm::{Embed, LlmError, OpenAiEmbed, PublicText};

use super::{PATIENT, endpoint, settings};
use crate::support::scripted_model::{ScriptedModel, dead_url, vector_of};

fn embed_at(url: &str, batch: usize) -> OpenAiEmbed {
    let mut settings = settings(vec![]);
    let mut endpoint = endpoint(url, PATIENT);
    endpoint.embed_batch = batch;
    settings.embed = Some(endpoint);
    OpenAiEmbed::new(&settings).unwrap()
}

#[tokio::test]
async fn vectors_come_in_batches_and_in_order() {
    let model = ScriptedModel::start([]).await;
    let embed = embed_at(model.url(), 2);
    let texts = ["鞋面划痕", "布匹瑕疵", "水泡检漏"];
    let vectors = embed.knowledge(&texts.map(PublicText::new)).await.unwrap();
    assert_eq!(vectors, texts.map(vector_of));
    let sizes: Vec<_> = model.embedding_requests().iter().map(|b| b["input"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [2, 1]);
    assert_eq!(embed.model(), "model-a");
    assert_eq!(embed.queries(&[]).await.unwrap(), Vec::<Vec<f32>>::new());
}

#[tokio::test]
async fn failures_are_retried_and_named() {
    let model = ScriptedModel::start([]).await;
    let embed = embed_at(model.url(), 10);
    let one = [PublicText::new("划痕")];
    model.embeddings_fail([503]);
    assert_eq!(embed.knowledge(&one).await.unwrap().len(), 1);
    model.embeddings_fail([400]);
    assert_eq!(embed.knowledge(&one).await.unwrap_err(), LlmError::BadRequest { status: 400 });
    assert_eq!(model.embedding_requests().len(), 3);
    let nobody = embed_at(&dead_url().await, 10).knowledge(&one).await;
    assert_eq!(nobody.unwrap_err(), LlmError::Connect);
    assert!(matches!(OpenAiEmbed::new(&settings(vec![])), Err(LlmError::Unconfigured)));
}

#[tokio::test]
async fn the_scripted_server_lists_its_model() {
    let model = ScriptedModel::start([]).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(format!("{}/models", model.url())).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("scripted"));
}
