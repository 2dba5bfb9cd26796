//! The words of glossary and playbooks in one automaton, so that a message is searched for all of them in one pass.

use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::acts;
use crate::domain::{
    AiTask, CriterionId, Dossier, Knowledge, Outlook, SectorGlossary, SectorRef, Term, TradeGroup, VerdictCode,
};
use crate::service::learning::{self, Learned, Topic};

/// What the examples must say of a criterion for a statement to count as being about it.
const ABOUT: f32 = 0.25;

/// What a word found in a message stands for.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// A term of a trade: index of the trade, and the term.
    Term(usize, Term),
    /// A word that gives a trade away: index of the trade.
    Sign(usize),
    /// A word that points to a task.
    Signal(AiTask),
}

/// One word of a message and everything that it stands for.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The word as it stands in the message.
    pub word: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
    /// What it stands for.
    pub meanings: &'a [Meaning],
}

/// The words of the knowledge in force, ready to be found.
pub struct Lexicon {
    automaton: Option<AhoCorasick>,
    meanings: Vec<Vec<Meaning>>,
    sectors: Vec<SectorRef>,
    /// What is learnt from.
    examples: Knowledge,
    /// Learnt when it is first needed: that takes seconds, and most pages do without.
    learned: OnceLock<Learned>,
}

impl Lexicon {
    /// Collects every word of the glossary, every sign of a trade and every signal of a playbook.
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut words: Vec<(String, Meaning)> = vec![];
        for (index, glossary) in knowledge.glossary.iter().enumerate() {
            words.extend(glossary.signs.iter().map(|sign| (sign.clone(), Meaning::Sign(index))));
            for term in &glossary.terms {
                words.extend(term.spoken().map(|word| (word.to_owned(), Meaning::Term(index, term.clone()))));
            }
        }
        let groups = knowledge.glossary.iter().flat_map(|glossary| &glossary.groups);
        for (index, group) in (knowledge.glossary.len()..).zip(groups.clone()) {
            words.extend(group.signs.iter().map(|sign| (sign.clone(), Meaning::Sign(index))));
        }
        for playbook in knowledge.playbooks.iter() {
            words.extend(playbook.signals.iter().map(|word| (word.clone(), Meaning::Signal(playbook.task))));
        }
        words.sort_by(|a, b| a.0.cmp(&b.0));
        let mut texts: Vec<String> = vec![];
        let mut meanings: Vec<Vec<Meaning>> = vec![];
        for (word, meaning) in words {
            if texts.last() == Some(&word) {
                if let Some(last) = meanings.last_mut() {
                    last.push(meaning);
                }
            } else {
                texts.push(word);
                meanings.push(vec![meaning]);
            }
        }
        let sector =
            |g: &SectorGlossary| SectorRef { code: g.codes.first().cloned().unwrap_or_default(), name: g.name.clone() };
        let group = |g: &TradeGroup| SectorRef { code: g.code.clone(), name: g.name.clone() };
        Self {
            // Overlapping matches are wanted: 鞋面划痕 holds a sign of the trade and a signal of the task.
            automaton: AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .ascii_case_insensitive(true)
                .build(&texts)
                .ok(),
            meanings,
            sectors: knowledge.glossary.iter().map(sector).chain(groups.map(group)).collect(),
            examples: learning::examples(knowledge),
            learned: OnceLock::new(),
        }
    }

    /// Learns from the examples on a thread where nobody waits, unless that is done.
    pub async fn prepare(self: &Arc<Self>) {
        if !self.is_prepared() {
            let lexicon = Arc::clone(self);
            // Whoever reads next learns it when this thread could not.
            let _ = tokio::task::spawn_blocking(move || _ = lexicon.learned()).await;
        }
    }

    /// Whether that is done.
    pub fn is_prepared(&self) -> bool {
        self.learned.get().is_some()
    }

    /// Learns on such a thread what the end of a talk needs as well.
    pub async fn prepare_all(self: &Arc<Self>) {
        let lexicon = Arc::clone(self);
        let _ = tokio::task::spawn_blocking(move || lexicon.learned().prepare(&lexicon.examples)).await;
    }

    /// The criteria that a statement may be about, the likeliest first.
    pub fn about(&self, said: &str) -> Vec<CriterionId> {
        let likely = self.learned().topics(said).into_iter().filter(|(_, sure)| *sure >= ABOUT);
        let criteria = likely.filter_map(|(topic, _)| match topic {
            Topic::Criterion(id) => Some(id),
            Topic::Need => None,
        });
        criteria.collect()
    }

    /// What needs like this one were judged as, in agreement with the verdict.
    pub fn outlook(&self, dossier: &Dossier, code: VerdictCode) -> Option<Outlook> {
        self.learned().outlook(&self.examples, &acts::told(dossier).join("\n"), code)
    }

    /// What was learnt from example sentences.
    pub(super) fn learned(&self) -> &Learned {
        self.learned.get_or_init(|| Learned::new(&self.examples))
    }

    /// Every word of `text` that means something, overlapping ones included, in order of their end.
    pub fn find<'a>(&'a self, text: &'a str) -> Vec<Found<'a>> {
        let Some(automaton) = &self.automaton else {
            return vec![];
        };
        let matches = automaton.find_overlapping_iter(text);
        let found: Vec<Found<'a>> = matches
            .map(|m| Found { word: &text[m.range()], at: m.start(), meanings: &self.meanings[m.pattern().as_usize()] })
            .collect();
        longest_only(&found)
    }

    /// Every trade that is known, the narrow ones too.
    pub fn sectors(&self) -> impl Iterator<Item = &SectorRef> {
        self.sectors.iter().filter(|sector| !sector.code.is_empty())
    }

    /// The trade of that index; nothing for words common to all trades.
    pub fn sector(&self, index: usize) -> Option<&SectorRef> {
        self.sectors.get(index).filter(|sector| !sector.code.is_empty())
    }
}

/// Drops words that stand wholly inside a longer one: 漏装火石 is not 火石.
fn longest_only<'a>(found: &[Found<'a>]) -> Vec<Found<'a>> {
    let inside = |a: &Found<'_>, b: &Found<'_>| {
        b.word.len() > a.word.len() && b.at <= a.at && a.at + a.word.len() <= b.at + b.word.len()
    };
    found.iter().filter(|word| !found.iter().any(|other| inside(word, other))).cloned().collect()
}
