//! What comes after a release, over HTTP: follow-ups when they are due, proposals for the case base, the figures of the desk.

use std::io::Read;

use anyhow::ensure;
use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};
use yiguan::domain::Role;

use super::review_story::{Desk, approves, handed_over, path};
use super::{SHOES, best};
use crate::support::colleague::Colleague;
use crate::support::owner::Owner;
use crate::support::test_app::{Setup, TestApp};

/// A hundred days, in milliseconds.
const HUNDRED_DAYS: i64 = 8_640_000_000;

/// Two translators and an owner whose case they have released.
pub(super) struct Released {
    pub(super) li: Colleague,
    pub(super) wu: Colleague,
    pub(super) owner: Owner,
}

impl Released {
    pub(super) async fn of(app: &TestApp, owner: Owner) -> anyhow::Result<Self> {
        let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
        let wu = Colleague::joins(app, "wu", &[Role::Lead]).await?;
        // A lead sees every verdict, so the second reader is another translator.
        let zhao = Colleague::joins(app, "zhao", &[Role::Translator]).await?;
        let (first, second) = (Desk::of(&li, &owner)?, Desk::of(&zhao, &owner)?);
        first.does(json!({ "action": "claim" })).await?;
        first.clears().await?;
        let case = first.looks().await?;
        let field = case["fields"].as_array().unwrap().iter().find(|field| field["section"] == 2).unwrap();
        let edit =
            json!({ "action": "edit", "field": field["id"], "text": "质检员看，班长复判", "basis": "电话里问的" });
        first.does(edit).await?;
        approves(&first, &second).await?;
        first.does(json!({ "action": "release" })).await?;
        Ok(Self { li, wu, owner })
    }

    pub(super) fn code(&self) -> &str {
        &self.owner.talk().unwrap().code
    }

    pub(super) fn page(&self, rest: &str) -> String {
        format!("/staff/cases/{}/{rest}", self.code())
    }

    async fn does(&self, action: Value) -> anyhow::Result<Value> {
        Desk::of(&self.li, &self.owner)?.does(action).await
    }

    /// The owner agrees that others may learn from the case, or takes it back.
    pub(super) async fn agrees(&self, method: Method) -> anyhow::Result<()> {
        let answer = self.owner.asks(method, &path(&self.owner, "/consent")?).send().await?;
        ensure!(answer.status().is_success(), "{}", answer.status());
        Ok(())
    }

    async fn followed(&self) -> anyhow::Result<Value> {
        let path = format!("/api/v1/reviews/{}/follow-ups", self.owner.talk()?.id);
        Ok(self.li.opens(&path).await?.json().await?)
    }
}

/// Makes every release older.
pub(super) async fn days_pass(app: &TestApp) -> anyhow::Result<()> {
    let older = format!("released_at = released_at - {HUNDRED_DAYS}, due_at = due_at - {HUNDRED_DAYS}");
    app.tampers(&format!("UPDATE follow_up_dues SET {older}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_released_case_is_followed_up_when_it_is_due() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut case = Released::of(app, handed_over(app).await?).await?;
            let none = case.li.reads("/staff/follow-ups").await?;
            assert!(none.contains("现在没有该回访的案件"), "{none}");
            assert!(case.li.reads(&case.page("follow-ups")).await?.contains("还没到回访的时候"));
            let record = |months: &'static str, outcome: &'static str, why: &'static str| {
                [("months", months), ("outcome", outcome), ("figures", "漏检少了一半，花了四万"), ("why", why)]
            };
            let page = case.page("follow-ups");
            let early = case.li.sends(&page, &record("3", "pilot", "")).await?;
            assert_eq!(early.status(), 409);
            assert_eq!(case.followed().await?["next"], 3);

            days_pass(app).await?;
            let due = case.li.reads("/staff/follow-ups").await?;
            assert!(due.contains(case.code()) && due.contains("满3个月") && due.contains("follow-ups"), "{due}");
            // Too little is said: the page comes back with what was typed.
            let again = case.li.sends(&page, &record("3", "abandoned", " ")).await?;
            assert_eq!(again.status(), 422);
            let again = again.text().await?;
            assert!(again.contains("请写明为什么") && again.contains("漏检少了一半"), "{again}");
            let done = case.li.sends(&page, &record("3", "pilot", "工人愿意用")).await?;
            assert_eq!(
                (done.status().as_u16(), done.headers()[LOCATION].to_str()?),
                (303, format!("{page}?done=1").as_str())
            );
            let followed = case.followed().await?;
            assert_eq!((&followed["next"], &followed["due"]), (&6.into(), &json!([3])));
            let first = &followed["records"][0];
            assert_eq!((&first["outcome"], &first["why"]), (&"pilot".into(), &"工人愿意用".into()));
            assert!(!case.li.reads("/staff/follow-ups").await?.contains(case.code()));

            // Somebody else records the same months once more: it is replaced.
            let done = case.wu.sends(&page, &record("3", "running", "两条线都上了")).await?;
            assert_eq!(done.status(), 303);
            let followed = case.followed().await?;
            assert_eq!(followed["records"].as_array().map(Vec::len), Some(1));
            assert_eq!((&followed["records"][0]["outcome"], &followed["next"]), (&"running".into(), &6.into()));
            let shown = case.li.reads(&page).await?;
            assert!(shown.contains("wu先生") && shown.contains("两条线都上了"), "{shown}");
            let log = app.store().await?.audit_before(None, Some("review.follow_up"), 10).await?;
            let details: Vec<&str> = log.iter().map(|entry| entry.note.detail.as_str()).collect();
            assert_eq!(details.len(), 2);
            assert!(
                details[0].contains("\"replaces\":true") && details[1].contains("\"replaces\":false"),
                "{details:?}"
            );
            assert!(!details[0].contains("漏检"), "nobody's words stand in the log");

            // Under review again: nothing is due until the next release.
            case.does(json!({ "action": "reopen", "reason": "换了产线" })).await?;
            assert_eq!(case.followed().await?["released_at"], Value::Null);
            assert!(case.li.reads(&page).await?.contains("没有有效的签发版本"));

            for (path, status) in [("/staff/cases/AAAA-AAAA/follow-ups", 404), ("/staff/cases/x/follow-ups", 404)] {
                assert_eq!(case.li.opens(path).await?.status(), status, "{path}");
            }
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            assert_eq!(curator.opens("/staff/follow-ups").await?.status(), 403);
            Ok(())
        })
        .await
}

