//! Identifiers of forty sentences that somebody else wrote: none leaves for a model or gets into a log line.

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use super::SHOES;
use super::privacy::Lines;
use crate::support::house_model::good;
use crate::support::scripted_model::ScriptedModel;
use crate::support::test_app::Setup;

/// Sentences that are walked.
const WALKS: usize = 40;

#[derive(Deserialize)]
struct Sentence {
    text: String,
    spans: Vec<(String, String)>,
}

/// The first sentences of the open half that name somebody or something.
fn sentences() -> anyhow::Result<Vec<Sentence>> {
    let lines = include_str!("../../redaction/blind.jsonl").lines();
    let all: Vec<Sentence> =
        lines.map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|sentence| !sentence.spans.is_empty()).take(WALKS).collect())
}

/// Every text in a request, as the model reads it.
fn texts(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => {
            into.push_str(text);
            into.push('\n');
        }
        Value::Array(all) => all.iter().for_each(|value| texts(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_identifier_of_a_blind_sentence_leaves_or_is_logged() -> anyhow::Result<()> {
    let lines = Lines::everything()?;
    let model = ScriptedModel::answering(good).await;
    let sentences = sentences()?;
    assert_eq!(sentences.len(), WALKS);
    let mut ours = String::new();
    Setup::with_models(&[&model])
        .with_embeddings()
        .run(async |app| {
            app.owner().says(SHOES).await?;
            // What the prompts say anyway is nobody's secret.
            model.requests().iter().for_each(|request| texts(request, &mut ours));
            for Sentence { text, .. } in &sentences {
                app.owner().says(&format!("{SHOES}。{text}")).await.with_context(|| text.clone())?;
            }
            Ok(())
        })
        .await?;

    let mut sent = String::new();
    let requests = [model.requests(), model.probes(), model.embedding_requests()].concat();
    for request in &requests {
        texts(request, &mut sent);
    }
    assert!(requests.len() > WALKS, "{} requests", requests.len());
    let log = lines.text()?;
    assert!(log.contains("TRACE"), "nothing was logged at TRACE");
    let secrets = || sentences.iter().flat_map(|sentence| &sentence.spans).map(|(_, original)| original.as_str());
    let told: Vec<&str> = secrets().filter(|original| !ours.contains(original)).collect();
    assert!(told.len() > WALKS, "{told:?}");
    let leaked: Vec<&str> = told.iter().copied().filter(|original| sent.contains(original)).collect();
    assert!(leaked.is_empty(), "sent to the model: {leaked:?}");
    // Short figures stand in every log: times, ports, sizes.
    let logged: Vec<&str> =
        told.into_iter().filter(|original| original.chars().count() > 5 && log.contains(original)).collect();
    assert!(logged.is_empty(), "logged: {logged:?}");
    for Sentence { text, .. } in &sentences {
        let clause = text.split(['，', '。', ',', '、']).max_by_key(|clause| clause.chars().count()).unwrap_or(text);
        assert!(!log.contains(clause), "logged: {clause}");
    }
    assert!(!log.contains("六个人看还漏"), "the owner's words were logged");
    Ok(())
}
