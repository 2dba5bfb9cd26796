//! Checks that the sections without which nothing can be submitted say something.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Origin, Specification, TO_CONFIRM};

/// Business, users, indicators, data, acceptance (spec-writing.md part 4).
const MUST: [u8; 5] = [1, 2, 5, 7, 11];

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let says = |number: u8| {
        lines(draft).any(|(section, _, item)| {
            section == number && item.origin != Origin::ToConfirm && item.text != TO_CONFIRM && !item.text.is_empty()
        })
    };
    let empty = MUST.into_iter().filter(|number| !says(*number));
    empty.map(|number| Fault::of_section(number, CheckRule::Filled, "整节没有实在内容，不能提交审核")).collect()
}
