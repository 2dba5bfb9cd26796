//! From a row to an entry and back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Column, TableKind, read_cell, write_cell};

/// The longest title of a case, in characters.
const TITLE: usize = 40;
/// The shortest word of a trade, in characters.
const WORD: usize = 2;
/// Letters of the hash in an id that was made.
const SIGNS: usize = 12;

/// What a row says, by the key of its column.
pub type Row = BTreeMap<String, String>;

/// Something that is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The key of the column.
    pub key: String,
    /// What is wrong there.
    pub what: What,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It must be filled.
    Missing,
    /// It is none of these.
    NotChoice(String),
    /// It is no whole number.
    NotWhole,
    /// It is no date.
    NotDay,
    /// It is no code of a trade.
    BadCode,
    /// It is no address.
    BadLink,
    /// It is no list of narrower trades.
    BadGroups,
    /// It is longer than so many characters, or there are more than so many.
    TooLong(usize),
    /// A word has fewer than so many characters.
    TooShort(usize),
    /// An id may not have such letters.
    BadId,
    /// The same stands in an earlier row, named here.
    Twice(String),
    /// The last day is before the first.
    Reversed,
    /// The check of the knowledge says this.
    Other(String),
}

/// The entry that a row says; for a word of a trade the trade with this one word.
///
/// # Errors
/// Everything that is wrong, in the order of the columns.
pub fn entry_of(kind: TableKind, columns: &[Column], row: &Row) -> Result<Value, Vec<Fault>> {
    let (mut entry, mut faults) = (Value::Object(Map::new()), vec![]);
    let said = |column: &Column| row.get(&column.key).is_some_and(|text| !text.trim().is_empty());
    // A trade may be there for its signs alone, a row for a narrower trade.
    let wordless = kind == TableKind::Term && !columns.iter().any(|column| !of_trade(&column.key) && said(column));
    let named = columns.iter().any(|column| matches!(column.key.as_str(), "name" | "groups") && said(column));
    for column in columns.iter().filter(|column| !(wordless && named) || of_trade(&column.key)) {
        let text = row.get(&column.key).map(String::as_str).unwrap_or_default();
        match read_cell(column.shape, text) {
            Ok(Some(value)) => put(&mut entry, &column.key, value),
            Ok(None) if column.must => faults.push(Fault { key: column.key.clone(), what: What::Missing }),
            Ok(None) => {}
            Err(what) => faults.push(Fault { key: column.key.clone(), what }),
        }
    }
    let mut fault = |key: &str, what| faults.push(Fault { key: key.to_owned(), what });
    sources(&mut entry, &mut fault);
    match kind {
        TableKind::Case => case(&mut entry, &mut fault),
        TableKind::Policy => policy(&mut entry, &mut fault),
        TableKind::Term => entry = term(&entry, &mut fault),
    }
    if faults.is_empty() { Ok(entry) } else { Err(faults) }
}

/// The id that a row without one gets: the same title has the same id, whenever it is read.
pub fn made_id(kind: TableKind, title: &str) -> String {
    let plain: String = title.chars().filter(|sign| !sign.is_whitespace()).collect();
    let hash = format!("{:x}", Sha256::digest(plain));
    match kind {
        TableKind::Policy => format!("P-{}", hash[..SIGNS].to_uppercase()),
        TableKind::Case | TableKind::Term => format!("case-{}", &hash[..SIGNS]),
    }
}

fn case(entry: &mut Value, fault: &mut impl FnMut(&str, What)) {
    name(entry, TableKind::Case);
    list(entry, &["lessons", "keywords"]);
    if text(entry, "title").chars().count() > TITLE {
        fault("title", What::TooLong(TITLE));
    }
    let fine = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !text(entry, "id").chars().all(fine) {
        fault("id", What::BadId);
    }
}

fn policy(entry: &mut Value, fault: &mut impl FnMut(&str, What)) {
    name(entry, TableKind::Policy);
    list(entry, &["keywords"]);
    if entry.get("who_can_apply").is_none() {
        put(entry, "who_can_apply", json!(""));
    }
    let fine = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
    if !text(entry, "id").chars().all(fine) {
        fault("id", What::BadId);
    }
    if let (Some(from), Some(to)) = crate::domain::policy_days(entry)
        && to < from
    {
        fault("valid_to", What::Reversed);
    }
}

/// Whether a column says something of the trade, not of the word.
fn of_trade(key: &str) -> bool {
    matches!(key, "sector" | "name" | "codes" | "signs" | "groups")
}

