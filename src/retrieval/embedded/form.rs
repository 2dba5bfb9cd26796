//! How the engine keeps a version: in segments that stay small enough to be merged beside a service that answers.

use std::io;
use std::path::Path;

use fs_err as fs;
use qdrant_edge::{
    Distance, EdgeConfig, EdgeConfigBuilder, EdgeOptimizersConfig, EdgeSparseVectorParamsBuilder, EdgeVectorParams,
    Modifier, WalOptions,
};

use super::super::query::{MEANING, WORDS};

/// Small files will do for the write-ahead log.
const WAL_BYTES: usize = 1024 * 1024;
/// Kilobytes of vectors after which new documents become a segment that is read from disk: some 2,000 cases.
const FRESH_KB: usize = 10_000;
/// Kilobytes of vectors beyond which segments are merged no more. A merge holds all words of what it merges in memory, and
/// without a bound every new segment would be merged with everything that is there: the larger the base, the longer.
const LARGEST_KB: usize = 40_000;
/// Segments that may stand beside each other before small ones are merged.
const SEGMENTS: usize = 8;

/// The form of a new version; with meanings when vectors have that many dimensions.
pub(super) fn config(dimensions: Option<usize>) -> EdgeConfig {
    // On disk means mapped: what searches touch stays in the page cache, and goes when memory is wanted.
    let words = EdgeSparseVectorParamsBuilder::new().modifier(Modifier::Idf).on_disk(true).build();
    let optimizers = EdgeOptimizersConfig {
        default_segment_number: Some(SEGMENTS),
        indexing_threshold: Some(FRESH_KB),
        max_segment_size: Some(LARGEST_KB),
        ..EdgeOptimizersConfig::default()
    };
    let config = EdgeConfigBuilder::new()
        .sparse_vector(WORDS, words)
        .optimizers(optimizers)
        .wal_options(WalOptions { segment_capacity: WAL_BYTES, ..WalOptions::default() });
    match dimensions {
        Some(size) => config.vector(MEANING, EdgeVectorParams::builder(size, Distance::Cosine).build()).build(),
        None => config.build(),
    }
}

/// Removes what the engine has logged and never reads again: every change is flushed before it counts, and nothing is
/// replayed. The last full file stays, because the next number is counted from its name.
pub(super) fn drop_log(folder: &Path) -> io::Result<()> {
    let mut full = vec![];
    for entry in fs::read_dir(folder.join("wal"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(first) = name.and_then(|name| name.strip_prefix("closed-")?.parse::<u64>().ok()) {
            full.push((first, path));
        }
    }
    full.sort_unstable();
    full.pop();
    full.into_iter().try_for_each(|(_, path)| fs::remove_file(path))
}