/// What the owner says beside his need, and none of it may leave.
const WHO: &str = "我是温州鑫达鞋业有限公司的王建国，电话13857712345，厂在瓯海区娄桥，一年退货赔了13.7万元。";
pub(super) const TELLING: [&str; 6] = ["鑫达", "王建国", "13857712345", "瓯海", "娄桥", "13.7"];

pub(super) async fn telling_owner(app: &TestApp) -> anyhow::Result<Owner> {
    let mut owner = app.owner();
    owner.says(&format!("{WHO}{SHOES}")).await?;
    owner.taps_through(best).await?;
    owner.posts(&path(&owner, "/submit")?, &json!({})).await?;
    Ok(owner)
}

/// The texts in the boxes of the page.
pub(super) fn boxes(page: &str) -> Vec<(String, String)> {
    let boxes = regex::Regex::new(r#"(?s)<textarea id="(\w+)"[^>]*>(.*?)</textarea>"#).unwrap();
    boxes.captures_iter(page).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_proposed_with_its_owners_consent_and_without_what_names_the_firm() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut case = Released::of(app, telling_owner(app).await?).await?;
            let page = case.page("propose");
            let refused = case.li.opens(&page).await?;
            assert_eq!(refused.status(), 409);
            assert!(refused.text().await?.contains("没有同意"));

            case.agrees(Method::PUT).await?;
            let shown = case.li.reads(&page).await?;
            let texts = boxes(&shown);
            let all = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
            for telling in TELLING {
                assert!(!all.contains(telling), "{telling} in {all}");
                assert!(shown.contains(telling), "{telling} is shown as hidden");
            }
            assert!(all.contains("〔公司〕") && all.contains("10万至20万元") && all.contains("鞋面"), "{all}");

            // A name that a person types is hidden as well, and a text that must be there is asked for.
            let mut form: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            form.push(("release", "1"));
            let mut empty = form.clone();
            empty.iter_mut().filter(|(name, _)| *name == "problem").for_each(|(_, text)| *text = " ");
            assert_eq!(case.li.sends(&page, &empty).await?.status(), 422);
            let mut typed = form.clone();
            let lesson = "温州鑫达鞋业有限公司的王建国说先统一样板，花了23456元";
            typed.iter_mut().filter(|(name, _)| *name == "lessons").for_each(|(_, text)| *text = lesson);
            let other = form.iter().map(|(name, text)| (*name, if *name == "release" { "2" } else { text }));
            assert_eq!(case.li.sends(&page, &other.collect::<Vec<_>>()).await?.status(), 409);
            let done = case.li.sends(&page, &typed).await?;
            assert_eq!(done.status(), 303, "{}", done.text().await?);

            let store = app.store().await?;
            let id = yiguan::domain::ConversationId(case.owner.talk()?.id.parse()?);
            let proposed = store.proposal(id).await?.expect("a proposal");
            let body = serde_json::to_string(&proposed.draft)?;
            for telling in TELLING.iter().chain(&[case.code(), "23456"]) {
                assert!(!body.contains(telling), "{telling} in {body}");
            }
            assert_eq!(proposed.draft.lessons, ["〔公司〕的〔姓名〕说先统一样板，花了2万至5万元"]);
            assert_eq!(proposed.draft.outcome, None, "nobody has asked yet how it ended");
            assert!(proposed.hidden.get("公司").is_some_and(|count| *count > 0), "{:?}", proposed.hidden);
            assert!(case.li.reads(&page).await?.contains("li先生在"));

            // Others find it no more than before: the index knows what is published.
            let found = case.owner.posts("/api/v1/search", &json!({ "query": proposed.draft.owner_words })).await?;
            assert!(!found.text().await?.contains(&proposed.draft.id));
            assert!(app.service()?.knowing().knowledge.case(&proposed.draft.id).is_none());

            // The owner takes the consent back: it is there no more.
            case.agrees(Method::DELETE).await?;
            assert_eq!(store.proposal(id).await?, None);
            assert_eq!(case.li.sends(&page, &typed).await?.status(), 409);
            case.agrees(Method::PUT).await?;
            assert_eq!(store.proposal(id).await?, None, "what is gone is gone");
            assert_eq!(case.li.sends(&page, &typed).await?.status(), 303);
            // With the release goes what was made from it.
            case.does(json!({ "action": "withdraw", "reason": "样品数写错了" })).await?;
            assert_eq!(store.proposal(id).await?, None);
            assert_eq!(case.li.opens(&page).await?.status(), 409);
            Ok(())
        })
        .await
}

