//! What lists sort, filter and search by, taken from what an item says.

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::{EntryKind, policy_days};

/// As many characters of an item's words are searched.
const WORDS: usize = 4_000;

/// What lists know of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// What it is called.
    pub title: String,
    /// What it can be found by, in lower case.
    pub words: String,
    /// The code of a trade (the name of its file for words of a trade).
    pub sector: Option<String>,
    /// The kind of task.
    pub task: Option<String>,
    /// Of a policy: who issued it.
    pub level: Option<String>,
    /// Where it applies or happened.
    pub area: Option<String>,
    /// Of a policy: its last day.
    pub last_day: Option<NaiveDate>,
    /// Whether it says where it comes from; true for what needs no source.
    pub sourced: bool,
}

impl Traits {
    /// The traits of an item that says this; what is missing stays empty.
    pub fn of(kind: EntryKind, id: &str, body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let sourced = body.get("sources").and_then(Value::as_array).is_some_and(|sources| !sources.is_empty());
        let titled = |title: Option<String>| title.unwrap_or_else(|| id.to_owned());
        let own = match kind {
            EntryKind::Case => Self {
                title: titled(text("title")),
                words: words(body, &["title", "keywords", "owner_words", "company", "process_step", "region"]),
                sector: body.pointer("/sector/code").and_then(Value::as_str).map(str::to_owned),
                task: text("ai_task"),
                area: text("region"),
                sourced,
                ..Self::default()
            },
            EntryKind::Policy => Self {
                title: titled(text("title")),
                words: words(body, &["title", "keywords", "issuer", "summary", "region"]),
                level: text("level"),
                area: text("region"),
                last_day: policy_days(body).1,
                sourced,
                ..Self::default()
            },
            EntryKind::Glossary => Self {
                title: titled(text("name")),
                words: words(body, &["name", "terms", "signs"]),
                sector: text("sector"),
                sourced: true,
                ..Self::default()
            },
            EntryKind::Playbook | EntryKind::Needs => {
                let task = text("task");
                let title = titled(task.clone());
                Self {
                    title,
                    words: words(body, &["task", "signals", "facts"]),
                    task,
                    sourced: true,
                    ..Self::default()
                }
            }
            EntryKind::Rubric => {
                let title = titled(text("version"));
                Self { title, words: words(body, &["version", "criteria"]), sourced: true, ..Self::default() }
            }
        };
        let words = format!("{} {}", id.to_lowercase(), own.words);
        Self { words: words.chars().take(WORDS).collect(), ..own }
    }
}

/// Every text of these fields, in lower case.
fn words(body: &Value, fields: &[&str]) -> String {
    let mut found = String::new();
    for value in fields.iter().filter_map(|field| body.get(field)) {
        gather(value, &mut found);
    }
    found.to_lowercase()
}

fn gather(value: &Value, found: &mut String) {
    match value {
        Value::String(text) => {
            found.push_str(text);
            found.push(' ');
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| gather(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
