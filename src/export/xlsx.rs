//! Figures as a spreadsheet: typed cells under a head that stays in sight and can be filtered.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

use super::{ExportError, text};

/// What Excel allows in the name of a sheet.
const LONGEST_NAME: usize = 31;
const FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// What Excel allows in a cell.
const LONGEST_TEXT: usize = 32_767;
/// Whole numbers up to here are exact in a spreadsheet, which shows 15 digits.
const EXACT: i64 = 999_999_999_999_999;
/// Widths of columns, in digits.
const NARROWEST: u16 = 6;
const WIDEST: u16 = 60;

/// A spreadsheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// For the document's properties.
    pub title: String,
    /// Who made it, for the document's properties.
    pub author: String,
    /// When, for the document's properties.
    pub made_on: NaiveDate,
    /// Its sheets; without any it gets an empty one.
    pub sheets: Vec<Sheet>,
}

/// One sheet; its columns are as wide as what they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// On its tab. What Excel forbids there is replaced, what is too long is cut, and a second of the same name is numbered.
    pub name: String,
    /// The first row: bold, always in sight, with filters.
    pub head: Vec<String>,
    /// The rows below.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one place of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words; never taken as a formula or an address, whatever they begin with.
    Text(String),
    /// A number with up to two decimals shown; one that is none stays empty.
    Number(f64),
    /// A count.
    Whole(i64),
    /// A day.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

/// How the cells look.
struct Formats {
    head: Format,
    text: Format,
    number: Format,
    whole: Format,
    day: Format,
}

/// The spreadsheet as the bytes of an `.xlsx` file; the same figures give the same bytes.
///
/// # Errors
/// [`ExportError::Spreadsheet`] when there are more rows or columns than a sheet may have.
pub fn xlsx(workbook: &Workbook) -> Result<Vec<u8>, ExportError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let made_on = moment(workbook.made_on).unwrap_or_default();
    book.set_properties(
        &DocProperties::new()
            .set_title(text::one_line(&workbook.title))
            .set_author(text::one_line(&workbook.author))
            .set_creation_datetime(&made_on),
    );
    let formats = Formats::new();
    let mut taken = BTreeSet::new();
    for sheet in &workbook.sheets {
        let name = free_name(&sheet.name, &mut taken);
        fill(book.add_worksheet().set_name(name)?, sheet, &formats)?;
    }
    if workbook.sheets.is_empty() {
        book.add_worksheet();
    }
    Ok(book.save_to_buffer()?)
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            head: cell().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin),
            text: cell().set_text_wrap(),
            number: cell().set_num_format("#,##0.00"),
            whole: cell().set_num_format("#,##0"),
            day: cell().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn fill(sheet: &mut Worksheet, content: &Sheet, formats: &Formats) -> Result<(), ExportError> {
    for (column, words) in (0..).zip(&content.head) {
        sheet.write_string_with_format(0, column, shortened(words), &formats.head)?;
    }
    for (row, cells) in (1..).zip(&content.rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell, formats)?;
        }
    }
    let columns = content.rows.iter().map(Vec::len).chain([content.head.len()]).max().unwrap_or(0);
    for (column, place) in (0..).zip(0..columns) {
        sheet.set_column_width(column, width(content, place))?;
    }
    if let Some(last) = content.head.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
        let rows = u32::try_from(content.rows.len()).unwrap_or(u32::MAX);
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, rows, last)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), ExportError> {
    let as_text = |sheet: &mut Worksheet, words: String| {
        sheet.write_string_with_format(row, column, words, &formats.text).map(|_| ())
    };
    match cell {
        Cell::Text(words) => as_text(sheet, shortened(words))?,
        Cell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, &formats.number)?;
        }
        Cell::Whole(count) => match exact(*count) {
            Some(number) => {
                sheet.write_number_with_format(row, column, number, &formats.whole)?;
            }
            None => as_text(sheet, count.to_string())?,
        },
        Cell::Day(day) => match moment(*day) {
            Some(moment) => {
                sheet.write_datetime_with_format(row, column, &moment, &formats.day)?;
            }
            // A spreadsheet knows no day before 1900.
            None => as_text(sheet, day.to_string())?,
        },
        Cell::Number(_) | Cell::Empty => {}
    }
    Ok(())
}

