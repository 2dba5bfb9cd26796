//! What needs like this one were judged as, learnt from the labels of the example needs.

use std::collections::BTreeSet;

use super::tasks::as_told;
use crate::domain::{AiTask, CaseFit, CaseTiming, Knowledge, Outlook, VerdictCode};
use crate::text::{Classifier, Features, Nearest, agreed, features_of};

/// Classifiers for the two labels, and the pairs of labels that go together.
pub(super) struct Outlooks {
    fits: Label<CaseFit>,
    timings: Label<CaseTiming>,
    pairs: BTreeSet<(CaseFit, CaseTiming)>,
    /// The share of needs for AI tasks that AI does not fit all the same.
    unfit: f32,
}

impl Outlooks {
    /// Learns from the example needs. A talk under way knows less than a whole one, so beginnings and halves count as well.
    /// `examples` are those of the tasks.
    pub(super) fn new(knowledge: &Knowledge, examples: &Nearest<AiTask>) -> Self {
        let needs = || knowledge.needs.iter().flat_map(|file| &file.needs);
        let texts = needs().flat_map(|need| {
            let [half, whole] = as_told(need);
            [need.said.clone(), half, whole]
        });
        let texts: Vec<Features> = texts.map(|text| features_of(&text)).collect();
        let fits: Vec<CaseFit> = needs().map(|need| need.fit).collect();
        let timings: Vec<CaseTiming> = needs().map(|need| need.timing).collect();
        Self {
            fits: Label::learn(&fits, &texts, examples),
            timings: Label::learn(&timings, &texts, examples),
            pairs: needs().map(|need| (need.fit, need.timing)).collect(),
            unfit: unfit(knowledge),
        }
    }

    /// The likeliest pair of labels; nothing when the talk shares no words with the examples.
    ///
    /// They agree with the verdict as far as there is one. `no_ai` is how likely the need wants no AI at all, by what kind of task it is: the labels must agree with that.
    pub(super) fn of(&self, talk: &str, code: VerdictCode, no_ai: f32) -> Option<Outlook> {
        let talk = features_of(talk);
        let (mut fits, timings) = (self.fits.of(&talk), self.timings.of(&talk));
        let not_suitable = (no_ai + (1.0 - no_ai) * self.unfit).clamp(0.02, 0.98);
        for (fit, likely) in &mut fits {
            *likely *= if *fit == CaseFit::NotSuitable { not_suitable } else { (1.0 - not_suitable) / 2.0 };
        }
        let total: f32 = fits.iter().map(|(_, likely)| likely).sum();
        for (_, likely) in &mut fits {
            *likely /= total.max(f32::EPSILON);
        }
        let likely = |(fit, timing): &(CaseFit, CaseTiming)| {
            let fit_likely = fits.iter().find(|(label, _)| label == fit)?.1;
            let timing_likely = timings.iter().find(|(label, _)| label == timing)?.1;
            Some(Outlook { fit: *fit, fit_likely, timing: *timing, timing_likely, said: None })
        };
        let joint = |outlook: &Outlook| outlook.fit_likely * outlook.timing_likely;
        let agrees = |(fit, timing): &&(CaseFit, CaseTiming)| agrees(code, *fit, *timing);
        self.pairs.iter().filter(agrees).filter_map(likely).max_by(|a, b| joint(a).total_cmp(&joint(b)))
    }
}

/// How many of the nearest examples are asked: more than for the task, because labels of fit and timing are less sharp.
const NEAREST: usize = 150;

/// The reading by words is sure of too much: an owner hears an outlook only where it is right more often than it says.
const TRUST: f32 = 0.5;

/// Two readings of one label, as of the task.
struct Label<L> {
    by_words: Classifier<L>,
    by_examples: Nearest<L>,
}

impl<L: Clone + Ord> Label<L> {
    /// Learns from one label for each need and three texts; `examples` has two of them.
    fn learn(labels: &[L], texts: &[Features], examples: &Nearest<AiTask>) -> Self {
        let times = |times| labels.iter().flat_map(|label| vec![label.clone(); times]).collect::<Vec<L>>();
        Self { by_words: Classifier::learn_evenly(&times(3), texts), by_examples: examples.evenly_by(&times(2)) }
    }

    fn of(&self, talk: &Features) -> Vec<(L, f32)> {
        agreed(&self.by_words.classify_features(talk), &self.by_examples.classify(talk, NEAREST), TRUST)
    }
}

/// Whether a pair of labels agrees with a verdict.
fn agrees(code: VerdictCode, fit: CaseFit, timing: CaseTiming) -> bool {
    match code {
        VerdictCode::SuitableNow => timing == CaseTiming::Now,
        // Only the grade of the evidence may stand between a trial and now.
        VerdictCode::PilotFirst => [CaseTiming::PilotFirst, CaseTiming::Now].contains(&timing),
        VerdictCode::PrepareFirst => timing == CaseTiming::PrepareFirst && fit != CaseFit::NotSuitable,
        VerdictCode::ConventionalBetter | VerdictCode::NotSuitable => fit == CaseFit::NotSuitable,
        VerdictCode::Stop => timing == CaseTiming::NotNow,
        VerdictCode::NotEnoughInfo => true,
    }
}

/// The share of the example needs for AI tasks that AI does not fit.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn unfit(knowledge: &Knowledge) -> f32 {
    let needs = || knowledge.needs.iter().filter(|file| !file.task.needs_no_ai()).flat_map(|file| &file.needs);
    let unfit = needs().filter(|need| need.fit == CaseFit::NotSuitable).count();
    unfit as f32 / needs().count().max(1) as f32
}
