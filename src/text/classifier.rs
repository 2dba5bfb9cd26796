//! A small text classifier that learns from example sentences at start-up: multinomial logistic regression over runs of one to
//! three Chinese characters, so that it needs no dictionary, no training run beforehand and no weights on disk.

use super::linear::{Linear, Pace};
use super::runs::{Features, features_of};

/// Few examples are gone over more often; thousands that many hands labelled less often, and with a doubt.
const FEW: Pace = Pace { passes: 10, doubt: 0.0 };
const MANY: Pace = Pace { passes: 5, doubt: 0.1 };

/// Tells which label a text belongs to.
#[derive(Debug, Clone)]
pub struct Classifier<L> {
    labels: Vec<L>,
    model: Linear,
}

impl<L: Clone + Ord> Classifier<L> {
    /// Learns from examples; a label with more examples is likelier. The same examples in the same order give the same
    /// classifier.
    pub fn learn<'a>(examples: impl IntoIterator<Item = (L, &'a str)>) -> Self {
        let (labels, texts): (Vec<L>, Vec<Features>) =
            examples.into_iter().map(|(label, text)| (label, features_of(text))).unzip();
        Self::weighed(&labels, &texts, FEW, |_, _| 1.0)
    }

    /// Learns from thousands of examples, one label for each text, whose labels are not beyond doubt.
    pub fn learn_many(labels: &[L], texts: &[Features]) -> Self {
        Self::weighed(labels, texts, MANY, |_, _| 1.0)
    }

    /// Learns from thousands of examples; every label is as likely as any other before a word is read, however few it has.
    #[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
    pub fn learn_evenly(labels: &[L], texts: &[Features]) -> Self {
        Self::weighed(labels, texts, Pace { doubt: 0.0, ..MANY }, |own, all| all as f32 / own as f32)
    }

    /// Learns with a weight for each label, made of the number of its examples and of the mean number.
    fn weighed(labelled: &[L], texts: &[Features], pace: Pace, weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut labels = labelled.to_vec();
        labels.sort();
        labels.dedup();
        let own: Vec<usize> = labelled.iter().map(|label| labels.binary_search(label).unwrap_or_default()).collect();
        let mut counts = vec![0_usize; labels.len()];
        for label in &own {
            counts[*label] += 1;
        }
        let mean = own.len() / counts.len().max(1);
        let importance: Vec<f32> = counts.iter().map(|own| weight(*own, mean)).collect();
        Self { labels, model: Linear::learn(&own, texts, &importance, pace) }
    }

    /// Every label with its probability, most likely first; nothing when the text shares nothing with the examples.
    pub fn classify(&self, text: &str) -> Vec<(L, f32)> {
        self.classify_features(&features_of(text))
    }

    /// The same of a text whose features are known.
    pub fn classify_features(&self, text: &Features) -> Vec<(L, f32)> {
        let likely = self.model.probabilities(text);
        let mut ranked: Vec<(L, f32)> = self.labels.iter().cloned().zip(likely).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: [(&str, &str); 6] = [
        ("quality", "鞋面老有划痕看不过来"),
        ("quality", "镜片上的麻点老漏看"),
        ("quality", "布上的疵点靠人看"),
        ("machine", "机器说坏就坏，停一天"),
        ("machine", "刀老是突然崩，想提前知道"),
        ("machine", "轴承坏了才晓得"),
    ];

    #[test]
    fn learns_from_examples_and_says_how_sure_it_is() {
        let classifier = Classifier::learn(EXAMPLES);
        let best = |text: &str| classifier.classify(text).first().copied().unwrap();
        assert_eq!(best("瓶子上的划痕看不过来").0, "quality");
        assert_eq!(best("泵突然坏了停工").0, "machine");
        let (_, sure) = best("机器说坏就坏，停一天");
        assert!(sure > 0.8, "{sure}");
        assert!(classifier.classify("xyz").is_empty());
    }

    #[test]
    fn the_same_examples_give_the_same_classifier() {
        let classify = || Classifier::learn(EXAMPLES).classify("老开胶，轴承坏");
        assert_eq!(classify(), classify());
    }

    #[test]
    fn probabilities_add_up() {
        let total: f32 = Classifier::learn(EXAMPLES).classify("机器坏了看不过来").iter().map(|(_, p)| p).sum();
        assert!((total - 1.0).abs() < 1e-4, "{total}");
    }
}
