//! Which label a text has by the examples that are most like it: the nearest neighbours by the cosine of their features.
//!
//! It errs elsewhere than [`Classifier`](super::Classifier), which weighs every word by itself; together they err less.

use std::sync::Arc;

use super::runs::{BITS, Features};

/// How much likeness every label has before an example is looked at, so that none is ruled out.
const FLOOR: f32 = 0.02;

/// Tells which label a text has by its nearest examples.
#[derive(Debug, Clone)]
pub struct Nearest<L> {
    labels: Vec<L>,
    /// The place of the label of each example.
    own: Vec<usize>,
    /// How much an example of each label counts.
    importance: Vec<f32>,
    examples: Arc<Postings>,
}

impl<L: Clone + Ord> Nearest<L> {
    /// Keeps the examples, one label for each; every example counts alike.
    pub fn learn(labels: &[L], texts: &[Features]) -> Self {
        Self::weighed(labels, Arc::new(Postings::new(texts)), |_, _| 1.0)
    }

    /// The same examples with other labels, in the same order; an example counts the more, the fewer its label has.
    #[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
    pub fn evenly_by<M: Clone + Ord>(&self, labels: &[M]) -> Nearest<M> {
        Nearest::weighed(labels, Arc::clone(&self.examples), |own, all| all as f32 / own as f32)
    }

    fn weighed(labelled: &[L], examples: Arc<Postings>, weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut labels = labelled.to_vec();
        labels.sort();
        labels.dedup();
        let own: Vec<usize> = labelled.iter().map(|label| labels.binary_search(label).unwrap_or_default()).collect();
        let mut counts = vec![0_usize; labels.len()];
        for label in &own {
            counts[*label] += 1;
        }
        let mean = own.len() / counts.len().max(1);
        let importance = counts.iter().map(|own| weight(*own, mean)).collect();
        Self { labels, own, importance, examples }
    }

