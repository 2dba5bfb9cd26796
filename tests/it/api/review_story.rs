//! A case from its owner's words to a signed file and past it, over HTTP: the review as owners, translators and programs meet it.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use serde_json::{Value, json};
use yiguan::domain::Role;
use yiguan::export::{SealedFormat, read_seal};
use yiguan::service::staff::verify_audit;

use super::{SHOES, best};
use crate::support::colleague::Colleague;
use crate::support::owner::Owner;
use crate::support::test_app::{Setup, TestApp};

/// A member of the staff at one case.
pub(super) struct Desk<'a> {
    pub(super) who: &'a Colleague,
    pub(super) case: String,
}

impl<'a> Desk<'a> {
    pub(super) fn of(who: &'a Colleague, owner: &Owner) -> anyhow::Result<Self> {
        Ok(Self { who, case: owner.talk()?.id.clone() })
    }

    pub(super) async fn looks(&self) -> anyhow::Result<Value> {
        let shown = self.who.opens(&format!("/api/v1/reviews/{}", self.case)).await?;
        assert_eq!(shown.status(), 200);
        let tag = shown.headers()[ETAG].to_str()?.trim_matches('"').to_owned();
        let case: Value = shown.json().await?;
        assert_eq!(case["version"].to_string(), tag);
        Ok(case)
    }

    /// Sends an action on that version; the status and what came back.
    async fn sends(&self, version: Option<&str>, action: &Value) -> anyhow::Result<(u16, Value)> {
        let path = format!("/api/v1/reviews/{}/actions", self.case);
        let mut request = self.who.asks(Method::POST, &path).header("X-CSRF-Token", self.who.csrf());
        if let Some(version) = version {
            request = request.header(IF_MATCH, format!("\"{version}\""));
        }
        let sent = request.header(CONTENT_TYPE, "application/json").body(action.to_string()).send().await?;
        Ok((sent.status().as_u16(), sent.json().await?))
    }

    /// Does something on the newest version.
    async fn tries(&self, action: Value) -> anyhow::Result<(u16, Value)> {
        let version = self.looks().await?["version"].to_string();
        self.sends(Some(&version), &action).await
    }

    pub(super) async fn does(&self, action: Value) -> anyhow::Result<Value> {
        let (status, done) = self.tries(action.clone()).await?;
        assert_eq!(status, 200, "{action}: {done}");
        Ok(done)
    }

    /// Accepts every line, doubtful ones too, so that nothing but a second reader stands in the way.
    pub(super) async fn clears(&self) -> anyhow::Result<()> {
        let case = self.looks().await?;
        for field in case["fields"].as_array().into_iter().flatten().filter(|field| field["doubtful"] == true) {
            self.does(json!({ "action": "accept", "field": field["id"] })).await?;
        }
        let left = self.looks().await?["blocks"].clone();
        let findings = left.as_array().into_iter().flatten().filter(|block| block["kind"] == "finding");
        for block in findings {
            assert!(!block["field"].is_null(), "a section lacks something: {block}");
            self.does(json!({ "action": "accept", "field": block["field"] })).await?;
        }
        Ok(())
    }
}

/// An owner whose case was handed over.
pub(super) async fn handed_over(app: &TestApp) -> anyhow::Result<Owner> {
    let mut owner = app.owner();
    owner.says(SHOES).await?;
    owner.taps_through(best).await?;
    let submitted = owner.posts(&path(&owner, "/submit")?, &json!({})).await?;
    assert_eq!(submitted.status(), 202);
    Ok(owner)
}

pub(super) fn path(owner: &Owner, rest: &str) -> anyhow::Result<String> {
    Ok(format!("/api/v1/conversations/{}{rest}", owner.talk()?.id))
}

async fn seen_by_owner(owner: &Owner) -> anyhow::Result<Value> {
    owner.looks_at(&path(owner, "")?).await
}

/// Approves; where a second reader is needed, the other one gives the same scores.
pub(super) async fn approves(first: &Desk<'_>, second: &Desk<'_>) -> anyhow::Result<()> {
    let done = first.does(json!({ "action": "approve" })).await?;
    if done["state"] == "second" {
        let seen = second.looks().await?;
        assert_eq!((&seen["standing"]["blind"], &seen["verdict"]), (&true.into(), &Value::Null));
        let scores = first.looks().await?["judging"]["scores"].clone();
        second.does(json!({ "action": "claim" })).await?;
        for (criterion, score) in scores.as_object().into_iter().flatten() {
            let action = json!({ "action": "score", "criterion": criterion, "score": score["score"],
                "evidence": score["evidence"], "reason": "看过材料" });
            second.does(action).await?;
        }
        second.does(json!({ "action": "give_second", "note": "同意" })).await?;
        let done = first.does(json!({ "action": "approve" })).await?;
        assert_eq!(done["state"], "approved", "{done}");
    }
    Ok(())
}

