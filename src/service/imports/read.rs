//! Reads a file row by row into entries, or into what is wrong with them; runs beside the service, for files are long.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::Value;

use crate::domain::curation::ItemKey;
use crate::domain::imports::{CellFault, Like, Plan, SheetPlan};
use crate::domain::tabular::{Column, Fault, Row, Sketch, TableKind, What, columns, entry_of, percent, telling};
use crate::domain::{EntryKind, StoredEntry};
use crate::intake::{FileKind, IntakeError, Record, letters, read_lines, read_packed, read_spreadsheet, read_table};
use crate::service::knowledge::{Problem, checked_body, entry_from_toml};

use super::sniff::SOURCES;

/// The longest name of a row that has none of its own, in characters.
const TITLE: usize = 40;

/// A row as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parsed {
    pub(super) number: u32,
    pub(super) place: String,
    pub(super) key: Option<ItemKey>,
    pub(super) title: String,
    /// A trade of one word when it is a row of words.
    pub(super) word: bool,
    pub(super) body: Result<Value, Vec<CellFault>>,
    /// An earlier row that says nearly the same.
    pub(super) like: Option<Like>,
}

/// What is remembered of the rows that were read.
#[derive(Default)]
struct Memory {
    number: u32,
    places: HashMap<(EntryKind, String), String>,
    sketches: HashMap<EntryKind, Sketch>,
}

/// Gives every row of a file in order, until it is told to stop.
pub(super) fn read_rows(
    (path, name, form): (&Path, &str, FileKind),
    plan: &Plan,
    give: &mut dyn FnMut(Parsed) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    let mut memory = Memory::default();
    match form {
        FileKind::Spreadsheet | FileKind::Table => {
            let many = plan.sheets.len() > 1;
            for sheet in &plan.sheets {
                let columns = columns(sheet.kind, SOURCES);
                let mut stopped = false;
                let mut take = |record: Record| {
                    if record.number <= sheet.head {
                        return ControlFlow::Continue(());
                    }
                    let parsed = memory.row(sheet, &columns, &record, many);
                    let next = give(parsed);
                    stopped = next.is_break();
                    next
                };
                match form {
                    FileKind::Spreadsheet => read_spreadsheet(path, &sheet.name, &mut take)?,
                    _ => read_table(path, &mut take)?,
                }
                if stopped {
                    break;
                }
            }
            Ok(())
        }
        FileKind::Lines => read_lines(path, &mut |(number, line)| give(memory.line(number, &line))),
        FileKind::Packed => read_packed(path, &mut |(name, text)| match located(&name) {
            Some((kind, id)) => give(memory.file(&name, kind, &id, &text)),
            // README and the like.
            None => ControlFlow::Continue(()),
        }),
        FileKind::Entry => {
            let text = fs_err::read_to_string(path)?;
            let id = name.rsplit_once('.').map_or(name, |(id, _)| id);
            let kind = kind_of_toml(&text);
            let _ = match kind {
                Some(kind) => give(memory.file(name, kind, id, &text)),
                None => give(memory.lost(name, "kind")),
            };
            Ok(())
        }
    }
}

/// The folder and the name of a file of `knowledge/`, wherever that lies in the archive.
fn located(path: &str) -> Option<(EntryKind, String)> {
    let mut parts = path.rsplit('/');
    let id = parts.next()?.strip_suffix(".toml")?;
    let kind = EntryKind::of_folder(parts.next()?)?;
    Some((kind, id.to_owned()))
}

/// What a single file is, by a key that only its kind has.
fn kind_of_toml(text: &str) -> Option<EntryKind> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let kinds = [
        ("owner_words", EntryKind::Case),
        ("issuer", EntryKind::Policy),
        ("terms", EntryKind::Glossary),
        ("facts", EntryKind::Playbook),
        ("criteria", EntryKind::Rubric),
        ("needs", EntryKind::Needs),
    ];
    kinds.into_iter().find(|(key, _)| table.contains_key(*key)).map(|(_, kind)| kind)
}

