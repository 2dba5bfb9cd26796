//! No identifier of an owner leaves for a model or gets into a log line, while the owner sees his own words.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;
use yiguan::domain::AnsweredBy;

use super::{SHOES, best};
use crate::support::house_model::{Job, good, job, object, understood};
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::Setup;

/// What may not leave: company, person, phone, identity card, e-mail, plate, drawing, credit code, card.
const SECRETS: [&str; 9] = [
    "温州鑫达鞋业有限公司",
    "王建国",
    "13857712345",
    "330302198001011234",
    "wang.jg@xinda-shoes.com",
    "浙C12345",
    "XD-2024-087",
    "91330302MA2ABCDE1X",
    "6222021203001234567",
];

const INTRODUCTION: &str = "我是温州鑫达鞋业有限公司的王建国，电话13857712345，身份证号330302198001011234，\
    邮箱wang.jg@xinda-shoes.com，车牌浙C12345，图号XD-2024-087，信用代码91330302MA2ABCDE1X，\
    银行卡6222021203001234567。";

/// Log lines, kept in memory.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// Keeps every line of this process, at every level.
    pub(super) fn everything() -> anyhow::Result<Self> {
        let lines = Self::default();
        let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone());
        all.try_init().map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(lines)
    }

    /// What was logged so far.
    pub(super) fn text(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8(self.0.lock().unwrap().clone())?)
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The first placeholder of a kind in what the model was sent.
fn placeholder(request: &Value, kind: &str) -> Option<String> {
    let text = request["messages"].as_array()?.last()?["content"].as_str()?;
    let at = text.find(&format!("〔{kind}"))?;
    text[at..].split_inclusive('〕').next().map(str::to_owned)
}

/// Whether a placeholder was left in a text; the numbers of policies stand in such brackets too.
fn has_placeholder(text: &str) -> bool {
    ["电话", "姓名", "公司", "邮箱", "身份证", "图号"].iter().any(|kind| text.contains(&format!("〔{kind}")))
}

/// A model that gives placeholders back where it can.
fn parrot(request: &Value) -> Reply {
    let [phone, name, company] = ["电话", "姓名", "公司"].map(|kind| placeholder(request, kind));
    match (job(request), phone, name.zip(company)) {
        (Job::Understand, Some(phone), _) => {
            let fact = json!({ "key": "phone", "label": "电话", "value": phone, "unit": null, "quote": phone });
            let mut reading = understood();
            reading["facts"].as_array_mut().unwrap().push(fact);
            object(request, &reading)
        }
        (Job::Reply, _, Some((name, company))) => Reply::words(&[&name, "，", &company, "的事记下了。"]),
        _ => good(request),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identifiers_stay_at_home() -> anyhow::Result<()> {
    let lines = Lines::everything()?;
    let model = ScriptedModel::answering(parrot).await;
    Setup::with_models(&[&model])
        .with_embeddings()
        .run(async |app| {
            let mut owner = app.owner();
            let first = owner.says(&format!("{INTRODUCTION}{SHOES}")).await?;
            assert_eq!(first.answered_by, AnsweredBy::Model);
            assert!(first.reply.contains("王建国") && first.reply.contains("温州鑫达鞋业有限公司"), "{}", first.reply);
            assert!(!has_placeholder(&first.reply), "{}", first.reply);
            let phone = first.dossier.iter().find(|fact| fact.key == "phone").expect("a fact");
            assert_eq!((phone.value.as_deref(), phone.quote.as_deref()), (Some(SECRETS[2]), Some(SECRETS[2])));
            assert!(first.label.contains("由人工智能生成"), "{}", first.label);
            owner.says(&format!("{}，我叫王建国，找我打13857712345", best(owner.question()?))).await?;
            let (_, outcome) = owner.taps_through(best).await?;
            let draft = outcome.specification.expect("a draft");
            let own = serde_json::to_string(&draft.plain)?;
            assert!(
                own.contains("温州鑫达鞋业有限公司") && !has_placeholder(&own),
                "his own reading keeps his words: {own}"
            );
            let provider = serde_json::to_string(&draft.sections)?;
            for secret in SECRETS {
                assert!(!provider.contains(secret), "{secret} in the provider's reading: {provider}");
            }
            owner.posts("/api/v1/search", &json!({ "query": INTRODUCTION })).await?;
            Ok(())
        })
        .await?;

    let sent = [model.requests(), model.probes(), model.embedding_requests()].concat();
    assert!(sent.len() > 10, "{} requests", sent.len());
    let sent = serde_json::to_string(&sent)?;
    let log = lines.text()?;
    assert!(log.contains("TRACE"), "nothing was logged at TRACE");
    for secret in SECRETS {
        assert!(!sent.contains(secret), "{secret} was sent to the model");
        assert!(!log.contains(secret), "{secret} was logged: {}", log.lines().find(|l| l.contains(secret)).unwrap());
    }
    assert!(!log.contains("六个人看还漏"), "the owner's words were logged");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_stop_sign_nothing_at_all_is_sent() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(good).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            let stopped = owner.says("军工图纸要用AI自动识别尺寸").await?;
            assert_eq!(stopped.answered_by, AnsweredBy::Rules);
            owner.says("图纸上还有公差").await?;
            let mut other = app.owner();
            other.says(SHOES).await?;
            other.says("对了，这是军品，涉密的").await?;
            Ok(())
        })
        .await?;
    let sent = serde_json::to_string(&model.requests())?;
    assert!(sent.contains("六个人看还漏"), "what was no secret was sent");
    assert!(!sent.contains("军工图纸") && !sent.contains("公差") && !sent.contains("涉密的"), "{sent}");
    Ok(())
}
