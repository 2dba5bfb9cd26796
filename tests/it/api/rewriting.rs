//! One line of the form written anew by a model: proposed, held against the rules, and every failure told as what it is.

use std::sync::{Arc, Mutex};

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, IF_MATCH};
use serde_json::{Value, json};
use yiguan::domain::Role;

use super::privacy::Lines;
use super::review_story::{Desk, handed_over, path};
use super::{SHOES, best};
use crate::support::colleague::Colleague;
use crate::support::house_model::good;
use crate::support::scripted_model::{ScriptedModel, dead_url};
use crate::support::scripted_reply::Reply;
use crate::support::test_app::{Setup, TestApp};

/// A model that does its other jobs well and writes lines as it is told, the last reply again and again.
#[derive(Clone, Default)]
struct LineModel(Arc<Mutex<Vec<Reply>>>);

impl LineModel {
    async fn starts(&self) -> ScriptedModel {
        let replies = self.clone();
        ScriptedModel::answering(move |request| if asks_for_a_line(request) { replies.next() } else { good(request) })
            .await
    }

    fn next(&self) -> Reply {
        let mut left = self.0.lock().unwrap();
        if left.len() > 1 { left.remove(0) } else { left.first().cloned().expect("a reply") }
    }

    fn says(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.0.lock().unwrap() = replies.into_iter().collect();
    }
}

/// Whether a request is about one line, by the prompt's own words.
fn asks_for_a_line(request: &Value) -> bool {
    request["messages"][0]["content"].as_str().is_some_and(|system| system.contains("改写技术规格书里的一条"))
}

fn line(text: &str) -> Reply {
    Reply::json(&json!({ "text": text, "met": true, "why": "改了" }))
}

/// Asks for a field of the case to be written anew.
async fn rewrites(
    who: &Colleague,
    case: &str,
    field: &Value,
    version: Option<&Value>,
    feedback: &str,
) -> anyhow::Result<(u16, Value)> {
    let path = format!("/api/v1/reviews/{case}/fields/{field}/rewrite");
    let mut request = who.asks(Method::POST, &path).header("X-CSRF-Token", who.csrf());
    if let Some(version) = version {
        request = request.header(IF_MATCH, format!("\"{version}\""));
    }
    let body = json!({ "feedback": feedback }).to_string();
    let sent = request.header(CONTENT_TYPE, "application/json").body(body).send().await?;
    Ok((sent.status().as_u16(), sent.json().await?))
}

/// A case that somebody has taken.
async fn taken(app: &TestApp, who: &Colleague) -> anyhow::Result<(String, Value)> {
    let owner = handed_over(app).await?;
    let desk = Desk::of(who, &owner)?;
    desk.does(json!({ "action": "claim" })).await?;
    Ok((desk.case.clone(), desk.looks().await?))
}

