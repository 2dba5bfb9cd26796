//! The translators' desk: what the API refuses and why, the pages without scripts, private notes, filters that people keep.

use anyhow::{Context, ensure};
use regex::Regex;
use reqwest::header::{ETAG, IF_MATCH};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use yiguan::domain::Role;

use super::{SHOES, best};
use crate::support::colleague::Colleague;
use crate::support::house_model;
use crate::support::owner::Owner;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::{Setup, TestApp};

/// An owner who has talked to the end and handed it over.
async fn handed_over(app: &TestApp) -> anyhow::Result<Owner> {
    let mut owner = app.owner();
    owner.says(SHOES).await?;
    owner.taps_through(best).await?;
    let response = owner.posts(&format!("/api/v1/conversations/{}/submit", owner.talk()?.id), &json!({})).await?;
    ensure!(response.status() == 202, "{}", response.text().await?);
    Ok(owner)
}

async fn told(response: Response) -> anyhow::Result<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.text().await?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// A case as a program sees it.
struct Desk<'a> {
    who: &'a Colleague,
    id: String,
}

impl Desk<'_> {
    async fn shows(&self) -> anyhow::Result<Value> {
        let response = self.who.opens(&format!("/api/v1/reviews/{}", self.id)).await?;
        ensure!(response.status() == 200, "{}", response.status());
        let tag = response.headers()[ETAG].to_str()?.trim_matches('"').to_owned();
        let case: Value = serde_json::from_str(&response.text().await?)?;
        ensure!(case["version"].as_u64() == tag.parse().ok(), "the tag is the version");
        Ok(case)
    }

    async fn does(&self, version: Option<&str>, action: &Value) -> anyhow::Result<(u16, Value)> {
        let path = format!("/api/v1/reviews/{}/actions", self.id);
        let request = self.who.asks(Method::POST, &path).header("x-csrf-token", self.who.csrf());
        let request = request.header("content-type", "application/json").body(action.to_string());
        let request = match version {
            Some(version) => request.header(IF_MATCH, format!("\"{version}\"")),
            None => request,
        };
        told(request.send().await?).await
    }

    /// Does it on the newest version; it must succeed.
    async fn succeeds(&self, action: Value) -> anyhow::Result<Value> {
        let version = self.shows().await?["version"].to_string();
        let (status, done) = self.does(Some(&version), &action).await?;
        ensure!(status == 200, "{action}: {status} {done}");
        Ok(done)
    }

    /// Looks at every line, takes what is open as unknown, and asks nothing: nothing is left that could block.
    async fn clears(&self) -> anyhow::Result<()> {
        for _ in 0..60 {
            let case = self.shows().await?;
            let blocks = case["blocks"].as_array().context("blocks")?;
            let field = blocks.iter().find_map(|block| block["field"].as_u64());
            let Some(field) = field else { break };
            self.succeeds(json!({ "action": "leave_out", "field": field })).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_refused_without_right_version_or_ground() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let id = owner.talk()?.id.clone();
            let translator = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let auditor = Colleague::joins(app, "shen", &[Role::Auditor]).await?;
            let approve = json!({ "action": "approve" });
            let desk = Desk { who: &translator, id: id.clone() };
            let (status, problem) = Desk { who: &auditor, id: id.clone() }.does(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (403, &"not_allowed".into()));
            let (status, problem) = Desk { who: &Colleague::stranger(app), id }.does(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (401, &"not_signed_in".into()));
            let (status, problem) = desk.does(None, &approve).await?;
            assert_eq!((status, &problem["code"]), (428, &"no_version".into()));
            let (status, problem) = desk.does(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (409, &"wrong_state".into()), "it must be claimed first");
            desk.succeeds(json!({ "action": "claim" })).await?;
            let (status, problem) = desk.does(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (412, &"stale".into()));
            assert_eq!(problem["steps"][0]["kind"], "claim");
            let done = desk.succeeds(json!({ "action": "ask", "question": "哪条线？" })).await?;
            let version = done["version"].to_string();
            let (status, problem) = desk.does(Some(&version), &approve).await?;
            assert_eq!((status, &problem["code"]), (422, &"blocked".into()));
            let blocks = problem["blocks"].as_array().context("blocks")?;
            assert!(blocks.iter().any(|block| block["kind"] == "open_question"), "{problem}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_released_case_takes_no_approval() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let first = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let second = Colleague::joins(app, "wang", &[Role::Lead]).await?;
            let id = owner.talk()?.id.clone();
            let (desk, other) = (Desk { who: &first, id: id.clone() }, Desk { who: &second, id });
            desk.succeeds(json!({ "action": "claim" })).await?;
            desk.clears().await?;
            let done = desk.succeeds(json!({ "action": "approve" })).await?;
            if done["state"] == "second" {
                let blind = other.shows().await?;
                assert_eq!(blind["standing"]["blind"], false, "a lead who does not read sees all");
                other.succeeds(json!({ "action": "claim" })).await?;
                let blind = other.shows().await?;
                assert_eq!((&blind["standing"]["blind"], &blind["steps"]), (&true.into(), &json!([])));
                assert_eq!(blind["judging"]["scores"], json!({}), "a second reader begins with nothing");
                let known = desk.shows().await?["judging"]["scores"].clone();
                for (criterion, score) in known.as_object().context("scores")? {
                    let (score, evidence) = (&score["score"], &score["evidence"]);
                    let action = json!({ "action": "score", "criterion": criterion, "score": score, "evidence": evidence, "reason": "原话如此" });
                    other.succeeds(action).await?;
                }
                other.succeeds(json!({ "action": "give_second" })).await?;
                desk.succeeds(json!({ "action": "approve" })).await?;
            }
            let done = desk.succeeds(json!({ "action": "release" })).await?;
            assert_eq!(done["state"], "released");
            let version = done["version"].to_string();
            let (status, problem) = desk.does(Some(&version), &json!({ "action": "approve" })).await?;
            assert_eq!((status, &problem["code"]), (409, &"wrong_state".into()));
            let page = first.reads(&format!("/staff/cases/{}/releases/1", owner.talk()?.code)).await?;
            assert!(page.contains("第1版") && page.contains("lin先生"), "{page}");
            let page = first.reads(&format!("/staff/cases/{}", owner.talk()?.code)).await?;
            assert!(page.contains("/releases/1\"") && page.contains("value=\"withdraw\""));
            Ok(())
        })
        .await
}

