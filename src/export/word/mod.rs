//! A paper as a Word file: real headings, lists and tables in styles that the reader can change at one place.

mod parts;
mod styles;

use std::io::Cursor;

use docx_rs::{
    BreakType, Docx, Footer, IndentLevel, NumPages, NumberingId, PageMargin, PageNum, Paragraph, Run, Shading, Table,
    TableCell, TableLayoutType, TableRow, WidthType,
};

use super::{Block, ExportError, Paper, columns, text};

/// A4 and its margins in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: u32 = 1134;

/// The paper as the bytes of a `.docx` file; the same paper gives the same bytes.
///
/// # Errors
///
/// Only if packing fails; no paper is refused.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, ExportError> {
    let paper = &text::cleaned(paper);
    let mut docx = styles::dressed(Docx::new(), paper)
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margins())
        .footer(footer(paper))
        .add_paragraph(styled("AiLabel", &paper.label))
        .add_paragraph(styled("Title", &paper.title))
        .add_paragraph(styled("Byline", &text::byline(paper)));
    for block in &paper.blocks {
        docx = add(docx, block);
    }
    let mut built = docx.build();
    built.doc_props.core = parts::core_properties(paper).into_bytes();
    built.doc_props.custom = parts::custom_properties(&paper.meta).into_bytes();
    built.document = parts::with_repeated_heads(built.document);
    built.styles = parts::with_language(built.styles, paper);
    let mut bytes = Cursor::new(Vec::new());
    built.pack(&mut bytes).map_err(|error| ExportError::Word(error.to_string()))?;
    Ok(bytes.into_inner())
}

fn margins() -> PageMargin {
    let margin = i32::try_from(MARGIN).unwrap_or_default();
    PageMargin::new().top(margin).bottom(margin + 200).left(margin).right(margin).header(567).footer(567)
}

fn add(docx: Docx, block: &Block) -> Docx {
    match block {
        Block::Heading { level, text } => {
            let style = format!("Heading{}", (*level).clamp(1, 3));
            docx.add_paragraph(styled(&style, text).keep_next(true).keep_lines(true))
        }
        Block::Paragraph(text) => docx.add_paragraph(styled("BodyText", text)),
        Block::Note(text) => docx.add_paragraph(styled("Note", text)),
        Block::Bullets(items) => items.iter().fold(docx, |docx, item| {
            let item = styled("ListBullet", item);
            docx.add_paragraph(item.numbering(NumberingId::new(styles::BULLETS), IndentLevel::new(0)))
        }),
        Block::Table { head, rows } => add_table(docx, head, rows),
    }
}

/// One paragraph in a style; a line feed becomes a line break.
fn styled(style: &str, text: &str) -> Paragraph {
    let run = text.split('\n').enumerate().fold(Run::new(), |run, (number, line)| {
        let run = if number > 0 { run.add_break(BreakType::TextWrapping) } else { run };
        run.add_text(line)
    });
    Paragraph::new().style(style).add_run(run)
}

fn add_table(docx: Docx, head: &[String], rows: &[Vec<String>]) -> Docx {
    let width = PAGE.0 - 2 * MARGIN;
    let widths: Vec<usize> = columns::widths(head, rows, 5300)
        .into_iter()
        .map(|part| usize::try_from(part * width / 5300).unwrap_or_default())
        .collect();
    if widths.is_empty() {
        return docx;
    }
    let mut all = Vec::new();
    if !head.is_empty() {
        all.push(row(head, &widths, true, true));
    }
    // A small table stays on one page.
    let kept = if rows.len() <= 6 { rows.len().saturating_sub(1) } else { 0 };
    all.extend(rows.iter().enumerate().map(|(number, cells)| row(cells, &widths, false, number < kept)));
    let total = widths.iter().sum();
    let table = Table::new(all)
        .style(styles::TABLE)
        .layout(TableLayoutType::Fixed)
        .width(total, WidthType::Dxa)
        .margins(styles::cell_margins())
        .set_borders(styles::table_borders())
        .set_grid(widths);
    // Without a paragraph between them, Word would join two tables into one.
    docx.add_table(table).add_paragraph(Paragraph::new().style("AfterTable"))
}

fn row(cells: &[String], widths: &[usize], head: bool, keep: bool) -> TableRow {
    let cells = widths.iter().enumerate().map(|(number, width)| {
        let text = cells.get(number).map_or("", String::as_str);
        let style = if head { "TableHead" } else { "TableText" };
        let cell = TableCell::new().width(*width, WidthType::Dxa).add_paragraph(styled(style, text).keep_next(keep));
        if head { cell.shading(Shading::new().fill(styles::HEAD_FILL)) } else { cell }
    });
    TableRow::new(cells.collect()).cant_split()
}

/// The label and the page's number, at the foot of every page.
fn footer(paper: &Paper) -> Footer {
    let [before, between, after] = text::page_words(paper);
    let pages = Paragraph::new()
        .style("Footer")
        .add_run(Run::new().add_text(before))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(between))
        .add_num_pages(NumPages::new())
        .add_run(Run::new().add_text(after));
    Footer::new().add_paragraph(styled("Footer", &paper.label)).add_paragraph(pages)
}
