//! Makes one entry of two: a side is taken field by field, sources and lists of words are those of both.

use serde_json::{Map, Value};

use crate::domain::EntryKind;
use crate::domain::curation::{Entry, Spec, fields, naming_field};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one.
    One,
    /// The other.
    Other,
}

impl Side {
    /// Both, in order.
    pub const BOTH: [Self; 2] = [Self::One, Self::Other];

    /// Its name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Other => "other",
        }
    }

    /// The side of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::BOTH.into_iter().find(|side| side.name() == name)
    }

    /// The opposite one.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::One => Self::Other,
            Self::Other => Self::One,
        }
    }

    /// What belongs to this side.
    pub fn of<T>(self, (one, other): (T, T)) -> T {
        match self {
            Self::One => one,
            Self::Other => other,
        }
    }
}

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Both say the same.
    Same,
    /// One side is taken.
    Chosen,
    /// What both say stands one after the other.
    Joined,
}

/// A field as it is merged: what belongs together, such as code and name of a trade, is taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeField {
    /// The outermost name, such as `sector`.
    pub name: &'static str,
    /// What stands in it.
    pub specs: Vec<&'static Spec>,
    /// What becomes of it.
    pub how: How,
    /// The side that a form begins with: the one that says something.
    pub suggested: Side,
}

/// The fields of a case or a policy but for its id, each with what becomes of it.
pub fn merge_fields(kind: EntryKind, one: &Value, other: &Value) -> Vec<MergeField> {
    let mut found: Vec<MergeField> = vec![];
    for spec in fields(kind).unwrap_or_default().iter().filter(|spec| spec.path != naming_field(kind)) {
        let name = outermost(spec.path);
        if let Some(field) = found.iter_mut().find(|field| field.name == name) {
            field.specs.push(spec);
            continue;
        }
        let (mine, theirs) = (filled(one.get(name)), filled(other.get(name)));
        let how = if mine == theirs {
            How::Same
        } else if joins(spec) {
            How::Joined
        } else {
            How::Chosen
        };
        let suggested = if mine.is_none() && theirs.is_some() { Side::Other } else { Side::One };
        found.push(MergeField { name, specs: vec![spec], how, suggested });
    }
    found
}

/// The entry that keeps one side's id and takes each field from the side that was chosen for it.
pub fn merged(kind: EntryKind, both: (&Value, &Value), keep: Side, taken: &dyn Fn(&str) -> Side) -> Value {
    let mut body = Map::new();
    let id = naming_field(kind);
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    put(id, keep.of(both).get(id).cloned());
    let known = merge_fields(kind, both.0, both.1);
    for field in &known {
        let of = |side: Side| filled(side.of(both).get(field.name));
        let value = match field.how {
            How::Same => of(Side::One).cloned(),
            How::Chosen => of(taken(field.name)).cloned(),
            How::Joined if field.name == "sources" => {
                Some(Value::Array(sources_of_both(of(keep), of(keep.opposite()))))
            }
            How::Joined => Some(Value::Array(words_of_both(of(keep), of(keep.opposite())))),
        };
        // Lists that may not be missing stay, even when they are empty.
        let empty = || keep.of(both).get(field.name).filter(|value| value.is_array()).cloned();
        put(field.name, value.or_else(empty));
    }
    // What no form has: that of the entry which stays, or else the other's.
    for side in [keep.opposite(), keep] {
        for (name, value) in side.of(both).as_object().into_iter().flatten() {
            if name != id && !known.iter().any(|field| field.name == name) {
                put(name, Some(value.clone()));
            }
        }
    }
    Value::Object(body)
}

/// The sources of both, each once with its grade: the same place of the same grade is one source, of which the first tells and
/// the second fills in; one that another says all of is left out.
pub fn sources_of_both(first: Option<&Value>, second: Option<&Value>) -> Vec<Value> {
    let mut found: Vec<Map<String, Value>> = vec![];
    for source in listed(first).chain(listed(second)).filter_map(Value::as_object) {
        match found.iter_mut().find(|known| place(known) == place(source)) {
            Some(known) => {
                for (name, value) in source {
                    if filled(known.get(name)).is_none() {
                        known.insert(name.clone(), value.clone());
                    }
                }
            }
            None => found.push(source.clone()),
        }
    }
    let mut kept: Vec<Map<String, Value>> = vec![];
    for source in found {
        if kept.iter().any(|known| says_all(known, &source)) {
            continue;
        }
        kept.retain(|known| !says_all(&source, known));
        kept.push(source);
    }
    kept.into_iter().map(Value::Object).collect()
}

/// Where a source was found (its address, or else title and publisher) and how far it can be trusted.
fn place(source: &Map<String, Value>) -> (String, String, &str) {
    let text = |name: &str| source.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let address = text("url").trim_end_matches('/');
    if address.is_empty() {
        (text("title").to_owned(), text("publisher").to_owned(), text("grade"))
    } else {
        (address.to_owned(), String::new(), text("grade"))
    }
}

/// Whether a source says everything that another says.
fn says_all(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    other.iter().all(|(name, value)| filled(Some(value)).is_none() || one.get(name) == Some(value))
}

fn words_of_both(first: Option<&Value>, second: Option<&Value>) -> Vec<Value> {
    let mut found: Vec<Value> = vec![];
    for word in listed(first).chain(listed(second)) {
        if !found.contains(word) {
            found.push(word.clone());
        }
    }
    found
}

fn listed(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A value that says something.
fn filled(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    })
}

fn joins(spec: &Spec) -> bool {
    matches!(spec.entry, Entry::Rows(_) | Entry::Words | Entry::Lines)
}

fn outermost(path: &'static str) -> &'static str {
    path.split('.').next().unwrap_or(path)
}
