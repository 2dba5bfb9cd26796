//! The fields of a case, a policy and a trade's words as a form has them, and what a filled-in form says as JSON.

use serde_json::{Map, Value};

use crate::domain::EntryKind;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A list, one thing a line.
    Lines,
    /// A list of words, divided by 、 or a comma or a new line.
    Words,
    /// One of these.
    Choice(&'static [&'static str]),
    /// The kind of task.
    Task,
    /// Kinds of task, divided as words are.
    Tasks,
    /// A whole number.
    Number,
    /// Groups of fields, one after the other.
    Rows(&'static [Spec]),
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Where it stands, such as `sector.code`.
    pub path: &'static str,
    /// How it is filled in.
    pub entry: Entry,
    /// Whether it must be.
    pub needed: bool,
}

const fn must(path: &'static str, entry: Entry) -> Spec {
    Spec { path, entry, needed: true }
}

const fn may(path: &'static str, entry: Entry) -> Spec {
    Spec { path, entry, needed: false }
}

const SOURCE: [Spec; 5] = [
    must("title", Entry::Line),
    must("publisher", Entry::Line),
    may("url", Entry::Line),
    may("date", Entry::Line),
    may("grade", Entry::Choice(&["original", "reprint_or_unverified"])),
];

const CASE: [Spec; 23] = [
    must("id", Entry::Line),
    must("title", Entry::Line),
    may("region", Entry::Line),
    may("company", Entry::Line),
    may("company_size", Entry::Choice(&["micro", "small", "medium", "large"])),
    must("sector.code", Entry::Line),
    must("sector.name", Entry::Line),
    must("process_step", Entry::Line),
    must("owner_words", Entry::Text),
    must("problem", Entry::Text),
    must("ai_task", Entry::Task),
    must("approach", Entry::Text),
    may("data_used", Entry::Text),
    may("result", Entry::Text),
    may("duration", Entry::Line),
    may("cost.amount_cny", Entry::Number),
    may("cost.note", Entry::Line),
    must("outcome", Entry::Choice(&["success", "partial", "failed", "abandoned", "conventional_solution_chosen"])),
    must("fit", Entry::Choice(&["suitable", "suitable_with_conditions", "not_suitable"])),
    must("timing", Entry::Choice(&["now", "pilot_first", "prepare_first", "not_now"])),
    may("lessons", Entry::Lines),
    must("keywords", Entry::Words),
    must("sources", Entry::Rows(&SOURCE)),
];

const POLICY: [Spec; 17] = [
    must("id", Entry::Line),
    must("title", Entry::Line),
    must("issuer", Entry::Line),
    must("level", Entry::Choice(&["national", "province", "city", "district"])),
    must("region", Entry::Line),
    must(
        "kind",
        Entry::Choice(&["subsidy", "voucher", "tax", "loan", "service", "pilot_programme", "compliance", "standard"]),
    ),
    must("summary", Entry::Text),
    must("who_can_apply", Entry::Text),
    may("amount", Entry::Text),
    may("conditions", Entry::Text),
    may("valid_from", Entry::Line),
    may("valid_to", Entry::Line),
    must("status", Entry::Line),
    may("keywords", Entry::Words),
    must("verification", Entry::Line),
    must("as_of", Entry::Line),
    must("sources", Entry::Rows(&SOURCE)),
];

const TERM_KINDS: [&str; 10] =
    ["defect", "process", "equipment", "material", "measure", "management", "trade", "it", "safety", "data"];

const TERM: [Spec; 6] = [
    must("plain", Entry::Line),
    must("technical", Entry::Line),
    may("synonyms", Entry::Words),
    must("english", Entry::Line),
    must("kind", Entry::Choice(&TERM_KINDS)),
    may("tasks", Entry::Tasks),
];

const GROUP: [Spec; 3] = [must("code", Entry::Line), must("name", Entry::Line), may("signs", Entry::Words)];

const GLOSSARY: [Spec; 6] = [
    must("sector", Entry::Line),
    must("name", Entry::Line),
    may("codes", Entry::Words),
    may("signs", Entry::Words),
    may("groups", Entry::Rows(&GROUP)),
    may("terms", Entry::Rows(&TERM)),
];

/// The fields of a kind; nothing for what is written as the text of its file.
pub fn fields(kind: EntryKind) -> Option<&'static [Spec]> {
    match kind {
        EntryKind::Case => Some(&CASE),
        EntryKind::Policy => Some(&POLICY),
        EntryKind::Glossary => Some(&GLOSSARY),
        EntryKind::Playbook | EntryKind::Rubric | EntryKind::Needs => None,
    }
}

/// Which field names the item: its id.
pub fn naming_field(kind: EntryKind) -> &'static str {
    if kind == EntryKind::Glossary { "sector" } else { "id" }
}

