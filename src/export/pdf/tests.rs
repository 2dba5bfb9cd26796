//! Tests how text is broken into lines and pieces into pages.

use super::font::Face;
use super::layout::{self, HEIGHT, Mark, Piece};
use super::lines::{self, Line};
use super::pages::{self, Placed};
use crate::export::{Aigc, Block, Paper};

const TEXT: &str = "他说：“样机（型号HTF-250J/TJ）须在-5 ℃～45 ℃下运行；漏检率≤0.1 ‰，误检率≤2 %！”对吗？《规范》第3.2条、\
    第4条要求：“不得少于180天”……——以上均为口述、待核实，don’t round the figures, 1,000 pcs/h。「待」【注】〔例〕";

fn face(chinese: bool) -> Face {
    Face::load(chinese).expect("the built-in font")
}

fn texts(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
    let face = face(true);
    for width in (40_u16..500).map(|tenths| f32::from(tenths) / 10.0) {
        let lines = lines::set(&face, &TEXT.repeat(2), width, true);
        for line in &lines {
            assert!(
                !line.text.starts_with(|sign| "。，、；：？！）》」』】〕”’％‰℃%…".contains(sign)),
                "{width}: {line:?}"
            );
            assert!(!line.text.ends_with(|sign| "（《「【〔“".contains(sign)), "{width}: {line:?}");
            assert!(line.width <= width + 0.51, "{width}: {line:?}");
        }
        let lost = TEXT.repeat(2).replace(' ', "");
        assert_eq!(texts(&lines).replace(' ', ""), lost, "{width}");
    }
}

#[test]
fn words_and_numbers_stay_whole_where_they_fit() {
    let face = face(false);
    let lines = lines::set(&face, "Measure 1,000.5 mm between the anchors", 8.0, false);
    let words: Vec<&str> = lines.iter().flat_map(|line| line.text.split(' ')).collect();
    assert_eq!(words, ["Measure", "1,000.5", "mm", "between", "the", "anchors"]);
    let lines = lines::set(&face, "一\n\n二", 8.0, false);
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["一", "", "二"]);
}

#[test]
fn quotation_marks_are_narrow_in_latin_text_alone() {
    let width = |chinese, text| lines::set(&face(chinese), text, 90.0, false).remove(0).width;
    assert!((width(true, "“待”") - 3.0).abs() < 0.01);
    assert!(width(false, "“a”") < 1.6);
    assert!(width(true, "don’t") < 3.0);
}

#[test]
fn the_font_has_what_a_specification_needs() {
    let face = face(true);
    let lacking = face.glyph('□', false).expect("a box");
    let signs = "≥≤±×÷°‰μΩ℃→✓☑①⑳²₂⁻α㎡—…“”镕喆待";
    let lacks = |sign: &char| face.glyph(*sign, false).is_none_or(|glyph| glyph == lacking);
    assert_eq!(signs.chars().filter(lacks).collect::<String>(), "");
    // What it lacks is shown as a box.
    assert_eq!(face.glyph('😀', false), Some(lacking));
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "规格书".to_owned(),
        number: "1".to_owned(),
        label: "由人工智能生成".to_owned(),
        meta: Aigc::default(),
        locale_tag: "zh-CN".to_owned(),
        made_on: String::new(),
        blocks,
    }
}

fn paged(blocks: Vec<Block>) -> Vec<Vec<Placed>> {
    pages::paginate(layout::pieces(&paper(blocks), &face(true)))
}

fn words(piece: &Piece) -> String {
    let text = |mark: &Mark| match mark {
        Mark::Text { line, .. } => line.text.clone(),
        _ => String::new(),
    };
    piece.marks.iter().map(text).collect()
}

#[test]
fn a_heading_is_never_the_last_of_a_page() {
    let table = |rows: usize, cell: &str| Block::Table {
        head: vec!["项".to_owned(), "值".to_owned()],
        rows: vec![vec![cell.to_owned(), "待".to_owned()]; rows],
    };
    for filler in 1..70 {
        let mut blocks = vec![Block::Note("填\n".repeat(filler))];
        for (number, next) in [table(3, "短"), table(40, "短"), table(2, &"高".repeat(2500))].into_iter().enumerate()
        {
            blocks.push(Block::Heading { level: 1, text: format!("标题{number}") });
            blocks.push(Block::Heading { level: 2, text: "副标题".to_owned() });
            blocks.push(next);
        }
        for page in paged(blocks) {
            let last = page.last().expect("no page is empty");
            assert!(last.piece.bookmark.is_none(), "{filler}: {}", words(&last.piece));
            assert_ne!(words(&last.piece), "项值", "{filler}: a table's head alone");
            assert!(page.iter().all(|placed| placed.y + placed.piece.height <= HEIGHT + 0.01), "{filler}");
        }
    }
}

#[test]
fn a_table_shows_its_head_on_every_page_and_loses_no_row() {
    let rows: Vec<Vec<String>> = (0..120).map(|row| vec![format!("行{row}"), "待".to_owned()]).collect();
    let pages = paged(vec![Block::Table { head: vec!["序号".to_owned(), "值".to_owned()], rows }]);
    assert!(pages.len() > 2);
    for page in pages.iter().skip(1) {
        assert_eq!(words(&page[0].piece), "序号值");
    }
    let all: Vec<String> = pages.iter().flatten().map(|placed| words(&placed.piece)).collect();
    let found: Vec<&String> = all.iter().filter(|words| words.starts_with('行')).collect();
    assert_eq!(found.len(), 120);
    assert_eq!(found[119], "行119待");
}