/// A question goes to the owner, and the answer comes back into its field, masked.
async fn asks_and_hears(first: &Desk<'_>, owner: &Owner) -> anyhow::Result<()> {
    let case = first.looks().await?;
    let asked = case["fields"].as_array().and_then(|fields| fields.iter().find(|field| field["section"] == 2));
    let field = asked.ok_or_else(|| anyhow::anyhow!("no field"))?["id"].clone();
    let question = "谁在哪个工位用？几班？";
    first.does(json!({ "action": "ask", "field": field, "question": question })).await?;
    let shown = seen_by_owner(owner).await?;
    assert_eq!(shown["handover"]["state"], "asks_owner");
    assert_eq!(shown["review"]["questions"][0]["text"], question);
    assert_eq!(shown["review"]["questions"][0]["asked_by"], "li先生");
    let (status, problem) = first.tries(json!({ "action": "approve" })).await?;
    assert_eq!((status, &problem["code"]), (422, &"blocked".into()), "{problem}");
    assert!(problem["blocks"].as_array().is_some_and(|all| all.iter().any(|b| b["kind"] == "open_question")));
    let answer = json!({ "text": "质检员王建国在成型线，两班，电话13857712345" });
    let answered = owner.posts(&path(owner, "/questions/1/answer")?, &answer).await?;
    assert_eq!(answered.status(), 200);
    let again = owner.posts(&path(owner, "/questions/1/answer")?, &answer).await?;
    assert_eq!(again.status(), 200, "a phone that tries again");
    let other = owner.posts(&path(owner, "/questions/1/answer")?, &json!({})).await?;
    assert_eq!(other.status(), 409);
    let filled = first.looks().await?;
    let filled = filled["fields"].as_array().and_then(|all| all.iter().find(|one| one["id"] == field));
    let filled = filled.cloned().unwrap_or_default();
    assert_eq!(filled["mark"], "owner");
    let text = filled["text"].as_str().unwrap_or_default();
    assert!(text.contains("成型线") && !text.contains("13857712345"), "{text}");
    Ok(())
}

