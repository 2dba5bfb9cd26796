//! What stands in one cell, and how a value of an entry is written there and read back without loss.

use serde_json::{Value, json};

use super::What;
use super::choices::Choice;
use crate::domain::is_date;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words.
    Text,
    /// The name of the entry.
    Id,
    /// Short words side by side, by 、 or ；or one a line.
    Words,
    /// Sentences, one a line.
    Lines,
    /// Narrower trades, one a line: code, name, signs.
    Groups,
    /// A whole number.
    Whole,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Day,
    /// A code of a trade such as C195.
    Code,
    /// An address.
    Link,
    /// One of these.
    Choice(&'static [Choice]),
    /// Some of these.
    Choices(&'static [Choice]),
}

/// What separates short words.
const SEPARATORS: [char; 5] = ['、', '；', ';', '，', ','];
/// What separates sentences.
const STOPS: [char; 2] = ['；', ';'];

/// Reads a cell; nothing when it is empty.
///
/// # Errors
/// What is wrong with it.
pub fn read_cell(shape: Shape, text: &str) -> Result<Option<Value>, What> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match shape {
        Shape::Text | Shape::Id => json!(trimmed),
        Shape::Words => json!(list(text, &SEPARATORS)),
        Shape::Lines => json!(list(text, &STOPS)),
        Shape::Groups => groups(text)?,
        Shape::Whole => json!(whole(trimmed).ok_or(What::NotWhole)?),
        Shape::Day => json!(day(trimmed).ok_or(What::NotDay)?),
        Shape::Code => json!(code(trimmed).ok_or(What::BadCode)?),
        Shape::Link if trimmed.starts_with("http://") || trimmed.starts_with("https://") => json!(trimmed),
        Shape::Link => return Err(What::BadLink),
        Shape::Choice(choices) => json!(choice(choices, trimmed).ok_or_else(|| not_choice(choices))?),
        Shape::Choices(choices) => {
            let each = list(text, &SEPARATORS).into_iter().map(|one| choice(choices, &one));
            json!(each.collect::<Option<Vec<_>>>().ok_or_else(|| not_choice(choices))?)
        }
    };
    Ok(Some(value))
}

/// A value as its cell says it; empty when there is none.
pub fn write_cell(shape: Shape, value: Option<&Value>) -> String {
    let Some(value) = value else { return String::new() };
    let said = |choices: &[Choice], name: &str| {
        choices.iter().find(|(value, _)| *value == name).map_or(name, |(_, label)| *label).to_owned()
    };
    match (shape, value) {
        (_, Value::Null) => String::new(),
        (Shape::Words, Value::Array(items)) => joined(&texts(items), &SEPARATORS, "、"),
        (Shape::Lines, Value::Array(items)) => joined(&texts(items), &STOPS, "\n"),
        (Shape::Choices(choices), Value::Array(items)) => {
            texts(items).iter().map(|name| said(choices, name)).collect::<Vec<_>>().join("、")
        }
        (Shape::Groups, Value::Array(items)) => grouped(items),
        (Shape::Choice(choices), Value::String(name)) => said(choices, name),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn texts(items: &[Value]) -> Vec<String> {
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// A list in a cell: a line each when there are lines, else by its separators.
fn list(text: &str, separators: &[char]) -> Vec<String> {
    let trimmed = text.trim();
    if trimmed.starts_with("[\"")
        && let Ok(items) = serde_json::from_str::<Vec<String>>(trimmed)
    {
        return items;
    }
    let parts: Vec<&str> = if text.contains('\n') { text.lines().collect() } else { text.split(separators).collect() };
    parts.into_iter().map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The list so that [`list`] reads it back: an item that holds a separator needs a line of its own, one that holds lines
/// needs quotes.
fn joined(items: &[String], separators: &[char], glue: &str) -> String {
    let odd = |item: &String| item.contains(['\n', '\r']) || item.trim() != item || item.is_empty();
    if items.iter().any(|item| odd(item) || item.starts_with("[\"")) {
        return serde_json::to_string(items).unwrap_or_default();
    }
    let separated = items.iter().any(|item| item.contains(separators));
    match items {
        [only] if separated => format!("{only}\n"),
        _ => items.join(if separated { "\n" } else { glue }),
    }
}

/// Narrower trades: `C1951 布鞋：布鞋、帆布鞋`, one a line.
fn groups(text: &str) -> Result<Value, What> {
    let trimmed = text.trim();
    if trimmed.starts_with('[') {
        return serde_json::from_str(trimmed).map_err(|_| What::BadGroups);
    }
    let one = |line: &str| {
        let (code, rest) = line.trim().split_once(char::is_whitespace)?;
        let (name, signs) = rest.split_once(['：', ':'])?;
        Some(json!({"code": code, "name": name.trim(), "signs": list(signs, &SEPARATORS)}))
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(one).collect::<Option<Vec<_>>>().map(Value::Array).ok_or(What::BadGroups)
}

fn grouped(items: &[Value]) -> String {
    let line = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let signs = item.get("signs").and_then(Value::as_array).map(|signs| texts(signs)).unwrap_or_default();
        format!("{} {}：{}", text("code"), text("name"), signs.join("、"))
    };
    let told = items.iter().map(line).collect::<Vec<_>>().join("\n");
    let same = groups(&told).is_ok_and(|read| read == Value::Array(items.to_vec()));
    if same || items.is_empty() { told } else { Value::Array(items.to_vec()).to_string() }
}

fn not_choice(choices: &'static [Choice]) -> What {
    What::NotChoice(choices.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、"))
}

fn choice(choices: &'static [Choice], text: &str) -> Option<&'static str> {
    let same = |one: &str| one.eq_ignore_ascii_case(text) || one.replace('：', ":") == text.replace('：', ":");
    choices.iter().find(|(value, label)| same(value) || same(label)).map(|(value, _)| *value)
}

/// A number as people write it: with commas, with 元, in 万 or 亿; spreadsheets add a `.0`.
fn whole(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|sign| !matches!(sign, ',' | '，' | ' ' | '¥' | '￥')).collect();
    let plain = plain.trim_end_matches('元').trim_end_matches(".0");
    let (number, times) = match (plain.strip_suffix('万'), plain.strip_suffix('亿')) {
        (Some(number), _) => (number, 4),
        (_, Some(number)) => (number, 8),
        _ => (plain, 0),
    };
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    if rest.len() > times || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{rest}{}", "0".repeat(times - rest.len())).parse().ok()
}

/// A date as people write it.
fn day(text: &str) -> Option<String> {
    if is_date(text) && !text.contains('+') {
        return Some(text.to_owned());
    }
    let plain = text.replace(['/', '.', '年', '月'], "-").replace(['日', '号', ' '], "");
    let parts: Vec<&str> = plain.trim_end_matches('-').split('-').collect();
    let padded = parts.iter().map(|part| part.parse::<u32>().ok().map(|number| format!("{number:02}")));
    let padded = padded.collect::<Option<Vec<_>>>()?.join("-");
    let year = parts.first().is_some_and(|year| year.len() == 4);
    (year && parts.len() <= 3 && is_date(&padded)).then_some(padded)
}

/// A code of a trade: one letter and digits.
fn code(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let mut signs = upper.chars();
    let letter = signs.next().is_some_and(|sign| sign.is_ascii_uppercase());
    (letter && signs.all(|sign| sign.is_ascii_digit()) && text.is_ascii()).then_some(upper)
}
