//! Chinese text: normalising, word segmentation, term weights.
//!
//! [`normalise`] brings every way of writing a word to one; [`Analyzer`] takes the words and the character n-grams out of
//! it; [`Bm25`] says how much each of them counts in a document; [`Feature::index`] is its place in a sparse vector;
//! [`Classifier`] learns from example sentences which of several things a text means, and [`Nearest`] asks those most like it; [`Likely`] holds what may be a word,
//! whether a dictionary has it or not.
//!
//! It is a crate of its own so that it is optimised in test builds too, where every process learns anew at its start.

mod analyzer;
mod bm25;
mod classifier;
mod feature;
mod likely;
mod linear;
mod nearest;
mod normal;
mod runs;
mod stop;

pub use analyzer::Analyzer;
pub use bm25::Bm25;
pub use classifier::Classifier;
pub use feature::{Feature, FeatureKind};
pub use likely::Likely;
pub use nearest::{Nearest, agreed};
pub use normal::{is_han, normalise, simplified};
pub use runs::{Features, features_of};
