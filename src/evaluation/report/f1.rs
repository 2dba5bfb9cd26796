//! Macro-F1 and the matrix of what was taken for what.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// How often a label was taken for another: expected, then predicted, then how often; `none` where nothing was predicted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Confusion(pub BTreeMap<String, BTreeMap<String, usize>>);

impl Confusion {
    /// Counts pairs of expected and predicted labels; pairs without an expected one are left out.
    pub fn of<T: Serialize>(pairs: impl Iterator<Item = (Option<T>, Option<T>)>) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (expected, predicted) in pairs {
            let Some(expected) = expected else { continue };
            *counts.entry(name(Some(&expected))).or_default().entry(name(predicted.as_ref())).or_default() += 1;
        }
        Self(counts)
    }

    /// How often `expected` was taken for `predicted`.
    pub fn count(&self, expected: &str, predicted: &str) -> usize {
        self.0.get(expected).and_then(|row| row.get(predicted)).copied().unwrap_or_default()
    }
}

/// A label as it stands in files.
fn name<T: Serialize>(label: Option<&T>) -> String {
    let value = label.and_then(|label| serde_json::to_value(label).ok());
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or("none").to_owned()
}

/// The mean of the F1 scores of the classes that occur among the expected labels; nothing when there is no label.
pub fn macro_f1(confusion: &Confusion) -> Option<f64> {
    let classes: BTreeSet<&String> = confusion.0.keys().collect();
    let scores: Vec<f64> = classes.into_iter().map(|class| f1(confusion, class)).collect();
    mean(&scores)
}

/// 2·TP ÷ (2·TP + FP + FN).
fn f1(confusion: &Confusion, class: &str) -> f64 {
    let right = confusion.count(class, class);
    let expected: usize = confusion.0.get(class).map(|row| row.values().sum()).unwrap_or_default();
    let predicted: usize = confusion.0.values().filter_map(|row| row.get(class)).sum();
    super::figures::ratio(2 * right, expected + predicted).unwrap_or_default()
}

/// The mean; nothing of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "needs are few")]
    let count = values.len() as f64;
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Confusion {
        let label = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Confusion::of(pairs.iter().map(|(expected, predicted)| (label(expected), label(predicted))))
    }

    #[test]
    fn macro_f1_is_the_mean_over_the_classes_of_the_labels() {
        // a: TP 1, FP 1, FN 1 → 0.5; b: TP 1, FP 0, FN 1 → 2/3; c is never expected and has no part of its own.
        let confusion = of(&[("a", "a"), ("a", "c"), ("b", "b"), ("b", "a")]);
        assert!((macro_f1(&confusion).unwrap() - f64::midpoint(0.5, 2.0 / 3.0)).abs() < 1e-9);
        assert_eq!(confusion.count("a", "c"), 1);
    }

    #[test]
    fn nothing_expected_has_no_score_and_nothing_predicted_is_wrong() {
        assert_eq!(macro_f1(&of(&[("", "a")])), None);
        let silent = of(&[("a", "")]);
        assert_eq!((macro_f1(&silent), silent.count("a", "none")), (Some(0.0), 1));
        assert_eq!(macro_f1(&of(&[("a", "a"), ("b", "b")])), Some(1.0));
    }
}