fn field(case: &Value) -> Value {
    let fields = case["fields"].as_array().unwrap();
    fields.iter().find(|field| field["section"] == 5).unwrap()["id"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story, told in one go")]
async fn a_line_is_proposed_and_the_case_stays_as_it_is() -> anyhow::Result<()> {
    let lines = LineModel::default();
    let model = lines.starts().await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let wu = Colleague::joins(app, "wu", &[Role::Translator]).await?;
            let (case, seen) = taken(app, &li).await?;
            assert_eq!(seen["has_model"], true);
            let (field, version) = (field(&seen), &seen["version"]);

            // The model gives a figure that nobody said, is told, and mends it.
            lines.says([line("漏检率不高于0.5%"), line("漏检率按缺陷种类分开，数值待确认")]);
            let before = model.requests().len();
            let (status, got) = rewrites(&li, &case, &field, Some(version), "按缺陷种类分开").await?;
            assert_eq!((status, &got["text"]), (200, &"漏检率按缺陷种类分开，数值待确认".into()), "{got}");
            assert_eq!((&got["met"], &got["why"]), (&true.into(), &"改了".into()));
            assert_eq!(got["prompt"]["name"], "rewrite_field");
            let sent = model.requests()[before..].to_vec();
            assert_eq!(sent.len(), 2);
            let mended = sent[1]["messages"].to_string();
            assert!(mended.contains("0.5") && mended.contains("没有出处"), "{mended}");

            // A figure of the feedback is the translator's.
            lines.says([line("漏检率不高于2%")]);
            let (status, got) = rewrites(&li, &case, &field, Some(version), "写成不高于2%").await?;
            assert_eq!((status, &got["text"]), (200, &"漏检率不高于2%".into()), "{got}");
            // A feedback that could not be met is told with the line.
            lines.says([Reply::json(&json!({ "text": "漏检率另行约定", "met": false, "why": "资料里没有数" }))]);
            let (status, got) = rewrites(&li, &case, &field, Some(version), "写上现在的漏检率").await?;
            assert_eq!((status, &got["met"], &got["why"]), (200, &false.into(), &"资料里没有数".into()));

            for (text, reason) in [
                ("漏检率不高于0.5%", "0.5"),
                ("为企业赋能", "赋能"),
                ("用YOLO检测", "YOLO"),
                (" ", "空"),
                ("准确率达标", "准确率"),
            ] {
                lines.says([line(text)]);
                let (status, problem) = rewrites(&li, &case, &field, Some(version), "改一改").await?;
                assert_eq!((status, &problem["code"]), (422, &"rewrite_unfit".into()), "{text}: {problem}");
                assert!(problem["detail"].as_str().is_some_and(|told| told.contains(reason)), "{problem}");
            }
            let same = seen["fields"].as_array().and_then(|all| all.iter().find(|one| one["id"] == field)).unwrap();
            lines.says([line(same["text"].as_str().unwrap())]);
            let (status, problem) = rewrites(&li, &case, &field, Some(version), "改一改").await?;
            assert_eq!((status, &problem["code"]), (422, &"rewrite_unfit".into()), "{problem}");

            let now = li.opens(&format!("/api/v1/reviews/{case}")).await?.json::<Value>().await?;
            assert_eq!((&now["version"], &now["fields"]), (version, &seen["fields"]), "nothing was changed");
            // The log tells that it was asked, by whom and of which model, in nobody's words.
            let log = app.store().await?.audit_before(None, Some("review.rewrite"), 10).await?;
            assert_eq!(log.len(), 3);
            assert!(log[0].note.detail.contains("scripted-1") && !log[0].note.detail.contains("漏检"), "{:?}", log[0]);

            // Who may not, on what is not there.
            lines.says([line("漏检率待确认")]);
            for (who, wanted, on, feedback, status, code) in [
                (&wu, &field, Some(version), "改", 403, "not_holder"),
                (&li, &field, None, "改", 428, "no_version"),
                (&li, &field, Some(&json!(0)), "改", 412, "stale"),
                (&li, &json!(9_999), Some(version), "改", 422, "no_field"),
                (&li, &json!(-1), Some(version), "改", 422, "no_field"),
                (&li, &field, Some(version), "  ", 422, "no_text"),
                (&li, &field, Some(version), &"长".repeat(501), 422, "text_too_long"),
                (&li, &field, Some(version), "军工图纸的要求也写进去", 409, "rewrite_stopped"),
            ] {
                let (got, problem) = rewrites(who, &case, wanted, on, feedback).await?;
                assert_eq!((got, &problem["code"]), (status, &code.into()), "{problem}");
            }
            let (status, problem) = rewrites(&li, "nobody", &field, Some(version), "改").await?;
            assert_eq!((status, &problem["code"]), (400, &"bad_id".into()));
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let (status, problem) = rewrites(&curator, &case, &field, Some(version), "改").await?;
            assert_eq!((status, &problem["code"]), (403, &"not_allowed".into()));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_of_the_model_is_told_as_what_it_is() -> anyhow::Result<()> {
    let lines = LineModel::default();
    let model = lines.starts().await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let (case, seen) = taken(app, &li).await?;
            let (field, version) = (field(&seen), &seen["version"]);
            for (what, reply, status, code) in [
                ("refusal", Reply::refusal(), 422, "model_refused"),
                ("filter", Reply::ending(&["{"], "content_filter"), 422, "model_refused"),
                ("cut", Reply::cut(&["{\"text\":"]), 502, "model_failed"),
                ("length", Reply::ending(&["{\"text\":"], "length"), 502, "model_failed"),
                ("malformed frame", Reply::malformed_frame(&["{"]), 502, "model_failed"),
                ("prose", Reply::text("好的，我明白了。"), 502, "model_failed"),
                ("wrong shape", Reply::json(&json!({ "text": 7 })), 502, "model_failed"),
                (
                    "truncated",
                    Reply::truncated(&json!({ "text": "按缺陷种类分开写", "met": true, "why": "分开写了" })),
                    502,
                    "model_failed",
                ),
                ("slow", Reply::stall(&["{\"text\":"]), 502, "model_failed"),
                ("429", Reply::rate_limited(30), 502, "model_failed"),
                ("500", Reply::status(500), 502, "model_failed"),
                ("401", Reply::status(401), 502, "model_failed"),
            ] {
                lines.says([reply]);
                let (got, problem) = rewrites(&li, &case, &field, Some(version), "改一改").await?;
                assert_eq!((got, &problem["code"]), (status, &code.into()), "{what}: {problem}");
            }
            let now = li.opens(&format!("/api/v1/reviews/{case}")).await?.json::<Value>().await?;
            assert_eq!((&now["version"], &now["fields"]), (version, &seen["fields"]));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_model_the_page_is_told_and_a_dead_one_is_no_model() -> anyhow::Result<()> {
    for (setup, has_model, status, code) in [
        (Setup::plain(), false, 409, "no_model"),
        (Setup::with_urls(vec![dead_url().await]), true, 502, "model_failed"),
    ] {
        setup
            .run(async |app| {
                let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
                let (case, seen) = taken(app, &li).await?;
                assert_eq!(seen["has_model"], has_model);
                let (got, problem) = rewrites(&li, &case, &field(&seen), Some(&seen["version"]), "改一改").await?;
                assert_eq!((got, &problem["code"]), (status, &code.into()), "{problem}");
                Ok(())
            })
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_identifier_reaches_the_model_or_the_log() -> anyhow::Result<()> {
    const SECRETS: [&str; 4] = ["温州鑫达鞋业有限公司", "王建国", "13857712345", "18968900001"];
    let log = Lines::everything()?;
    let lines = LineModel::default();
    // The model gives the placeholders back where it can.
    lines.says([line("〔公司1〕的质检员看，找〔姓名1〕，电话〔电话1〕〔电话2〕")]);
    let model = lines.starts().await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let mut owner = app.owner();
            owner.says(&format!("我是温州鑫达鞋业有限公司的王建国，电话13857712345。{SHOES}")).await?;
            owner.taps_through(best).await?;
            owner.posts(&path(&owner, "/submit")?, &json!({})).await?;
            let desk = Desk::of(&li, &owner)?;
            desk.does(json!({ "action": "claim" })).await?;
            let seen = desk.looks().await?;
            let feedback = "写上温州鑫达鞋业有限公司的王建国负责，另一个电话18968900001";
            let (status, got) = rewrites(&li, &desk.case, &field(&seen), Some(&seen["version"]), feedback).await?;
            assert_eq!(status, 200, "{got}");
            // What goes to a provider names nobody, and no number leads back.
            assert_eq!(got["text"], "〔公司〕的质检员看，找〔姓名〕，电话〔电话〕〔电话〕");
            Ok(())
        })
        .await?;
    let sent = serde_json::to_string(&model.requests())?;
    let log = log.text()?;
    assert!(log.contains("TRACE"), "nothing was logged at TRACE");
    for secret in SECRETS {
        assert!(!sent.contains(secret), "{secret} was sent to the model");
        assert!(!log.contains(secret), "{secret} was logged: {}", log.lines().find(|l| l.contains(secret)).unwrap());
    }
    assert!(sent.contains("另一个电话〔电话2〕"), "the feedback was sent masked");
    Ok(())
}
