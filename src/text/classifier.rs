//! A small text classifier that learns from example sentences at start-up: complement naive Bayes, nearest centre and nearest
//! neighbours over character n-grams, so that it needs no dictionary, no training run and no weights on disk.

use super::{is_han, normalise};

/// Examples whose likeness to a text counts.
const NEIGHBOURS: usize = 20;
/// Added to every count, so that a feature that a label never had does not rule it out (Rennie et al. 2003 take 1; sparser
/// examples want less).
const SMOOTHING: f32 = 0.3;
/// How sharply the two scores become probabilities; fitted so that of what is called 60 % sure about 60 % is right.
const SHARPNESS: f32 = 0.75;

/// A text as its features and their weights, scaled to length one.
type Vector = Vec<(usize, f32)>;

/// Tells which label a text belongs to.
#[derive(Debug, Clone)]
pub struct Classifier<L> {
    labels: Vec<L>,
    /// The hashes of the known features, in order.
    features: Vec<u32>,
    rarity: Vec<f32>,
    /// For each feature, how much it speaks for each label.
    weights: Vec<Vec<f32>>,
    /// For each feature, its share in the middle of each label's examples.
    centres: Vec<Vec<f32>>,
    /// For each feature, the examples that have it and its weight there.
    holders: Vec<Vec<(u32, f32)>>,
    /// The label of each example.
    owners: Vec<usize>,
}

