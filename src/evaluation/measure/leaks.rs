//! Identifiers of the owner that a model was told, by the record of every request.

use std::collections::BTreeSet;

use crate::domain::Knowledge;
use crate::evaluation::replay::Replayed;
use crate::redaction::Redactor;

/// The kind of every identifier of the owner's words that stands in a text that went to the model; never the identifier.
pub(super) fn leaks(replayed: &Replayed, knowledge: &Knowledge, redactor: &Redactor) -> Vec<String> {
    if replayed.recorded.texts.is_empty() {
        return vec![];
    }
    let sought: BTreeSet<(String, String)> =
        replayed.exchanges.iter().flat_map(|exchange| sought(&exchange.said, knowledge, redactor)).collect();
    let told = |words: &str| replayed.recorded.texts.iter().any(|text| text.contains(words));
    sought.into_iter().filter(|(words, _)| told(words)).map(|(_, kind)| kind).collect()
}

/// What to look for: each identifier as it was said, with its neighbours where the bare word is too short to tell anything
/// or stands in published knowledge, which a model may be told.
fn sought(said: &str, knowledge: &Knowledge, redactor: &Redactor) -> Vec<(String, String)> {
    let found = redactor.findings(said).into_iter();
    found
        .filter_map(|finding| {
            let word = said.get(finding.range.clone())?;
            let plain = word.chars().count() > 1 && !is_published(word, knowledge);
            let words = if plain { word.to_owned() } else { with_neighbours(said, &finding.range)? };
            Some((words, format!("{:?}", finding.kind)))
        })
        .collect()
}

fn with_neighbours(said: &str, range: &std::ops::Range<usize>) -> Option<String> {
    let (before, after) = (said.get(..range.start)?, said.get(range.end..)?);
    let left = before.chars().next_back();
    let right = after.chars().next();
    let word = said.get(range.clone())?;
    Some(left.into_iter().chain(word.chars()).chain(right).collect())
}

fn is_published(word: &str, knowledge: &Knowledge) -> bool {
    let holds = |text: &str| text.contains(word);
    let cases = knowledge.cases.iter().any(|case| {
        let company = case.company.as_deref().is_some_and(holds);
        company || holds(&case.title) || holds(&case.problem) || holds(&case.approach)
    });
    cases || knowledge.policies.iter().any(|policy| holds(&policy.title) || holds(&policy.summary))
}
