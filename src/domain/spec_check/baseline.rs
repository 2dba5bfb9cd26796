//! Checks that today's way is measured first, on the same samples.

use super::{Fault, Grounds, text_of};
use crate::domain::{CheckRule, Specification};

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let text = text_of(draft, 6);
    if text.contains("现在的做法") && text.contains("同一批") {
        return vec![];
    }
    vec![Fault::of_section(6, CheckRule::Baseline, "没有写现在的做法在同一批样品上的成绩")]
}
