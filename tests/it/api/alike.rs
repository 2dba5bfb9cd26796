//! Near-duplicates as two curators meet them: found by themselves, told apart, merged by one and published by another.

use anyhow::{Context, ensure};
use regex::Regex;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};
use yiguan::domain::Role;

use super::imports::{lets_in, settled, uploads};
use crate::support::colleague::{Colleague, shown};
use crate::support::invented::{HEADS, cells, csv};
use crate::support::test_app::{Setup, TestApp};

const CASE: [(&str, &str); 18] = [
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
    ("sources.0.grade", "original"),
    ("do", "submit"),
];
/// What the near copy says otherwise.
const COPY: [(&str, &str); 6] = [
    ("title", "拉链链牙缺齿检测"),
    ("duration", "三个月"),
    ("keywords", "拉链、漏检"),
    ("sources.0.title", "拉链厂装上相机"),
    ("sources.0.url", "https://www.66wz.com/b"),
    ("sources.0.grade", "reprint_or_unverified"),
];
const NEED: &str = "拉链缺齿老是漏检，客户一拉就坏";
const LIST: &str = "/staff/curation/alike";
const PAIR: &str = "/staff/curation/alike/cases/zipper-a/zipper-b";

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

/// A case by one curator, published by the other.
async fn case(
    (one, other): (&mut Colleague, &mut Colleague),
    id: &str,
    changes: &[(&str, &str)],
) -> anyhow::Result<()> {
    let kept = CASE.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name)).copied();
    let fields: Vec<(&str, &str)> = kept.chain(changes.iter().copied()).chain([("id", id)]).collect();
    goes_on(one, "/staff/curation/cases/new", &fields).await?;
    publishes(other, id, "1").await?;
    Ok(())
}

async fn publishes(who: &mut Colleague, id: &str, number: &str) -> anyhow::Result<String> {
    let act = format!("/staff/curation/cases/{id}/act");
    goes_on(who, &act, &[("do", "publish"), ("number", number)]).await
}

/// What the background does within a second.
async fn looks(app: &TestApp) -> anyhow::Result<()> {
    let service = app.service()?;
    service.follow_knowledge().await;
    while service.look_alike().await? {}
    Ok(())
}

/// The part of the list that is about the two.
fn row(page: &str) -> Option<&str> {
    let from = page.split("data-pair=\"zipper-a-zipper-b\"").nth(1)?;
    from.split("</section>").next()
}

