//! Checks that it is written what happens when the thing fails.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Specification};

/// The label of the line.
pub const LABEL: &str = "失效时";

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let said = lines(draft).any(|(section, _, item)| section == 8 && item.label == LABEL && !item.text.is_empty());
    if said { vec![] } else { vec![Fault::of_section(8, CheckRule::FailSafe, "没有写失效时怎么办")] }
}
