//! Which fact answers a question, and whether what must be asked was asked: one matcher for both, strict on purpose.
//!
//! A wish (a fact's key, a line of `must_ask`) matches a question when they are on a shared subject *and* share a content
//! word, or when the question's own subject is the only one of the wish; or when half of the wish's content words, two at
//! least, stand in the question, whatever its subject.

mod likeness;
mod owner;
mod subject;

pub use likeness::{features, share};
pub use owner::{Answered, Known, SimulatedOwner, is_about};
pub use subject::{Subject, subjects_of_question, subjects_of_text};

use std::collections::BTreeSet;

use crate::domain::Question;

/// Share of a wish's content words that must stand in the other text when no subject is shared.
pub const LIKE: f64 = 0.5;

/// How well `wish` (a fact's key, a line of `must_ask`) and a question match; nothing when they do not. From 0 to 2.
///
/// The parts of a wish (现在怎么判色、有没有色差仪) are tried as well when they say enough to stand alone.
pub fn question_match(question: &Question, wish: &str) -> Option<f64> {
    let asked = format!("{} {}", question.text, question.example);
    let about = About { own: subjects_of_question(question), named: subjects_of_text(&question.text), text: &asked };
    best(wish, |wish| strict_match(&about, wish))
}

/// Whether an owner's own words cover `wish`: here a shared subject alone is never enough, for he speaks of many things.
pub fn said_match(said: &str, wish: &str) -> Option<f64> {
    let about = About { own: BTreeSet::new(), named: subjects_of_text(said), text: said };
    best(wish, |wish| strict_match(&about, wish))
}

/// A text that a wish is held against.
struct About<'a> {
    /// What it is about: sharing it may be enough.
    own: BTreeSet<Subject>,
    /// What else it names: sharing it needs a shared word as well.
    named: BTreeSet<Subject>,
    text: &'a str,
}

/// The best match of a wish and of those of its parts that hold two content words and more.
fn best(wish: &str, matched: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let parts = wish.split(['、', '和', '与', '及', '，', ',', '/']).map(str::trim);
    let parts = parts.filter(|part| *part != wish && words(part) > 1);
    parts.chain([wish]).filter_map(matched).max_by(f64::total_cmp)
}

fn strict_match(about: &About<'_>, wish: &str) -> Option<f64> {
    let wished = subjects_of_text(wish);
    let shares = |subjects: &BTreeSet<Subject>| wished.intersection(subjects).next().is_some();
    let (own, named) = (shares(&about.own), shares(&about.named));
    let like = share(wish, about.text);
    let by_subject = own && (wished.len() == 1 || like > 0.0) || named && like > 0.0;
    // One word alone, such as 机器, is no likeness; single characters are one only when all of them are there.
    let by_likeness = match words(wish) {
        0 => features(wish).len() > 1 && like >= 1.0,
        1 => false,
        _ => like >= LIKE,
    };
    let subject = if own || named { 1.0 } else { 0.0 };
    (by_subject || by_likeness).then_some(like + subject)
}

/// How many content words of more than one character a text has.
fn words(text: &str) -> usize {
    features(text).iter().filter(|word| word.chars().count() > 1).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Asks, CriterionId};

    pub(super) fn question(key: &str, criterion: &str, text: &str, example: &str) -> Question {
        Question {
            key: key.to_owned(),
            criterion: Some(CriterionId::from(criterion)),
            asks: Asks::Fact,
            text: text.to_owned(),
            example: example.to_owned(),
            options: vec![],
        }
    }

    #[test]
    fn the_same_subject_in_other_words_matches() {
        for (key, criterion, text, wish) in [
            ("F2", "F2", "现成的传感器、治具、仪器或一条死规矩，能解决八成吗？", "有没有色差仪"),
            ("current_way", "F2", "现在靠什么把坏件挑出来？", "现在怎么判色、有没有色差仪"),
            ("current_way", "F2", "现在这道活是怎么做的？", "现在怎么测点火"),
            ("daily_volume", "F5", "一天要看多少件？", "一天多少"),
            ("daily_volume", "F5", "一天要做多少件？", "产量"),
            ("monthly_loss", "F5", "为这些毛病一个月退货赔款多少？", "每月退货次数和金额"),
            ("T5", "T5", "能拿出多少钱？拿不到补助还做不做？", "预算"),
            ("T1", "T1", "照片、曲线、单据存了没有？坏件样品有多少？", "坏件留了吗"),
            ("records", "T1", "每次坏和换件记下来了吗？", "记录换刀吗"),
            ("who_acts", "F7", "机器挑出坏件后，谁去处理？", "谁来用"),
            ("code", "T1", "料上面贴了条码吗？", "条码有吗"),
            ("error_consequence", "F4", "漏一件坏的出去，最坏会怎样？", "漏了会怎样"),
            ("code", "T1", "料上面贴了条码吗？", "有没有条码和ERP仓库模块"),
            ("current_way", "F2", "现在凭什么决定换？", "换刀依据和频次"),
            ("items", "F5", "要管的东西大概有多少？", "多少种料"),
        ] {
            assert!(question_match(&question(key, criterion, text, ""), wish).is_some(), "{text} / {wish}");
        }
    }

    #[test]
    fn another_subject_does_not_match() {
        for (key, criterion, text, wish) in [
            ("daily_volume", "F5", "一天要看多少件？", "退货多少"),
            ("monthly_loss", "F5", "为这些毛病一个月退货赔款多少？", "一天多少"),
            ("changeover", "T3", "多久换一次款？", "现在怎么判"),
            ("F6", "F6", "同行或相近的产品，有人做成过吗？", "预算"),
            ("T6", "T6", "数据里有没有人脸、工人信息或客户图纸？", "有没有色差仪"),
            ("who_acts", "F7", "机器挑出坏件后，谁去处理？", "机器几台"),
            ("what_judge", "F1", "这道活到底是判什么、做什么？", "换刀依据和频次"),
            ("who_acts", "F7", "提醒来了，谁有权停机去换？", "冲多少换一次"),
            ("T4", "T4", "这件事谁牵头、谁每天用、谁来标好坏？", "毛边造成的损失"),
        ] {
            assert!(question_match(&question(key, criterion, text, ""), wish).is_none(), "{text} / {wish}");
        }
    }

    #[test]
    fn an_owner_covers_what_he_said_and_nothing_else() {
        let said = "我们做尼龙拉链的,一个月退货三次,每次赔一万,现在靠老师傅看";
        assert!(said_match(said, "每月退货次数和金额").is_some());
        assert!(said_match(said, "配方和缸次有没有记录").is_none());
        assert!(said_match(said, "预算").is_none());
    }
}
