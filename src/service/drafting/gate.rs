//! Lets a model's reply through sentence by sentence: a sentence with a figure that nobody said is left out.

use tokio::sync::mpsc::UnboundedSender;

use super::WriteInput;
use crate::domain::VerdictCode;
use crate::domain::numbers::unsupported;
use crate::domain::spec_check::case_text;

/// Words that say nothing or promise too much (spec-writing.md part 3).
const FORBIDDEN: [&str; 13] = [
    "赋能",
    "一站式",
    "智能化升级",
    "100%准确",
    "百分之百准确",
    "完全替代人工",
    "准确率",
    "://",
    "www.",
    "](",
    "![",
    "已审核",
    "审核通过",
];

/// Characters in a row that are told from our instructions, not said by chance.
const PIECE: usize = 10;

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

/// Whether a sentence says that AI fits, which only the verdict says.
fn promises(sentence: &str) -> bool {
    !sentence.contains('不')
        && ["适合AI", "适合上AI", "可以上", "能上AI", "值得上"].iter().any(|words| sentence.contains(words))
}

/// Whether a run of [`PIECE`] characters of the sentence stands in our own instructions.
fn recites(sentence: &str, instructions: &str) -> bool {
    let chars: Vec<char> = sentence.trim().chars().collect();
    chars.windows(PIECE).any(|window| instructions.contains(&window.iter().collect::<String>()))
}

/// Collects deltas into sentences and sends on those that hold.
pub(super) struct Gate<'a> {
    input: &'a WriteInput<'a>,
    instructions: &'a str,
    pieces: &'a UnboundedSender<String>,
    allowed: Vec<String>,
    sentence: String,
    said: usize,
}

impl<'a> Gate<'a> {
    pub(super) fn new(input: &'a WriteInput<'a>, instructions: &'a str, pieces: &'a UnboundedSender<String>) -> Self {
        let cases = input.cases.iter().filter_map(|hit| input.knowledge.case(&hit.id)).map(case_text);
        let own = [input.dossier.words(), input.verdict.explanation.clone()];
        let counts = [input.cases.len().to_string(), input.policies.len().to_string()];
        Self {
            input,
            instructions,
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
        let code = self.input.verdict.code;
        let holds = holds && !(code == VerdictCode::NotEnoughInfo && judges(&sentence));
        let fits = matches!(code, VerdictCode::SuitableNow | VerdictCode::PilotFirst);
        let holds = holds && (fits || !promises(&sentence)) && !recites(&sentence, self.instructions);
        if !sentence.trim().is_empty() && holds && self.pieces.send(sentence).is_ok() {
            self.said += 1;
        }
    }
}
