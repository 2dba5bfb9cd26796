//! Candidates for the case base over HTTP: compared with the original, checked, taken as a draft or refused, gone with the
//! owner's consent; and what the calibration says of a case that was followed up.

use reqwest::Method;
use yiguan::app::SystemClock;
use yiguan::domain::Clock;
use yiguan::domain::curation::{ItemKey, Origin, Publishing, VersionState};
use yiguan::domain::{AuditNote, ConversationId, EntryKind, Publication, Role};

use super::afterwards::{Released, TELLING, boxes, days_pass, telling_owner};
use super::lab::{fields, plain, presses, set, staff_id};
use crate::support::colleague::Colleague;
use crate::support::test_app::{Setup, TestApp};

/// A released case that its owner lets others learn from and that a translator has proposed.
async fn proposed(app: &TestApp) -> anyhow::Result<Released> {
    let mut case = Released::of(app, telling_owner(app).await?).await?;
    case.agrees(Method::PUT).await?;
    proposes(&mut case).await?;
    Ok(case)
}

async fn proposes(case: &mut Released) -> anyhow::Result<()> {
    let page = case.page("propose");
    let texts = boxes(&case.li.reads(&page).await?);
    let mut form: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    form.push(("release", "1"));
    assert_eq!(case.li.sends(&page, &form).await?.status(), 303);
    Ok(())
}

