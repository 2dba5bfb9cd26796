//! The curation console as two curators meet it: a new item with gaps, a second person, versions, and the way out of force.

use anyhow::ensure;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};
use yiguan::domain::Role;

use crate::support::colleague::{Colleague, shown};
use crate::support::test_app::{Setup, TestApp};

const CASE: [(&str, &str); 17] = [
    ("id", "zipper-tooth-gap"),
    ("title", "拉链缺齿检测"),
    ("region", "浙江温州龙湾"),
    ("sector.code", "C4119"),
    ("sector.name", "拉链制造"),
    ("process_step", "成品检验"),
    ("owner_words", "拉链缺齿老是漏检，客户一拉就坏"),
    ("problem", "拉链缺齿靠人看，一天看两万条，眼睛跟不上"),
    ("ai_task", "visual_inspection"),
    ("approach", "线扫相机拍链牙，模型找缺齿"),
    ("outcome", "success"),
    ("fit", "suitable"),
    ("timing", "now"),
    ("keywords", "拉链、缺齿、链牙"),
    ("sources.0.title", "龙湾企业改造纪实"),
    ("sources.0.publisher", "温州日报"),
    ("sources.0.url", "https://www.wzrb.com.cn/a"),
];

async fn curators(app: &TestApp) -> anyhow::Result<(Colleague, Colleague)> {
    let li = Colleague::joins(app, "li", &[Role::Curator]).await?;
    let wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
    Ok((li, wu))
}

/// The fields with some of them changed.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CASE.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name)).copied();
    kept.chain(changes.iter().copied()).collect()
}

/// Sends a form that must lead on, and reads the page that it leads to.
async fn goes_on(who: &mut Colleague, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
    let answer = who.sends(path, fields).await?;
    let status = answer.status();
    let to = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap_or_default().to_owned());
    let Some(to) = to else { anyhow::bail!("{path}: {status}: {}", shown(&answer.text().await?)) };
    who.reads(&to).await
}

/// Sends a form that must be refused, and reads why.
async fn is_refused(who: &mut Colleague, path: &str, fields: &[(&str, &str)], status: u16) -> anyhow::Result<String> {
    let answer = who.sends(path, fields).await?;
    ensure!(answer.status() == status, "{path}: {}", answer.status());
    Ok(shown(&answer.text().await?))
}

/// The ids of the cases that an owner's words find.
async fn finds(app: &TestApp, words: &str) -> anyhow::Result<Vec<String>> {
    let request = reqwest::Client::builder().build()?.post(format!("{}/api/v1/search", app.url));
    let request = request.header(CONTENT_TYPE, "application/json").body(json!({ "query": words }).to_string());
    let answer = request.send().await?;
    ensure!(answer.status() == 200, "{}", answer.text().await?);
    let found: Value = answer.json().await?;
    let ids = found["cases"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_str().map(str::to_owned));
    Ok(ids.collect())
}