fn moment(day: NaiveDate) -> Option<ExcelDateTime> {
    let (year, month, day) = (day.year(), day.month(), day.day());
    ExcelDateTime::from_ymd(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The count as the number that a cell holds, if that is the very same.
fn exact(count: i64) -> Option<f64> {
    let small = u64::try_from(EXACT).is_ok_and(|most| count.unsigned_abs() <= most);
    small.then(|| count.to_string().parse().ok()).flatten()
}

fn shortened(words: &str) -> String {
    let words = text::clean(words);
    let mut length = 0;
    // Excel counts as UTF-16 does.
    let fits = |sign: &char| {
        length += sign.len_utf16();
        length <= LONGEST_TEXT
    };
    words.chars().take_while(fits).collect()
}

/// The name as Excel takes it, and no other sheet's.
fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String =
        text::one_line(wanted).chars().map(|sign| if FORBIDDEN.contains(&sign) { '_' } else { sign }).collect();
    let plain = plain.trim_matches([' ', '\'']);
    // "History" is a name that Excel keeps for itself.
    let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "_" } else { plain };
    let names = (1..).map(|number: u32| {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        format!("{}{ending}", cut(plain, LONGEST_NAME - ending.len()))
    });
    let mut free = names.skip_while(|name| taken.contains(&name.to_lowercase()));
    let name = free.next().unwrap_or_default();
    taken.insert(name.to_lowercase());
    name
}

fn cut(name: &str, length: usize) -> &str {
    let mut units = 0;
    let end = name.char_indices().find(|(_, sign)| {
        units += sign.len_utf16();
        units > length
    });
    end.map_or(name, |(end, _)| &name[..end]).trim_end_matches([' ', '\''])
}

/// As wide as the widest line in the column, within reason.
fn width(sheet: &Sheet, column: usize) -> u16 {
    // The arrow of the filter stands beside the words of the head.
    let head = sheet.head.get(column).map_or(0, |words| digits(words) + 3);
    let cells = sheet.rows.iter().filter_map(|row| row.get(column)).map(|cell| match cell {
        Cell::Text(words) => digits(words),
        Cell::Number(number) if number.is_finite() => digits(&format!("{number:.2}")) + 2,
        Cell::Whole(count) => digits(&count.to_string()) + 3,
        Cell::Day(_) => 10,
        Cell::Number(_) | Cell::Empty => 0,
    });
    (cells.chain([head]).max().unwrap_or(0) + 2).clamp(NARROWEST, WIDEST)
}

