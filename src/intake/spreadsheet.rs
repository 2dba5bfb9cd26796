//! Spreadsheets, read a row at a time.

use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError, open_workbook};
use fs_err::File;

use super::{IntakeError, Record, Taking};

/// Columns that are read of a row; what stands further to the right is no table of ours.
const WIDEST: u32 = 200;

type Book = Xlsx<BufReader<std::fs::File>>;

fn open(path: &Path) -> Result<Book, IntakeError> {
    // The error of `fs_err` names the path; the workbook wants a plain file.
    drop(File::open(path)?);
    open_workbook(path).map_err(|error| damaged(&error))
}

fn damaged(error: &XlsxError) -> IntakeError {
    IntakeError::Damaged(error.to_string())
}

/// The names of the sheets in their order.
///
/// # Errors
/// When the file is no spreadsheet.
pub fn sheet_names(path: &Path) -> Result<Vec<String>, IntakeError> {
    Ok(open(path)?.sheet_names().clone())
}

/// Gives the rows of a sheet that hold anything.
///
/// # Errors
/// When the file is no spreadsheet or has no such sheet.
pub fn read_spreadsheet(path: &Path, sheet: &str, taking: Taking<'_, Record>) -> Result<(), IntakeError> {
    let mut book = open(path)?;
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
    let mut record = Record { number: 0, cells: vec![] };
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        if column >= WIDEST {
            continue;
        }
        if record.number != row + 1 {
            if give(&mut record, taking).is_break() {
                return Ok(());
            }
            record.number = row + 1;
        }
        let place = usize::try_from(column).unwrap_or(0);
        while record.cells.len() <= place {
            record.cells.push(String::new());
        }
        record.cells[place] = shown(cell.get_value());
    }
    let _ = give(&mut record, taking);
    Ok(())
}

fn give(record: &mut Record, taking: Taking<'_, Record>) -> ControlFlow<()> {
    let cells = std::mem::take(&mut record.cells);
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return ControlFlow::Continue(());
    }
    taking(Record { number: record.number, cells })
}

/// A cell as its reader sees it: dates as days, whole numbers without a point.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => lines(text),
        DataRef::SharedString(text) => lines(text),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        // Nine quadrillion is where whole numbers stop being exact.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::DurationIso(text) => text.clone(),
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
