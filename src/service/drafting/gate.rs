//! Lets a model's reply through sentence by sentence: a sentence with a figure that nobody said is left out.

use tokio::sync::mpsc::UnboundedSender;

use super::WriteInput;
use crate::domain::VerdictCode;
use crate::domain::numbers::unsupported;
use crate::domain::spec_check::case_text;

/// Words that say nothing or promise too much (spec-writing.md part 3).
const FORBIDDEN: [&str; 9] =
    ["赋能", "一站式", "智能化升级", "100%准确", "百分之百准确", "完全替代人工", "准确率", "http://", "https://"];

/// The forbidden word of a text, when it has one.
pub(super) fn forbidden(text: &str) -> Option<&'static str> {
    FORBIDDEN.into_iter().find(|word| text.contains(word))
}

/// Whether a sentence gives a verdict, which while too little is known nobody may.
fn judges(sentence: &str) -> bool {
    ["合适", "适合", "不用AI", "可以上", "能上AI", "值得上", "不建议", "先试点", "suitable", "recommend"]
        .iter()
        .any(|words| sentence.contains(words))
}

/// Collects deltas into sentences and sends on those that hold.
pub(super) struct Gate<'a> {
    input: &'a WriteInput<'a>,
    pieces: &'a UnboundedSender<String>,
    allowed: Vec<String>,
    sentence: String,
    said: usize,
}

impl<'a> Gate<'a> {
    pub(super) fn new(input: &'a WriteInput<'a>, pieces: &'a UnboundedSender<String>) -> Self {
        let cases = input.cases.iter().filter_map(|hit| input.knowledge.case(&hit.id)).map(case_text);
        let own = [input.dossier.words(), input.verdict.explanation.clone()];
        let counts = [input.cases.len().to_string(), input.policies.len().to_string()];
        Self {
            input,
            pieces,
            allowed: own.into_iter().chain(cases).chain(counts).collect(),
            sentence: String::new(),
            said: 0,
        }
    }

    /// Takes in a piece of the reply.
    pub(super) fn hear(&mut self, delta: &str) {
        for c in delta.chars() {
            // In English a full stop ends a sentence only before a space.
            let ended = c.is_whitespace() && self.sentence.ends_with('.');
            self.sentence.push(c);
            if ended || "。！？!?\n".contains(c) {
                self.let_through();
            }
        }
    }

    /// Lets the rest through; returns how many sentences were sent.
    pub(super) fn end(mut self) -> usize {
        self.let_through();
        self.said
    }

    fn let_through(&mut self) {
        let sentence = self.input.vault.restore(&std::mem::take(&mut self.sentence));
        let allowed: Vec<&str> = self.allowed.iter().map(String::as_str).collect();
        let asks = sentence.trim_end().ends_with(['？', '?']);
        let holds = unsupported(&sentence, &allowed).is_empty() && forbidden(&sentence).is_none() && !asks;
        let holds = holds && !(self.input.verdict.code == VerdictCode::NotEnoughInfo && judges(&sentence));
        if !sentence.trim().is_empty() && holds && self.pieces.send(sentence).is_ok() {
            self.said += 1;
        }
    }
}
