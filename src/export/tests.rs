//! Tests whole files: what a reader, a program and a second export find in them.

use lopdf::{Document, Object, decode_text_string};

use super::{Aigc, Block, Paper, docx, pdf};

const LONG: &str = "本规格书依据委托方口述的生产现场情况整理而成，涉及的设备包括一台注塑机（型号：HTF-250J/TJ）、两台六轴机器人\
    以及一条长度约为18.5 m的输送线；凡数值未经现场实测者，均以“待”字标明，不得作为验收依据。电源为AC 380 V±10 %。";

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn paper() -> Paper {
    let heading = |level, text: &str| Block::Heading { level, text: text.to_owned() };
    let row = |number: usize| {
        let about = if number.is_multiple_of(3) {
            "依据GB/T 5226.1—2019，由电气工程师在进场前书面确认。"
        } else {
            "待"
        };
        strings(&[&format!("R{number}"), "额定检测速度", "≤1.2", "s/件", about])
    };
    let mut blocks = vec![
        heading(1, "1 概述"),
        Block::Paragraph(LONG.to_owned()),
        Block::Bullets(strings(&["壁厚1.5～4.0 mm", "不适用于透明件"])),
        Block::Note("注：①为必填项，✓为已确认。".to_owned()),
        Block::Table {
            head: strings(&["序号", "参数", "数值", "单位", "说明"]), rows: (1..=40).map(row).collect()
        },
    ];
    for section in 2..20 {
        blocks.push(heading(2, &format!("{section} 要求")));
        blocks.push(heading(3, "细则"));
        blocks.extend([LONG, LONG].map(|text| Block::Paragraph(text.to_owned())));
    }
    Paper {
        title: "视觉检测系统<技术规格书> & 附录".to_owned(),
        number: "YG-7F3K".to_owned(),
        label: "本文件由人工智能生成，须经专业人员核实。".to_owned(),
        meta: Aigc {
            label: "1".to_owned(),
            content_producer: "译关 \"A&B\"".to_owned(),
            produce_id: "P-1".to_owned(),
            propagate_id: "S-1".to_owned(),
            ..Aigc::default()
        },
        locale_tag: "zh-CN".to_owned(),
        made_on: "2026-01-31".to_owned(),
        blocks,
    }
}

/// The Word crate packs without compression, so that the parts can be read in the file's bytes.
fn docx_text(paper: &Paper) -> String {
    String::from_utf8_lossy(&docx(paper).expect("a Word file")).into_owned()
}

fn text_of(object: &Object) -> String {
    decode_text_string(object).expect("a text string")
}

