//! A small text classifier that learns from example sentences at start-up: multinomial logistic regression over runs of one to
//! three Chinese characters, so that it needs no dictionary, no training run beforehand and no weights on disk.

use super::{is_han, normalise};

/// Passes over the examples.
const PASSES: u16 = 10;
/// Size of the first steps; they shrink as learning goes on (Bottou 2012, Stochastic Gradient Descent Tricks).
const STEP: f32 = 1.0;
/// How much the examples count against small weights (the C of LIBLINEAR).
const TRUST: f32 = 20.0;

/// Among so many examples a feature that only one has teaches nothing, and there are many of them.
const MANY: usize = 1_000;

/// How many different features there can be: the hash keeps so many bits, and 150,000 features share few of their places.
const BITS: u32 = 20;

/// What a text is made of, for those who teach several classifiers with the same texts: hashes of its features with
/// damped counts.
#[derive(Debug, Clone)]
pub struct Features(Vec<(u32, f32)>);

/// A text as the places of its features and their weights, scaled to length one.
type Vector = Vec<(u32, f32)>;

/// Tells which label a text belongs to.
#[derive(Debug, Clone)]
pub struct Classifier<L> {
    labels: Vec<L>,
    /// The hashes of the known features, in order.
    features: Vec<u32>,
    rarity: Vec<f32>,
    /// For each feature a row: how much it speaks for each label. The last row is read for every text.
    weights: Vec<f32>,
}

impl<L: Clone + Ord> Classifier<L> {
    /// Learns from examples; a label with more examples is likelier. The same examples in the same order give the same
    /// classifier.
    pub fn learn<'a>(examples: impl IntoIterator<Item = (L, &'a str)>) -> Self {
        let (labels, texts): (Vec<L>, Vec<Features>) =
            examples.into_iter().map(|(label, text)| (label, features_of(text))).unzip();
        Self::weighed(&labels, &texts, |_, _| 1.0)
    }

    /// The same with one label for each text, but every label is as likely as any other before a word is read, however
    /// few examples it has.
    #[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
    pub fn learn_evenly(labels: &[L], texts: &[Features]) -> Self {
        Self::weighed(labels, texts, |own, all| all as f32 / own as f32)
    }

    /// Learns with a weight for each label, made of the number of its examples and of the mean number.
    fn weighed(labelled: &[L], texts: &[Features], weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut labels = labelled.to_vec();
        labels.sort();
        labels.dedup();
        let (features, rarity, places) = rarities(texts);
        let mut learnt = Self { labels, features, rarity, weights: vec![] };
        let known = |hash: u32| places.get(hash as usize)?.checked_sub(1);
        let vectors = texts.iter().map(|text| learnt.vector(text, known));
        let place = |label: &L| learnt.labels.binary_search(label).unwrap_or_default();
        let examples: Vec<(usize, Vector)> = labelled.iter().map(place).zip(vectors).collect();
        let mut counts = vec![0_usize; learnt.labels.len()];
        for (label, _) in &examples {
            counts[*label] += 1;
        }
        let mean = examples.len() / counts.len().max(1);
        let weights: Vec<f32> = counts.iter().map(|own| weight(*own, mean)).collect();
        learnt.weights = fitted(&examples, &weights, learnt.features.len() + 1);
        learnt
    }

    /// The features of a text of which `known` gives the place.
    fn vector(&self, text: &Features, known: impl Fn(u32) -> Option<u32>) -> Vector {
        let weighed = |(hash, count): &(u32, f32)| {
            let place = known(*hash)?;
            Some((place, count * self.rarity[place as usize]))
        };
        let mut vector: Vector = text.0.iter().filter_map(weighed).collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut vector {
            *weight /= length.max(f32::EPSILON);
        }
        // How likely each label is before a word is read.
        vector.extend(u32::try_from(self.features.len()).map(|last| (last, 1.0)));
        vector
    }

    /// Every label with its probability, most likely first; nothing when the text shares nothing with the examples.
    pub fn classify(&self, text: &str) -> Vec<(L, f32)> {
        let known = |hash: u32| self.features.binary_search(&hash).ok().and_then(|place| u32::try_from(place).ok());
        let vector = self.vector(&features_of(text), known);
        if vector.len() < 2 {
            return vec![];
        }
        let mut sums = vec![0.0; self.labels.len()];
        add_up(&self.weights, &vector, &mut sums);
        to_probabilities(&mut sums);
        let mut ranked: Vec<(L, f32)> = self.labels.iter().cloned().zip(sums).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

/// The weights that tell the examples apart, a row of labels for each of `features`: stochastic gradient descent on the
/// regularised log loss. `importance` is that of each label.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn fitted(examples: &[(usize, Vector)], importance: &[f32], features: usize) -> Vec<f32> {
    let labels = importance.len();
    let decay = 1.0 / (TRUST * examples.len().max(1) as f32);
    // All weights shrink at every step: one factor in place of a pass over them.
    let (mut weights, mut scale) = (vec![0.0; features * labels], 1.0_f32);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut shuffle, mut errors, mut steps) = (Shuffle::default(), vec![0.0; labels], 0.0_f32);
    for _ in 0..PASSES {
        shuffle.mix(&mut order);
        for (label, vector) in order.iter().filter_map(|place| examples.get(*place)) {
            let step = STEP / (1.0 + STEP * decay * steps);
            steps += 1.0;
            errors.fill(0.0);
            add_up(&weights, vector, &mut errors);
            scale_all(&mut errors, scale);
            to_probabilities(&mut errors);
            errors[*label] -= 1.0;
            scale_all(&mut errors, importance[*label]);
            scale *= 1.0 - step * decay;
            take_off(&mut weights, vector, &errors, step / scale);
        }
    }
    scale_all(&mut weights, scale);
    weights
}

