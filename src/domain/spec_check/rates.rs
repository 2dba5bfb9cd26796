//! Checks that no bare accuracy stands anywhere, and that each rate says on how many samples and under what conditions.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Item, Origin, Specification};

/// Shares that hide how many bad pieces got through.
const BARE: [&str; 3] = ["准确率", "正确率", "识别率"];

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let fault = |section, place, message| Fault { section, item: Some(place), rule: CheckRule::Rates, message };
    let bare = lines(draft).filter(|(.., item)| is_bare(item)).map(|(section, place, item)| {
        fault(section, place, format!("「{}」要拆成漏检率和误判率，按种类分开，写样本数和条件", item.label))
    });
    let vague = lines(draft).filter(|(section, _, item)| {
        let rate = ["漏检率", "误判率", "误报率"].iter().any(|name| item.label.contains(name));
        *section == 5 && rate && !(item.text.contains("样本") && item.text.contains("条件"))
    });
    let vague =
        vague.map(|(section, place, item)| fault(section, place, format!("「{}」没有写样本数和测试条件", item.label)));
    bare.chain(vague).collect()
}

/// Whether a line speaks of a bare accuracy in its own words; the owner may say what he likes.
pub(super) fn is_bare(item: &Item) -> bool {
    let quoted = |word: &str| matches!(&item.origin, Origin::Owner { quote } if quote.contains(word));
    let own = |word: &&str| item.label.contains(*word) || (item.text.contains(*word) && !quoted(word));
    BARE.iter().any(own)
}
