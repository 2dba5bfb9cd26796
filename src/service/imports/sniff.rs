//! Looks into a file with headings: where they stand, what they mean.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::ImportError;
use crate::domain::imports::SheetPlan;
use crate::domain::tabular::{Column, TableKind, columns, guess, key_of_head};
use crate::intake::{FileKind, Record, read_spreadsheet, read_table, sheet_names};

/// Room for so many sources in a file of somebody's own.
pub(super) const SOURCES: usize = 9;
/// Rows among which the headings are looked for, and cells that are looked at below them.
const FIRST: usize = 12;
/// Sheets of our own templates that hold no rows.
pub(in crate::service) const ASIDE: [&str; 3] = ["填写说明", "例子", "选项"];

/// The sheets that hold rows, and what their columns seem to mean.
pub(super) fn sniffed(path: &Path, form: FileKind, kind: TableKind) -> Result<Vec<SheetPlan>, ImportError> {
    let names = match form {
        FileKind::Spreadsheet => sheet_names(path)?,
        _ => vec![String::new()],
    };
    let known = |name: &str| TableKind::ALL.into_iter().find(|kind| kind.sheet() == name);
    // In a workbook of ours other sheets are remarks.
    let ours = names.iter().any(|name| known(name).is_some());
    let mut plans = vec![];
    for name in names {
        if ASIDE.contains(&name.as_str()) || (ours && known(&name).is_none()) {
            continue;
        }
        let mut first: Vec<Record> = vec![];
        let mut take = |record| {
            first.push(record);
            if first.len() < FIRST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        match form {
            FileKind::Spreadsheet => read_spreadsheet(path, &name, &mut take)?,
            _ => read_table(path, &mut take)?,
        }
        plans.extend(plan(name.clone(), known(&name).unwrap_or(kind), &first));
    }
    if plans.is_empty() { Err(ImportError::NoHeads) } else { Ok(plans) }
}

fn plan(name: String, kind: TableKind, first: &[Record]) -> Option<SheetPlan> {
    let columns = columns(kind, SOURCES);
    let known = |record: &Record| record.cells.iter().filter(|cell| key_of_head(&columns, cell).is_some()).count();
    let filled = |record: &Record| record.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    // Above the headings there may be a title; the row that has most names is the one, else the first with two cells.
    let best = first.iter().enumerate().max_by_key(|(place, record)| (known(record), usize::MAX - place));
    let place = match best {
        Some((place, record)) if known(record) > 0 => place,
        _ => first.iter().position(|record| filled(record) > 1)?,
    };
    // A sheet of ours that was left empty says nothing.
    if place + 1 >= first.len() {
        return None;
    }
    let head = &first[place];
    let below: Vec<Vec<String>> = first[place + 1..].iter().map(|record| record.cells.clone()).collect();
    let keys = guess(&columns, &head.cells, &below);
    let sample = |column: usize| {
        let cells = below.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).take(2).collect();
        cells.join(" / ").chars().take(60).collect()
    };
    Some(SheetPlan {
        name,
        kind,
        head: head.number,
        heads: head.cells.clone(),
        samples: (0..head.cells.len()).map(sample).collect(),
        keys,
        common: BTreeMap::new(),
    })
}

/// Whether every heading is one of ours: then nobody needs to be asked.
pub(super) fn plain(sheet: &SheetPlan) -> bool {
    let columns = columns(sheet.kind, SOURCES);
    let ours = |head: &str| columns.iter().any(|column| column.head == head.trim());
    sheet.heads.iter().all(|head| head.trim().is_empty() || ours(head))
}

/// The columns that every row must fill and that are not in the file: they are asked for once, for all rows.
pub(super) fn asked(sheet: &SheetPlan) -> Vec<Column> {
    let has = |key: &str| sheet.keys.iter().flatten().any(|known| known == key);
    columns(sheet.kind, 1).into_iter().filter(|column| column.must && !has(&column.key)).collect()
}

/// Whether nothing is lacking any more and no column is named twice.
pub(super) fn complete(sheet: &SheetPlan) -> bool {
    let keys: Vec<&String> = sheet.keys.iter().flatten().collect();
    let twice = keys.iter().enumerate().any(|(place, key)| keys[..place].contains(key));
    let said = |key: &str| sheet.common.get(key).is_some_and(|text| !text.trim().is_empty());
    asked(sheet).iter().all(|column| said(&column.key)) && !twice
}

/// Names a set of headings, so that what they mean is remembered.
pub(super) fn mark(sheet: &SheetPlan) -> String {
    let mut hash = Sha256::new();
    hash.update(sheet.kind.name());
    for head in &sheet.heads {
        hash.update([0]);
        hash.update(head.trim());
    }
    hex::encode(hash.finalize())
}
