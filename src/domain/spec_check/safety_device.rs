//! Checks that a danger to people is guarded by a safety device of its own.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Specification};

/// The label of the line.
pub const LABEL: &str = "独立的安全装置";
/// The knock-out for danger to people.
const DANGER: &str = "K3";

/// Whether people would get hurt if it fails.
pub fn in_danger(grounds: &Grounds<'_>) -> bool {
    grounds.verdict.knock_outs.iter().any(|knock_out| knock_out.id.as_str() == DANGER)
}

pub(super) fn check(draft: &Specification, grounds: &Grounds<'_>) -> Vec<Fault> {
    let said = lines(draft).any(|(section, _, item)| section == 10 && item.label == LABEL && !item.text.is_empty());
    if said || !in_danger(grounds) {
        return vec![];
    }
    vec![Fault::of_section(10, CheckRule::SafetyDevice, "涉及人身安全，没有写独立的安全装置，不能提交")]
}
