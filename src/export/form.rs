//! Spreadsheets that people fill in: every cell is text, columns say what belongs there and offer what may be chosen.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Note,
    Workbook, Worksheet,
};

use super::{ExportError, text};

/// Rows below the headings that offer choices.
const ROWS: u32 = 5_000;
/// The hidden sheet that the choices stand on.
const CHOICES: &str = "选项";
/// Widths, in digits.
const NARROW: u16 = 14;
const WIDE: u16 = 34;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormColumn {
    /// Its heading.
    pub head: String,
    /// What to write there; shown beside the heading.
    pub note: String,
    /// What may be chosen; anything when empty.
    pub choices: Vec<String>,
    /// Whether every row must fill it.
    pub must: bool,
    /// Whether it holds sentences.
    pub wide: bool,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSheet {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<FormColumn>,
    /// What it holds already.
    pub rows: Vec<Vec<String>>,
}

/// Looks of the cells.
struct Looks {
    must: Format,
    may: Format,
    cell: Format,
}

/// The spreadsheet as the bytes of an `.xlsx` file; the same contents give the same bytes.
///
/// # Errors
/// [`ExportError::Spreadsheet`] when a cell holds more than a spreadsheet can, or there are too many rows.
pub fn form(title: &str, sheets: &[FormSheet]) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let made_on = ExcelDateTime::from_ymd(2026, 1, 1).unwrap_or_default();
    book.set_properties(&DocProperties::new().set_title(text::one_line(title)).set_creation_datetime(&made_on));
    let cell = Format::new().set_align(FormatAlign::Top).set_text_wrap().set_num_format("@");
    let looks = Looks {
        must: cell.clone().set_bold().set_background_color(Color::RGB(0x00FD_E9C8)),
        may: cell.clone().set_bold().set_background_color(Color::RGB(0x00E8_EEF4)),
        cell,
    };
    let mut lists: Vec<&[String]> = vec![];
    for sheet in sheets {
        fill(book.add_worksheet().set_name(&sheet.name)?, sheet, &looks, &mut lists)?;
    }
    if !lists.is_empty() {
        let sheet = book.add_worksheet().set_name(CHOICES)?;
        for (column, list) in (0..).zip(&lists) {
            for (row, choice) in (0..).zip(*list) {
                sheet.write_string(row, column, choice)?;
            }
        }
        sheet.set_hidden(true);
    }
    Ok(book.save_to_buffer()?)
}

fn fill<'a>(
    page: &mut Worksheet,
    sheet: &'a FormSheet,
    looks: &Looks,
    lists: &mut Vec<&'a [String]>,
) -> Result<(), ExportError> {
    for (place, column) in (0_u16..).zip(&sheet.columns) {
        page.set_column_width(place, if column.wide { WIDE } else { NARROW })?;
        // Text, so that a spreadsheet does not make 2026-03 into a day, or a code into a number.
        page.set_column_format(place, &looks.cell)?;
        let look = if column.must { &looks.must } else { &looks.may };
        page.write_string_with_format(0, place, &column.head, look)?;
        if !column.note.is_empty() {
            page.insert_note(0, place, &Note::new(&column.note).add_author_prefix(false))?;
        }
        if !column.choices.is_empty() {
            let list = lists.iter().position(|list| *list == column.choices.as_slice()).unwrap_or_else(|| {
                lists.push(&column.choices);
                lists.len() - 1
            });
            let letters = letters(list);
            let range = format!("={CHOICES}!${letters}$1:${letters}${}", column.choices.len());
            let choose = DataValidation::new()
                .allow_list_formula(Formula::new(range))
                .ignore_blank(true)
                .set_error_style(DataValidationErrorStyle::Warning);
            page.add_data_validation(1, place, ROWS, place, &choose)?;
        }
    }
    for (row, cells) in (1_u32..).zip(&sheet.rows) {
        for (place, words) in (0_u16..).zip(cells) {
            if !words.is_empty() {
                page.write_string_with_format(row, place, words, &looks.cell)?;
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The letters over a column.
fn letters(column: usize) -> String {
    rust_xlsxwriter::utility::column_number_to_name(u16::try_from(column).unwrap_or(0))
}
