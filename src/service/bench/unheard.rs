//! Words that several owners used and that nobody of us knows.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use serde::Serialize;

use super::gaps::TALKS;
use crate::domain::bench::{Heard, Need, Steps, Unheard, home_of, often_heard, unheard};
use crate::domain::curation::ItemKey;
use crate::domain::{Case, Curate, EntryKind, Knowledge, Policy};
use crate::redaction::{Redactor, Vault};
use crate::service::staff::May;
use crate::service::{Knowing, Service, ServiceError};
use crate::store::HeardTalk;
use crate::text::{Likely, normalise, simplified};

/// What was found, and how much was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct UnheardView {
    /// Those of most talks first.
    pub words: Vec<UnheardRow>,
    /// Talks that were looked at.
    pub talks: usize,
}

/// A word and where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct UnheardRow {
    /// The word.
    pub unheard: Unheard,
    /// The file of the glossary that it belongs into.
    pub home: Option<Home>,
}

/// A file of the glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many terms its form begins with.
    pub terms: usize,
    /// Whether the word stands in it already, in a version that is not in force yet.
    pub begun: bool,
}

impl Service {
    /// The words of the newest talks that neither the glossary nor anything else that is known has.
    ///
    /// # Errors
    /// The database's.
    pub async fn unheard_words(&self, _may: &May<Curate>) -> Result<UnheardView, ServiceError> {
        let talks = self.parts.store.newest_talks(TALKS).await?;
        let (knowing, redactor) = (self.knowing(), Arc::clone(&self.parts.redactor));
        // Masking and taking apart so many texts takes its time.
        let work = tokio::task::spawn_blocking(move || look(&talks, &knowing, &redactor));
        let (words, talks) = work.await.unwrap_or_else(|error| {
            tracing::error!(%error, "words that nobody knows could not be looked for");
            (vec![], 0)
        });
        let mut rows = Vec::with_capacity(words.len());
        for unheard in words {
            rows.push(UnheardRow { home: self.home(&unheard).await?, unheard });
        }
        Ok(UnheardView { words: rows, talks })
    }

    /// Where a word belongs: with the words of the trade in which it was said most.
    async fn home(&self, word: &Unheard) -> Result<Option<Home>, ServiceError> {
        let knowing = self.knowing();
        let group = word.trades.first().map(|(group, ..)| group.as_str()).unwrap_or_default();
        let Some(words) = home_of(group, &knowing.knowledge.glossary) else { return Ok(None) };
        let mut home =
            Home { id: words.sector.clone(), name: words.name.clone(), terms: words.terms.len(), begun: false };
        let key = ItemKey::new(EntryKind::Glossary, words.sector.clone());
        let store = &self.parts.store;
        // The form begins with the newest version, when that is not in force yet.
        let newest = match store.item(&key).await?.filter(|item| item.stage.is_some()) {
            Some(item) => store.item_version(&key, item.latest).await?,
            None => None,
        };
        if let Some(version) = newest {
            let terms = version.body.get("terms").and_then(serde_json::Value::as_array);
            home.terms = terms.map_or(0, Vec::len);
            home.begun = terms.into_iter().flatten().any(|term| says(term, &word.word));
        }
        Ok(Some(home))
    }
}

/// Whether a term is said like that.
fn says(term: &serde_json::Value, word: &str) -> bool {
    let plain = term.get("plain").and_then(serde_json::Value::as_str);
    let synonyms = term.get("synonyms").and_then(serde_json::Value::as_array);
    let spoken = synonyms.into_iter().flatten().filter_map(serde_json::Value::as_str).chain(plain);
    spoken.into_iter().any(|said| normalise(said).contains(word))
}

