//! Makes text fit for a file, and holds the few words that a file adds of its own.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Block, Paper};

/// The paper with nothing in it that XML forbids or that no font can draw: a model's reply may hold anything.
pub(super) fn cleaned(paper: &Paper) -> Paper {
    let mut paper = paper.clone();
    paper.title = one_line(&paper.title);
    paper.number = one_line(&paper.number);
    paper.label = one_line(&paper.label);
    paper.made_on = one_line(&paper.made_on);
    paper.blocks.retain_mut(has_content);
    paper
}

/// Cleans the block; whether anything is left of it.
fn has_content(block: &mut Block) -> bool {
    match block {
        Block::Heading { text, .. } => {
            *text = one_line(text);
            !text.is_empty()
        }
        Block::Paragraph(text) | Block::Note(text) => {
            *text = clean(text);
            !text.is_empty()
        }
        Block::Bullets(items) => {
            for item in items.iter_mut() {
                *item = clean(item);
            }
            items.retain(|item| !item.is_empty());
            !items.is_empty()
        }
        Block::Table { head, rows } => {
            head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| *cell = clean(cell));
            head.len() + rows.iter().map(Vec::len).sum::<usize>() > 0
        }
    }
}

/// Text for one line, with nothing in it that XML forbids.
pub(super) fn one_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// Text with nothing in it that XML forbids and plain line feeds.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim()
        .chars()
        .filter_map(|sign| match sign {
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
            _ if sign.is_control() && sign != '\n' => None,
            _ => Some(sign),
        })
        .collect()
}

/// Text inside an XML element or attribute.
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// When the paper was made, if that can be read.
pub(super) fn moment(made_on: &str) -> Option<DateTime<Utc>> {
    let exact = DateTime::parse_from_rfc3339(made_on).map(|moment| moment.to_utc());
    exact.ok().or_else(|| {
        let day = NaiveDate::parse_from_str(made_on.get(..10)?, "%Y-%m-%d").ok()?;
        Some(day.and_time(NaiveTime::MIN).and_utc())
    })
}

/// Whether the paper is in Chinese: it decides on words, quotation marks and justified lines.
pub(super) fn is_chinese(paper: &Paper) -> bool {
    paper.locale_tag.starts_with("zh")
}

/// The line under the title: the case code and the date.
pub(super) fn byline(paper: &Paper) -> String {
    let (number, made_on) = (&paper.number, &paper.made_on);
    if is_chinese(paper) {
        format!("编号：{number}　　生成日期：{made_on}")
    } else {
        format!("No. {number}    Date: {made_on}")
    }
}

/// What stands before, between and after a page's number and the count of pages.
pub(super) fn page_words(paper: &Paper) -> [&'static str; 3] {
    if is_chinese(paper) { ["第 ", " 页 / 共 ", " 页"] } else { ["Page ", " of ", ""] }
}
