//! Whether the specification holds what it must: enough of the content words in one line, or more of them in all of it.

use serde::Serialize;

use crate::domain::Specification;
use crate::evaluation::matching::share;
use crate::evaluation::need::Need;

/// Share of the content words that must stand in one line (section title, label and text).
pub const LINE_SHARE: f64 = 0.5;
/// Share of the content words that must stand anywhere in the specification when no line has enough of them.
pub const DOCUMENT_SHARE: f64 = 0.75;

/// Something that the specification must hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MustHave {
    /// As the set names it.
    pub text: String,
    /// Whether it is there.
    pub present: bool,
    /// The best share of its content words in one line, 0 to 1.
    pub line_share: f64,
    /// The share of its content words in the whole, 0 to 1.
    pub document_share: f64,
    /// The best line, when it holds any of them.
    pub line: Option<String>,
}

/// Looks for everything that the specification must hold; without a specification nothing is there.
pub(super) fn must_have(need: &Need, specification: Option<&Specification>) -> Vec<MustHave> {
    let lines = specification.map(lines).unwrap_or_default();
    let whole = lines.join("\n");
    let found = |text: &String| {
        let shares = lines.iter().map(|line| (share(text, line), line));
        let best = shares.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(share, _)| *share > 0.0);
        let line_share = best.map_or(0.0, |(share, _)| share);
        let document_share = share(text, &whole);
        MustHave {
            text: text.clone(),
            present: line_share >= LINE_SHARE || document_share >= DOCUMENT_SHARE,
            line_share,
            document_share,
            line: best.map(|(_, line)| line.clone()),
        }
    };
    need.spec_must_have.iter().map(found).collect()
}

/// Every line as a reader sees it.
fn lines(specification: &Specification) -> Vec<String> {
    let sections = specification.sections.iter();
    sections
        .flat_map(|section| section.items.iter().map(|item| format!("{} {}：{}", section.title, item.label, item.text)))
        .collect()
}
