//! Which file of the glossary a trade's words belong into, and what a trade is called.

use crate::domain::case::kindred;
use crate::domain::{SectorGlossary, TermKind};

/// The words of a trade, by its group: its own file, or the words that all trades share. Nothing without a glossary.
pub fn home_of<'a>(group: &str, glossary: &'a [SectorGlossary]) -> Option<&'a SectorGlossary> {
    let own = glossary.iter().find(|words| words.codes.iter().any(|code| kindred(group, code)));
    let listed = || glossary.iter().find(|words| words.groups.iter().any(|trade| kindred(group, &trade.code)));
    own.or_else(listed).or_else(|| shared(glossary))
}

/// What a group of trades is called, when the glossary knows it.
pub fn trade_named<'a>(group: &str, glossary: &'a [SectorGlossary]) -> Option<&'a str> {
    let own = glossary.iter().find(|words| words.codes.iter().any(|code| kindred(group, code)));
    let listed = || glossary.iter().flat_map(|words| &words.groups).find(|trade| kindred(group, &trade.code));
    own.map(|words| words.name.as_str()).or_else(|| listed().map(|trade| trade.name.as_str()))
}

/// Of the files that belong to no trade the one of the shop floor: offices have one too.
fn shared(glossary: &[SectorGlossary]) -> Option<&SectorGlossary> {
    let floor = |words: &&SectorGlossary| {
        let made =
            |kind| matches!(kind, TermKind::Defect | TermKind::Process | TermKind::Equipment | TermKind::Material);
        words.terms.iter().filter(|term| made(term.kind)).count()
    };
    glossary.iter().filter(|words| words.codes.is_empty() && words.groups.is_empty()).max_by_key(floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(sector: &str, codes: &[&str], groups: &[(&str, &str)], kinds: &[&str]) -> SectorGlossary {
        let groups: Vec<_> =
            groups.iter().map(|(code, name)| serde_json::json!({"code": code, "name": name, "signs": []})).collect();
        let term = |kind: &&str| serde_json::json!({"plain": "a", "technical": "a", "synonyms": [], "english": "a", "kind": kind, "tasks": []});
        let terms: Vec<_> = kinds.iter().map(term).collect();
        serde_json::from_value(serde_json::json!({
            "sector": sector, "name": sector, "codes": codes, "signs": [], "groups": groups, "terms": terms,
        }))
        .unwrap()
    }

    #[test]
    fn a_trade_has_its_own_words_or_those_of_all() {
        let glossary = [
            words("footwear", &["C195"], &[], &["defect"]),
            words("office", &[], &[], &["management", "it"]),
            words("other", &[], &[("C391", "计算机制造")], &[]),
            words("shop_floor", &[], &[], &["defect"]),
        ];
        let home = |group: &str| home_of(group, &glossary).map(|words| words.sector.as_str());
        assert_eq!(home("C195"), Some("footwear"));
        assert_eq!(home("C391"), Some("other"));
        assert_eq!(home("C999"), Some("shop_floor"));
        assert_eq!(home(""), Some("shop_floor"));
        assert_eq!(trade_named("C195", &glossary), Some("footwear"));
        assert_eq!(trade_named("C391", &glossary), Some("计算机制造"));
        assert_eq!(trade_named("C999", &glossary), None);
        assert!(home_of("C195", &[]).is_none());
    }
}