    /// Every label with its share among the `count` nearest examples, largest first; nothing when no example shares a feature.
    pub fn classify(&self, text: &Features, count: usize) -> Vec<(L, f32)> {
        let near = self.examples.nearest(text, count);
        if near.is_empty() {
            return vec![];
        }
        let mut shares = vec![FLOOR; self.labels.len()];
        for (example, likeness) in near {
            let Some(&label) = self.own.get(example) else { continue };
            shares[label] += likeness * self.importance[label];
        }
        let total: f32 = shares.iter().sum();
        let mut ranked: Vec<(L, f32)> =
            self.labels.iter().cloned().zip(shares.into_iter().map(|s| s / total)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

/// For each feature the examples that have it. No type parameter stands here, so that this is compiled in this crate, which
/// is optimised in every build.
#[derive(Debug, Clone)]
struct Postings {
    examples: usize,
    /// For each hash where its examples begin; one more at the end.
    starts: Vec<u32>,
    /// Examples with the weight of the feature in them, by hash.
    entries: Vec<(u32, f32)>,
    rarity: Vec<f32>,
}

impl Postings {
    #[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
    fn new(texts: &[Features]) -> Self {
        let mut starts = vec![0_u32; (1 << BITS) + 1];
        for (hash, _) in texts.iter().flat_map(|text| &text.0) {
            starts[*hash as usize + 1] += 1;
        }
        let rarity: Vec<f32> =
            starts[1..].iter().map(|count| ((1.0 + texts.len() as f32) / (1.0 + *count as f32)).ln()).collect();
        for hash in 1..starts.len() {
            starts[hash] += starts[hash - 1];
        }
        let mut next = starts.clone();
        let mut kept = Self { examples: texts.len(), starts, entries: vec![], rarity };
        kept.entries = vec![(0, 0.0); texts.iter().map(|text| text.0.len()).sum()];
        for (example, text) in texts.iter().enumerate() {
            let length = kept.length(text);
            for (hash, count) in &text.0 {
                let place = &mut next[*hash as usize];
                let weight = count * kept.rarity[*hash as usize] / length;
                kept.entries[*place as usize] = (u32::try_from(example).unwrap_or(u32::MAX), weight);
                *place += 1;
            }
        }
        kept
    }

    fn length(&self, text: &Features) -> f32 {
        let squares = text.0.iter().map(|(hash, count)| (count * self.rarity[*hash as usize]).powi(2));
        squares.sum::<f32>().sqrt().max(f32::EPSILON)
    }

    /// The examples most like a text, each with its cosine.
    fn nearest(&self, text: &Features, count: usize) -> Vec<(usize, f32)> {
        let (length, mut likeness) = (self.length(text), vec![0.0; self.examples]);
        for (hash, own) in &text.0 {
            let hash = *hash as usize;
            let weight = own * self.rarity[hash] / length;
            for (example, theirs) in &self.entries[self.starts[hash] as usize..self.starts[hash + 1] as usize] {
                likeness[*example as usize] += weight * theirs;
            }
        }
        let mut near: Vec<(usize, f32)> =
            likeness.into_iter().enumerate().filter(|(_, cosine)| *cosine > 0.0).collect();
        let nearer = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if near.len() > count {
            near.select_nth_unstable_by(count, nearer);
            near.truncate(count);
        }
        near.sort_unstable_by(nearer);
        near
    }
}

/// The probabilities on which two readings of a text agree, largest first: their product to the power of `trust`, which is 1
/// where each is sure of too little and one half where each is sure of enough. What only one of them knows stands as it is;
/// what only one of them names is dropped.
pub fn agreed<L: Clone + Ord>(one: &[(L, f32)], other: &[(L, f32)], trust: f32) -> Vec<(L, f32)> {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() { other } else { one }.to_vec();
    }
    let theirs = |label: &L| other.iter().find(|(known, _)| known == label).map(|(_, likely)| *likely);
    let both = one.iter().filter_map(|(label, likely)| Some((label.clone(), (likely * theirs(label)?).powf(trust))));
    let mut both: Vec<(L, f32)> = both.collect();
    let total = both.iter().map(|(_, likely)| likely).sum::<f32>().max(f32::EPSILON);
    for (_, likely) in &mut both {
        *likely /= total;
    }
    both.sort_by(|a, b| b.1.total_cmp(&a.1));
    both
}

#[cfg(test)]
mod tests {
    use super::super::features_of;
    use super::*;

    const EXAMPLES: [(&str, &str); 4] = [
        ("quality", "鞋面老有划痕看不过来"),
        ("quality", "镜片上的麻点老漏看"),
        ("machine", "机器说坏就坏，停一天"),
        ("machine", "轴承坏了才晓得"),
    ];

    fn nearest() -> Nearest<&'static str> {
        let (labels, texts): (Vec<_>, Vec<_>) =
            EXAMPLES.iter().map(|(label, text)| (*label, features_of(text))).unzip();
        Nearest::learn(&labels, &texts)
    }

    #[test]
    fn what_is_most_alike_decides() {
        let best = |text: &str| nearest().classify(&features_of(text), 2).first().copied().unwrap();
        assert_eq!(best("瓶子上的划痕看不过来").0, "quality");
        assert_eq!(best("轴承坏了，停一天").0, "machine");
        assert!(nearest().classify(&features_of("xyz"), 2).is_empty());
        // A text that is an example is as near as can be.
        let (place, cosine) = nearest().examples.nearest(&features_of(EXAMPLES[1].1), 1)[0];
        assert!(place == 1 && (cosine - 1.0).abs() < 1e-5, "{place} {cosine}");
    }

    #[test]
    fn two_readings_agree_on_what_both_find_likely() {
        let agreed_on = agreed(&[("a", 0.6), ("b", 0.4)], &[("b", 0.9), ("a", 0.1)], 1.0);
        assert_eq!(agreed_on[0].0, "b");
        assert!((agreed_on.iter().map(|(_, likely)| likely).sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((agreed_on[0].1 - 0.36 / 0.42).abs() < 1e-5);
        assert_eq!(agreed(&[], &[("b", 1.0)], 0.5), [("b", 1.0)]);
    }
}
