//! Puts the AIGC label into a finished PDF: into its information dictionary and its XMP metadata, where the program
//! of whoever gets the file looks for it.

use lopdf::{Document, Object, text_string};

use crate::export::aigc::NAMESPACE;
use crate::export::{Aigc, ExportError, text};

/// The PDF with the label in it.
pub(super) fn label(pdf: &[u8], meta: &Aigc) -> Result<Vec<u8>, ExportError> {
    let json = meta.fields_json();
    let mut document = Document::load_mem(pdf)?;
    let info = document.trailer.get(b"Info").and_then(Object::as_reference)?;
    document.get_object_mut(info)?.as_dict_mut()?.set("AIGC", text_string(&json));
    let xmp = document.catalog()?.get(b"Metadata").and_then(Object::as_reference)?;
    let stream = document.get_object_mut(xmp)?.as_stream_mut()?;
    let packet = String::from_utf8_lossy(&stream.get_plain_content()?).into_owned();
    let Some((before, after)) = packet.rsplit_once("</rdf:RDF>") else {
        return Err(ExportError::Pdf("no XMP metadata".to_owned()));
    };
    let property = format!(
        r#"<rdf:Description rdf:about="" xmlns:TC260="{NAMESPACE}"><TC260:AIGC>{}</TC260:AIGC></rdf:Description>"#,
        text::xml(&json)
    );
    // Not compressed, so that a scanner that does not know PDF finds it too.
    stream.set_plain_content(format!("{before}{property}</rdf:RDF>{after}").into_bytes());
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(lopdf::Error::from)?;
    Ok(bytes)
}
