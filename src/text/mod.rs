//! Chinese text: normalising, word segmentation, term weights.
