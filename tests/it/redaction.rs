//! Measures redaction on labelled sentences and holds its floors.

use std::collections::BTreeMap;

use anyhow::Context;
use proptest::prelude::*;
use serde::Deserialize;
use yiguan::redaction::{Finding, Redactor, Vault};

#[derive(Deserialize)]
struct Sentence {
    text: String,
    spans: Vec<(String, String)>,
}

struct Labelled {
    label: String,
    range: std::ops::Range<usize>,
}

/// Kinds for which nothing may be missed.
const STRUCTURED: [&str; 6] = ["电话", "邮箱", "身份证", "银行卡", "信用代码", "车牌"];

fn sentences() -> anyhow::Result<Vec<Sentence>> {
    let lines = include_str!("../redaction/sentences.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
}

fn labelled(sentence: &Sentence) -> anyhow::Result<Vec<Labelled>> {
    let mut from = 0;
    let mut all = Vec::new();
    for (label, original) in &sentence.spans {
        let start =
            from + sentence.text[from..].find(original).with_context(|| format!("{original} in {}", sentence.text))?;
        from = start + original.len();
        all.push(Labelled { label: label.clone(), range: start..from });
    }
    Ok(all)
}

/// A customer is a company: which of the two a name is called does not matter.
fn same_kind(label: &str, found: &Finding) -> bool {
    let company = |label: &str| matches!(label, "公司" | "客户");
    label == found.kind.label() || (company(label) && company(found.kind.label()))
}

/// Covers the whole label.
fn covers(found: &Finding, span: &Labelled) -> bool {
    same_kind(&span.label, found) && found.range.start <= span.range.start && span.range.end <= found.range.end
}

/// Touches the label and takes at most three characters more: a title goes with its name.
fn is_right(text: &str, found: &Finding, span: &Labelled) -> bool {
    let touches = found.range.start < span.range.end && span.range.start < found.range.end;
    let spill = |from: usize, to: usize| text.get(from..to.max(from)).map_or(0, |extra| extra.chars().count());
    touches
        && same_kind(&span.label, found)
        && spill(found.range.start, span.range.start) + spill(span.range.end, found.range.end) <= 3
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what this test is for")]
fn recall_and_precision_hold_their_floors() {
    let redactor = Redactor::new();
    let (mut hits, mut wanted, mut right, mut given) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut per_kind: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut faults = Vec::new();
    for sentence in sentences().unwrap() {
        let spans = labelled(&sentence).unwrap();
        let found = redactor.findings(&sentence.text);
        for span in &spans {
            let hit = u32::from(found.iter().any(|found| covers(found, span)));
            let kind = per_kind.entry(span.label.clone()).or_default();
            (kind.0, kind.1, hits, wanted) = (kind.0 + hit, kind.1 + 1, hits + hit, wanted + 1);
            if hit == 0 {
                faults.push(format!("missed {} {}: {}", span.label, &sentence.text[span.range.clone()], sentence.text));
            }
        }
        for finding in &found {
            let good = spans.iter().any(|span| is_right(&sentence.text, finding, span));
            (right, given) = (right + u32::from(good), given + 1);
            if !good {
                let text = &sentence.text[finding.range.clone()];
                faults.push(format!("wrong {} {text}: {}", finding.kind.label(), sentence.text));
            }
        }
    }
    let (recall, precision) = (f64::from(hits) / f64::from(wanted), f64::from(right) / f64::from(given));
    let report = format!(
        "recall {recall:.4} of {wanted}, precision {precision:.4} of {given}\n{per_kind:?}\n{}",
        faults.join("\n")
    );
    println!("{report}");
    assert!(recall >= 0.97 && precision >= 0.95, "{report}");
    for kind in STRUCTURED {
        assert_eq!(per_kind[kind].0, per_kind[kind].1, "{kind}: {report}");
    }
}

#[test]
fn masking_is_reversible_idempotent_and_hides_every_label() {
    let redactor = Redactor::new();
    for sentence in sentences().unwrap() {
        let mut vault = Vault::new();
        let masked = redactor.mask(&sentence.text, &mut vault);
        assert_eq!(vault.restore(masked.as_str()), sentence.text);
        assert_eq!(redactor.mask(masked.as_str(), &mut vault), masked);
        let found = redactor.findings(&sentence.text);
        let read = bare(masked.as_str());
        for span in labelled(&sentence).unwrap() {
            // What was missed is counted by the other test; what was found must be gone, however it was written.
            let original = &sentence.text[span.range.clone()];
            let caught = found.iter().any(|found| covers(found, &span));
            assert!(
                !caught || !read.contains(&bare(original)),
                "{original} in {} of {}",
                masked.as_str(),
                sentence.text
            );
        }
    }
}

/// What a reader sees who ignores separators and case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

#[test]
fn the_vault_survives_storage_and_keeps_its_placeholders() {
    let redactor = Redactor::new();
    let mut vault = Vault::new();
    redactor.mask("我姓陈,电话13800000000", &mut vault);
    let stored = serde_json::to_string(&vault).unwrap();
    let mut again: Vault = serde_json::from_str(&stored).unwrap();
    assert_eq!(again, vault);
    let later = redactor.mask("打13900001111或者13800000000", &mut again);
    assert_eq!(later.as_str(), "打〔电话2〕或者〔电话1〕");
    assert!(!format!("{again:?}").contains("138"));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        "[0-9]{1,20}",
        "[〔〕电话0-9]{1,6}",
        Just("〔电话1〕".to_owned()),
        Just("〔原文1〕".to_owned()),
        Just("我姓陈".to_owned()),
        Just("138 0000 0000".to_owned()),
        Just("给XX鞋业有限公司".to_owned()),
        Just("微信".to_owned()),
        Just("身份证".to_owned()),
        Just("温州市人民路12号".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_comes_back_and_is_masked_once(text in pieces()) {
        let redactor = redactor();
        let mut vault = Vault::new();
        let masked = redactor.mask(&text, &mut vault);
        prop_assert_eq!(vault.restore(masked.as_str()), text);
        prop_assert_eq!(redactor.mask(masked.as_str(), &mut vault), masked);
    }
}

fn redactor() -> &'static Redactor {
    static REDACTOR: std::sync::LazyLock<Redactor> = std::sync::LazyLock::new(Redactor::new);
    &REDACTOR
}
