//! The styles of a Word file: sizes, colours and fonts, and the list's bullet.

use docx_rs::{
    AbstractNumbering, AlignmentType, BorderType, Docx, Level, LevelJc, LevelText, LineSpacing, LineSpacingType,
    NumberFormat, Numbering, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, RunFonts, Shading,
    SpecialIndentType, Start, Style, StyleType, TableBorder, TableBorderPosition, TableBorders, TableCellMargins,
};

use crate::export::{Paper, text};

/// The list style's number within the file.
pub(super) const BULLETS: usize = 2;
/// The table style's id.
pub(super) const TABLE: &str = "TableGrid";
/// Behind a table's head.
pub(super) const HEAD_FILL: &str = "EEF1F5";
const LINES: &str = "AEB6C1";
const GREY: &str = "6B7280";
const INK: &str = "1F2937";

/// The document with all styles and the list.
pub(super) fn dressed(docx: Docx, paper: &Paper) -> Docx {
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"))
        .indent(Some(420), Some(SpecialIndentType::Hanging(280)), None, None);
    let list = AbstractNumbering::new(BULLETS).add_level(bullet);
    let docx = docx
        .default_fonts(fonts())
        .default_size(21)
        .add_abstract_numbering(list)
        .add_numbering(Numbering::new(BULLETS, BULLETS));
    all(paper).into_iter().fold(docx, Docx::add_style)
}

fn fonts() -> RunFonts {
    RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial").east_asia("微软雅黑")
}

fn all(paper: &Paper) -> Vec<Style> {
    // Latin text set flush to both sides without hyphenation tears holes into short lines.
    let sides = if text::is_chinese(paper) { AlignmentType::Both } else { AlignmentType::Left };
    vec![
        paragraph("Title", "Title", 40, 120, 60).bold().color(INK),
        paragraph("Byline", "Byline", 18, 0, 240).color(GREY),
        heading(1, 30, 360, 120),
        heading(2, 26, 280, 100),
        heading(3, 23, 220, 80),
        paragraph("BodyText", "Body Text", 21, 0, 120).line_spacing(lines(0, 120, 360)).align(sides),
        paragraph("ListBullet", "List Bullet", 21, 0, 60).line_spacing(lines(0, 60, 340)),
        paragraph("Note", "Note", 17, 60, 120).color(GREY),
        paragraph("TableHead", "Table Head", 18, 20, 20).bold(),
        paragraph("TableText", "Table Text", 18, 20, 20),
        paragraph("AfterTable", "After Table", 8, 0, 60),
        paragraph("Footer", "footer", 15, 0, 0).color(GREY).align(AlignmentType::Center),
        label(),
        Style::new(TABLE, StyleType::Table).name("Table Grid").set_borders(table_borders()).margins(cell_margins()),
    ]
}

fn paragraph(id: &str, name: &str, half_points: usize, before: u32, after: u32) -> Style {
    Style::new(id, StyleType::Paragraph)
        .name(name)
        .based_on("Normal")
        .size(half_points)
        .line_spacing(lines(before, after, 276))
}

fn lines(before: u32, after: u32, line: i32) -> LineSpacing {
    LineSpacing::new().before(before).after(after).line(line).line_rule(LineSpacingType::Auto)
}

fn heading(level: usize, half_points: usize, before: u32, after: u32) -> Style {
    // Word knows its own headings by these names; the outline level is what its navigation pane shows.
    paragraph(&format!("Heading{level}"), &format!("heading {level}"), half_points, before, after)
        .next("BodyText")
        .bold()
        .color(INK)
        .outline_lvl(level.saturating_sub(1))
}

/// The sentence at the top that says that AI made this: in a box, so that nobody misses it.
fn label() -> Style {
    let style = paragraph("AiLabel", "AI Label", 19, 0, 240).color(INK);
    let sides = [
        ParagraphBorderPosition::Left,
        ParagraphBorderPosition::Right,
        ParagraphBorderPosition::Top,
        ParagraphBorderPosition::Bottom,
    ];
    let border = |side| ParagraphBorder::new(side).val(BorderType::Single).size(6).space(6).color(LINES);
    let box_ = sides.into_iter().map(border).fold(ParagraphBorders::with_empty(), ParagraphBorders::set);
    let property = style.paragraph_property.clone();
    let property = property.set_borders(box_).shading(Shading::new().fill("F7F4E8"));
    // The box's own space would stick out into the margins.
    let property = property.indent(Some(140), None, Some(140), None);
    Style { paragraph_property: property, ..style }
}

/// Thin lines around every cell.
pub(super) fn table_borders() -> TableBorders {
    let sides = [
        TableBorderPosition::Left,
        TableBorderPosition::Right,
        TableBorderPosition::Top,
        TableBorderPosition::Bottom,
        TableBorderPosition::InsideH,
        TableBorderPosition::InsideV,
    ];
    let border = |side| TableBorder::new(side).size(4).color(LINES);
    sides.into_iter().map(border).fold(TableBorders::with_empty(), TableBorders::set)
}

/// The space between a cell's border and its text.
pub(super) fn cell_margins() -> TableCellMargins {
    TableCellMargins::new().margin(40, 90, 40, 90)
}
