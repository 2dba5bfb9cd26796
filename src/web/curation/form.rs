//! A form of an item: what stands in its boxes, what is wrong beside each, and what was posted.

use std::collections::BTreeMap;

use minijinja::{Value, context};
use serde_json::Value as Json;

use super::problems;
use super::text::{choice, key};
use crate::domain::curation::{Entry, ItemKey, Seen, Spec, body_of, fields, naming_field, shown};
use crate::domain::{EntryKind, Locale, Publication, StoredEntry};
use crate::messages::say;
use crate::service::Service;
use crate::service::knowledge::{Problem, entry_from_toml, entry_to_toml};

/// Empty rows that a form ends with.
const SPARE: usize = 1;
/// Most rows of one kind in a form.
const MOST_ROWS: usize = 10_000;

/// The pairs that a form posted, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Posted(pub(in crate::web) Vec<(String, String)>);

impl Posted {
    /// The value of a box; empty when there is none.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// What was asked for.
    pub(in crate::web) fn deed(&self) -> &str {
        self.text("do")
    }

    /// A day; an error for what is none.
    pub(super) fn day(&self, name: &str) -> Result<Option<chrono::NaiveDate>, ()> {
        let text = self.text(name).trim();
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
    }

    /// What the form began with.
    pub(super) fn seen(&self) -> Option<Seen> {
        let (number, revision) = self.text("seen").split_once('.')?;
        Some(Seen { number: number.parse().ok()?, revision: revision.parse().ok()? })
    }

    fn boxes(&self) -> BTreeMap<&str, &str> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// What a posted form says: a body, or why its text cannot be read.
pub(super) fn body(kind: EntryKind, id: &str, posted: &Posted, service: &Service) -> Result<Json, Vec<Problem>> {
    let Some(specs) = fields(kind) else {
        return entry_from_toml(kind, id, &posted.text("toml").replace("\r\n", "\n")).map(|entry| entry.body);
    };
    let boxes = posted.boxes();
    let typed = |name: &str| boxes.get(name).map(|text| (*text).to_owned());
    let mut body = body_of(specs, &typed, &|name| service.task_of(name));
    // The id of an item that is there cannot be typed anew.
    if let (Json::Object(fields), false) = (&mut body, id.is_empty()) {
        fields.insert(naming_field(kind).to_owned(), Json::String(id.to_owned()));
    }
    Ok(body)
}

/// The id that a form for a new item names.
pub(super) fn id_of(kind: EntryKind, posted: &Posted) -> String {
    let name = if fields(kind).is_some() { naming_field(kind) } else { "id" };
    posted.text(name).trim().to_owned()
}

/// The text of an item's file, for what is written as one.
pub(super) fn toml(key: &ItemKey, body: &Json) -> String {
    let (id, body) = (key.id.clone(), body.clone());
    entry_to_toml(&StoredEntry { kind: key.kind, id, publication: Publication::Published, body }).unwrap_or_default()
}

/// Fills in a form.
pub(super) struct Filling<'a> {
    pub(super) kind: EntryKind,
    /// Whether the item is there already: its id is shown and not asked.
    pub(super) known: bool,
    pub(super) problems: &'a [Problem],
    pub(super) service: &'a Service,
    pub(super) locale: Locale,
}

