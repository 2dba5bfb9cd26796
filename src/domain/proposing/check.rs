//! Holds what a model proposes against the document: a value stays only with a passage that bears it.

use std::ops::Range;

use super::days::days_in;
use super::orders::orders_a_model;
use super::place::Letters;
use super::record::Proposal;
use crate::domain::numbers::unsupported;
use crate::domain::tabular::{Column, Shape, TableKind, read_cell, write_cell};

/// The shortest and the longest passage, in letters: less says nothing, more proves nothing.
const SHORTEST: usize = 2;
const LONGEST: usize = 400;
/// Letters around a passage in which nobody may give orders.
const AROUND: usize = 150;
/// What a passage that tells of money holds.
const MONEY: [&str; 7] = ["元", "￥", "¥", "万", "亿", "RMB", "CNY"];
/// The end of the keys of what the curator alone can say of a source.
const GRADE: &str = ".grade";

/// What a model read, and the form that it was to fill.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// The document.
    pub text: &'a str,
    /// What it becomes.
    pub kind: TableKind,
    /// The fields of the form.
    pub columns: &'a [Column],
    /// The codes of trades that are known.
    pub codes: &'a [String],
}

/// Why a value does not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfounded {
    /// The form has no such field, or it is not for a model to fill.
    Field,
    /// The field has a value already.
    Twice,
    /// The value is empty, or not of the field's kind.
    Value,
    /// It is none of the choices.
    Choice,
    /// The passage does not stand in the document, or is too short or too long.
    Quote,
    /// Around the passage somebody gives orders to a model.
    Orders,
    /// A figure of the value does not stand in the passage.
    Figure,
    /// A date of the value does not stand in the passage.
    Day,
    /// A name or a keyword is not written so in the document.
    Name,
}

/// What became of the proposals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What stays, in the order of the form; passages as they stand in the document.
    pub kept: Vec<Proposal>,
    /// What does not: the field that was named, and why.
    pub dropped: Vec<(String, Unfounded)>,
}

/// Whether a field may be filled by a model: not what a person must have done (looked at the full text, on that day), nor
/// what is to be judged (whether AI fits, how far a source can be trusted), nor ids. Of sources only the document itself.
pub fn proposable(column: &Column) -> bool {
    let own = ["id", "verification", "as_of", "fit", "timing"].contains(&column.key.as_str());
    let source = column.key.strip_prefix("sources.");
    !own && !column.key.ends_with(GRADE) && source.is_none_or(|rest| rest.starts_with("0."))
}

/// Holds every proposal against the document.
pub fn checked(paper: &Paper<'_>, proposals: Vec<Proposal>) -> Checked {
    let letters = Letters::of(paper.text);
    let mut checked = Checked::default();
    for proposal in proposals {
        match founded(paper, &letters, &checked.kept, &proposal) {
            Ok(kept) => checked.kept.push(kept),
            Err(why) => checked.dropped.push((proposal.key, why)),
        }
    }
    let place = |key: &str| paper.columns.iter().position(|column| column.key == key);
    checked.kept.sort_by_key(|proposal| place(&proposal.key));
    checked
}

fn founded(
    paper: &Paper<'_>,
    letters: &Letters,
    kept: &[Proposal],
    proposal: &Proposal,
) -> Result<Proposal, Unfounded> {
    let named = |column: &&Column| column.key == proposal.key.trim() || column.head == proposal.key.trim();
    let column = paper.columns.iter().find(named).filter(|column| proposable(column)).ok_or(Unfounded::Field)?;
    if kept.iter().any(|kept| kept.key == column.key) {
        return Err(Unfounded::Twice);
    }
    let range = passage(letters, &proposal.quote)?;
    if orders_a_model(around(paper.text, &range)) {
        return Err(Unfounded::Orders);
    }
    let quote = paper.text.get(range).ok_or(Unfounded::Quote)?.to_owned();
    let value = valued(paper, column, letters, (proposal.value.trim(), &quote))?;
    Ok(Proposal { key: column.key.clone(), value, quote })
}

