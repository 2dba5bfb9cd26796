//! Turns what is known into files to keep: a specification as Word or PDF, labelled as made by AI on every page for a
//! reader and in the metadata for a program; the seal of a released file; figures as a spreadsheet or a chart.

pub mod chart;
pub mod seal;
pub mod form;
pub mod xlsx;

mod aigc;
mod columns;
mod pdf;
mod text;
mod word;
#[cfg(test)]
mod tests;

pub use aigc::Aigc;
pub use pdf::pdf;
pub use seal::{SealAbout, SealError, SealReport, SealedFormat, SigningKey, read_seal, seal};
pub use word::docx;

/// What a file is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Stands on the first page, in the running head and in the metadata.
    pub title: String,
    /// The case code.
    pub number: String,
    /// The sentence that says that AI made this; at the top and at the foot of every page.
    pub label: String,
    /// The same, for programs.
    pub meta: Aigc,
    /// `zh-CN` or `en`: the language of the few words that the file adds itself, and how text is set.
    pub locale_tag: String,
    /// When it was made: a date (`2026-01-31`) or a moment (RFC 3339). Shown as given; other forms stay out of the
    /// metadata.
    pub made_on: String,
    /// The content, in order.
    pub blocks: Vec<Block>,
}

/// One part of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 3; others count as the nearest.
    Heading {
        /// 1 is the highest.
        level: u8,
        /// Its words, with their number if they have one.
        text: String,
    },
    /// Running text; a line feed in it starts a new line.
    Paragraph(String),
    /// A list without numbers.
    Bullets(Vec<String>),
    /// A table; a short row is filled up with empty cells.
    Table {
        /// Repeated on every page that the table reaches; may be empty.
        head: Vec<String>,
        /// One cell for each column.
        rows: Vec<Vec<String>>,
    },
    /// A remark in small grey letters.
    Note(String),
}

/// Why no file came out. No paper is refused for what it says.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The font that is built in cannot be read.
    #[error("the built-in font cannot be read")]
    Font,
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    /// The metadata could not be put into the PDF.
    #[error("the PDF's metadata could not be written: {0}")]
    Metadata(#[from] lopdf::Error),
    /// The Word file could not be packed.
    #[error("the Word file could not be written: {0}")]
    Word(String),
    /// The spreadsheet could not be written: it has more rows than a sheet may have.
    #[error("the spreadsheet could not be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// The chart could not be drawn.
    #[error("the chart could not be drawn: {0}")]
    Chart(String),
    /// The file is not one that can be sealed.
    #[error("the file cannot be sealed: {0}")]
    Unsealable(&'static str),
    /// The text is no private key.
    #[error("this is no Ed25519 private key in PKCS#8 PEM")]
    Key,
}
