//! Checks that it is written whose the data are.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Specification};

/// The label of the line.
pub const LABEL: &str = "数据归属";

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let said = lines(draft).any(|(section, _, item)| section == 7 && item.label == LABEL && !item.text.is_empty());
    if said { vec![] } else { vec![Fault::of_section(7, CheckRule::DataOwnership, "没有写数据归谁")] }
}