/// The files of a spreadsheet by the names that stand before them; the crate stores or deflates them.
fn sheet_texts(bytes: &[u8]) -> String {
    let mut all = String::new();
    for at in (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"PK\x03\x04")) {
        let short = |from: usize| usize::from(u16::from_le_bytes([bytes[at + from], bytes[at + from + 1]]));
        let from = at + 30 + short(26) + short(28);
        let mut text = String::new();
        if short(8) == 8 && flate2::read::DeflateDecoder::new(&bytes[from..]).read_to_string(&mut text).is_ok() {
            all.push_str(&text);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_are_about_drafts_and_name_nobody() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let case = Released::of(app, telling_owner(app).await?).await?;
            let other = handed_over(app).await?;
            let desk = Desk::of(&case.li, &other)?;
            desk.does(json!({ "action": "claim" })).await?;
            let missing = json!([{ "question": "一天做多少双？" }]);
            desk.does(json!({ "action": "return", "missing": missing })).await?;
            let third = handed_over(app).await?;
            let desk = Desk::of(&case.li, &third)?;
            desk.does(json!({ "action": "claim" })).await?;
            desk.does(json!({ "action": "decline", "reason": "duplicate", "note": "上周交过" })).await?;

            let auditor = Colleague::joins(app, "shen", &[Role::Auditor]).await?;
            for who in [&case.li, &case.wu, &auditor] {
                let page = who.reads("/staff/figures").await?;
                assert!(page.contains("不给人排名") && page.matches("<svg").count() == 7, "{page}");
                for word in ["制鞋", "重复提交", "用户与动作", "各行业的结论"] {
                    assert!(page.contains(word), "{word} is not in {page}");
                }
                let body = page.split("<main").nth(1).unwrap();
                for name in ["li先生", "wu先生", "鑫达", case.code()] {
                    assert!(!body.contains(name), "{name}");
                }
            }
            let file = auditor.opens("/staff/figures.xlsx").await?;
            assert_eq!(file.status(), 200);
            assert!(file.headers()[CONTENT_TYPE].to_str()?.contains("spreadsheetml"));
            assert!(file.headers()[CONTENT_DISPOSITION].to_str()?.contains(".xlsx\""));
            let texts = sheet_texts(&file.bytes().await?);
            assert!(texts.contains("不给人排名") && texts.contains("制鞋") && texts.contains("重复提交"), "{texts}");
            assert!(!texts.contains("li先生") && !texts.contains("鑫达"));

            // Days without anything, and days that are none.
            let empty = case.li.reads("/staff/figures?from=2020-01-01&to=2020-02-01").await?;
            assert!(empty.contains("这段时间没有数据") && !empty.contains("重复提交"), "{empty}");
            let bad = case.li.reads("/staff/figures?from=yesterday&to=").await?;
            assert!(bad.contains("日期要写成") && bad.contains("重复提交"));
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            for path in ["/staff/figures", "/staff/figures.xlsx"] {
                assert_eq!(curator.opens(path).await?.status(), 403, "{path}");
            }
            Ok(())
        })
        .await
}