const LIST: &str = "/staff/curation/cases";
const ITEM: &str = "/staff/curation/cases/zipper-tooth-gap";
const NEED: &str = "拉链缺齿老是漏检";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_written_by_one_published_by_another_and_found_at_once() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, mut wu) = curators(app).await?;
            let empty = li.reads(&format!("{LIST}/new")).await?;
            ensure!(empty.contains("用顿号隔开") && empty.contains("name=\"sources.0.title\""));
            // What cannot be handed in is said beside its field, and nothing is lost.
            let gaps = with(&[("title", ""), ("sources.0.publisher", ""), ("do", "submit")]);
            let page = is_refused(&mut li, &format!("{LIST}/new"), &gaps, 422).await?;
            ensure!(page.contains("有 2 处要改") && page.contains("线扫相机拍链牙"), "{page}");
            ensure!(page.contains("id=\"w-title\"") && page.contains("id=\"w-sources-0-publisher\""), "{page}");
            // As a draft it is kept with its gaps.
            let gaps = with(&[("title", ""), ("do", "save")]);
            let page = goes_on(&mut li, &format!("{LIST}/new"), &gaps).await?;
            ensure!(page.contains("data-standing=\"draft\"") && page.contains("标题：不能空着"), "{page}");
            let page = is_refused(&mut li, &format!("{LIST}/new"), &gaps, 409).await?;
            ensure!(page.contains("编号已经有了"), "{page}");

            let whole = with(&[("seen", "1.1"), ("do", "submit"), ("note", "第一次写")]);
            let page = goes_on(&mut li, &format!("{ITEM}/edit"), &whole).await?;
            ensure!(page.contains("已提交审核") && page.contains("要请另一位同事"), "{page}");
            let act = format!("{ITEM}/act");
            let publish = [("do", "publish"), ("number", "1")];
            let page = is_refused(&mut li, &act, &publish, 409).await?;
            ensure!(page.contains("自己写的不能自己发布"), "{page}");
            ensure!(!finds(app, NEED).await?.contains(&"zipper-tooth-gap".to_owned()));

            let page = wu.reads(&format!("{LIST}?tab=in_review")).await?;
            ensure!(page.contains("拉链缺齿检测"), "{page}");
            let page = goes_on(&mut wu, &act, &publish).await?;
            ensure!(page.contains("已发布，现在就查得到"), "{page}");
            let found = finds(app, NEED).await?;
            ensure!(found.first().map(String::as_str) == Some("zipper-tooth-gap"), "{found:?}");
            changes_and_goes(app, &mut li, &mut wu).await
        })
        .await
}

