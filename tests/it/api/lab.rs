//! The curators' lab over HTTP: a rubric as a form, its replay, a second person's consent; a playbook and what it would change;
//! calibration.

use std::io::Cursor;

use anyhow::{Context, ensure};
use calamine::{Reader, Xlsx};
use regex::Regex;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use yiguan::app::SystemClock;
use yiguan::domain::Clock;
use yiguan::domain::curation::{Fault, ItemKey, Publishing};
use yiguan::domain::{EntryKind, Role, StaffId, VerdictCode};

use super::review_story::handed_over;
use super::{SHOES, best};
use crate::support::colleague::Colleague;
use crate::support::test_app::{Setup, TestApp};

const LAB: &str = "/staff/curation/rubric/lab";

/// The fields of a page's form, as a browser would send them.
pub(super) fn fields(page: &str) -> Vec<(String, String)> {
    let form = Regex::new(r#"(?s)<form class="stack[^"]*" method="post".*?</form>"#).unwrap();
    let form = form.find(page).unwrap().as_str();
    let one =
        Regex::new(r"(?s)<input ([^>]*)>|<textarea ([^>]*)>(.*?)</textarea>|<select ([^>]*)>(.*?)</select>").unwrap();
    let attribute = |text: &str, name: &str| {
        let pattern = Regex::new(&format!(r#"(?:^|\s){name}="([^"]*)""#)).unwrap();
        pattern.captures(text).map(|found| plain(&found[1]))
    };
    let option = Regex::new(r#"<option value="([^"]*)"( selected)?>"#).unwrap();
    let mut found = vec![];
    for field in one.captures_iter(form) {
        if let Some(input) = field.get(1).map(|input| input.as_str()) {
            let box_ = input.contains(r#"type="checkbox""#);
            if !box_ || input.contains(" checked") {
                found.extend(attribute(input, "name").zip(attribute(input, "value")));
            }
        } else if let (Some(area), Some(text)) = (field.get(2), field.get(3)) {
            found.extend(attribute(area.as_str(), "name").map(|name| (name, plain(text.as_str()))));
        } else if let (Some(select), Some(options)) = (field.get(4), field.get(5)) {
            let mut options = option.captures_iter(options.as_str()).collect::<Vec<_>>();
            let chosen = options.iter().position(|option| option.get(2).is_some()).unwrap_or(0);
            let chosen = plain(&options.remove(chosen)[1]);
            found.extend(attribute(select.as_str(), "name").map(|name| (name, chosen)));
        }
    }
    found.retain(|(name, _)| name != "_csrf");
    found
}

pub(super) fn plain(text: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    signs.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

pub(super) fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(other, _)| other != name);
    fields.push((name.to_owned(), value.to_owned()));
}

/// Sends the fields with a button pressed; the status and the page or where it leads.
pub(super) async fn presses(
    who: &mut Colleague,
    path: &str,
    fields: &[(String, String)],
    button: &str,
) -> anyhow::Result<(u16, String)> {
    let mut sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sent.push(("do", button));
    let answer = who.sends(path, &sent).await?;
    let status = answer.status().as_u16();
    let led = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    Ok((status, led.unwrap_or(plain(&answer.text().await?))))
}

/// The person behind a login.
pub(super) async fn staff_id(app: &TestApp, login: &str) -> anyhow::Result<StaffId> {
    let staff = app.store().await?.all_staff().await?;
    Ok(staff.iter().find(|one| one.login.as_str() == login).context("no such person")?.id)
}

/// Cases whose verdict flips by the spreadsheet: name, before, after.
async fn flips(who: &Colleague, path: &str) -> anyhow::Result<Vec<(String, String, String)>> {
    let answer = who.opens(path).await?;
    ensure!(answer.status() == 200, "{}", answer.status());
    assert!(answer.headers()[CONTENT_TYPE].to_str()?.contains("spreadsheetml"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().await?.to_vec()))?;
    assert_eq!(book.sheet_names(), ["变了的", "全部", "结论对照", "改了哪里", "判定表"]);
    let sheet = book.worksheet_range("变了的")?;
    let text = |row: &[calamine::Data], place: usize| row[place].to_string();
    Ok(sheet.rows().skip(1).map(|row| (text(row, 0), text(row, 3), text(row, 4))).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story, told in one go")]
async fn a_rubric_is_changed_replayed_and_put_in_force_by_a_second_person() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let li = Colleague::joins(app, "li", &[Role::Translator]).await?;
            assert_eq!(li.opens(LAB).await?.status(), 403);

            let mut form = fields(&lin.reads(LAB).await?);
            let version = form.iter().find(|(name, _)| name == "version").unwrap();
            assert_eq!(version.1, "0.2");
            // Weights that do not add up and a row that contradicts itself: said at their fields, nothing lost or saved.
            set(&mut form, "c.F1.weight", "13.5");
            set(&mut form, "r.7.fit_below", "60");
            set(&mut form, "c.F2.question", "现成的办法试过没有？<b>");
            let (status, page) = presses(&mut lin, LAB, &form, "submit").await?;
            assert_eq!(status, 422);
            for told in
                ["合计 101.5，和100差 1.5", "第8行的条件互相矛盾", "现成的办法试过没有？<b>", "请写一句为什么改"]
            {
                assert!(page.contains(told), "{told}");
            }
            assert!(!page.contains("value=\"现成的办法试过没有？<b>") || page.contains("textarea"));
            let key = ItemKey::new(EntryKind::Rubric, "0.2");
            assert!(app.store().await?.item(&key).await?.is_none());

            // A timing below 90 is to prepare first: the owner's talk was a trial, E1 and E2 and E7 of the known cases change too.
            set(&mut form, "c.F1.weight", "12");
            set(&mut form, "r.7.fit_below", "");
            set(&mut form, "r.6.timing_below", "90");
            set(&mut form, "reason", "数据没备好就上，回访里半数放弃了");
            let (status, page) = presses(&mut lin, LAB, &form, "check").await?;
            assert!(status == 200 && page.contains("新规则算出来的结论和这里写的不一样"), "{status}");
            // "Now" is to hold before that.
            let (_, page) = presses(&mut lin, LAB, &form, "row_up:7").await?;
            let (_, page) = presses(&mut lin, LAB, &fields(&page), "take_verdicts").await?;
            let form = fields(&page);
            let (status, led) = presses(&mut lin, LAB, &form, "submit").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/rubric/lab/0.2/replay?done=submit"), "{led}");

            let page = plain(&lin.reads(&led).await?);
            assert!(page.contains("等第二个人看") && page.contains(&code), "{page}");
            let found = flips(&lin, "/staff/curation/rubric/lab/0.2/replay.xlsx?n=50").await?;
            let names: Vec<&str> = found.iter().map(|(name, ..)| name.split(' ').next().unwrap()).collect();
            assert!(names.contains(&code.as_str()), "{names:?}");
            // E2: timing 55.3, a trial before. E1 is "now" by the row that stands before, E7 has T6 = 1 and a timing of 73.3.
            assert!(
                names.contains(&"E2") && names.contains(&"E7") && !names.contains(&"E1") && !names.contains(&"E3"),
                "{names:?}"
            );
            assert!(
                found.iter().all(|(_, before, after)| before == "AI合适，先小范围试" && after == "AI对路，先做准备")
            );

            // Somebody who goes on from the same start meets the name that is taken, and keeps what was typed.
            let mut other = fields(&plain(&lin.reads(LAB).await?));
            set(&mut other, "version", "0.2");
            set(&mut other, "reason", "另一个改法");
            let (status, page) = presses(&mut lin, LAB, &other, "save").await?;
            assert!(status == 422 && page.contains("再存一次就是 0.3") && page.contains("另一个改法"), "{status}");

            // The one who wrote it does not publish it; a second person does, and it holds at once.
            let store = app.store().await?;
            let hui = Colleague::joins(app, "hui", &[Role::Curator]).await?;
            let (now, today) = (SystemClock.now(), SystemClock.today());
            let one = [(key.clone(), 1)];
            let own = store.publish_versions(&one, staff_id(app, "lin").await?, now, today, None).await?;
            assert_eq!(own[0].1, Publishing::Refused(Fault::Own));
            let replayed = hui.reads("/staff/curation/rubric/lab/0.2/replay").await?;
            assert!(plain(&replayed).contains("数据没备好就上"));
            let done = store.publish_versions(&one, staff_id(app, "hui").await?, now, today, None).await?;
            assert_eq!(done[0].1, Publishing::InForce);
            app.service()?.refresh_knowledge().await?;
            assert_eq!(app.service()?.knowing().knowledge.rubric.version, "0.2");

            // The next owner is judged by it; what was said before keeps the version that it was said by.
            let mut next = app.owner();
            next.says(SHOES).await?;
            let (_, after) = next.taps_through(best).await?;
            assert_eq!((after.verdict.code, after.verdict.rubric_version.as_str()), (VerdictCode::PrepareFirst, "0.2"));
            let before = owner.looks_at(&super::review_story::path(&owner, "")?).await?;
            assert!(before.to_string().contains(r#""rubric_version":"0.1""#));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_playbook_is_tried_on_the_newest_specifications_without_writing() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = handed_over(app).await?;
            let code = owner.talk()?.code.clone();
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let path = "/staff/curation/playbooks/lab/visual_inspection";
            assert!(lin.reads("/staff/curation/playbooks/lab").await?.contains(path));
            let mut form = fields(&plain(&lin.reads(path).await?));
            let text = form.iter().find(|(name, _)| name == "text").unwrap().1.clone();
            let (status, page) = presses(&mut lin, path, &form, "compare").await?;
            assert!(status == 200 && page.contains("最近1份规格书，0份会变"), "{page}");

            let outputs = Regex::new(r#"(?m)^outputs = \["[^"]*""#)?;
            let changed = outputs.replace(&text, "outputs = [\"每件给出位置和种类，另存一张图\"");
            ensure!(changed != text, "no outputs");
            set(&mut form, "text", &changed);
            let (status, page) = presses(&mut lin, path, &form, "compare").await?;
            assert!(status == 200 && page.contains("最近1份规格书，1份会变") && page.contains(&code), "{page}");
            assert!(page.contains("另存一张图"), "{page}");
            assert_eq!(
                app.store().await?.item_versions(&ItemKey::new(EntryKind::Playbook, "visual_inspection")).await?.len(),
                1
            );

            // What is no playbook is said, and the text stays.
            set(&mut form, "text", &changed.replace("outputs = [", "output = ["));
            let (status, page) = presses(&mut lin, path, &form, "compare").await?;
            assert!(status == 200 && page.contains("output = [") && page.contains("有1处要改"), "{page}");
            set(&mut form, "text", &changed);
            let (status, page) = presses(&mut lin, path, &form, "submit").await?;
            assert!(status == 422 && page.contains("请写原因"), "{status}");
            set(&mut form, "reason", "客户都要留图");
            let (status, led) = presses(&mut lin, path, &form, "submit").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/playbooks/lab/visual_inspection?done=submit"));
            let page = plain(&lin.reads(&led).await?);
            assert!(page.contains("等第二个人看") && page.contains("另存一张图"), "{page}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_many_ask_gets_the_answer_that_a_second_person_has_consented_to() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let mut hui = Colleague::joins(app, "hui", &[Role::Curator]).await?;
            let path = "/staff/curation/answers";
            let asked = format!("{SHOES}？要花多少钱啊");
            let form = |day: &str| {
                let own = [
                    ("forms", "要花多少钱\n大概什么价"),
                    ("answer", "看诊不收钱，方案按三家报价来。"),
                    ("expires_on", day),
                ];
                own.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
            };
            // A day that is over: said, and what was typed stays.
            let (status, page) = presses(&mut lin, path, &form("2020-01-01"), "write").await?;
            assert!(
                status == 422 && page.contains("不能是已经过去的日子") && page.contains("按三家报价来"),
                "{status}"
            );
            let (status, led) = presses(&mut lin, path, &form("2099-12-31"), "write").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/answers?done=written"));
            let store = app.store().await?;
            let answer = store.curated_answers().await?.remove(0);
            // Nobody hears it before a second person has looked, and the first one does not count as one.
            let before = app.owner().says(&asked).await?;
            assert!(!before.reply.contains("按三家报价来"), "{}", before.reply);
            let key = [
                ("id".to_owned(), answer.id.clone()),
                ("seen".to_owned(), answer.written_at.timestamp_millis().to_string()),
            ];
            let (status, page) = presses(&mut lin, path, &key, "approve").await?;
            assert!(status == 409 && page.contains("自己写的要请别人看"), "{status}");
            let (status, led) = presses(&mut hui, path, &key, "approve").await?;
            assert_eq!((status, led.as_str()), (303, "/staff/curation/answers?done=approved"));
            let tried = plain(&hui.reads(&format!("{path}?said=要花多少钱")).await?);
            assert!(tried.contains("会答：看诊不收钱"), "{tried}");
            let after = app.owner().says(&asked).await?;
            assert!(
                after.reply.contains("看诊不收钱，方案按三家报价来。（这是人工整理好的固定答复。）"),
                "{}",
                after.reply
            );
            assert!(after.question.is_some(), "the talk goes on");
            assert_eq!(store.curated_answers().await?[0].hits, 1);
            // Who only speaks of his need hears nothing of it.
            assert!(!app.owner().says(SHOES).await?.reply.contains("按三家报价来"));
            // Turned off it is heard no more, and what it was consented to stays so.
            let mut off = form("2099-12-31");
            off.extend(key.clone());
            set(&mut off, "off", "1");
            let (status, _) = presses(&mut lin, path, &off, "write").await?;
            assert_eq!(status, 303);
            let stored = store.curated_answers().await?.remove(0);
            assert!(stored.off && stored.approved_by.is_some() && stored.hits == 1);
            assert!(!app.owner().says(&asked).await?.reply.contains("按三家报价来"));
            // The page that was seen before that does not write over it.
            let (status, page) = presses(&mut hui, path, &off, "write").await?;
            assert!(status == 409 && page.contains("别人刚改过或者决定过"), "{status}");
            Ok(())
        })
        .await
}
