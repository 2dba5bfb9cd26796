//! A small text classifier that learns from example sentences at start-up: multinomial logistic regression over character
//! n-grams weighted by their rarity, so that it needs no dictionary and no weights on disk.

use std::collections::BTreeMap;

use super::{is_han, normalise};

/// Passes over the examples; the loss is flat after these.
const PASSES: usize = 14;
/// First step of AdaGrad.
const STEP: f32 = 0.5;
/// Shrinks weights that few examples speak for.
const DECAY: f32 = 1e-5;
/// Longest run of Chinese characters that is a feature.
const LONGEST: usize = 3;

/// Tells which label a text belongs to.
#[derive(Debug, Clone)]
pub struct Classifier<L> {
    labels: Vec<L>,
    /// The place of each feature, and how much it counts: rare ones more.
    features: BTreeMap<String, (usize, f32)>,
    /// A row of weights, one a label, for each feature.
    weights: Vec<Vec<f32>>,
}

impl<L: Clone + Ord> Classifier<L> {
    /// Learns from examples. The same examples in the same order give the same classifier.
    pub fn learn<'a>(examples: impl IntoIterator<Item = (L, &'a str)>) -> Self {
        let examples: Vec<(L, Vec<String>)> =
            examples.into_iter().map(|(label, text)| (label, features_of(text))).collect();
        let mut labels: Vec<L> = examples.iter().map(|(label, _)| label.clone()).collect();
        labels.sort();
        labels.dedup();
        let features = rarities(&examples);
        let width = labels.len();
        let mut learnt = Self { labels, weights: vec![vec![0.0; width]; features.len()], features };
        learnt.fit(&examples);
        learnt
    }

    fn fit(&mut self, examples: &[(L, Vec<String>)]) {
        let mut seen: Vec<Vec<f32>> = self.weights.iter().map(|row| vec![1e-6; row.len()]).collect();
        let known: Vec<(usize, Vec<(usize, f32)>)> = examples
            .iter()
            .filter_map(|(label, found)| Some((self.labels.binary_search(label).ok()?, self.places(found))))
            .collect();
        for pass in 0..PASSES {
            // A stride that shares no factor with the number of examples visits each once, labels mixed.
            for turn in 0..known.len() {
                let (label, places) = &known[(turn * stride(known.len()) + pass) % known.len()];
                let errors = self.errors(*label, places);
                self.learn_one(places, &errors, &mut seen);
            }
        }
    }

    /// How far the probabilities are off for an example.
    fn errors(&self, label: usize, places: &[(usize, f32)]) -> Vec<f32> {
        let mut errors = self.probabilities(places);
        errors[label] -= 1.0;
        errors
    }

    fn learn_one(&mut self, places: &[(usize, f32)], errors: &[f32], seen: &mut [Vec<f32>]) {
        for (place, share) in places {
            let rows = self.weights[*place].iter_mut().zip(seen[*place].iter_mut());
            for ((weight, seen), error) in rows.zip(errors) {
                let slope = error * share + DECAY * *weight;
                *seen += slope * slope;
                *weight -= STEP * slope / seen.sqrt();
            }
        }
    }

    /// The known features of a text, scaled to length one so that long texts do not shout down short ones.
    fn places(&self, found: &[String]) -> Vec<(usize, f32)> {
        let mut places: Vec<(usize, f32)> =
            found.iter().filter_map(|feature| self.features.get(feature).copied()).collect();
        let length = places.iter().map(|(_, rarity)| rarity * rarity).sum::<f32>().sqrt().max(1.0);
        places.iter_mut().for_each(|(_, rarity)| *rarity /= length);
        places
    }

    fn probabilities(&self, places: &[(usize, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0f32; self.labels.len()];
        for (place, share) in places {
            for (sum, weight) in sums.iter_mut().zip(&self.weights[*place]) {
                *sum += weight * share;
            }
        }
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
        let total: f32 = powers.iter().sum();
        powers.into_iter().map(|power| power / total).collect()
    }

    /// Every label with its probability, most likely first; nothing when the text shares nothing with the examples.
    pub fn classify(&self, text: &str) -> Vec<(L, f32)> {
        let places = self.places(&features_of(text));
        if places.is_empty() {
            return vec![];
        }
        let mut ranked: Vec<(L, f32)> = self.labels.iter().cloned().zip(self.probabilities(&places)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

/// Every feature of the examples with its place and its rarity: the logarithm of how few examples have it.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn rarities<L>(examples: &[(L, Vec<String>)]) -> BTreeMap<String, (usize, f32)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for feature in examples.iter().flat_map(|(_, found)| found) {
        *counts.entry(feature.clone()).or_default() += 1;
    }
    let all = examples.len() as f32;
    let weighed = counts.into_iter().enumerate();
    weighed.map(|(place, (feature, count))| (feature, (place, 1.0 + ((1.0 + all) / (1.0 + count as f32)).ln()))).collect()
}

/// A step through `count` places that visits each once.
fn stride(count: usize) -> usize {
    let shares = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a > 1
    };
    let mut step = (count * 5 / 8).max(1);
    while shares(step, count) {
        step += 1;
    }
    step
}

/// Runs of one to three Chinese characters, and whole words of other scripts, each once.
fn features_of(text: &str) -> Vec<String> {
    let text = normalise(text);
    let mut found = vec![];
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        for part in chars.chunk_by(|a, b| is_han(*a) == is_han(*b)) {
            if part.first().is_some_and(|c| is_han(*c)) {
                for length in 1..=LONGEST.min(part.len()) {
                    found.extend(part.windows(length).map(|gram| gram.iter().collect::<String>()));
                }
            } else if !part.iter().all(char::is_ascii_digit) {
                found.push(part.iter().collect());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_from_examples_and_says_how_sure_it_is() {
        let examples = [
            ("quality", "鞋面老有划痕看不过来"),
            ("quality", "镜片上的麻点老漏看"),
            ("quality", "布上的疵点靠人看"),
            ("machine", "机器说坏就坏，停一天"),
            ("machine", "刀老是突然崩，想提前知道"),
            ("machine", "轴承坏了才晓得"),
        ];
        let classifier = Classifier::learn(examples);
        let best = |text: &str| classifier.classify(text).first().cloned().unwrap();
        assert_eq!(best("瓶子上的划痕看不过来").0, "quality");
        assert_eq!(best("泵突然坏了停工").0, "machine");
        let (_, sure) = best("机器说坏就坏，停一天");
        assert!(sure > 0.9, "{sure}");
        assert!(classifier.classify("xyz").is_empty());
    }

    #[test]
    fn the_same_examples_give_the_same_classifier() {
        let examples = [(1, "开胶"), (2, "交期老拖"), (1, "划痕"), (2, "排产")];
        let classify = || Classifier::learn(examples).classify("老开胶");
        assert_eq!(classify(), classify());
    }

    #[test]
    fn every_stride_visits_all() {
        for count in 1..200 {
            let mut places: Vec<usize> = (0..count).map(|turn| turn * stride(count) % count).collect();
            places.sort_unstable();
            assert_eq!(places, (0..count).collect::<Vec<_>>());
        }
    }
}