/// Takes from the weights of each feature of a text what it was wrong by, by `change` at a time.
fn take_off(weights: &mut [f32], vector: &[(u32, f32)], errors: &[f32], change: f32) {
    let labels = errors.len();
    for (feature, share) in vector {
        let (at, change) = (*feature as usize * labels, change * share);
        let row = &mut weights[at..at + labels];
        let mut label = 0;
        while label < labels {
            row[label] -= change * errors[label];
            label += 1;
        }
    }
}

/// Adds up what each feature of a text says for each label. Plain loops over slices, here and where weights are learnt:
/// test builds are hardly optimised, and every process learns anew.
fn add_up(weights: &[f32], vector: &[(u32, f32)], sums: &mut [f32]) {
    let labels = sums.len();
    for (feature, share) in vector {
        let at = *feature as usize * labels;
        let row = &weights[at..at + labels];
        let mut label = 0;
        while label < labels {
            sums[label] += row[label] * share;
            label += 1;
        }
    }
}

/// Multiplies every one.
fn scale_all(values: &mut [f32], factor: f32) {
    for value in values {
        *value *= factor;
    }
}

/// Softmax, in place.
fn to_probabilities(sums: &mut [f32]) {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for sum in sums.iter_mut() {
        *sum = (*sum - most).exp();
    }
    let total: f32 = sums.iter().sum();
    scale_all(sums, 1.0 / total);
}

/// The same shuffles at every start (xorshift, Marsaglia 2003): what is learnt must not differ from one start to the next.
struct Shuffle(u64);

impl Default for Shuffle {
    fn default() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }
}

impl Shuffle {
    fn mix(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let among = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
            order.swap(last, usize::try_from(self.0 % among).unwrap_or_default());
        }
    }
}

/// Every feature that enough examples have, in order; its rarity, the logarithm of how few have it; and for each hash the
/// place of its feature, counted from one. Counted in a table: sorting millions of them takes longer than learning. What of
/// the table no feature touches costs nothing.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn rarities(texts: &[Features]) -> (Vec<u32>, Vec<f32>, Vec<u32>) {
    let (mut counts, mut seen) = (vec![0_u32; 1 << BITS], vec![]);
    for (hash, _) in texts.iter().flat_map(|text| &text.0) {
        let count = &mut counts[*hash as usize];
        *count += 1;
        if *count == 1 {
            seen.push(*hash);
        }
    }
    seen.sort_unstable();
    let least = 1 + u32::from(texts.len() >= MANY);
    let rarity = |count: u32| 1.0 + ((1.0 + texts.len() as f32) / (1.0 + count as f32)).ln();
    let (mut features, mut rarities) = (vec![], vec![]);
    for hash in seen {
        let slot = &mut counts[hash as usize];
        let count = std::mem::take(slot);
        if count >= least {
            features.push(hash);
            rarities.push(rarity(count));
            *slot = u32::try_from(features.len()).unwrap_or_default();
        }
    }
    (features, rarities, counts)
}

/// Chinese characters, runs of two and three of them, and whole words of other scripts, as hashes with damped counts.
pub fn features_of(text: &str) -> Features {
    let text = normalise(text);
    let mut found: Vec<u32> = vec![];
    let mut run: Vec<char> = vec![];
    let mut word: Vec<char> = vec![];
    for c in text.chars().chain([' ']) {
        if is_han(c) {
            run.push(c);
            found.extend((1..=run.len().min(3)).map(|length| hash(&run[run.len() - length..])));
        } else {
            run.clear();
        }
        if c.is_alphabetic() && !is_han(c) {
            word.push(c);
        } else if !word.is_empty() {
            found.push(hash(&word));
            word.clear();
        }
    }
    found.sort_unstable();
    Features(found.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, damped(run.len())))).collect())
}

/// The second time that a feature occurs says less than the first.
#[expect(clippy::cast_precision_loss, reason = "a text has some hundred characters")]
fn damped(count: usize) -> f32 {
    1.0 + (count as f32).ln()
}

/// FNV-1a over the characters, the upper bits of it.
fn hash(chars: &[char]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for c in chars {
        for byte in u32::from(*c).to_le_bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash >> (u32::BITS - BITS)
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