impl Memory {
    fn row(&mut self, sheet: &SheetPlan, columns: &[Column], record: &Record, many: bool) -> Parsed {
        self.number += 1;
        let prefix = if many { format!("{}!", sheet.name) } else { String::new() };
        let mut row: Row = sheet.common.clone();
        for (key, text) in sheet.keys.iter().zip(&record.cells) {
            if let Some(key) = key
                && !(text.trim().is_empty() && row.contains_key(key))
            {
                row.insert(key.clone(), text.clone());
            }
        }
        let cell = |key: &str| match sheet.keys.iter().position(|known| known.as_deref() == Some(key)) {
            Some(column) => format!("{prefix}{}{}", letters(column), record.number),
            None => format!("{prefix}{}", record.number),
        };
        let head = |key: &str| {
            columns.iter().find(|column| column.key == key).map_or_else(|| key.to_owned(), |column| column.head.clone())
        };
        let wrong = |fault: Fault| CellFault { cell: cell(&fault.key), head: head(&fault.key), what: fault.what };
        let word = sheet.kind == TableKind::Term;
        let said = |key: &str| row.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
        let title = match said(if word { "plain" } else { "title" }) {
            none if word && none.is_empty() => match said("name") {
                none if none.is_empty() => narrower(&said("groups")),
                name => name,
            },
            title => title,
        };
        let place = format!("{prefix}{}", record.number);
        let mut parsed = Parsed { number: self.number, place, key: None, title, word, body: Err(vec![]), like: None };
        match entry_of(sheet.kind, columns, &row) {
            Err(faults) => {
                let id = if word { said("sector") } else { said("id") };
                parsed.key = Some(id).filter(|id| !id.is_empty()).map(|id| ItemKey::new(sheet.kind.entry(), id));
                parsed.body = Err(faults.into_iter().map(wrong).collect());
            }
            Ok(entry) => {
                let id = entry.get(if word { "sector" } else { "id" }).and_then(Value::as_str).unwrap_or_default();
                parsed.key = Some(ItemKey::new(sheet.kind.entry(), id));
                let id = id.to_owned();
                parsed.body = if word {
                    Ok(entry)
                } else {
                    checked_body(sheet.kind.entry(), &id, entry)
                        .map_err(|problems| problems.iter().map(|one| wrong(of_problem(one))).collect())
                };
                let key = if word { format!("{id}/{}", parsed.title) } else { id };
                let named = if word { "plain" } else { "id" };
                self.once(&mut parsed, key, &|what| wrong(Fault { key: named.to_owned(), what }));
            }
        }
        parsed
    }

    fn line(&mut self, number: u32, line: &str) -> Parsed {
        let place = number.to_string();
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            return self.lost(&place, "JSON");
        };
        let kind = value.get("kind").and_then(Value::as_str).and_then(EntryKind::of_folder);
        let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
        let (Some(kind), Some(id), Some(entry)) = (kind, id, value.get("entry")) else {
            return self.lost(&place, "kind, id, entry");
        };
        let checked = checked_body(kind, &id, entry.clone());
        self.whole(&place, kind, &id, checked)
    }

    fn file(&mut self, name: &str, kind: EntryKind, id: &str, text: &str) -> Parsed {
        let checked = entry_from_toml(kind, id, text).map(|StoredEntry { body, .. }| body);
        self.whole(name, kind, id, checked)
    }

    fn whole(&mut self, place: &str, kind: EntryKind, id: &str, checked: Result<Value, Vec<Problem>>) -> Parsed {
        self.number += 1;
        let wrong = |problem: &Problem| CellFault {
            cell: place.to_owned(),
            head: if problem.entry.is_empty() {
                problem.field.clone()
            } else {
                format!("{}·{}", problem.entry, problem.field)
            },
            what: What::Other(problem.reason.clone()),
        };
        let body = checked.map_err(|problems| problems.iter().map(wrong).collect::<Vec<_>>());
        let title = body.as_ref().ok().and_then(|body| body.get("title").or_else(|| body.get("name")));
        let title = title.and_then(Value::as_str).unwrap_or(id).to_owned();
        let key = Some(ItemKey::new(kind, id));
        let mut parsed =
            Parsed { number: self.number, place: place.to_owned(), key, title, word: false, body, like: None };
        if parsed.body.is_ok() {
            let head = "id".to_owned();
            self.once(&mut parsed, id.to_owned(), &|what| CellFault {
                cell: place.to_owned(),
                head: head.clone(),
                what,
            });
        }
        parsed
    }

    /// What cannot even be told to be an entry.
    fn lost(&mut self, place: &str, head: &str) -> Parsed {
        self.number += 1;
        let fault = CellFault { cell: place.to_owned(), head: head.to_owned(), what: What::Missing };
        let place = place.to_owned();
        Parsed {
            number: self.number,
            title: place.clone(),
            place,
            key: None,
            word: false,
            body: Err(vec![fault]),
            like: None,
        }
    }

    /// An item stands in a file once; rows that say nearly the same are told of each other.
    fn once(&mut self, parsed: &mut Parsed, name: String, wrong: &dyn Fn(What) -> CellFault) {
        let (Some(key), Ok(body)) = (&parsed.key, &parsed.body) else { return };
        let place = (key.kind, name);
        if let Some(earlier) = self.places.get(&place) {
            parsed.body = Err(vec![wrong(What::Twice(earlier.clone()))]);
            return;
        }
        let kind = match key.kind {
            EntryKind::Case => Some(TableKind::Case),
            EntryKind::Policy => Some(TableKind::Policy),
            _ => None,
        };
        if let Some(kind) = kind {
            let sketch = self.sketches.entry(key.kind).or_default();
            let met = sketch.meet(parsed.number, &telling(kind, body));
            parsed.like = met.map(|(row, alike)| Like { item: None, row: Some(row), percent: percent(alike) });
        }
        self.places.insert(place, parsed.place.clone());
    }
}

/// What a row of a narrower trade is called: its code and name, without its signs.
fn narrower(groups: &str) -> String {
    groups.split(['：', ':']).next().unwrap_or_default().chars().take(TITLE).collect()
}

/// A problem of the knowledge's own check, by the key of its column.
fn of_problem(problem: &Problem) -> Fault {
    let key = if problem.field.starts_with("sources.") {
        problem.field.replacen("sources.", "sources.0.", 1)
    } else {
        problem.field.clone()
    };
    Fault { key, what: What::Other(problem.reason.clone()) }
}
