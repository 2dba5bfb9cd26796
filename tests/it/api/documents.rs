//! One document becomes a draft: its text is read, the original kept, and what was typed is not lost by an error.

use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow};
use yiguan::domain::curation::{ItemKey, Origin, VersionState};
use yiguan::domain::{EntryKind, Role};

use crate::support::colleague::Colleague;
use crate::support::test_app::Setup;

const TAKE: &str = "/staff/curation/documents";

fn word() -> anyhow::Result<Vec<u8>> {
    let paragraph = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
    let cell = |text: &str| TableCell::new().add_paragraph(paragraph(text));
    let table = Table::new(vec![TableRow::new(vec![cell("补助比例"), cell("设备投入的15%")])]);
    let document = Docx::new().add_paragraph(paragraph("某区技改补助办法")).add_table(table);
    let mut bytes = std::io::Cursor::new(vec![]);
    document.build().pack(&mut bytes)?;
    Ok(bytes.into_inner())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_becomes_a_draft_with_its_original() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let original = word()?;
            let sent = lin.uploads(TAKE, &[("kind", "policies")], ("办法.docx", &original)).await?;
            assert_eq!(sent.status(), 303, "{}", sent.text().await?);
            let at = sent.headers()["location"].to_str()?.to_owned();
            let page = lin.reads(&at).await?;
            assert!(page.contains("某区技改补助办法") && page.contains("补助比例 | 设备投入的15%"), "{page}");

            let mut fields = vec![
                ("title", "某区技改补助办法"),
                ("issuer", "某区经信局"),
                ("level", "区县"),
                ("region", "浙江省温州市某区"),
                ("kind", "补助"),
                ("summary", "设备投入补15%"),
                ("status", "实施中"),
                ("verification", "full_text"),
                ("as_of", "2026年11月1日"),
                ("sources.0.title", "某区技改补助办法"),
            ];
            let wrong = lin.sends(&at, &fields).await?;
            assert_eq!(wrong.status(), 422);
            let page = wrong.text().await?;
            assert!(page.contains("来源1发布方」没有填") && page.contains("设备投入补15%"), "{page}");
            fields.push(("sources.0.publisher", "某区政府网"));
            let saved = lin.sends(&at, &fields).await?;
            assert_eq!(saved.status(), 303, "{}", saved.text().await?);
            let place = saved.headers()["location"].to_str()?.to_owned();
            assert!(lin.reads(&place).await?.contains("草稿存好了：policies/P-"));

            let id = yiguan::domain::tabular::made_id(yiguan::domain::tabular::TableKind::Policy, "某区技改补助办法");
            let versions = app.store().await?.item_versions(&ItemKey::new(EntryKind::Policy, id)).await?;
            assert_eq!((versions.len(), versions[0].state), (1, VersionState::Draft));
            assert_eq!(versions[0].body["as_of"], "2026-11-01");
            let Origin::Document(file) = versions[0].origin else { anyhow::bail!("{:?}", versions[0].origin) };
            let kept = lin.opens(&format!("/staff/curation/files/{file}")).await?;
            assert_eq!(kept.bytes().await?, original);
            assert_eq!(lin.sends(&at, &fields).await?.status(), 409, "the id is taken");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_is_pasted_and_what_cannot_be_read_says_so() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let lin = Colleague::joins(app, "lin", &[Role::Curator]).await?;
            let fields = [("kind", "cases"), ("text", "鞋厂用相机看鞋面划痕<b>")];
            let sent = lin.uploads(TAKE, &fields, ("", b"")).await?;
            assert_eq!(sent.status(), 303, "{}", sent.text().await?);
            let page = lin.reads(sent.headers()["location"].to_str()?).await?;
            assert!(page.contains("鞋厂用相机看鞋面划痕&lt;b&gt;"), "{page}");
            for (name, bytes) in
                [("a.pdf", b"%PDF-1.4 broken".as_slice()), ("a.docx", b"PK broken"), ("a.exe", b"MZ"), ("a.txt", b"  ")]
            {
                let sent = lin.uploads(TAKE, &[("kind", "policies")], (name, bytes)).await?;
                assert_eq!(sent.status(), 422, "{name}");
            }
            Ok(())
        })
        .await
}
