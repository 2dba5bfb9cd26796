//! Keeps scores and facts only where the words they rest on are really there.

use crate::domain::{Dossier, Reading};

/// Drops what rests on words that nobody said: not in this message and in none before it.
pub(super) fn keep_supported(dossier: &Dossier, message: &str, reading: &mut Reading) {
    let said: Vec<String> = dossier.said.iter().map(|said| plain(said)).chain([plain(message)]).collect();
    let is_there = |quote: &str| {
        let quote = plain(quote);
        !quote.is_empty() && said.iter().any(|said| said.contains(&quote))
    };
    reading.answers.retain(|_, answer| answer.source.is_some() || is_there(&answer.quote));
    reading.facts.retain(|fact| fact.quote.as_deref().is_some_and(is_there));
    if reading.remedy.as_ref().is_some_and(|remedy| !is_there(&remedy.quote)) {
        reading.remedy = None;
    }
}

/// Without white space and punctuation at the ends, so that a quote that a reader trimmed is still found.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    kept.trim_matches(|c: char| "，。！？；、,.!?;：:".contains(c)).to_owned()
}
