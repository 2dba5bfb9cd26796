//! What changed between two versions, field by field.

use serde_json::Value;

/// A field that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDiff {
    /// Its path, such as `sources.0.title`.
    pub path: String,
    /// What it said; nothing when it was not there.
    pub before: Option<String>,
    /// What it says; nothing when it is there no more.
    pub after: Option<String>,
}

/// The fields that are not the same, in the order of `after`, those that are gone at the end of their group.
pub fn diff(before: &Value, after: &Value) -> Vec<FieldDiff> {
    let mut found = vec![];
    walk(String::new(), Some(before), Some(after), &mut found);
    found
}

fn walk(path: String, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldDiff>) {
    if before == after {
        return;
    }
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for (name, value) in new {
                walk(below(name), old.get(name), Some(value), found);
            }
            for (name, value) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
                walk(below(name), Some(value), None, found);
            }
        }
        // A list of texts is one field: people read it as one.
        (Some(Value::Array(old)), Some(Value::Array(new))) if !plain(old) || !plain(new) => {
            for place in 0..old.len().max(new.len()) {
                walk(below(&place.to_string()), old.get(place), new.get(place), found);
            }
        }
        _ => found.push(FieldDiff { path, before: before.map(told), after: after.map(told) }),
    }
}

fn plain(values: &[Value]) -> bool {
    values.iter().all(|value| !value.is_object() && !value.is_array())
}

/// A value as people read it.
fn told(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => values.iter().map(told).collect::<Vec<_>>().join("；"),
        Value::Object(fields) => {
            fields.values().map(told).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    }
}