impl Filling<'_> {
    /// The boxes with what an item says.
    pub(super) fn of(&self, body: &Json) -> Vec<Value> {
        let value = |path: &str| body.pointer(&format!("/{}", path.replace('.', "/")));
        let named = |name: &str| self.service.name_of_task(name);
        let typed = |path: &str, entry: Entry| shown(entry, value(path), &named);
        let rows = |path: &str| value(path).and_then(Json::as_array).map_or(0, Vec::len);
        self.boxes(fields(self.kind).unwrap_or_default(), "", &typed, &rows)
    }

    /// The boxes with what was posted; `more` names a group that is to have another empty row.
    pub(super) fn again(&self, posted: &Posted) -> Vec<Value> {
        let boxes = posted.boxes();
        let typed = |path: &str, _: Entry| boxes.get(path).map(|text| (*text).to_owned()).unwrap_or_default();
        let rows = |path: &str| {
            let filled = |place: &usize| boxes.keys().any(|name| name.starts_with(&format!("{path}.{place}.")));
            (0..MOST_ROWS).take_while(filled).count().saturating_sub(SPARE)
                + usize::from(posted.deed().strip_prefix("more:") == Some(path)) * 3
        };
        self.boxes(fields(self.kind).unwrap_or_default(), "", &typed, &rows)
    }

    fn boxes(
        &self,
        specs: &[Spec],
        prefix: &str,
        typed: &dyn Fn(&str, Entry) -> String,
        rows: &dyn Fn(&str) -> usize,
    ) -> Vec<Value> {
        specs.iter().map(|spec| self.one(spec, &format!("{prefix}{}", spec.path), typed, rows)).collect()
    }

    fn one(
        &self,
        spec: &Spec,
        path: &str,
        typed: &dyn Fn(&str, Entry) -> String,
        rows: &dyn Fn(&str) -> usize,
    ) -> Value {
        let key = key(path);
        let said = |name: &str| {
            let key = format!("curation_field.{name}");
            Some(say(self.locale, &key, &[])).filter(|said| *said != key)
        };
        let value = typed(path, spec.entry);
        let (look, options) = match spec.entry {
            Entry::Line | Entry::Number | Entry::Words | Entry::Tasks => ("line", vec![]),
            Entry::Text | Entry::Lines => ("text", vec![]),
            Entry::Choice(values) => {
                let options = values.iter().map(|id| {
                    context! { id => *id, name => choice(path, id, self.locale), chosen => value == *id }
                });
                ("choice", options.collect())
            }
            Entry::Task => {
                let chosen = self.service.task_of(&value);
                let options = self.service.task_names().into_iter().map(|(task, name)| {
                    context! { id => task.as_str(), name, chosen => task.as_str() == chosen }
                });
                ("choice", options.collect())
            }
            Entry::Rows(_) => ("rows", vec![]),
        };
        let inner = match spec.entry {
            Entry::Rows(specs) => {
                let shown = rows(path) + SPARE;
                (0..shown).map(|place| self.boxes(specs, &format!("{path}.{place}."), typed, rows)).collect::<Vec<_>>()
            }
            _ => vec![],
        };
        let fixed = self.known && path == naming_field(self.kind);
        context! {
            name => path, id => path.replace('.', "-"), label => said(&key), help => said(&format!("{key}_help")),
            look, value, options, rows => inner, needed => spec.needed, fixed,
            long => matches!(spec.entry, Entry::Text),
            wrong => self.wrong_at(path, typed),
        }
    }

    /// What is wrong with a box, in words.
    fn wrong_at(&self, path: &str, typed: &dyn Fn(&str, Entry) -> String) -> Vec<String> {
        let here = self.problems.iter().filter(|problem| {
            let field = problems::field(problem);
            if field == path && problem.entry.is_empty() {
                return true;
            }
            Self::row_of(problem, path, &field, typed)
        });
        here.map(|problem| problems::words(problem, self.locale)).collect()
    }

    /// Whether a problem of a row, which names the row by its first box, is about this box.
    fn row_of(problem: &Problem, path: &str, field: &str, typed: &dyn Fn(&str, Entry) -> String) -> bool {
        let mut parts = path.splitn(3, '.');
        let (Some(group), Some(row), Some(last)) = (parts.next(), parts.next(), parts.next()) else { return false };
        if problem.entry.is_empty() || row.parse::<usize>().is_err() {
            return false;
        }
        let first = if group == "terms" { "plain" } else { "title" };
        let named = field.strip_prefix(&format!("{group}.")).unwrap_or(field);
        named == last && typed(&format!("{group}.{row}.{first}"), Entry::Line).trim() == problem.entry
    }

    /// What is wrong with nothing that has a box.
    pub(super) fn others(&self, form: &[Value]) -> Vec<String> {
        let boxed: usize = form.iter().map(count_wrong).sum();
        let all = self.problems.len();
        if boxed >= all {
            return vec![];
        }
        self.problems
            .iter()
            .map(|problem| {
                let label = super::text::label(&problems::field(problem), self.locale);
                let entry = if problem.entry.is_empty() { String::new() } else { format!("「{}」", problem.entry) };
                format!("{label}{entry}：{}", problems::words(problem, self.locale))
            })
            .collect()
    }
}

fn count_wrong(field: &Value) -> usize {
    let own = field.get_attr("wrong").ok().and_then(|wrong| wrong.len()).unwrap_or(0);
    let rows = field.get_attr("rows").ok().and_then(|rows| rows.try_iter().ok().map(Iterator::collect::<Vec<_>>));
    let inner = rows.into_iter().flatten().filter_map(|row| row.try_iter().ok().map(Iterator::collect::<Vec<_>>));
    own + inner.flatten().map(|field| count_wrong(&field)).sum::<usize>()
}