/// The hidden version of a page's forms.
fn version_of(page: &str) -> anyhow::Result<String> {
    let found = Regex::new(r#"name="version" value="(\d+)""#)?.captures(page).context("a form with a version")?;
    Ok(found[1].to_owned())
}

/// Where a form led to.
fn place(response: &Response) -> anyhow::Result<String> {
    ensure!(response.status() == 303, "{}", response.status());
    Ok(response.headers()["location"].to_str()?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_worked_on_by_forms_alone() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let queue = lin.reads("/staff/queue").await?;
            assert!(queue.contains(&code) && queue.contains("data-count=\"waiting\">1<"), "{queue}");
            let (act, case) = (format!("/staff/cases/{code}/act"), format!("/staff/cases/{code}"));
            let typed = code.to_lowercase().replace('-', "");
            let page = lin.reads(&format!("/staff/cases/{typed}")).await?;
            assert!(page.contains(SHOES) && page.contains("value=\"claim\"") && !page.contains("value=\"approve\""));
            let claimed = lin.sends(&act, &[("do", "claim"), ("version", "0")]).await?;
            assert_eq!(place(&claimed)?, format!("{case}?done=claim"));
            let page = lin.reads(&case).await?;
            let seen = version_of(&page)?;
            let edit = [("do", "edit"), ("field", "1"), ("text", "改过的一行"), ("basis", "电话核实")];
            let mut sent = edit.to_vec();
            sent.push(("version", &seen));
            assert_eq!(place(&lin.sends(&act, &sent).await?)?, format!("{case}?done=edit#f-1"));
            let page = lin.reads(&case).await?;
            assert!(page.contains("改过的一行") && page.contains("人工"));
            // The same page, sent again with the version of before: theirs and mine side by side.
            let stale =
                lin.sends(&act, &[("do", "edit"), ("field", "1"), ("text", "另一种写法"), ("version", &seen)]).await?;
            assert_eq!(stale.status(), 412);
            let merge = stale.text().await?;
            assert!(
                merge.contains("data-clash") && merge.contains("改过的一行") && merge.contains("另一种写法"),
                "{merge}"
            );
            let newest = version_of(&merge)?;
            let again = [("do", "edit"), ("field", "1"), ("text", "另一种写法"), ("version", newest.as_str())];
            assert_eq!(lin.sends(&act, &again).await?.status(), 303);
            // Another line that nobody touched is no clash.
            let elsewhere = lin.sends(&act, &[("do", "accept"), ("field", "2"), ("version", &seen)]).await?;
            assert_eq!(elsewhere.status(), 412);
            assert!(!elsewhere.text().await?.contains("data-clash"));
            assert_eq!(lin.sends(&act, &[("do", "accept"), ("field", "2")]).await?.status(), 428);
            assert_eq!(lin.sends(&act, &[("do", "steal"), ("version", "1")]).await?.status(), 422);
            let newest = version_of(&lin.reads(&case).await?)?;
            let empty = lin.sends(&act, &[("do", "edit"), ("field", "3"), ("text", " "), ("version", &newest)]).await?;
            assert_eq!(empty.status(), 422);
            assert!(empty.text().await?.contains("role=\"alert\""));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_case_can_be_read_and_not_changed() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let mut chen = Colleague::joins(app, "chen", &[Role::Translator]).await?;
            let act = format!("/staff/cases/{code}/act");
            lin.sends(&act, &[("do", "claim"), ("version", "0")]).await?;
            let page = chen.reads(&format!("/staff/cases/{code}")).await?;
            assert!(
                page.contains("lin先生") && !page.contains("value=\"edit\"") && !page.contains("value=\"approve\"")
            );
            let version = version_of(&page).unwrap_or_else(|_| "1".to_owned());
            let stolen =
                chen.sends(&act, &[("do", "edit"), ("field", "1"), ("text", "抢写"), ("version", &version)]).await?;
            assert_eq!(stolen.status(), 403);
            // Without the session's token nothing is done.
            let bare = lin.asks(Method::POST, &act).header("content-type", "application/x-www-form-urlencoded");
            assert_eq!(bare.body("do=unclaim&version=1").send().await?.status(), 403);
            let nobody = Colleague::stranger(app).opens(&format!("/staff/cases/{code}")).await?;
            assert!(place(&nobody)?.starts_with("/staff/sign-in?next="));
            assert_eq!(lin.opens("/staff/cases/AAAA-AAAA").await?.status(), 404);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_are_for_staff_alone() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let notes = format!("/staff/cases/{code}/notes");
            let kept = lin.sends(&notes, &[("note", "老板说话快，<b>先核对</b>人数")]).await?;
            assert_eq!(place(&kept)?, format!("/staff/cases/{code}?done=note#notes"));
            let page = lin.reads(&format!("/staff/cases/{code}")).await?;
            assert!(page.contains("先核对") && !page.contains("<b>先核对"), "it is shown and escaped");
            assert_eq!(lin.sends(&notes, &[("note", "  ")]).await?.status(), 422);
            let talk = owner.looks_at(&format!("/api/v1/conversations/{}", owner.talk()?.id)).await?;
            assert!(!talk.to_string().contains("先核对"), "the owner does not see it");
            let log = app.store().await?.audit_after(0, 100).await?;
            let entry = log.iter().find(|entry| entry.note.action == "review.note").context("an entry")?;
            assert!(!format!("{entry:?}").contains("先核对"), "nor does the log");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_are_kept_and_cases_given_out() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let (id, code) = (owner.talk()?.id.clone(), owner.talk()?.code.clone());
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let mut wang = Colleague::joins(app, "wang", &[Role::Lead]).await?;
            let hit = lin.reads(&format!("/staff/queue?tab=waiting&words={}", code.to_lowercase())).await?;
            let miss = lin.reads("/staff/queue?tab=waiting&words=%E6%B3%A8%E5%A1%91").await?;
            assert!(hit.contains(&code) && !miss.contains(&code) && miss.contains("没有符合筛选的案子"));
            let save = [("do", "save"), ("name", "鞋类"), ("back", "tab=waiting&sector=C19")];
            assert_eq!(
                place(&lin.sends("/staff/queue/filters", &save).await?)?,
                "/staff/queue?tab=waiting&sector=C19&done=saved"
            );
            assert!(lin.reads("/staff/queue").await?.contains("sector=C19\">鞋类<"));
            assert!(!wang.reads("/staff/queue").await?.contains("鞋类"), "filters are one's own");
            lin.sends("/staff/queue/filters", &[("do", "drop"), ("name", "鞋类"), ("back", "")]).await?;
            assert!(!lin.reads("/staff/queue").await?.contains("鞋类"));
            assert!(!lin.reads("/staff/queue").await?.contains("id=\"bulk\""), "only leads give out cases");
            let page = wang.reads("/staff/queue").await?;
            let to =
                Regex::new(r#"<option value="([0-9a-f-]{36})">lin先生"#)?.captures(&page).context("lin")?[1].to_owned();
            let ticked = format!("{id}:0");
            let give = [("case", ticked.as_str()), ("to", to.as_str()), ("back", "tab=waiting")];
            assert_eq!(lin.sends("/staff/queue/assign", &give).await?.status(), 403);
            let given = wang.sends("/staff/queue/assign", &give).await?;
            assert_eq!(place(&given)?, "/staff/queue?tab=waiting&done=assigned&given=1&refused=0");
            let mine = lin.reads("/staff/queue?tab=mine").await?;
            assert!(mine.contains(&code) && mine.contains("data-count=\"mine\">1<"), "{mine}");
            let counts = told(lin.opens("/staff/queue/counts").await?).await?.1;
            assert_eq!((&counts["mine"], &counts["waiting"]), (&1.into(), &0.into()));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_expired_says_so_and_can_be_taken_again() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let (act, case) = (format!("/staff/cases/{code}/act"), format!("/staff/cases/{code}"));
            lin.sends(&act, &[("do", "claim"), ("version", "0")]).await?;
            let store = app.store().await?;
            let id = store.case_of_code(&yiguan::domain::CaseCode(code.clone())).await?.context("the case")?;
            let mut review = store.review(id).await?.context("a review")?;
            let lease = review.lease.as_mut().context("a lease")?;
            lease.until = lease.until.map(|until| until - chrono::TimeDelta::hours(1));
            store.renew_lease(&review).await?;
            let page = lin.reads(&case).await?;
            assert!(page.contains("id=\"lapsed\"") && !page.contains("value=\"approve\""), "{page}");
            let version = version_of(&page)?;
            let late = [("do", "edit"), ("field", "1"), ("text", "晚了"), ("version", version.as_str())];
            let refused = lin.sends(&act, &late).await?;
            assert_eq!(refused.status(), 409);
            assert!(refused.text().await?.contains("请先认领"));
            assert_eq!(lin.sends(&act, &[("do", "claim"), ("version", &version)]).await?.status(), 303);
            assert!(lin.reads(&case).await?.contains("value=\"approve\""));
            Ok(())
        })
        .await
}

/// Does the house's jobs, and writes lines anew.
fn rewriting(request: &Value) -> Reply {
    let system = request["messages"][0]["content"].as_str().unwrap_or_default();
    if !system.contains("改写技术规格书里的一条") {
        return house_model::good(request);
    }
    house_model::object(request, &json!({ "text": "鞋面划痕要查得出来", "met": true, "why": "改短了" }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_a_model_wrote_stands_in_the_box_and_nowhere_else() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(rewriting).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Translator]).await?;
            let (act, case) = (format!("/staff/cases/{code}/act"), format!("/staff/cases/{code}"));
            lin.sends(&act, &[("do", "claim"), ("version", "0")]).await?;
            let page = lin.reads(&case).await?;
            assert!(page.contains("value=\"rewrite\""));
            let version = version_of(&page)?;
            let field = ("field", "8");
            let asked = [("do", "rewrite"), field, ("feedback", "写短一点"), ("version", version.as_str())];
            let proposed = lin.sends(&act, &asked).await?;
            assert_eq!(proposed.status(), 200);
            let proposed = proposed.text().await?;
            assert!(proposed.contains("改短了") && proposed.contains("data-proposed"), "{proposed}");
            assert!(proposed.contains(">鞋面划痕要查得出来</textarea>"));
            assert!(!lin.reads(&case).await?.contains("鞋面划痕要查得出来"), "it is a proposal");
            let empty = [("do", "rewrite"), field, ("feedback", " "), ("version", version.as_str())];
            assert_eq!(lin.sends(&act, &empty).await?.status(), 422);
            let stale = [("do", "rewrite"), field, ("feedback", "写短一点"), ("version", "0")];
            assert_eq!(lin.sends(&act, &stale).await?.status(), 412);
            Ok(())
        })
        .await
}