/// How many digits are as wide as the longest line.
fn digits(words: &str) -> u16 {
    let line = |line: &str| line.chars().take(100).map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
    words.split('\n').map(line).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// Every part of the archive by its name.
    fn parts(bytes: &[u8]) -> Vec<(String, String)> {
        let number = |at: usize, count: usize| {
            bytes[at..at + count].iter().rev().fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte))
        };
        let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
        let mut at = number(end + 16, 4);
        let mut parts = vec![];
        for _ in 0..number(end + 10, 2) {
            let (size, name, extra) = (number(at + 20, 4), number(at + 28, 2), number(at + 30, 2));
            let (method, local) = (number(at + 10, 2), number(at + 42, 4));
            let title = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let packed = &bytes[start..start + size];
            let mut text = String::new();
            if method == 8 {
                flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).unwrap();
            } else {
                text = String::from_utf8(packed.to_vec()).unwrap();
            }
            parts.push((title, text));
            at += 46 + name + extra + number(at + 32, 2);
        }
        parts
    }

    fn book(sheets: Vec<Sheet>) -> Workbook {
        let made_on = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        Workbook { title: "工作台 & 数据".to_owned(), author: "译官".to_owned(), made_on, sheets }
    }

    fn sheet(name: &str, rows: Vec<Vec<Cell>>) -> Sheet {
        let head = ["案件", "用时（小时）", "签发日", "条数"].map(str::to_owned).to_vec();
        Sheet { name: name.to_owned(), head, rows }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        parts(bytes).into_iter().find(|(title, _)| title == name).unwrap().1
    }

    #[test]
    fn cells_have_their_types_and_words_are_never_formulas() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let words = ["=1+1", "+1", "@SUM(A1)", "-2", "https://a.example", "<b>&\u{0}"];
        let mut rows: Vec<Vec<Cell>> = words.map(|word| vec![Cell::Text(word.to_owned())]).to_vec();
        rows.push(vec![Cell::Empty, Cell::Number(1.5), Cell::Day(day), Cell::Whole(1200)]);
        rows.push(vec![Cell::Empty, Cell::Number(f64::NAN), Cell::Day(NaiveDate::MIN), Cell::Whole(i64::MAX)]);
        let bytes = xlsx(&book(vec![sheet("用时", rows)])).unwrap();
        let cells = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!cells.contains("<f>") && !cells.contains("hyperlink"), "{cells}");
        assert_eq!(cells.matches("t=\"s\"").count(), 4 + words.len() + 2);
        assert!(cells.contains("<v>1.5</v>") && cells.contains("<v>46053</v>") && cells.contains("<v>1200</v>"));
        assert!(cells.contains("state=\"frozen\"") && cells.contains("<autoFilter ref=\"A1:D9\"/>"), "{cells}");
        let texts = part(&bytes, "xl/sharedStrings.xml");
        assert!(texts.contains("<t>=1+1</t>") && texts.contains("&lt;b&gt;&amp;</t>"), "{texts}");
        assert!(texts.contains("9223372036854775807"));
        let properties = part(&bytes, "docProps/core.xml");
        assert!(properties.contains("工作台 &amp; 数据") && properties.contains("2026-01-31T"), "{properties}");
    }

    #[test]
    fn names_of_sheets_are_such_as_excel_takes() {
        let names = ["a/b:c", "", "", "'引号'", "History", &"很长的表名".repeat(10), &"很长的表名".repeat(10), "A_B_C"];
        let sheets = names.iter().map(|name| sheet(name, vec![])).collect();
        let bytes = xlsx(&book(sheets)).unwrap();
        let found = part(&bytes, "xl/workbook.xml");
        for name in ["a_b_c", "_", "_ 2", "引号", "_ 3", "A_B_C 2"] {
            assert!(found.contains(&format!("name=\"{name}\"")), "{name} is not in {found}");
        }
        assert_eq!(parts(&bytes).iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).count(), 8);
    }

    #[test]
    fn the_same_figures_give_the_same_bytes_and_odd_ones_give_a_file() {
        let long = Cell::Text("长\u{1F600}".repeat(20_000));
        let odd = book(vec![
            Sheet { name: "空".to_owned(), head: vec![], rows: vec![] },
            Sheet { name: "无表头".to_owned(), head: vec![], rows: vec![vec![long, Cell::Number(f64::INFINITY)]] },
        ]);
        assert_eq!(xlsx(&odd).unwrap(), xlsx(&odd).unwrap());
        assert!(xlsx(&book(vec![])).is_ok());
    }

    #[test]
    fn columns_are_as_wide_as_what_they_hold() {
        let sheet = sheet("宽", vec![vec![Cell::Text("鞋面划痕检测系统".to_owned()), Cell::Number(1.0)]]);
        assert_eq!((width(&sheet, 0), width(&sheet, 1), width(&sheet, 9)), (18, 17, 6));
    }
}