/// A second version, its diff, an earlier one brought back, and the end.
async fn changes_and_goes(app: &TestApp, li: &mut Colleague, wu: &mut Colleague) -> anyhow::Result<()> {
    let act = format!("{ITEM}/act");
    let form = wu.reads(&format!("{ITEM}/edit")).await?;
    ensure!(form.contains("value=\"1.0\"") && form.contains("readonly"), "{form}");
    let edit = with(&[("seen", "1.0"), ("title", "拉链链牙缺齿检测"), ("do", "submit")]);
    let page = goes_on(wu, &format!("{ITEM}/edit"), &edit).await?;
    ensure!(page.contains("<del>拉链缺齿检测</del>") && page.contains("<ins>拉链链牙缺齿检测</ins>"), "{page}");
    // Li's form was opened before that.
    let late = with(&[("seen", "1.0"), ("title", "拉链缺齿"), ("do", "save")]);
    let page = is_refused(li, &format!("{ITEM}/edit"), &late, 412).await?;
    ensure!(
        page.contains("别人改了这一条") && page.contains("value=\"拉链缺齿\"") && page.contains("value=\"2.1\""),
        "{page}"
    );
    let refuse = [("do", "refuse"), ("number", "2"), ("reason", "")];
    let page = is_refused(li, &act, &refuse, 422).await?;
    ensure!(page.contains("请写理由"), "{page}");
    let page = goes_on(li, &act, &[("do", "publish"), ("number", "2")]).await?;
    ensure!(page.contains("第2版在用"), "{page}");

    let page = li.reads(&format!("{ITEM}/versions/1")).await?;
    ensure!(page.contains("恢复这一版") && page.contains("后来改了这些"), "{page}");
    let page = goes_on(li, &act, &[("do", "roll_back"), ("number", "1")]).await?;
    ensure!(page.contains("旧版的内容成了新的一版") && page.contains("恢复第1版"), "{page}");
    let page = goes_on(wu, &act, &[("do", "publish"), ("number", "3")]).await?;
    ensure!(page.contains("第3版在用"), "{page}");

    let page = is_refused(li, &act, &[("do", "withdraw"), ("reason", " ")], 422).await?;
    ensure!(page.contains("请写理由"), "{page}");
    let page = goes_on(li, &act, &[("do", "withdraw"), ("reason", "企业要求撤下")]).await?;
    ensure!(page.contains("data-standing=\"withdrawn\""), "{page}");
    ensure!(!finds(app, NEED).await?.contains(&"zipper-tooth-gap".to_owned()));
    let page = li.reads(&format!("{ITEM}/remove")).await?;
    ensure!(page.contains("没有草稿和签发的文件引用它"), "{page}");
    let page = goes_on(li, &act, &[("do", "remove"), ("reason", "重复")]).await?;
    ensure!(page.contains("条目已移除") && !page.contains("zipper-tooth-gap"), "{page}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_are_done_at_once_and_views_are_kept() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, mut wu) = curators(app).await?;
            for id in ["one-a", "two-b"] {
                let title = format!("批量{id}");
                let new = with(&[("id", id), ("title", &title), ("do", "save")]);
                goes_on(&mut li, &format!("{LIST}/new"), &new).await?;
            }
            let ticked = [("item", "one-a:1"), ("item", "two-b:1"), ("back", "tab=draft")];
            let both = |deed| ticked.iter().copied().chain([("do", deed)]).collect::<Vec<_>>();
            let page = goes_on(&mut li, &format!("{LIST}/bulk"), &both("submit")).await?;
            ensure!(page.contains("已提交审核 2 条"), "{page}");
            let page = goes_on(&mut li, &format!("{LIST}/bulk"), &both("publish")).await?;
            ensure!(page.contains("有 2 条没办成") && page.contains("自己写的不能自己发布"), "{page}");
            let page = goes_on(&mut wu, &format!("{LIST}/bulk"), &both("publish")).await?;
            ensure!(page.contains("已处理 2 条"), "{page}");
            let page = goes_on(
                &mut wu,
                &format!("{LIST}/views"),
                &[("do", "save"), ("name", "批量的"), ("back", "words=批量")],
            )
            .await?;
            ensure!(page.contains("筛选已存下") && page.contains("批量的"), "{page}");
            ensure!(!li.reads(LIST).await?.contains("批量的"));

            // Every library opens, and the overview with its spreadsheet.
            for library in ["policies", "glossary", "playbooks", "rubric"] {
                let page = li.reads(&format!("/staff/curation/{library}")).await?;
                let item = regex::Regex::new(&format!(r#"href="(/staff/curation/{library}/[^"?]+)""#))?;
                let links = item.captures_iter(&page).map(|found| found[1].to_owned());
                let item = links.filter(|link| !link.ends_with("/new")).last();
                let item = item.ok_or_else(|| anyhow::anyhow!("{library}: no item"))?;
                for path in [item.clone(), format!("{item}/edit"), format!("{item}/versions/1")] {
                    li.reads(&path).await?;
                }
            }
            let page = li.reads("/staff/curation?area=温州").await?;
            ensure!(page.contains("和库一致"), "{page}");
            let file = li.opens("/staff/curation.xlsx").await?;
            ensure!(file.status() == 200 && file.bytes().await?.starts_with(b"PK"));
            let translator = Colleague::joins(app, "zhou", &[Role::Translator]).await?;
            ensure!(translator.opens("/staff/curation").await?.status() == 403);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rubric_is_written_as_text_and_mistakes_are_told_with_their_line() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, _) = curators(app).await?;
            let list = li.reads("/staff/curation/rubric").await?;
            ensure!(list.contains("/staff/curation/rubric/0.1"), "{list}");
            let broken = [("toml", "version = \"0.1\"\nbroken = ["), ("seen", "1.0"), ("do", "submit")];
            let page = is_refused(&mut li, "/staff/curation/rubric/0.1/edit", &broken, 422).await?;
            ensure!(page.contains("line 2") && page.contains("broken = ["), "{page}");
            let withdrawn = [("do", "withdraw"), ("reason", "试试")];
            let page = is_refused(&mut li, "/staff/curation/rubric/0.1/act", &withdrawn, 409).await?;
            ensure!(page.contains("少了它系统不能工作"), "{page}");
            Ok(())
        })
        .await
}
