//! Gaps as two curators meet them: an item is begun for one, published, found, opened again, withdrawn; and words nobody knew.

use anyhow::{Context, ensure};
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use yiguan::domain::Role;

use super::SHOES;
use crate::support::colleague::Colleague;
use crate::support::test_app::{Setup, TestApp};

const GAPS: &str = "/staff/curation/bench/gaps";
const WORDS: &str = "/staff/curation/bench/words";
/// A need for which there is no case of its trade and task, and the gap that it shows.
const PENS: &str = "圆珠笔笔杆老有划痕，六个人看还漏，客户要退货，能不能上AI";
const KEY: &str = "C241/visual_inspection/";
const ITEM: &str = "/staff/curation/cases/c241-visual-inspection-1";

const CASE: [(&str, &str); 14] = [
    ("gap", KEY),
    ("id", "c241-visual-inspection-1"),
    ("title", "制笔·外观检测"),
    ("sector.code", "C241"),
    ("sector.name", "制笔"),
    ("process_step", "成品检验"),
    ("owner_words", "笔杆老有划痕，看还漏"),
    ("problem", "笔杆划痕靠人看，漏检多，客户退货"),
    ("ai_task", "visual_inspection"),
    ("approach", "相机拍笔杆，模型找划痕"),
    ("outcome", "success"),
    ("fit", "suitable"),
    ("timing", "now"),
    ("keywords", "笔杆、划痕"),
];
const SOURCE: [(&str, &str); 2] = [("sources.0.title", "笔厂改造"), ("sources.0.publisher", "温州日报")];

fn case(deed: &'static str) -> Vec<(&'static str, &'static str)> {
    CASE.into_iter().chain(SOURCE).chain([("do", deed)]).collect()
}

/// The part of a page that has that heading; nothing when there is none.
fn part<'a>(page: &'a str, section: &str) -> &'a str {
    let Some(from) = page.find(&format!("<section class=\"card\" aria-labelledby=\"{section}\"")) else { return "" };
    let part = &page[from..];
    &part[..part.find("</section>").unwrap_or(part.len())]
}

async fn leads_on(who: &mut Colleague, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
    let answer = who.sends(path, fields).await?;
    let to = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap_or_default().to_owned());
    let status = answer.status();
    who.reads(&to.with_context(|| format!("{path}: {status}"))?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_is_filled_solved_opened_again_and_lost() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            let mut wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
            begun(app, &mut li).await?;
            solved_and_lost(app, &mut li, &mut wu).await
        })
        .await
}

/// A gap shows, and a case is begun for it.
async fn begun(app: &TestApp, li: &mut Colleague) -> anyhow::Result<()> {
    assert!(li.reads(GAPS).await?.contains("还没有需求"));
    app.owner().says(PENS).await?;
    let page = li.reads(GAPS).await?;
    let wanting = part(&page, "wanting");
    assert!(
        wanting.contains("最近1个需求")
            && wanting.contains("要补的（1）")
            && wanting.contains("没人在补")
            && wanting.contains("未说明"),
        "{wanting}"
    );
    assert!(!page.contains("六个人"), "no words of an owner");

    // The form begins with what is known of the gap.
    let form = li.reads("/staff/curation/cases/new?gap=C241%2Fvisual_inspection%2F").await?;
    for (name, value) in [("id", CASE[1].1), ("sector.code", "C241"), ("sector.name", "制笔"), ("gap", KEY)] {
        assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {form}");
    }
    assert!(form.contains("为补缺口“制笔·") && form.contains("value=\"visual_inspection\" selected"));
    assert!(!li.reads("/staff/curation/cases/new?gap=C241%2Fvisual_inspection%2F我的话").await?.contains("我的话"));
    // What is missing is told, and the gap is not forgotten.
    let short: Vec<_> = case("submit").into_iter().filter(|(name, _)| *name != "problem").collect();
    let again = li.sends("/staff/curation/cases/new", &short).await?;
    ensure!(again.status() == StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().await?.contains(&format!("name=\"gap\" value=\"{}\"", KEY.replace('/', "&#x2f;"))));
    assert!(part(&li.reads(GAPS).await?, "wanting").contains("没人在补"), "nothing was kept");

    leads_on(li, "/staff/curation/cases/new", &case("save")).await?;
    let page = li.reads(GAPS).await?;
    let wanting = part(&page, "wanting");
    assert!(wanting.contains("正在补") && wanting.contains("草稿") && wanting.contains(ITEM), "{wanting}");
    leads_on(li, &format!("{ITEM}/act"), &[("do", "submit"), ("number", "1")]).await?;
    assert!(part(&li.reads(GAPS).await?, "wanting").contains("待审"));
    Ok(())
}