/// What a filled-in form says; `typed` gives what stands in a box, `task` the name of a task as people wrote it. A box that
/// was left empty is left out, a row that was left empty as well.
pub fn body_of(specs: &[Spec], typed: &dyn Fn(&str) -> Option<String>, task: &dyn Fn(&str) -> String) -> Value {
    group(specs, "", typed, task)
}

fn group(specs: &[Spec], prefix: &str, typed: &dyn Fn(&str) -> Option<String>, task: &dyn Fn(&str) -> String) -> Value {
    let mut body = Map::new();
    for spec in specs {
        let name = format!("{prefix}{}", spec.path);
        let text = typed(&name).unwrap_or_default().replace("\r\n", "\n");
        let value = match spec.entry {
            Entry::Rows(specs) => Some(rows(specs, &name, typed, task)),
            Entry::Words => Some(list(words(&text))),
            Entry::Tasks => Some(list(words(&text).map(task))),
            Entry::Lines => Some(list(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned))),
            Entry::Task => Some(Value::String(task(text.trim()))).filter(|_| !text.trim().is_empty()),
            // What is no number stays as it was typed: the check says so beside the field.
            Entry::Number => filled(&text).map(|text| text.parse::<i64>().map_or(Value::String(text), Value::from)),
            Entry::Line | Entry::Text | Entry::Choice(_) if spec.needed => Some(Value::String(text.trim().to_owned())),
            Entry::Line | Entry::Text | Entry::Choice(_) => filled(&text).map(Value::String),
        };
        if let Some(value) = value {
            put(&mut body, spec.path, value);
        }
    }
    Value::Object(body)
}

/// Rows are counted from 0 without a gap; the first number that no box has is the end.
fn rows(specs: &[Spec], name: &str, typed: &dyn Fn(&str) -> Option<String>, task: &dyn Fn(&str) -> String) -> Value {
    let mut found = vec![];
    for place in 0.. {
        let prefix = format!("{name}.{place}.");
        let boxes: Vec<String> = specs.iter().filter_map(|spec| typed(&format!("{prefix}{}", spec.path))).collect();
        if boxes.is_empty() {
            break;
        }
        if boxes.iter().any(|text| !text.trim().is_empty()) {
            found.push(group(specs, &prefix, typed, task));
        }
    }
    Value::Array(found)
}

fn put(body: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            body.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = body.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|word| !word.is_empty())
}

fn list<T: Into<String>>(words: impl Iterator<Item = T>) -> Value {
    Value::Array(words.map(|word| Value::String(word.into())).collect())
}

/// What stands in the box of a field of an entry, as [`body_of`] reads it; `task` names a task as people read it.
pub fn shown(entry: Entry, value: Option<&Value>, task: &dyn Fn(&str) -> String) -> String {
    let texts = |between: &str, named: bool| {
        let values = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        values.map(|text| if named { task(text) } else { text.to_owned() }).collect::<Vec<_>>().join(between)
    };
    match entry {
        Entry::Words => texts("、", false),
        Entry::Tasks => texts("、", true),
        Entry::Lines => texts("\n", false),
        Entry::Rows(_) => String::new(),
        Entry::Task | Entry::Line | Entry::Text | Entry::Choice(_) | Entry::Number => match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_says_what_was_typed_and_shows_it_again() {
        let pairs = [
            ("id", "a"),
            ("sector.code", " C195 "),
            ("sector.name", "制鞋业"),
            ("cost.amount_cny", "12万"),
            ("keywords", "划痕、鞋面，质检"),
            ("lessons", "一\r\n\r\n二"),
            ("ai_task", "外观检测"),
            ("sources.0.title", ""),
            ("sources.1.title", "新闻"),
        ];
        let typed = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned());
        let task = |name: &str| if name == "外观检测" { "visual_inspection".to_owned() } else { name.to_owned() };
        let body = body_of(fields(EntryKind::Case).unwrap(), &typed, &task);
        assert_eq!(body["sector"], json!({"code": "C195", "name": "制鞋业"}));
        assert_eq!(body["cost"], json!({"amount_cny": "12万"}));
        assert_eq!(body["keywords"], json!(["划痕", "鞋面", "质检"]));
        assert_eq!(body["lessons"], json!(["一", "二"]));
        assert_eq!(body["ai_task"], "visual_inspection");
        assert_eq!(body["sources"], json!([{"title": "新闻", "publisher": ""}]));
        assert_eq!(body["title"], "");
        assert!(body.get("region").is_none());
        assert_eq!(shown(Entry::Words, body.get("keywords"), &task), "划痕、鞋面、质检");
        assert_eq!(shown(Entry::Lines, body.get("lessons"), &task), "一\n二");
    }
}
