//! How much a term counts in a document (BM25 without the rarity part, which the engine adds).

/// The shape of the BM25 curve for one collection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25 {
    /// How soon repetition stops to count; 1.2 is usual.
    pub k1: f32,
    /// How much a long document is held against it, from 0 to 1.
    pub b: f32,
    /// The mean length of the documents, in the unit in which `weight` takes it.
    pub average_length: f32,
}

impl Bm25 {
    /// The weight of a term that occurs `frequency` times (fields may count more than once) in a document of that length.
    pub fn weight(&self, frequency: f32, length: f32) -> f32 {
        let relative = if self.average_length > 0.0 { length / self.average_length } else { 1.0 };
        frequency * (self.k1 + 1.0) / (frequency + self.k1 * (1.0 - self.b + self.b * relative))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_more_up_to_a_bound_and_longer_is_less() {
        let curve = Bm25 { k1: 1.2, b: 0.5, average_length: 10.0 };
        assert!((curve.weight(1.0, 10.0) - 1.0).abs() < 1e-6);
        assert!(curve.weight(2.0, 10.0) > curve.weight(1.0, 10.0));
        assert!(curve.weight(1e6, 10.0) < 2.2);
        assert!(curve.weight(1.0, 20.0) < curve.weight(1.0, 10.0));
    }
}
