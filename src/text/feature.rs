//! What is counted in a text, and its place in a sparse vector.

/// The kinds of features; each has its own space of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureKind {
    /// A word.
    Word,
    /// One Chinese character.
    Unigram,
    /// Two neighbouring Chinese characters.
    Bigram,
}

/// A word or n-gram of a normalised text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Feature {
    /// What it is.
    pub kind: FeatureKind,
    /// Its text, normalised.
    pub text: String,
}

impl Feature {
    /// A feature of that kind.
    pub fn new(kind: FeatureKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// Its dimension in a sparse vector: FNV-1a over the kind and the text, the same on every machine and in every version
    /// (a change here needs a new index format).
    pub fn index(&self) -> u32 {
        let kind: u8 = match self.kind {
            FeatureKind::Word => b'w',
            FeatureKind::Unigram => b'1',
            FeatureKind::Bigram => b'2',
        };
        std::iter::once(kind)
            .chain(self.text.bytes())
            .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_stable_and_differs_by_kind() {
        let word = Feature::new(FeatureKind::Word, "开胶").index();
        assert_ne!(word, Feature::new(FeatureKind::Bigram, "开胶").index());
        assert_eq!(word, 0x4629_a776);
    }
}
