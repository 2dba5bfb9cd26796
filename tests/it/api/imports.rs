//! Files of many entries: dry run, confirmation, a second person; headings of one's own; out and in again unchanged.

use std::time::Duration;

use anyhow::{Context, ensure};
use regex::Regex;
use reqwest::Method;
use yiguan::domain::Role;

use crate::support::colleague::Colleague;
use crate::support::invented::{HEADS, cells, csv};
use crate::support::owner::Owner;
use crate::support::test_app::{Setup, TestApp};

const IMPORT: &str = "/staff/curation/import";

/// The page of a job once nothing runs any more.
pub(crate) async fn settled(who: &Colleague, job: &str) -> anyhow::Result<String> {
    for _ in 0..1_200 {
        let page = who.reads(job).await?;
        if page.contains("data-running=\"no\"") {
            return Ok(page);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("{job} never ended")
}

/// Uploads a file; gives the address of its job.
pub(crate) async fn uploads(who: &Colleague, kind: &str, file: (&str, &[u8])) -> anyhow::Result<String> {
    let response = who.uploads(IMPORT, &[("kind", kind)], file).await?;
    let status = response.status();
    let place = response.headers().get("location").and_then(|place| place.to_str().ok()).map(str::to_owned);
    let page = response.text().await?;
    place.with_context(|| format!("{status}: {page}"))
}

/// How many rows a verdict has.
fn count(page: &str, verdict: &str) -> anyhow::Result<u32> {
    let found = Regex::new(&format!(r#"count {verdict}"><a [^>]*><strong>(\d+)</strong>"#))?;
    Ok(found.captures(page).with_context(|| format!("{verdict} in {page}"))?[1].parse()?)
}

fn counts(page: &str) -> anyhow::Result<[u32; 5]> {
    Ok([
        count(page, "new")?,
        count(page, "changed")?,
        count(page, "similar")?,
        count(page, "error")?,
        count(page, "identical")?,
    ])
}

/// Posts a form that must lead on; gives the address.
async fn goes_on(who: &mut Colleague, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
    let response = who.sends(path, fields).await?;
    let place = response.headers().get("location").and_then(|place| place.to_str().ok()).map(str::to_owned);
    let status = response.status();
    let page = response.text().await?;
    place.with_context(|| format!("{path}: {status}: {page}"))
}

/// Confirms a dry run and lets a second person publish it.
pub(crate) async fn lets_in(
    (who, other): (&mut Colleague, &mut Colleague),
    job: &str,
    take: &[(&str, &str)],
) -> anyhow::Result<String> {
    goes_on(who, &format!("{job}/confirm"), take).await?;
    settled(who, job).await?;
    let publishing = goes_on(other, &format!("{job}/publish"), &[]).await?;
    settled(other, &publishing).await
}

async fn two(app: &TestApp) -> anyhow::Result<(Colleague, Colleague)> {
    Ok((Colleague::joins(app, "lin", &[Role::Curator]).await?, Colleague::joins(app, "chen", &[Role::Curator]).await?))
}

fn inkstone() -> Vec<String> {
    let mut cells = cells(7);
    for (place, text) in [(1, "砚台石纹暗裂检测"), (5, "砚台雕好以后石纹里有暗裂，敲了才知道"), (13, "砚台、暗裂")]
    {
        text.clone_into(&mut cells[place]);
    }
    cells
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_is_tried_confirmed_published_by_another_and_found() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut lin, mut chen) = two(app).await?;
            let mut rows: Vec<Vec<String>> = (100..120).map(cells).collect();
            rows.push(inkstone());
            // Wrong in five ways, each in its own row.
            for (n, (place, text)) in
                [(1, ""), (7, "看一看"), (2, "195"), (0, "有 空格"), (14, "")].into_iter().enumerate()
            {
                let mut row = cells(200 + n);
                text.clone_into(&mut row[place]);
                rows.push(row);
            }
            let mut near = cells(101);
            "nearly-101".clone_into(&mut near[0]);
            near[1].push('二');
            rows.push(near);
            let text = csv(&HEADS, &rows);
            let job = uploads(&lin, "cases", ("案例.csv", text.as_bytes())).await?;
            let page = settled(&lin, &job).await?;
            assert_eq!(counts(&page)?, [21, 0, 1, 5, 0], "{page}");
            for told in ["B23", "H24", "C25", "A26", "O27", "外观检测、", "本文件里第2条"] {
                assert!(page.contains(told), "{told}: {page}");
            }
            assert!(!app.service()?.knowing().knowledge.cases.iter().any(|case| case.id.starts_with("invented")));

            goes_on(&mut lin, &format!("{job}/confirm"), &[("take", "new"), ("take", "changed")]).await?;
            let page = settled(&lin, &job).await?;
            assert!(page.contains("21 行新版本"), "{page}");
            let own = lin.sends(&format!("{job}/publish"), &[]).await?;
            assert_eq!(own.status(), 409);
            assert!(own.text().await?.contains("另一位同事"));
            let publishing = goes_on(&mut chen, &format!("{job}/publish"), &[]).await?;
            let page = settled(&chen, &publishing).await?;
            assert!(page.contains("已发布 21 行"), "{page}");
            let outcome = Owner::new(&app.url).says("砚台雕好以后石纹里有暗裂，敲了才知道，能不能上AI").await?;
            assert_eq!(outcome.cases.first().map(|case| case.id.as_str()), Some("invented-000007"));

            let again = uploads(&lin, "cases", ("案例.csv", text.as_bytes())).await?;
            let page = settled(&lin, &again).await?;
            assert_eq!(counts(&page)?, [0, 0, 1, 5, 21], "{page}");
            let result = lin.opens(&format!("{again}/result.xlsx")).await?;
            assert!(result.bytes().await?.starts_with(b"PK"));
            // A changed row shows what changes.
            rows[3][8] = "改成了先打光再拍".to_owned();
            let job = uploads(&lin, "cases", ("案例.csv", csv(&HEADS, &rows[..21]).as_bytes())).await?;
            let page = settled(&lin, &job).await?;
            assert_eq!(counts(&page)?, [0, 1, 0, 0, 20]);
            assert!(page.contains("<ins>改成了先打光再拍</ins>"), "{page}");
            let page = lets_in((&mut lin, &mut chen), &job, &[("take", "changed")]).await?;
            assert!(page.contains("已发布 1 行"), "{page}");
            let knowing = app.service()?.knowing();
            assert_eq!(knowing.knowledge.case("invented-000103").context("a case")?.approach, "改成了先打光再拍");
            assert!(app.service()?.verify_index().await?.is_clean());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headings_of_ones_own_are_asked_about_once() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut lin, _) = two(app).await?;
            let heads = [
                "代号",
                "名称",
                "行业编码",
                "所属行业",
                "环节",
                "需求",
                "痛点",
                "类型",
                "方案",
                "怎样",
                "启示",
                "备注",
                "标签",
                "出处",
                "媒体",
            ];
            let take = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15];
            let rows = |from: usize| -> Vec<Vec<String>> {
                let row = |n| take.iter().map(|place| cells(n)[*place].clone()).collect::<Vec<_>>();
                (from..from + 5)
                    .map(row)
                    .map(|mut row: Vec<String>| {
                        row[11] = "备注".into();
                        row[12] = "甲乙、丙丁".into();
                        row
                    })
                    .collect()
            };
            let text = csv(&heads, &rows(300));
            let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
            let job = uploads(&lin, "cases", ("我们的表.csv", &bytes)).await?;
            let page = settled(&lin, &job).await?;
            // What the name does not tell is told by the cells; what is nowhere is asked for once.
            assert!(page.contains("value=\"outcome\" selected") && page.contains("common.0.fit"), "{page}");
            let early = lin.sends(&format!("{job}/map"), &[("common.0.timing", "先试点")]).await?;
            assert_eq!(early.status(), 422);
            assert!(early.text().await?.contains("selected>先试点"), "what was chosen is kept");
            let said = [("key.0.7", "ai_task"), ("common.0.fit", "适合"), ("common.0.timing", "先试点")];
            goes_on(&mut lin, &format!("{job}/map"), &said).await?;
            let page = settled(&lin, &job).await?;
            assert_eq!(counts(&page)?, [5, 0, 0, 0, 0], "{page}");
            // The next time only what is in no column is asked for again.
            let job = uploads(&lin, "cases", ("我们的表.csv", csv(&heads, &rows(310)).as_bytes())).await?;
            let page = settled(&lin, &job).await?;
            assert!(page.contains("value=\"ai_task\" selected") && page.contains("common.0.fit"), "{page}");
            let stopped = goes_on(&mut lin, &format!("{job}/cancel"), &[]).await?;
            assert!(settled(&lin, &stopped).await?.contains("已停止"));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_none_change_nothing_and_say_why() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (lin, _) = two(app).await?;
            for (name, bytes, status, words) in [
                ("a.doc", b"x".as_slice(), 415, ".xlsx"),
                ("a.xlsx", b"no spreadsheet".as_slice(), 422, "打不开"),
                ("a.csv", b"".as_slice(), 422, "没有收到文件"),
                ("a.csv", b"one\n".as_slice(), 422, "列名"),
            ] {
                let response = lin.uploads(IMPORT, &[("kind", "cases")], (name, bytes)).await?;
                assert_eq!(response.status(), status, "{name}");
                let page = response.text().await?;
                assert!(page.contains(words), "{name}: {page}");
            }
            let job = uploads(&lin, "cases", ("a.zip", b"no archive")).await?;
            assert!(settled(&lin, &job).await?.contains("读不了"));
            let bad = "{\"kind\":\"cases\"}\nnot json\n{\"kind\":\"cases\",\"id\":\"a\",\"entry\":{\"id\":\"a\"}}\n";
            let job = uploads(&lin, "cases", ("a.jsonl", bad.as_bytes())).await?;
            let page = settled(&lin, &job).await?;
            assert_eq!(counts(&page)?, [0, 0, 0, 3, 0], "{page}");
            // Without its token a form is refused before the file is looked at.
            let foreign = lin.asks(Method::POST, IMPORT).header("content-type", "multipart/form-data; boundary=x");
            assert_eq!(foreign.body("--x--\r\n").send().await?.status(), 403);
            Ok(())
        })
        .await
}

