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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::replay::Exchange;
    use crate::redaction::Vault;
    use crate::service::knowledge::{assemble, seed};

    const SAID: &str = "我姓陈13800000000,给XX鞋业做中底冲裁的";

    fn told(text: &str) -> Vec<String> {
        let exchange = Exchange { question: None, fact: None, said: SAID.to_owned(), outcome: None };
        let mut replayed = Replayed { exchanges: vec![exchange], ..Replayed::default() };
        replayed.recorded.texts.push(text.to_owned());
        leaks(&replayed, &assemble(&seed().unwrap()).unwrap(), &Redactor::new())
    }

    #[test]
    fn an_identifier_that_went_out_is_named_by_its_kind_and_a_masked_one_is_not() {
        let all = told(&format!("老板说：{SAID}"));
        assert!(all.contains(&"Phone".to_owned()) && all.contains(&"Person".to_owned()), "{all:?}");
        assert_eq!(told("电话13800000000"), ["Phone"]);
        let masked = Redactor::new().mask(SAID, &mut Vault::new());
        assert_eq!(told(masked.as_str()), Vec::<String>::new());
    }
}