impl<L: Clone + Ord> Classifier<L> {
    /// Learns from examples. The same examples in the same order give the same classifier.
    pub fn learn<'a>(examples: impl IntoIterator<Item = (L, &'a str)>) -> Self {
        let examples: Vec<(L, Vec<(u32, f32)>)> =
            examples.into_iter().map(|(label, text)| (label, features_of(text))).collect();
        let mut labels: Vec<L> = examples.iter().map(|(label, _)| label.clone()).collect();
        labels.sort();
        labels.dedup();
        let mut all: Vec<u32> = examples.iter().flat_map(|(_, found)| found.iter().map(|(hash, _)| *hash)).collect();
        all.sort_unstable();
        let (features, rarity) = rarities(&all, examples.len());
        let width = features.len();
        let mut learnt = Self {
            labels,
            features,
            rarity,
            weights: vec![],
            centres: vec![],
            holders: vec![vec![]; width],
            owners: vec![],
        };
        let vectors: Vec<Vector> = examples.iter().map(|(_, found)| learnt.vector(found)).collect();
        for ((label, _), vector) in examples.iter().zip(&vectors) {
            learnt.remember(label, vector);
        }
        learnt.weigh(&vectors);
        learnt
    }

    /// Keeps an example for the neighbours.
    fn remember(&mut self, label: &L, vector: &Vector) {
        let (Ok(owner), Ok(place)) = (self.labels.binary_search(label), u32::try_from(self.owners.len())) else {
            return;
        };
        self.owners.push(owner);
        for (feature, weight) in vector {
            self.holders[*feature].push((place, *weight));
        }
    }

    /// Complement naive Bayes: a feature speaks for a label when it is rare in all the others.
    fn weigh(&mut self, vectors: &[Vector]) {
        let width = self.labels.len();
        let mut counts = vec![vec![0.0f32; width]; self.features.len()];
        for (vector, owner) in vectors.iter().zip(&self.owners) {
            for (feature, weight) in vector {
                counts[*feature][*owner] += weight;
            }
        }
        self.centres = centred(&counts, width);
        let mut others = vec![0.0f32; width];
        for row in &mut counts {
            let total: f32 = row.iter().sum();
            for (own, others) in row.iter_mut().zip(&mut others) {
                *own = total - *own + SMOOTHING;
                *others += *own;
            }
        }
        for row in &mut counts {
            row.iter_mut().zip(&others).for_each(|(own, others)| *own = -(*own / others).ln());
        }
        self.weights = counts;
    }

    /// The known features of a text.
    fn vector(&self, found: &[(u32, f32)]) -> Vector {
        let known = found.iter().filter_map(|(hash, count)| {
            let place = self.features.binary_search(hash).ok()?;
            Some((place, count * self.rarity[place]))
        });
        let mut vector: Vector = known.collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut vector {
            *weight /= length.max(f32::EPSILON);
        }
        vector
    }

    /// The sum over the features of what each says for each label.
    fn summed(&self, table: &[Vec<f32>], vector: &Vector) -> Vec<f32> {
        let mut sums = vec![0.0f32; self.labels.len()];
        for (feature, share) in vector {
            for (sum, weight) in sums.iter_mut().zip(&table[*feature]) {
                *sum += weight * share;
            }
        }
        sums
    }

    fn by_neighbours(&self, vector: &Vector) -> Vec<f32> {
        let mut likeness = vec![0.0f32; self.owners.len()];
        for (feature, share) in vector {
            for (place, weight) in &self.holders[*feature] {
                likeness[*place as usize] += share * weight;
            }
        }
        let mut nearest: Vec<(f32, usize)> =
            likeness.into_iter().zip(self.owners.iter().copied()).filter(|(alike, _)| *alike > 0.0).collect();
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut votes = vec![0.0f32; self.labels.len()];
        for (alike, owner) in nearest.into_iter().take(NEIGHBOURS) {
            votes[owner] += alike * alike;
        }
        votes
    }

    /// Every label with its probability, most likely first; nothing when the text shares nothing with the examples.
    pub fn classify(&self, text: &str) -> Vec<(L, f32)> {
        let vector = self.vector(&features_of(text));
        if vector.is_empty() {
            return vec![];
        }
        let bayes = standardised(self.summed(&self.weights, &vector));
        let centre = standardised(self.summed(&self.centres, &vector));
        let neighbours = standardised(self.by_neighbours(&vector));
        let all = bayes.into_iter().zip(centre).zip(neighbours);
        let sums: Vec<f32> = all.map(|((a, b), c)| SHARPNESS * (a + b + c)).collect();
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
        let total: f32 = powers.iter().sum();
        let mut ranked: Vec<(L, f32)> =
            self.labels.iter().cloned().zip(powers.into_iter().map(|power| power / total)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

/// The middle of each label's examples, scaled to length one.
fn centred(counts: &[Vec<f32>], width: usize) -> Vec<Vec<f32>> {
    let mut lengths = vec![0.0f32; width];
    for row in counts {
        row.iter().zip(&mut lengths).for_each(|(own, length)| *length += own * own);
    }
    let scaled = |row: &Vec<f32>| row.iter().zip(&lengths).map(|(own, l)| own / l.sqrt().max(f32::EPSILON)).collect();
    counts.iter().map(scaled).collect()
}

/// Scores with mean zero and deviation one, so that two kinds can be added.
#[expect(clippy::cast_precision_loss, reason = "there are some dozen labels")]
fn standardised(scores: Vec<f32>) -> Vec<f32> {
    let count = scores.len().max(1) as f32;
    let mean = scores.iter().sum::<f32>() / count;
    let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / count).sqrt();
    scores.into_iter().map(|score| (score - mean) / deviation.max(f32::EPSILON)).collect()
}

/// Every feature once, with its rarity: the logarithm of how few examples have it. `all` is sorted.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn rarities(all: &[u32], examples: usize) -> (Vec<u32>, Vec<f32>) {
    let rarity = |count: usize| 1.0 + ((1.0 + examples as f32) / (1.0 + count as f32)).ln();
    all.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, rarity(run.len())))).unzip()
}

/// Chinese characters, neighbouring pairs of them, and whole words of other scripts, as hashes with damped counts.
fn features_of(text: &str) -> Vec<(u32, f32)> {
    let text = normalise(text);
    let mut found: Vec<u32> = vec![];
    let mut before: Option<char> = None;
    let mut word: Vec<char> = vec![];
    for c in text.chars().chain([' ']) {
        let han = is_han(c);
        if han {
            found.push(hash(&[c]));
            found.extend(before.map(|first| hash(&[first, c])));
        }
        before = Some(c).filter(|_| han);
        if c.is_alphabetic() && !han {
            word.push(c);
        } else if !word.is_empty() {
            found.push(hash(&word));
            word.clear();
        }
    }
    found.sort_unstable();
    found.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, damped(run.len())))).collect()
}

/// The second time that a feature occurs says less than the first.
#[expect(clippy::cast_precision_loss, reason = "a text has some hundred characters")]
fn damped(count: usize) -> f32 {
    1.0 + (count as f32).ln()
}

/// FNV-1a over the characters.
fn hash(chars: &[char]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for c in chars {
        for byte in u32::from(*c).to_le_bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
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