#[test]
fn the_label_has_the_fields_of_the_standard_in_its_order() {
    let json = paper().meta.to_json();
    assert_eq!(
        json,
        concat!(
            r#"{"AIGC":{"Label":"1","ContentProducer":"译关 \"A&B\"","ProduceID":"P-1","ReservedCode1":"","#,
            r#""ContentPropagator":"","PropagateID":"S-1","ReservedCode2":""}}"#
        )
    );
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

#[test]
fn a_word_file_has_styles_a_table_and_the_label() {
    let file = docx_text(&paper());
    for part in [
        r#"<w:pStyle w:val="Heading1" />"#,
        r#"<w:name w:val="heading 1" />"#,
        "<w:tblHeader />",
        r#"<w:pStyle w:val="ListBullet" />"#,
        "NUMPAGES",
        "<dc:title>视觉检测系统&lt;技术规格书&gt; &amp; 附录</dc:title>",
        "<dc:description>本文件由人工智能生成，须经专业人员核实。</dc:description>",
        r#"<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-31T00:00:00Z</dcterms:created>"#,
        r#"w:eastAsia="zh-CN""#,
    ] {
        assert!(file.contains(part), "no {part}");
    }
    // At the top, at the foot, and in the properties.
    assert_eq!(file.matches("本文件由人工智能生成").count(), 3);
    assert_eq!(file.matches("<w:tr>").count(), 41);
    assert_eq!(file.matches("<w:tblHeader />").count(), 1);
}

#[test]
fn a_word_file_names_the_label_as_a_property() {
    let file = docx_text(&paper());
    let property = file.split(r#"name="AIGC"><vt:lpwstr>"#).nth(1).and_then(|rest| rest.split("</vt:lpwstr>").next());
    let property = property.expect("the property");
    assert!(property.contains("A&amp;B"));
    let json = property.replace("&quot;", "\"").replace("&amp;", "&");
    assert_eq!(format!("{{\"AIGC\":{json}}}"), paper().meta.to_json());
}

#[test]
fn a_pdf_carries_the_label_twice() {
    let file = Document::load_mem(&pdf(&paper()).expect("a PDF")).expect("a readable PDF");
    let info = file.trailer.get(b"Info").and_then(Object::as_reference).and_then(|id| file.get_dictionary(id));
    let info = info.expect("the information dictionary");
    assert_eq!(text_of(info.get(b"Title").unwrap()), paper().title);
    assert_eq!(text_of(info.get(b"Author").unwrap()), paper().meta.content_producer);
    let json = paper().meta.fields_json();
    assert_eq!(text_of(info.get(b"AIGC").unwrap()), json);
    let xmp = file.catalog().unwrap().get(b"Metadata").and_then(Object::as_reference).unwrap();
    let xmp = String::from_utf8(file.get_object(xmp).unwrap().as_stream().unwrap().content.clone()).unwrap();
    let escaped = json.replace('&', "&amp;").replace('"', "&quot;");
    assert!(xmp.contains(&format!("<TC260:AIGC>{escaped}</TC260:AIGC>")), "{xmp}");
}

#[test]
fn every_page_of_a_pdf_names_ai_and_its_number() {
    let file = Document::load_mem(&pdf(&paper()).expect("a PDF")).expect("a readable PDF");
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    assert!(pages.len() >= 6, "{} pages", pages.len());
    let mut whole = String::new();
    for page in &pages {
        let text: String = file.extract_text(&[*page]).expect("text").split_whitespace().collect();
        assert!(text.contains("本文件由人工智能生成，须经专业人员核实。"), "page {page}: {text}");
        assert!(text.contains(&format!("第{page}页/共{}页", pages.len())), "page {page}: {text}");
        whole += &text;
    }
    for row in 1..=40 {
        assert!(whole.contains(&format!("R{row}额定检测速度≤1.2s/件")), "row {row} in {whole}");
    }
    // Every page that the table reaches shows its head.
    assert!(whole.matches("序号参数数值单位说明").count() >= 2);
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(docx(&paper()).unwrap(), docx(&paper()).unwrap());
    assert_eq!(pdf(&paper()).unwrap(), pdf(&paper()).unwrap());
}

#[test]
fn nothing_that_a_model_may_write_stops_an_export() {
    let mut odd = paper();
    odd.locale_tag = "en".to_owned();
    odd.title = String::new();
    odd.meta.content_producer = String::new();
    odd.made_on = "去年".to_owned();
    odd.label = "AI. ".repeat(400);
    odd.number = "N".repeat(300);
    odd.blocks = vec![
        Block::Heading { level: 0, text: "\u{0}\u{b}".to_owned() },
        Block::Heading { level: 9, text: "题".repeat(2000) },
        Block::Paragraph("坏\u{0}字 😀 👨‍👩‍👧 𠮷 한국어 العربية <w:p> ]]> & \u{feff}".to_owned()),
        Block::Paragraph("。".repeat(300)),
        Block::Paragraph("A".repeat(3000)),
        Block::Bullets(vec![]),
        Block::Table { head: vec![], rows: vec![] },
        Block::Table { head: strings(&["一", "二"]), rows: vec![vec![], strings(&["1", "2", "3"])] },
        Block::Table { head: strings(&["标题很长"; 3]), rows: vec![vec!["很长的内容，".repeat(2000)]] },
        Block::Table { head: vec!["极高的表头".repeat(900)], rows: vec![strings(&["x"])] },
        Block::Table { head: vec![], rows: vec![strings(&["列"; 60]); 3] },
    ];
    let file = docx_text(&odd);
    let body = file.split_once("<w:body>").and_then(|(_, rest)| rest.split_once("</w:body>")).expect("a body").0;
    assert!(body.contains("&lt;w:p&gt; ]]&gt; &amp;") && !body.contains(char::is_control));
    let file = Document::load_mem(&pdf(&odd).expect("a PDF")).expect("a readable PDF");
    assert!(file.get_pages().len() > 3);
    odd.blocks.clear();
    assert!(pdf(&odd).is_ok() && docx(&odd).is_ok());
}
