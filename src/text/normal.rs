//! One spelling for each word: compatibility forms, width, case, traditional characters.

use hanconv::t2s;
use unicode_normalization::UnicodeNormalization;

/// NFKC (which also turns full-width letters into half-width ones), lower case, traditional to simplified.
pub fn normalise(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    if folded.is_ascii() { folded } else { t2s(folded) }
}

/// Simplified characters for traditional ones, everything else as it stands: for reading, where quotes must be kept.
pub fn simplified(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { t2s(text) }
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_becomes_one() {
        assert_eq!(normalise("鞋面劃痕檢測"), "鞋面划痕检测");
        assert_eq!(normalise("ＡＩ　质检，８Ｄ"), "ai 质检,8d");
        assert_eq!(normalise("㎜ ① ﬁ"), "mm 1 fi");
        assert_eq!(normalise("開膠的鞋頭、鑄件氣孔、報價單"), "开胶的鞋头、铸件气孔、报价单");
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        for text in ["製鞋廠ERP系統", "乾燥不乾淨", "後面头发發霉", "ǅ İstanbul"] {
            assert_eq!(normalise(&normalise(text)), normalise(text));
        }
    }
}