/// A trade with one word, or with none.
fn term(flat: &Value, fault: &mut impl FnMut(&str, What)) -> Value {
    let mut entry = Map::new();
    let mut word = Map::new();
    for (key, value) in flat.as_object().into_iter().flatten() {
        if of_trade(key) { &mut entry } else { &mut word }.insert(key.clone(), value.clone());
    }
    let fine = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    if !text(flat, "sector").chars().all(fine) {
        fault("sector", What::BadId);
    }
    if word.is_empty() {
        entry.insert("terms".to_owned(), json!([]));
        return Value::Object(entry);
    }
    for key in ["synonyms", "tasks"] {
        word.entry(key).or_insert_with(|| json!([]));
    }
    let short = |said: Option<&str>| said.is_some_and(|said| said.chars().count() < WORD);
    if short(word.get("plain").and_then(Value::as_str)) {
        fault("plain", What::TooShort(WORD));
    }
    let synonyms = word.get("synonyms").and_then(Value::as_array).into_iter().flatten();
    if synonyms.map(Value::as_str).any(short) {
        fault("synonyms", What::TooShort(WORD));
    }
    if word.get("tasks").and_then(Value::as_array).is_some_and(|tasks| tasks.len() > 2) {
        fault("tasks", What::TooLong(2));
    }
    entry.insert("terms".to_owned(), json!([word]));
    Value::Object(entry)
}

/// A source is there when one of its cells is; then its title and publisher must be.
fn sources(entry: &mut Value, fault: &mut impl FnMut(&str, What)) {
    let Some(list) = entry.get_mut("sources").and_then(Value::as_array_mut) else { return };
    for (place, source) in list.iter().enumerate() {
        let filled = source.as_object().is_some_and(|fields| !fields.is_empty());
        for key in ["title", "publisher"] {
            // The first one's are asked for by their columns.
            if filled && place > 0 && source.get(key).is_none() {
                fault(&format!("sources.{place}.{key}"), What::Missing);
            }
        }
    }
    list.retain(|source| source.as_object().is_some_and(|fields| !fields.is_empty()));
}

fn name(entry: &mut Value, kind: TableKind) {
    if entry.get("id").is_none() {
        let made = made_id(kind, text(entry, "title"));
        put(entry, "id", json!(made));
    }
}

fn list(entry: &mut Value, keys: &[&str]) {
    for key in keys {
        if entry.get(key).is_none() {
            put(entry, key, json!([]));
        }
    }
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Puts a value at a path; numbers in it are places of a list.
fn put(entry: &mut Value, path: &str, value: Value) {
    let mut here = entry;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        here = if let Ok(place) = step.parse::<usize>() {
            if !here.is_array() {
                *here = json!([]);
            }
            let Value::Array(rows) = here else { return };
            while rows.len() <= place {
                rows.push(json!({}));
            }
            &mut rows[place]
        } else {
            if !here.is_object() {
                *here = json!({});
            }
            let Value::Object(fields) = here else { return };
            fields.entry(step.to_owned()).or_insert(Value::Null)
        };
        if last {
            *here = value;
            return;
        }
    }
}

/// The rows that say an entry: one, or one for each word and each narrower trade of a trade. The first row of a trade says the
/// trade. A narrower trade has a row, because all of them are more than a cell of a spreadsheet holds.
pub fn rows_of(kind: TableKind, columns: &[Column], body: &Value) -> Vec<Vec<String>> {
    let row = |at: &dyn Fn(&Column) -> Option<Value>| {
        columns.iter().map(|column| write_cell(column.shape, at(column).as_ref())).collect::<Vec<_>>()
    };
    if kind != TableKind::Term {
        return vec![row(&|column| body.pointer(&pointer(&column.key)).cloned())];
    }
    let list = |key: &str| body.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (words, groups) = (list("terms"), list("groups"));
    let rows = (0..words.len().max(groups.len()).max(1)).map(|place| {
        row(&|column| match column.key.as_str() {
            "sector" => body.get("sector").cloned(),
            "groups" => groups.get(place).map(|group| json!([group])),
            key @ ("name" | "codes" | "signs") => (place == 0).then(|| body.get(key).cloned()).flatten(),
            key => words.get(place).and_then(|word| word.get(key)).cloned(),
        })
    });
    rows.collect()
}

fn pointer(key: &str) -> String {
    format!("/{}", key.replace('.', "/"))
}