/// The value of a box.
fn hidden(page: &str, name: &str) -> anyhow::Result<String> {
    let pattern = Regex::new(&format!(r#"name="{}" value="([^"]*)""#, regex::escape(name)))?;
    Ok(pattern.captures(page).with_context(|| format!("no {name}: {page}"))?[1].to_owned())
}

async fn two(app: &TestApp) -> anyhow::Result<(Colleague, Colleague)> {
    let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
    let mut wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
    case((&mut li, &mut wu), "zipper-a", &[]).await?;
    case((&mut li, &mut wu), "zipper-b", &COPY).await?;
    looks(app).await?;
    Ok((li, wu))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_say_nearly_the_same_become_one() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, mut wu) = two(app).await?;
            let found = finds(app, NEED).await?;
            ensure!(found.contains(&"zipper-a".to_owned()) && found.contains(&"zipper-b".to_owned()), "{found:?}");
            ensure!(li.reads("/staff/curation").await?.contains("疑似重复 "), "no hint on the overview");
            let list = li.reads(LIST).await?;
            let pair = row(&list).context("the pair is on the list")?.to_owned();
            ensure!(pair.contains("温州日报") && pair.contains("C4119") && pair.contains("相近 "), "{pair}");
            let page = li.reads(&format!("{PAIR}/merge")).await?;
            // What differs is chosen; words and sources are those of both.
            ensure!(page.contains("name=\"f.title\"") && page.contains("name=\"f.duration\""), "{page}");
            ensure!(!page.contains("name=\"f.problem\"") && !page.contains("name=\"f.sources\""), "{page}");
            ensure!(page.contains("https://www.wzrb.com.cn/a") && page.contains("https://www.66wz.com/b"), "{page}");
            let (one, other) = (hidden(&page, "seen_one")?, hidden(&page, "seen_other")?);
            let form = |more: &[(&'static str, &'static str)]| {
                let own = [("seen_one", one.clone()), ("seen_other", other.clone()), ("keep", "one".to_owned())];
                let own = own.into_iter().chain(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
                own.collect::<Vec<(&str, String)>>()
            };
            let chosen = form(&[("f.title", "other"), ("f.duration", "other"), ("note", "同一条线"), ("do", "submit")]);
            let chosen: Vec<(&str, &str)> = chosen.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = goes_on(&mut li, &format!("{PAIR}/merge"), &chosen).await?;
            ensure!(
                page.contains("已提交审核") && page.contains("id=\"takes-in\"") && page.contains("+ zipper-b"),
                "{page}"
            );
            ensure!(page.contains("<ins>拉链链牙缺齿检测</ins>"), "{page}");
            // Who was slower is told, and nothing that was chosen or written is lost.
            let page = is_refused(&mut wu, &format!("{PAIR}/merge"), &chosen, 409).await?;
            ensure!(page.contains("有还没发布的新版") && page.contains("同一条线"), "{page}");
            let list = wu.reads(LIST).await?;
            ensure!(row(&list).is_some_and(|pair| pair.contains("等另一位同事发布")), "{list}");
            ensure!(wu.reads("/staff/curation/cases/zipper-b").await?.contains("id=\"goes-into\""));
            let act = "/staff/curation/cases/zipper-a/act";
            is_refused(&mut li, act, &[("do", "publish"), ("number", "2")], 409).await?;
            let found = finds(app, NEED).await?;
            ensure!(found.contains(&"zipper-b".to_owned()), "before the second person nothing changes: {found:?}");

            let page = publishes(&mut wu, "zipper-a", "2").await?;
            ensure!(page.contains("第2版在用") && page.contains("https://www.66wz.com/b"), "{page}");
            ensure!(page.contains("三个月") && page.contains("漏检"), "{page}");
            let found = finds(app, NEED).await?;
            ensure!(found.contains(&"zipper-a".to_owned()) && !found.contains(&"zipper-b".to_owned()), "{found:?}");
            let page = wu.reads("/staff/curation/cases/zipper-b").await?;
            ensure!(page.contains("data-standing=\"withdrawn\"") && page.contains("id=\"went-into\""), "{page}");
            ensure!(
                page.contains("href=\"/staff/curation/cases/zipper-a\"") && page.contains("并入 zipper-a"),
                "{page}"
            );
            ensure!(page.contains("拉链厂装上相机"), "its text stays: {page}");
            looks(app).await?;
            ensure!(row(&wu.reads(LIST).await?).is_none());
            ensure!(wu.opens(&format!("{PAIR}/merge")).await?.status() == 409);
            ensure!(app.service()?.verify_index().await?.is_clean());
            let log = app.store().await?.audit_after(0, 200).await?;
            let of = |action: &str| log.iter().filter(|entry| entry.note.action == action).count();
            ensure!((of("curation.merge"), of("curation.merged")) == (1, 1));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_apart_comes_back_with_a_change_only() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, mut wu) = two(app).await?;
            let list = li.reads(LIST).await?;
            let seen = hidden(row(&list).context("the pair is on the list")?, "seen")?;
            let dismiss = |reason| [("do", "dismiss"), ("seen", seen.as_str()), ("reason", reason)];
            let page = is_refused(&mut li, PAIR, &dismiss(" "), 422).await?;
            ensure!(page.contains("请写理由") && row(&page).is_some(), "{page}");
            let long = "长".repeat(501);
            let page = is_refused(&mut li, PAIR, &dismiss(&long), 422).await?;
            ensure!(page.contains(&long), "what was typed is lost");
            let page = goes_on(&mut li, PAIR, &dismiss("一个在龙湾，一个在永嘉")).await?;
            ensure!(page.contains("已记下") && row(&page).is_none(), "{page}");
            // The second curator had the list open.
            let page = is_refused(&mut wu, PAIR, &dismiss("我也看过"), 412).await?;
            ensure!(page.contains("同事处理了这一对") && page.contains("我也看过"), "{page}");
            let none = format!("{LIST}?kind=cases&tab=dismissed");
            let page = wu.reads(&none).await?;
            ensure!(row(&page).is_some_and(|pair| pair.contains("一个在龙湾") && pair.contains("li先生")), "{page}");
            // Looking at everything anew, also over a restart, does not bring it back.
            let page = goes_on(&mut wu, LIST, &[("do", "look"), ("kind", "cases")]).await?;
            ensure!(page.contains("已开始重新比对"), "{page}");
            app.restarts().await?;
            let (mut li, mut wu) = (li.at(&app.url), wu.at(&app.url));
            looks(app).await?;
            ensure!(app.store().await?.alike_position().await?.is_some_and(|position| position.full.is_none()));
            ensure!(row(&wu.reads(LIST).await?).is_none());
            // Taking it back does, and so does a change.
            let page = goes_on(&mut wu, PAIR, &[("do", "restore"), ("tab", "dismissed")]).await?;
            ensure!(page.contains("已收回"), "{page}");
            let list = wu.reads(LIST).await?;
            let seen = hidden(row(&list).context("the pair is back")?, "seen")?;
            goes_on(&mut wu, PAIR, &[("do", "dismiss"), ("seen", &seen), ("reason", "不同")]).await?;
            let edit: Vec<(&str, &str)> =
                CASE.iter().copied().chain([("seen", "1.0"), ("result", "漏检少了一半")]).collect();
            goes_on(&mut li, "/staff/curation/cases/zipper-a/edit", &edit).await?;
            publishes(&mut wu, "zipper-a", "2").await?;
            looks(app).await?;
            ensure!(row(&wu.reads(LIST).await?).is_some(), "a change brings it back");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_merges_sees_how_both_stand_now_and_others_are_kept_out() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut li, mut wu) = two(app).await?;
            let merge = format!("{PAIR}/merge");
            let page = li.reads(&merge).await?;
            let (one, other) = (hidden(&page, "seen_one")?, hidden(&page, "seen_other")?);
            let edit: Vec<(&str, &str)> =
                CASE.iter().copied().chain([("seen", "1.0"), ("result", "漏检少了一半")]).collect();
            goes_on(&mut wu, "/staff/curation/cases/zipper-a/edit", &edit).await?;
            publishes(&mut li, "zipper-a", "2").await?;
            let form = [
                ("seen_one", one.as_str()),
                ("seen_other", other.as_str()),
                ("keep", "other"),
                ("f.title", "other"),
                ("note", "写了很久的说明"),
                ("do", "submit"),
            ];
            let page = is_refused(&mut li, &merge, &form, 412).await?;
            ensure!(page.contains("别人改了其中一条") && page.contains("写了很久的说明"), "{page}");
            ensure!(page.contains("漏检少了一半") && page.contains("value=\"2.2\""), "{page}");
            let checked = Regex::new(r#"name="f\.title" value="other" checked"#)?;
            ensure!(checked.is_match(&page), "{page}");
            // A draft may wait; the version that is dropped takes the merge with it.
            let seen = hidden(&page, "seen_one")?;
            let form = [("seen_one", seen.as_str()), ("seen_other", other.as_str()), ("keep", "one"), ("do", "save")];
            let page = goes_on(&mut li, &merge, &form).await?;
            ensure!(page.contains("草稿已存下") && page.contains("id=\"takes-in\""), "{page}");
            let act = "/staff/curation/cases/zipper-a/act";
            let page = goes_on(&mut li, act, &[("do", "drop"), ("number", "3"), ("reason", "不合并了")]).await?;
            ensure!(!page.contains("id=\"takes-in\""), "{page}");

            for nothing in ["cases/zipper-a/zipper-a", "rubric/a/b", "cases/zipper-a/none"] {
                let page = li.opens(&format!("{LIST}/{nothing}/merge")).await?;
                ensure!(page.status() == 404, "{nothing}: {}", page.status());
            }
            li.reads(&format!("{LIST}?kind=policies&after=broken")).await?;
            let english = li.asks(reqwest::Method::GET, LIST).header(ACCEPT_LANGUAGE, "en").send().await?;
            ensure!(english.status() == 200);
            let mut translator = Colleague::joins(app, "zhou", &[Role::Translator]).await?;
            for path in [LIST, &merge] {
                ensure!(translator.opens(path).await?.status() == 403, "{path}");
            }
            ensure!(translator.sends(PAIR, &[("do", "restore")]).await?.status() == 403);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_import_publishes_is_looked_at_afterwards() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            let mut wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
            let twin = |id: &str| [vec![id.to_owned()], cells(1)[1..].to_vec()].concat();
            let table = csv(&HEADS, &[twin("twin-a"), twin("twin-b"), cells(2)]);
            let job = uploads(&li, "cases", ("twins.csv", table.as_bytes())).await?;
            settled(&li, &job).await?;
            let page = lets_in((&mut li, &mut wu), &job, &[("take", "new"), ("take", "similar")]).await?;
            ensure!(page.contains("已发布 3 行"), "{page}");
            looks(app).await?;
            let list = li.reads(LIST).await?;
            ensure!(
                list.matches("data-pair=\"").count() == 1 && list.contains("data-pair=\"twin-a-twin-b\""),
                "{list}"
            );
            Ok(())
        })
        .await
}
