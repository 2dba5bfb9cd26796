//! A paper as a PDF file: set and broken into pages here, drawn with a font that is part of the program.

mod font;
mod info;
mod layout;
mod lines;
mod marks;
mod pages;
mod table;
#[cfg(test)]
mod tests;

use super::{ExportError, Paper, text};

/// The paper as the bytes of a PDF file; the same paper gives the same bytes.
///
/// # Errors
///
/// Only if the program's own font or the PDF crates fail; no paper is refused.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, ExportError> {
    let paper = &text::cleaned(paper);
    let face = font::Face::load(text::is_chinese(paper))?;
    let pages = pages::paginate(layout::pieces(paper, &face));
    let drawn = marks::draw(paper, &face, &pages)?;
    info::label(&drawn, &paper.meta)
}

/// A length in points from a count of things.
fn points(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