/// The newest case in the base that was made of a talk.
async fn made_of(app: &TestApp, id: ConversationId) -> anyhow::Result<Option<ItemKey>> {
    let candidates = app.store().await?.candidate(id).await?;
    let Some(candidate) = candidates else { return Ok(None) };
    Ok(Some(ItemKey::new(EntryKind::Case, candidate.proposal.draft.id)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story, told in one go")]
async fn a_candidate_is_checked_taken_and_gone_with_the_consent() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let case = proposed(app).await?;
            let id = ConversationId(case.owner.talk()?.id.parse()?);
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            assert_eq!(case.li.opens("/staff/curation/candidates").await?.status(), 403);
            let list = lin.reads("/staff/curation/candidates").await?;
            let path = format!("/staff/curation/candidates/{}", case.code());
            assert!(list.contains(&path) && list.contains("li先生"), "{list}");

            // Beside the original stands what was hidden; in the draft it does not.
            let page = plain(&lin.reads(&path).await?);
            for telling in TELLING {
                assert!(page.contains(telling), "{telling} is shown as hidden");
            }
            assert!(page.contains("<del>") && page.contains("〔公司〕") && page.contains("照片"), "{page}");
            let mut form = fields(&page);
            let typed = form.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
            for telling in TELLING {
                assert!(!typed.contains(telling), "{telling} in {typed}");
            }

            // Nobody knows yet how it ended: it is no whole case, and what was typed stays.
            set(&mut form, "result", "温州鑫达鞋业有限公司的王建国说，2026年3月5日上线，漏检少了一半");
            let (status, page) = presses(&mut lin, &path, &form, "take").await?;
            assert!(status == 422 && page.contains("漏检少了一半") && page.contains("outcome"), "{status} {page}");
            // A day is told: somebody must say why, or leave it out. What names the firm is hidden again.
            set(&mut form, "outcome", "success");
            let (status, page) = presses(&mut lin, &path, &form, "take").await?;
            assert!(
                status == 422 && page.contains("还有能认出企业的内容") && page.contains("写了具体日子：2026年3月5日"),
                "{page}"
            );
            let shown = page.split("id=\"check\"").nth(1).unwrap().split("</section>").next().unwrap();
            assert!(shown.contains("刚写的里面又隐去了") && shown.contains("王建国"), "{shown}");
            assert!(
                made_of(app, id).await?.is_some()
                    && app.store().await?.item(&made_of(app, id).await?.unwrap()).await?.is_none()
            );

            let (status, led) = presses(&mut lin, &path, &form, "save").await?;
            assert_eq!((status, led), (303, format!("{path}?done=saved")));
            // The page that was seen before that is not the newest any more.
            let (status, page) = presses(&mut lin, &path, &form, "refuse").await?;
            assert!(status == 422 && page.contains("请写原因"), "{status}");
            set(&mut form, "reason", "日子是展会上公开过的");
            let (status, _) = presses(&mut lin, &path, &form, "take").await?;
            assert_eq!(status, 409);
            let mut form = fields(&plain(&lin.reads(&path).await?));
            set(&mut form, "reason", "日子是展会上公开过的");
            let (status, led) = presses(&mut lin, &path, &form, "take").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/candidates?state=taken&done=taken"), "{led}");
            assert!(plain(&lin.reads(&led).await?).contains("评定单"));

            let store = app.store().await?;
            let key = made_of(app, id).await?.unwrap();
            let version = store.item_versions(&key).await?.remove(0);
            assert_eq!((version.state, version.origin), (VersionState::Draft, Origin::Candidate(id)));
            let body = version.body.to_string();
            for telling in TELLING.iter().chain(&[case.code()]) {
                assert!(!body.contains(telling), "{telling} in {body}");
            }
            let kept = store.candidate(id).await?.unwrap().assessment.unwrap();
            assert_eq!(
                (kept.days.as_slice(), kept.reason.as_str()),
                (["2026年3月5日".to_owned()].as_slice(), "日子是展会上公开过的")
            );
            let log = store.audit_before(None, Some("candidate.take"), 10).await?;
            assert!(log.len() == 1 && log[0].note.detail.contains(&kept.id) && !log[0].note.detail.contains("展会"));

            // Published by a second person it is found; with the consent it is gone, whoever published it.
            Colleague::joins(app, "hui", &[Role::Curator]).await?;
            let (now, today) = (SystemClock.now(), SystemClock.today());
            let note = AuditNote {
                at: now,
                staff: None,
                action: "curation.submit".into(),
                subject: None,
                detail: String::new(),
            };
            store.submit_version(&key, 1, now, &note).await?.unwrap();
            let done =
                store.publish_versions(&[(key.clone(), 1)], staff_id(app, "hui").await?, now, today, None).await?;
            assert_eq!(done[0].1, Publishing::InForce);
            app.service()?.refresh_knowledge().await?;
            assert!(app.service()?.knowing().knowledge.case(&key.id).is_some());
            case.agrees(Method::DELETE).await?;
            app.service()?.refresh_knowledge().await?;
            assert!(app.service()?.knowing().knowledge.case(&key.id).is_none());
            let item = store.item(&key).await?.unwrap();
            assert_eq!((item.head, item.removed), (Publication::Withdrawn, true));
            assert_eq!(lin.opens(&path).await?.status(), 404);
            assert!(!lin.reads("/staff/curation/candidates?state=taken").await?.contains(case.code()));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_is_refused_with_a_reason_and_a_draft_of_one_goes_with_the_consent() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut case = proposed(app).await?;
            let id = ConversationId(case.owner.talk()?.id.parse()?);
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let path = format!("/staff/curation/candidates/{}", case.code());
            // Taken, not yet published, and taken back.
            let mut form = fields(&plain(&lin.reads(&path).await?));
            set(&mut form, "outcome", "partial");
            set(&mut form, "reason", "同类企业多");
            let (status, led) = presses(&mut lin, &path, &form, "take").await?;
            assert_eq!(status, 303, "{led}");
            let key = made_of(app, id).await?.unwrap();
            case.agrees(Method::DELETE).await?;
            let store = app.store().await?;
            let item = store.item(&key).await?.unwrap();
            assert!(item.removed && item.stage.is_none(), "{item:?}");
            assert!(store.item_versions(&key).await?.iter().all(|version| !version.state.open()));

            // Agreed once more and proposed anew: refused with a reason, once.
            case.agrees(Method::PUT).await?;
            proposes(&mut case).await?;
            let mut form = fields(&plain(&lin.reads(&path).await?));
            set(&mut form, "reason", "和已有案例重复");
            let (status, led) = presses(&mut lin, &path, &form, "refuse").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/candidates?state=refused&done=refused"));
            assert!(plain(&lin.reads(&led).await?).contains("和已有案例重复"));
            let (status, page) = presses(&mut lin, &path, &form, "refuse").await?;
            assert!(status == 409 && page.contains("别人刚改过或者决定过"), "{status}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_of_verdicts_is_shown_with_bounds_and_a_warning() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut case = Released::of(app, telling_owner(app).await?).await?;
            let lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let path = "/staff/curation/calibration";
            assert!(plain(&lin.reads(path).await?).contains("还没有回访记录"));
            days_pass(app).await?;
            let record = [("months", "3"), ("outcome", "pilot"), ("figures", "漏检少了一半"), ("why", "")];
            let page = case.page("follow-ups");
            assert_eq!(case.li.sends(&page, &record).await?.status(), 303);
            let page = plain(&lin.reads(path).await?);
            // One of one: between 21 and 100 percent.
            assert!(
                page.contains("一共才1件") && page.contains("21%–100%") && page.matches("<svg").count() == 2,
                "{page}"
            );
            assert!(page.contains("AI合适，先小范围试") && !page.contains(case.code()), "{page}");
            assert!(plain(&lin.reads(&format!("{path}?months=6")).await?).contains("还没有回访记录"));
            assert!(plain(&lin.reads(&format!("{path}?months=3&rubric=0.1")).await?).contains("21%–100%"));
            assert_eq!(lin.opens("/staff/curation/calibration.xlsx?months=&rubric=").await?.status(), 200);
            assert_eq!(case.wu.opens(path).await?.status(), 403);
            Ok(())
        })
        .await
}
