//! Checks that acceptance has sealed samples, a changed batch, and somebody who judges.

use super::{Fault, Grounds, text_of};
use crate::domain::{CheckRule, Specification};

/// What acceptance must say: any of the words, the line that says it, and what its lack is called.
pub(super) const MUST: [(&[&str], &str, &str, &str); 3] = [
    (&["封存"], "封存样品", "由需方挑选并封存，供方事先没有见过；件数待确认", "没有需方封存的样品"),
    (
        &["换批", "换一批", "换一个批次", "另一批"],
        "换批再测",
        "换一个批次再测一遍，两次都达标才算通过",
        "没有换一批再测",
    ),
    (&["判定人", "谁判"], "判定人", "由需方指定，待确认；有争议的共同复判", "没有写谁来判定"),
];

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let text = text_of(draft, 11);
    let missing = MUST.iter().filter(|(words, ..)| !words.iter().any(|word| text.contains(word)));
    missing.map(|(.., message)| Fault::of_section(11, CheckRule::Acceptance, message)).collect()
}