/// Every file of the release holds its seal, and a changed byte is found.
async fn files_are_sealed(owner: &Owner) -> anyhow::Result<()> {
    for (ending, format) in [("json", SealedFormat::Json), ("pdf", SealedFormat::Pdf), ("docx", SealedFormat::Docx)] {
        let file = owner.gets(&path(owner, &format!("/releases/1/files/{ending}"))?).await?;
        assert_eq!(file.status(), 200);
        let mut bytes = file.bytes().await?.to_vec();
        let seal = read_seal(&bytes)?;
        assert_eq!((seal.format, seal.about.release), (format, 1));
        assert_eq!(seal.about.case_code, owner.talk()?.code);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(read_seal(&bytes).is_err(), "{ending}: a changed byte is found");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_goes_from_the_owners_words_to_a_signed_file() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let wu = Colleague::joins(app, "wu", &[Role::Translator]).await?;
            let owner = handed_over(app).await?;
            assert_eq!(seen_by_owner(&owner).await?["handover"]["state"], "waiting");
            let (first, second) = (Desk::of(&li, &owner)?, Desk::of(&wu, &owner)?);
            first.does(json!({ "action": "claim" })).await?;
            assert_eq!(seen_by_owner(&owner).await?["handover"]["state"], "claimed");
            // Somebody else's case can be read and not changed.
            let (status, problem) = second.tries(json!({ "action": "accept_rest" })).await?;
            assert_eq!((status, &problem["code"]), (403, &"not_holder".into()));

            asks_and_hears(&first, &owner).await?;
            first.clears().await?;
            approves(&first, &second).await?;
            assert_eq!(seen_by_owner(&owner).await?["review"]["release"], Value::Null, "approved is not released");
            first.does(json!({ "action": "release" })).await?;
            let shown = seen_by_owner(&owner).await?;
            assert_eq!(shown["handover"]["state"], "released");
            let release = &shown["review"]["release"];
            assert_eq!((&release["number"], &release["document"]["reviewer"]), (&1.into(), &"li先生".into()));
            let label = release["document"]["specification"]["label"].as_str().unwrap_or_default();
            assert!(label.contains("人工智能") && label.contains("li先生已审核"), "{label}");

            files_are_sealed(&owner).await?;
            let mut stranger = app.owner();
            stranger.says(SHOES).await?;
            let stolen = path(&owner, "/releases/1/files/json")?;
            assert_eq!(stranger.gets(&stolen).await?.status(), 404);
            assert!(verify_audit(&app.store().await?, None, |_| ()).await?.is_ok(), "the log is whole");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_through_the_api_is_refused_with_a_reason() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let owner = handed_over(app).await?;
            let approve = json!({ "action": "approve" });
            let desk = Desk::of(&li, &owner)?;
            // Without a session, without the right, without a version, with a stale one, unclaimed.
            let stranger = Colleague::stranger(app);
            let (status, problem) = Desk::of(&stranger, &owner)?.sends(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (401, &"not_signed_in".into()));
            let (status, problem) = Desk::of(&curator, &owner)?.sends(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"]), (403, &"not_allowed".into()));
            let (status, problem) = desk.sends(None, &approve).await?;
            assert_eq!((status, &problem["code"]), (428, &"no_version".into()));
            let (status, problem) = desk.tries(approve.clone()).await?;
            assert_eq!((status, &problem["code"]), (409, &"wrong_state".into()), "{problem}");
            desk.does(json!({ "action": "claim" })).await?;
            let (status, problem) = desk.sends(Some("0"), &approve).await?;
            assert_eq!((status, &problem["code"], &problem["version"]), (412, &"stale".into(), &1.into()));
            assert_eq!(problem["steps"][0]["kind"], "claim");
            let (status, problem) = desk.sends(Some("1"), &json!({ "action": "wish" })).await?;
            assert_eq!((status, &problem["code"]), (400, &"bad_json".into()));
            // A blocked field, named.
            let case = desk.looks().await?;
            let second = case["fields"].as_array().and_then(|all| all.iter().find(|one| one["section"] == 2)).cloned();
            let field = second.unwrap_or_default()["id"].clone();
            desk.does(json!({ "action": "edit", "field": field, "text": "一站式赋能" })).await?;
            let (status, problem) = desk.tries(approve.clone()).await?;
            assert_eq!((status, &problem["code"]), (422, &"blocked".into()));
            let named = problem["blocks"].as_array().is_some_and(|all| all.iter().any(|b| b["field"] == field));
            assert!(named, "{problem}");
            desk.does(json!({ "action": "restore", "field": field })).await?;
            // On a released case.
            let wu = Colleague::joins(app, "wu", &[Role::Translator]).await?;
            desk.clears().await?;
            approves(&desk, &Desk::of(&wu, &owner)?).await?;
            desk.does(json!({ "action": "release" })).await?;
            let (status, problem) = desk.tries(approve).await?;
            assert_eq!((status, &problem["code"]), (409, &"wrong_state".into()));
            assert!(problem["detail"].as_str().is_some_and(|told| told.contains("已签发")), "{problem}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_is_reopened_and_one_that_was_taken_back_is_given_out_no_more() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let wu = Colleague::joins(app, "wu", &[Role::Translator]).await?;
            let owner = handed_over(app).await?;
            let (first, second) = (Desk::of(&li, &owner)?, Desk::of(&wu, &owner)?);
            first.does(json!({ "action": "claim" })).await?;
            first.clears().await?;
            approves(&first, &second).await?;
            first.does(json!({ "action": "release" })).await?;
            first.does(json!({ "action": "reopen", "reason": "老板换了产线" })).await?;
            assert_eq!(seen_by_owner(&owner).await?["handover"]["state"], "claimed");
            let title = "鞋面划痕检测（二线）";
            first.does(json!({ "action": "edit_title", "text": title })).await?;
            approves(&first, &second).await?;
            first.does(json!({ "action": "release" })).await?;
            let shown = seen_by_owner(&owner).await?;
            let release = &shown["review"]["release"];
            assert_eq!(
                (&release["number"], &release["document"]["specification"]["title"]),
                (&2.into(), &title.into())
            );
            let old = owner.gets(&path(&owner, "/releases/1/files/pdf")?).await?;
            assert_eq!(old.status(), 200, "what was signed once stays");
            first.does(json!({ "action": "withdraw", "reason": "样品数写错了" })).await?;
            let shown = seen_by_owner(&owner).await?;
            assert_eq!(shown["handover"]["state"], "withdrawn");
            assert_eq!(shown["review"]["closing"], "样品数写错了");
            let gone = owner.gets(&path(&owner, "/releases/2/files/pdf")?).await?;
            assert_eq!(gone.status(), 410);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_case_tells_its_owner_why_and_can_come_back() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            let owner = handed_over(app).await?;
            let desk = Desk::of(&li, &owner)?;
            desk.does(json!({ "action": "claim" })).await?;
            let (status, problem) = desk.tries(json!({ "action": "decline", "reason": "other", "note": " " })).await?;
            assert_eq!((status, &problem["code"]), (422, &"no_reason".into()));
            let why = "同一件事您上周已经提交过";
            desk.does(json!({ "action": "decline", "reason": "duplicate", "note": why })).await?;
            let shown = seen_by_owner(&owner).await?;
            assert_eq!((&shown["handover"]["state"], &shown["review"]["closing"]), (&"declined".into(), &why.into()));
            let again = owner.posts(&path(&owner, "/submit")?, &json!({})).await?;
            assert_eq!(again.status(), 202);
            assert_eq!(seen_by_owner(&owner).await?["handover"]["state"], "waiting");
            Ok(())
        })
        .await
}