async fn file(who: &Colleague, name: &str) -> anyhow::Result<Vec<u8>> {
    let response = who.opens(&format!("/staff/curation/export/{name}")).await?;
    ensure!(response.status() == 200, "{name}: {}", response.status());
    Ok(response.bytes().await?.to_vec())
}

const TAKE: [(&str, &str); 3] = [("take", "new"), ("take", "changed"), ("take", "similar")];

/// Writes everything out, empties the knowledge, reads it in again from `name`, and compares.
async fn out_and_in(setup: Setup, name: &'static str) -> anyhow::Result<()> {
    setup
        .run(async |app| {
            let (mut lin, mut chen) = two(app).await?;
            let shapes =
                ["knowledge.zip", "knowledge.jsonl", "knowledge.xlsx", "cases.csv", "policies.csv", "terms.csv"];
            let mut before = vec![];
            for shape in shapes {
                before.push(file(&lin, shape).await?);
            }
            let unchanged = uploads(&lin, "cases", (name, &file(&lin, name).await?)).await?;
            let [new, changed, similar, wrong, same] = counts(&settled(&lin, &unchanged).await?)?;
            assert_eq!((new, changed, similar, wrong), (0, 0, 0, 0), "{name}");
            assert!(same > 262, "{name}: {same}");

            for table in ["knowledge_entries", "knowledge_versions", "knowledge_items"] {
                app.tampers(&format!("DELETE FROM {table} WHERE kind IN ('case', 'policy', 'glossary')")).await?;
            }
            let at = shapes.iter().position(|shape| *shape == name).context("a shape")?;
            let job = uploads(&lin, "cases", (name, &before[at])).await?;
            let page = settled(&lin, &job).await?;
            assert_eq!((count(&page, "error")?, count(&page, "changed")?), (0, 0), "{name}: {page}");
            lets_in((&mut lin, &mut chen), &job, &TAKE).await?;
            for (shape, before) in shapes.iter().zip(&before) {
                assert!(file(&lin, shape).await? == *before, "{name}: {shape} is not the same");
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_folder_goes_out_and_in_unchanged() -> anyhow::Result<()> {
    out_and_in(Setup::plain(), "knowledge.zip").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_goes_out_and_in_unchanged() -> anyhow::Result<()> {
    out_and_in(Setup::plain(), "knowledge.xlsx").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_go_out_and_in_unchanged_on_postgres() -> anyhow::Result<()> {
    out_and_in(Setup::plain().on_postgres(), "knowledge.jsonl").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_goes_out_and_in_unchanged_on_postgres() -> anyhow::Result<()> {
    out_and_in(Setup::plain().on_postgres(), "knowledge.xlsx").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_templates_are_spreadsheets_that_can_be_uploaded() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (lin, _) = two(app).await?;
            for kind in ["cases", "policies", "terms"] {
                let template = lin.opens(&format!("{IMPORT}/{kind}.xlsx")).await?;
                assert_eq!(template.status(), 200);
                let bytes = template.bytes().await?;
                // Nothing was filled in.
                let response = lin.uploads(IMPORT, &[("kind", kind)], ("t.xlsx", &bytes)).await?;
                assert_eq!(response.status(), 422, "{kind}");
            }
            let translator = Colleague::joins(app, "wang", &[Role::Translator]).await?;
            assert_eq!(translator.opens(IMPORT).await?.status(), 403);
            Ok(())
        })
        .await
}