/// It is published, found, opened again, and withdrawn.
async fn solved_and_lost(app: &TestApp, li: &mut Colleague, wu: &mut Colleague) -> anyhow::Result<()> {
    assert!(wu.reads(ITEM).await?.contains("为补缺口“制笔·外观检测”而写"));
    // The second person publishes, and the need finds it.
    leads_on(wu, &format!("{ITEM}/act"), &[("do", "publish"), ("number", "1")]).await?;
    let page = wu.reads(GAPS).await?;
    let solved = part(&page, "solved");
    assert!(solved.contains("已解决（1）") && solved.contains(ITEM) && solved.contains("重开"), "{page}");
    assert!(part(&page, "wanting").contains("没有缺口"));

    // Opened again: what is there already does not solve it, a later need does.
    assert!(leads_on(li, &format!("{GAPS}/reopen"), &[("gap", KEY)]).await?.contains("已重开"));
    let refused = li.sends(&format!("{GAPS}/reopen"), &[("gap", KEY)]).await?;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(li.sends(&format!("{GAPS}/reopen"), &[("gap", "x")]).await?.status(), StatusCode::NOT_FOUND);
    let page = leads_on(li, &format!("{GAPS}/check"), &[]).await?;
    let wanting = part(&page, "wanting");
    assert!(wanting.contains("重开了") && wanting.contains("只看这以后的需求"), "{wanting}");
    app.owner().says(PENS).await?;
    let page = leads_on(li, &format!("{GAPS}/check"), &[]).await?;
    assert!(part(&page, "solved").contains("已解决（1）"), "{page}");

    // What is withdrawn fills nothing.
    leads_on(li, &format!("{ITEM}/act"), &[("do", "withdraw"), ("reason", "来源撤稿")]).await?;
    let page = li.reads(GAPS).await?;
    let wanting = part(&page, "wanting");
    assert!(wanting.contains("没人在补") && wanting.contains("撤下或不要了"), "{wanting}");
    assert!(part(&page, "solved").is_empty());

    let log = app.store().await?.audit_after(0, 500).await?;
    let told: Vec<&str> =
        log.iter().map(|entry| entry.note.action.as_str()).filter(|action| action.contains("gap")).collect();
    let solved = "bench.gap_solved";
    assert_eq!(told, ["bench.gap_begin", solved, "bench.gap_reopen", solved, "bench.gap_lost"]);
    assert!(log.iter().all(|entry| !entry.note.detail.contains("笔杆")), "no words in the log");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn needs_of_a_step_are_a_gap_of_their_own() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            app.owner().says(PENS).await?;
            app.owner().says("圆珠笔灌墨以后老有划痕，六个人看还漏，能不能上AI").await?;
            let page = li.reads(GAPS).await?;
            let wanting = part(&page, "wanting");
            assert!(wanting.contains("要补的（2）") && wanting.contains("灌墨"), "{wanting}");
            // A term for it goes into the words of the trade, with the kind of task.
            let form = li.reads("/staff/curation/glossary/pens/edit?gap=C241%2Fvisual_inspection%2F灌墨").await?;
            assert!(form.contains("为补缺口“制笔·灌墨·") && form.contains("新词填在第"), "{form}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_three_owners_used_and_nobody_knows_are_told() -> anyhow::Result<()> {
    let said = [
        "我们是温州宏昇鞋业有限公司，鞋面喷光以后老起蛤蟆斑，客户退货",
        "皮鞋做出来有蛤蟆斑，六个人看还漏，宏昇那边也一样，电话13857712345",
        "女鞋出货前找蛤蟆斑，全靠老师傅眼睛，宏昇退过货",
    ];
    Setup::plain()
        .run(async |app| {
            let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            for words in &said[..2] {
                app.owner().says(words).await?;
            }
            // The same words once more are the same owner's.
            app.owner().says(said[1]).await?;
            assert!(li.reads(WORDS).await?.contains("没有生词"));
            app.owner().says(said[2]).await?;
            let page = li.reads(WORDS).await?;
            let list = part(&page, "words");
            assert!(list.contains("最近3次谈话") && list.contains("<th scope=\"row\">蛤蟆斑</th>"), "{list}");
            for secret in ["宏昇", "138577", "六个人", "老师傅", "鞋面喷光"] {
                assert!(!page.contains(secret), "{secret}: {list}");
            }
            // Its way leads to a row of the trade's words with the word in it.
            let from = list.find("/staff/curation/glossary/footwear/edit?word=").context("a way")?;
            let way = &list[from..from + list[from..].find('"').context("an end")?];
            let form = li.reads(way.split('#').next().unwrap_or_default()).await?;
            let row = way.split('#').nth(1).context("a row")?;
            assert!(
                form.contains(&format!("id=\"{row}\" name=\"{}\" value=\"蛤蟆斑\"", row[2..].replace('-', "."))),
                "{row}"
            );
            // Who is not a curator sees none of it.
            for (role, name) in [(Role::Translator, "tan"), (Role::Auditor, "shen")] {
                let other = Colleague::joins(app, name, &[role]).await?;
                assert_eq!(other.opens(WORDS).await?.status(), StatusCode::FORBIDDEN);
                assert_eq!(other.opens(GAPS).await?.status(), StatusCode::FORBIDDEN);
            }
            // A draft that has it says so in its place.
            let fields =
                typed(&form, &[("technical", "喷光层针孔群"), ("english", "pinhole cluster"), ("kind", "defect")], row);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            leads_on(&mut li, "/staff/curation/glossary/footwear/edit", &fields).await?;
            assert!(part(&li.reads(WORDS).await?, "words").contains("已在草稿里（制鞋）"));
            Ok(())
        })
        .await
}

/// What a form holds, as a browser sends it, with some boxes of a row filled in.
fn typed(form: &str, filled: &[(&str, &str)], row: &str) -> Vec<(String, String)> {
    let boxes = regex::Regex::new(r#"<input (?:id="[^"]*" |type="hidden" )name="([^"]+)" value="([^"]*)""#).unwrap();
    let chosen = regex::Regex::new(r#"(?s)<select [^>]*name="([^"]+)".*?</select>"#).unwrap();
    let option = regex::Regex::new(r#"<option value="([^"]*)" selected"#).unwrap();
    let prefix = row.trim_start_matches("f-").trim_end_matches("plain").replace('-', ".");
    let own = |name: &str| filled.iter().find(|(field, _)| format!("{prefix}{field}") == name);
    let mut fields: Vec<(String, String)> = vec![("do".to_owned(), "save".to_owned())];
    for found in boxes.captures_iter(form).filter(|found| &found[1] != "_csrf") {
        let value = own(&found[1]).map_or(&found[2], |(_, value)| value);
        fields.push((found[1].to_owned(), value.to_owned()));
    }
    for found in chosen.captures_iter(form) {
        let now = option.captures(&found[0]).map(|now| now[1].to_owned()).unwrap_or_default();
        let value = own(&found[1]).map_or(now, |(_, value)| (*value).to_owned());
        fields.push((found[1].to_owned(), value));
    }
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_an_item_off_sees_which_saved_queries_expect_it() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            let found = app.owner().says(SHOES).await?.cases;
            let item = format!("/staff/curation/cases/{}", found[0].id);
            assert!(!li.reads(&format!("{item}/remove")).await?.contains("检索测试里有"));
            let fields = [("q", SHOES), ("kind", "case"), ("expected", found[0].id.as_str())];
            li.sends("/staff/curation/bench/queries", &fields).await?;
            let page = li.reads(&format!("{item}/remove")).await?;
            assert!(page.contains("检索测试里有 1 句指望找到它") && page.contains(SHOES), "{page}");
            assert!(li.reads(&item).await?.contains("检索测试里有 1 句指望找到它，关掉后就找不到了"));
            let other = format!("/staff/curation/cases/{}", found[1].id);
            assert!(!li.reads(&format!("{other}/remove")).await?.contains("检索测试里有"));
            Ok(())
        })
        .await
}
