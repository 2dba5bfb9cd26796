//! Checks that no line boasts, links or names a vendor or a model.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Item, Origin, Specification};

/// Words that say nothing or promise too much (spec-writing.md part 3, rule 10), and links.
const FORBIDDEN: [&str; 11] = [
    "赋能",
    "一站式",
    "先进",
    "智能化升级",
    "智能质检平台",
    "100%准确",
    "百分之百准确",
    "完全替代人工",
    "完全取代人工",
    "http://",
    "https://",
];
/// Vendors and named models: a specification states interfaces and indicators and leaves the choice open.
#[rustfmt::skip]
const BRANDS: [&str; 40] = [
    "YOLO", "ResNet", "U-Net", "UNet", "EfficientNet", "Transformer", "LSTM", "XGBoost", "PaddleOCR", "TensorFlow",
    "PyTorch", "OpenCV", "Halcon", "VisionPro", "GPT", "Claude", "Gemini", "Llama", "DeepSeek", "Qwen", "通义", "文心",
    "豆包", "混元", "星火", "海康", "大华", "基恩士", "康耐视", "欧姆龙", "西门子", "三菱", "华为", "阿里", "腾讯", "百度",
    "用友", "金蝶", "Keyence", "Cognex",
];

/// The forbidden word of a text, when it has one; 先进先出 is a rule of stores.
pub fn forbidden(text: &str) -> Option<&'static str> {
    let text = text.replace("先进先出", "");
    FORBIDDEN.into_iter().find(|word| text.contains(word))
}

/// The vendor or model that a text names, when it names one.
pub fn brand(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    BRANDS.into_iter().find(|name| {
        let name = name.to_lowercase();
        // UNet must not be found inside another Latin word.
        lower.match_indices(&name).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            !name.is_ascii() || before.is_none_or(|c| !c.is_ascii_alphabetic())
        })
    })
}

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let checked = lines(draft)
        .filter(|(section, _, item)| *section > 0 && !matches!(item.origin, Origin::Policy { .. } | Origin::Service));
    let faults = checked.filter_map(|(section, place, item)| {
        let (rule, word) = offence(item)?;
        let message = match rule {
            CheckRule::Brands => format!("「{}」写死了品牌或模型“{word}”", item.label),
            _ => format!("「{}」里不能用“{word}”", item.label),
        };
        Some(Fault { section, item: Some(place), rule, message })
    });
    faults.collect()
}

/// What a line may not say in its own words; the owner's quote may.
pub(super) fn offence(item: &Item) -> Option<(CheckRule, &'static str)> {
    let own = match &item.origin {
        Origin::Owner { quote } if quote.contains(&item.text) => item.label.clone(),
        _ => format!("{}\n{}", item.label, item.text),
    };
    let quote = if let Origin::Owner { quote } = &item.origin { quote.as_str() } else { "" };
    let word = forbidden(&own).map(|word| (CheckRule::Words, word));
    let name = brand(&own).map(|name| (CheckRule::Brands, name));
    word.or(name).filter(|(_, word)| !quote.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boasts_links_and_brands_are_seen() {
        assert_eq!(forbidden("为企业赋能"), Some("赋能"));
        assert_eq!(forbidden("见 https://example.com"), Some("https://"));
        assert_eq!(forbidden("按先进先出发料"), None);
        assert_eq!(brand("用yolov8检测"), Some("YOLO"));
        assert_eq!(brand("装海康的相机"), Some("海康"));
        assert_eq!(brand("相机一台"), None);
    }
}
