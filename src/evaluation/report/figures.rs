//! The figures of a group of needs.

use serde::Serialize;

use super::f1::{Confusion, macro_f1, mean};
use crate::evaluation::measure::{Measured, MustAskHow, Right};

/// Figures by name, with whether more is better; the first twelve are shown as bars or numbers on the page.
pub const FIGURES: [(&str, bool); 13] = [
    ("task_accuracy", true),
    ("sector_accuracy", true),
    ("division_accuracy", true),
    ("fit_macro_f1", true),
    ("timing_macro_f1", true),
    ("must_ask", true),
    ("spec_must_have", true),
    ("traps", false),
    ("unsupported_numbers", false),
    ("redaction_leaks", false),
    ("questions_per_verdict", false),
    ("seconds_per_need", false),
    ("tokens_per_need", false),
];

/// The figures of a group of needs; a figure that nothing is known for is null. Shares run from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Share of right kinds of task.
    pub task_accuracy: Option<f64>,
    /// Share of right trades, down to the group.
    pub sector_accuracy: Option<f64>,
    /// Share of right trades, down to the division (letter and two digits).
    pub division_accuracy: Option<f64>,
    /// Does AI fit?
    pub fit_macro_f1: Option<f64>,
    /// Is now the time?
    pub timing_macro_f1: Option<f64>,
    /// Share of what must be asked that was asked, or said by the owner himself.
    pub must_ask: Option<f64>,
    /// Share of what the specification must hold that it holds.
    pub spec_must_have: Option<f64>,
    /// Share of the traps that were fallen into: 0 is best.
    pub traps: Option<f64>,
    /// Figures that nobody said, counted.
    pub unsupported_numbers: usize,
    /// Identifiers that a model was told, counted.
    pub redaction_leaks: usize,
    /// Questions put before the first verdict, the mean over needs that came to one.
    pub questions_per_verdict: Option<f64>,
    /// Seconds a need.
    pub seconds_per_need: Option<f64>,
    /// Tokens a need, as far as they are counted.
    pub tokens_per_need: Option<f64>,
    /// How many needs.
    pub needs: usize,
    /// How many of them came to a verdict.
    pub verdicts: usize,
    /// What must be asked and was said by the owner before anybody asked: it counts as covered.
    pub must_ask_said: usize,
}

impl Figures {
    /// The figures of these needs.
    pub fn of(needs: &[&Measured]) -> Self {
        let labels = |label: fn(&Right) -> Option<bool>| {
            let met: Vec<bool> = needs.iter().filter_map(|need| label(&need.right)).collect();
            ratio(met.iter().filter(|met| **met).count(), met.len())
        };
        let fit = Confusion::of(needs.iter().map(|need| (need.expected.fit, need.predicted.fit)));
        let timing = Confusion::of(needs.iter().map(|need| (need.expected.timing, need.predicted.timing)));
        let asks: Vec<_> = needs.iter().flat_map(|need| &need.must_ask).collect();
        let haves: Vec<_> = needs.iter().flat_map(|need| &need.spec_must_have).collect();
        let traps: Vec<_> = needs.iter().flat_map(|need| &need.traps).collect();
        let before: Vec<usize> = needs.iter().filter_map(|need| need.questions_before_verdict).collect();
        let tokens: u64 = needs.iter().map(|need| need.tokens).sum();
        let seconds: Vec<f64> = needs.iter().map(|need| need.seconds).collect();
        Self {
            task_accuracy: labels(|right| right.task),
            sector_accuracy: labels(|right| right.sector),
            division_accuracy: labels(|right| right.division),
            fit_macro_f1: macro_f1(&fit),
            timing_macro_f1: macro_f1(&timing),
            must_ask: ratio(asks.iter().filter(|ask| ask.how != MustAskHow::Missing).count(), asks.len()),
            spec_must_have: ratio(haves.iter().filter(|have| have.present).count(), haves.len()),
            traps: ratio(traps.iter().filter(|trap| trap.hit).count(), traps.len()),
            unsupported_numbers: needs.iter().map(|need| need.unsupported_numbers.len()).sum(),
            redaction_leaks: needs.iter().map(|need| need.redaction_leaks.len()).sum(),
            questions_per_verdict: ratio(before.iter().sum(), before.len()),
            seconds_per_need: mean(&seconds),
            tokens_per_need: ratio(usize::try_from(tokens).unwrap_or(usize::MAX), needs.len()).filter(|_| tokens > 0),
            needs: needs.len(),
            verdicts: before.len(),
            must_ask_said: asks.iter().filter(|ask| ask.how == MustAskHow::Said).count(),
        }
    }
}

/// A part of a whole; nothing of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
