//! What the Word crate does not write, or not well: the properties, table heads that repeat on every page, and the language.

use crate::export::{Aigc, Paper, text};

/// `docProps/core.xml`: title, maker, label and date, which Word and the Explorer show.
pub(super) fn core_properties(paper: &Paper) -> String {
    let date = text::moment(&paper.made_on).map(|moment| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let dates = date.map_or_else(String::new, |date| {
        let element = |name| format!(r#"<dcterms:{name} xsi:type="dcterms:W3CDTF">{date}</dcterms:{name}>"#);
        element("created") + &element("modified")
    });
    let maker = text::xml(&paper.meta.content_producer);
    let fields = [
        ("dc:title", text::xml(&paper.title)),
        ("dc:subject", text::xml(&paper.number)),
        ("dc:creator", maker.clone()),
        ("dc:description", text::xml(&paper.label)),
        ("cp:lastModifiedBy", maker),
        ("dc:language", text::xml(&paper.locale_tag)),
    ];
    let fields = fields.map(|(name, value)| format!("<{name}>{value}</{name}>")).concat();
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/""#,
            r#" xmlns:dcmitype="http://purl.org/dc/dcmitype/""#,
            r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}{}</cp:coreProperties>"#
        ),
        fields, dates
    )
}

/// `docProps/custom.xml`: the AIGC label. The crate would write it too, but without escaping a `&` in a name.
pub(super) fn custom_properties(meta: &Aigc) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties""#,
            r#" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#,
            r#"<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="AIGC">"#,
            "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
        ),
        text::xml(&meta.fields_json())
    )
}

/// Marks the rows whose cells are in the head's style, so that Word repeats them on every page.
pub(super) fn with_repeated_heads(document: Vec<u8>) -> Vec<u8> {
    edited(document, |xml| {
        let rows = xml.split("<w:trPr>").map(|row| {
            let own = row.split("</w:tr>").next().unwrap_or_default();
            if own.contains(r#"w:val="TableHead""#) { format!("<w:tblHeader />{row}") } else { row.to_owned() }
        });
        rows.collect::<Vec<_>>().join("<w:trPr>")
    })
}

/// Says in which language the text is, so that Word checks its spelling and breaks its lines by the right rules.
pub(super) fn with_language(styles: Vec<u8>, paper: &Paper) -> Vec<u8> {
    let latin = if text::is_chinese(paper) { "en-US" } else { paper.locale_tag.as_str() };
    let language = format!(r#"<w:lang w:val="{}" w:eastAsia="zh-CN" /></w:rPr>"#, text::xml(latin));
    // The first run properties of the part are the defaults.
    edited(styles, |xml| xml.replacen("</w:rPr>", &language, 1))
}

/// The crate writes UTF-8, so that the part is never given back unread.
fn edited(part: Vec<u8>, edit: impl FnOnce(&str) -> String) -> Vec<u8> {
    match String::from_utf8(part) {
        Ok(xml) => edit(&xml).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}