/// The words that nobody knows, and how many talks were looked at.
fn look(talks: &[HeardTalk], knowing: &Knowing, redactor: &Redactor) -> (Vec<Unheard>, usize) {
    let steps = Steps::of(&knowing.knowledge.glossary);
    let (mut heard, mut secrets, mut texts) = (vec![], BTreeSet::new(), BTreeSet::new());
    // What law or secrecy stopped is nobody's to read.
    for talk in talks.iter().filter(|talk| talk.dossier.stopped.is_none()) {
        // What cannot be masked is not looked at.
        let Ok(mut vault) = serde_json::from_str::<Vault>(&talk.vault) else { continue };
        let words: Vec<&str> = talk.dossier.needs(&knowing.knowledge).map(String::as_str).collect();
        let text = redactor.mask_known(&words.join("\n"), &mut vault);
        secrets.extend(vault.originals().map(normalise));
        // One who begins anew with the same words is one owner.
        if text.as_str().trim().is_empty() || !texts.insert(text.as_str().to_owned()) {
            continue;
        }
        let Likely { words, loose } = Likely::of(text.as_str());
        let trade = Need::of(&talk.dossier, &steps).as_ref().and_then(Heard::trade_of);
        heard.push(Heard { trade, words, loose });
    }
    let often: Vec<&str> = often_heard(&heard).into_keys().collect();
    let mut known = known(&often, &knowing.knowledge);
    // What names somebody in one talk names him in every other, where nothing beside it tells what it is.
    let names_somebody =
        |word: &&&str| touched(word, &secrets) || redactor.mask(word, &mut Vault::new()).as_str() != **word;
    let names: Vec<&str> =
        often.iter().filter(|word| !known.contains(**word)).filter(names_somebody).copied().collect();
    known.extend(names);
    (unheard(&heard, &known), heard.len())
}

/// Whether a word is a part of what is kept secret, or has it in itself.
fn touched(word: &str, secrets: &BTreeSet<String>) -> bool {
    secrets
        .iter()
        .any(|secret| secret.contains(word) || (secret.chars().nth(1).is_some() && word.contains(secret.as_str())))
}

/// Those of these words that stand anywhere in the knowledge.
fn known<'a>(words: &[&'a str], knowledge: &Knowledge) -> BTreeSet<&'a str> {
    let Ok(automaton) = AhoCorasick::builder().ascii_case_insensitive(true).build(words) else {
        return words.iter().copied().collect();
    };
    let mut found = BTreeSet::new();
    let mut scan = |text: &str| {
        let text = simplified(text);
        for hit in automaton.find_overlapping_iter(&text).filter(|hit| whole(&text, hit.span().range())) {
            found.insert(words[hit.pattern().as_usize()]);
        }
    };
    knowledge.cases.iter().for_each(|case| texts_of_case(case).into_iter().for_each(&mut scan));
    knowledge.policies.iter().for_each(|policy| texts_of_policy(policy).into_iter().for_each(&mut scan));
    knowledge.glossary.iter().for_each(|words| scan(&written(words)));
    knowledge.playbooks.iter().for_each(|book| scan(&written(book)));
    knowledge.needs.iter().for_each(|needs| scan(&written(needs)));
    scan(&written(&knowledge.rubric));
    found
}

/// Whether what was found is no part of a longer word: 名 may stand in 名称, and mes does not in names.
fn whole(text: &str, at: std::ops::Range<usize>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let inside = letter(text[..at.start].chars().next_back()) || letter(text[at.end..].chars().next());
    !inside || !text[at].is_ascii()
}

/// Everything that an entry says.
fn written<T: Serialize>(entry: &T) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}

fn texts_of_case(case: &Case) -> Vec<&str> {
    let whole = [&case.title, &case.process_step, &case.owner_words, &case.problem, &case.approach];
    let more = [&case.data_used, &case.result].into_iter().flatten();
    let listed = case.lessons.iter().chain(&case.keywords);
    whole.into_iter().chain(more).chain(listed).map(String::as_str).collect()
}

fn texts_of_policy(policy: &Policy) -> Vec<&str> {
    let whole = [&policy.title, &policy.summary, &policy.who_can_apply];
    whole.into_iter().chain(&policy.keywords).map(String::as_str).collect()
}