/// Where the passage stands.
fn passage(letters: &Letters, quote: &str) -> Result<Range<usize>, Unfounded> {
    let count = Letters::squeezed(quote).chars().count();
    let range = letters.find(quote).filter(|_| (SHORTEST..=LONGEST).contains(&count));
    range.ok_or(Unfounded::Quote)
}

/// The paragraph of a passage, or as much of it as lies near.
fn around<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let far = |(at, _): (usize, char)| at;
    let start = before.char_indices().rev().take_while(|(_, sign)| *sign != '\n').take(AROUND).last().map(far);
    let end = after.char_indices().take_while(|(_, sign)| *sign != '\n').nth(AROUND).map(far);
    let line = after.find('\n').unwrap_or(after.len());
    text.get(start.unwrap_or(range.start)..range.end + end.unwrap_or(line).min(line)).unwrap_or_default()
}

/// The value as the field says it.
fn valued(
    paper: &Paper<'_>,
    column: &Column,
    letters: &Letters,
    (value, quote): (&str, &str),
) -> Result<String, Unfounded> {
    let wrong = if matches!(column.shape, Shape::Choice(_)) { Unfounded::Choice } else { Unfounded::Value };
    let read = read_cell(column.shape, value).map_err(|_| wrong)?.ok_or(Unfounded::Value)?;
    let written = write_cell(column.shape, Some(&read));
    match column.shape {
        Shape::Choice(_) | Shape::Choices(_) => return Ok(written),
        Shape::Code if paper.codes.contains(&written) => return Ok(written),
        Shape::Code => return Err(Unfounded::Choice),
        Shape::Words => return words(value, letters, &read),
        Shape::Whole if !MONEY.iter().any(|word| quote.contains(word)) => return Err(Unfounded::Figure),
        Shape::Day => return day(written, quote),
        _ => {}
    }
    if as_written(paper.kind, &column.key) && !Letters::of(quote).hold(&written) {
        return Err(Unfounded::Name);
    }
    // A placeholder, or the number of another paper: what stands in such brackets is somebody's own.
    if !bracketed(&written).iter().all(|name| letters.hold(name)) {
        return Err(Unfounded::Name);
    }
    let squeezed = Letters::squeezed(quote);
    if !unsupported(&written, &[quote, &squeezed]).is_empty() {
        return Err(Unfounded::Figure);
    }
    let known = days_in(quote);
    let borne = |day: &String| day.len() == 4 || known.iter().any(|known| known.starts_with(day.as_str()));
    if days_in(&written).iter().all(borne) { Ok(written) } else { Err(Unfounded::Day) }
}

/// Whether a field holds a name: what the document calls itself, who issued it, whose case it is, where it stood.
fn as_written(kind: TableKind, key: &str) -> bool {
    match kind {
        TableKind::Policy if ["title", "issuer"].contains(&key) => true,
        TableKind::Case if key == "company" => true,
        _ => key.starts_with("sources."),
    }
}

/// A date must be the passage's own, as exact as it is there; of a year alone the figure is enough.
fn day(written: String, quote: &str) -> Result<String, Unfounded> {
    let known = days_in(quote);
    let there = if known.is_empty() {
        written.len() == 4 && unsupported(&written, &[quote]).is_empty()
    } else {
        known.contains(&written)
    };
    if there { Ok(written) } else { Err(Unfounded::Day) }
}

/// Keywords are words of the document; the others are left out.
fn words(value: &str, letters: &Letters, read: &serde_json::Value) -> Result<String, Unfounded> {
    let all: Vec<&str> = read.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    let there: Vec<&str> = all.iter().copied().filter(|word| letters.hold(word)).collect();
    if there.is_empty() {
        return Err(Unfounded::Name);
    }
    if there.len() == all.len() { Ok(value.to_owned()) } else { Ok(there.join("、")) }
}

/// What stands in tortoise-shell brackets, with them.
fn bracketed(text: &str) -> Vec<&str> {
    let opened = text.match_indices('〔').filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        rest.get(..rest.find('〕')? + '〕'.len_utf8())
    });
    opened.collect()
}
