//! Multinomial logistic regression over sparse features: learnt by stochastic gradient descent, the same from the same
//! examples.

use super::runs::{BITS, Features};

/// Size of the first steps; they shrink as learning goes on (Bottou 2012, Stochastic Gradient Descent Tricks).
const STEP: f32 = 1.0;
/// How much the examples count against small weights (the C of LIBLINEAR).
const TRUST: f32 = 20.0;

/// Among so many examples a feature that only one has teaches nothing, and there are many of them.
const MANY: usize = 1_000;

/// How examples are learnt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Passes over the examples.
    pub(super) passes: u16,
    /// The share of each example that is given to all labels alike: experts do not label alike either (label smoothing,
    /// Szegedy et al. 2016).
    pub(super) doubt: f32,
}

/// A text as the places of its features and their weights, scaled to length one.
type Vector = Vec<(u32, f32)>;

/// How much each feature speaks for each label; labels go by their places. No type parameter stands here, so that this is
/// compiled in this crate, which is optimised in every build.
#[derive(Debug, Clone)]
pub(super) struct Linear {
    labels: usize,
    /// The hashes of the known features, in order.
    features: Vec<u32>,
    rarity: Vec<f32>,
    /// For each feature a row: how much it speaks for each label. The last row is read for every text.
    weights: Vec<f32>,
}

impl Linear {
    /// Learns from texts with the place of the label of each; `importance` is that of each label.
    pub(super) fn learn(own: &[usize], texts: &[Features], importance: &[f32], pace: Pace) -> Self {
        let (features, rarity, places) = rarities(texts);
        let mut learnt = Self { labels: importance.len(), features, rarity, weights: vec![] };
        let known = |hash: u32| places.get(hash as usize)?.checked_sub(1);
        let vectors = texts.iter().map(|text| learnt.vector(text, known));
        let examples: Vec<(usize, Vector)> = own.iter().copied().zip(vectors).collect();
        learnt.weights = fitted(&examples, importance, learnt.features.len() + 1, pace);
        learnt
    }

    /// The probability of each label; nothing when the text shares no feature with the examples.
    pub(super) fn probabilities(&self, text: &Features) -> Vec<f32> {
        let known = |hash: u32| self.features.binary_search(&hash).ok().and_then(|place| u32::try_from(place).ok());
        let vector = self.vector(text, known);
        if vector.len() < 2 {
            return vec![];
        }
        let mut sums = vec![0.0; self.labels];
        add_up(&self.weights, &vector, &mut sums);
        to_probabilities(&mut sums);
        sums
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
}

/// The weights that tell the examples apart, a row of labels for each of `features`: stochastic gradient descent on the
/// regularised log loss. `importance` is that of each label.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn fitted(examples: &[(usize, Vector)], importance: &[f32], features: usize, pace: Pace) -> Vec<f32> {
    let labels = importance.len();
    let decay = 1.0 / (TRUST * examples.len().max(1) as f32);
    // All weights shrink at every step: one factor in place of a pass over them.
    let (mut weights, mut scale) = (vec![0.0; features * labels], 1.0_f32);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut shuffle, mut errors, mut steps) = (Shuffle::default(), vec![0.0; labels], 0.0_f32);
    for _ in 0..pace.passes {
        shuffle.mix(&mut order);
        for (label, vector) in order.iter().filter_map(|place| examples.get(*place)) {
            let step = STEP / (1.0 + STEP * decay * steps);
            steps += 1.0;
            errors.fill(0.0);
            add_up(&weights, vector, &mut errors);
            scale_all(&mut errors, scale);
            to_probabilities(&mut errors);
            for error in &mut errors {
                *error -= pace.doubt / labels as f32;
            }
            errors[*label] -= 1.0 - pace.doubt;
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
