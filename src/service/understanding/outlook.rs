//! What needs like this one were judged as, learnt from the labels of the example needs.

use std::collections::BTreeSet;

use crate::domain::{CaseFit, CaseTiming, Dossier, Knowledge, Outlook, VerdictCode};
use crate::text::{Classifier, Features, features_of};

/// Classifiers for the two labels, and the pairs of labels that go together.
pub(super) struct Outlooks {
    fits: Classifier<CaseFit>,
    timings: Classifier<CaseTiming>,
    pairs: BTreeSet<(CaseFit, CaseTiming)>,
    /// The share of needs for AI tasks that AI does not fit all the same.
    unfit: f32,
}

impl Outlooks {
    /// Learns from the example needs. A talk under way knows less than a whole one, so beginnings and halves count as well.
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let needs = || knowledge.needs.iter().flat_map(|file| &file.needs);
        let texts = needs().flat_map(|need| [need.said.clone(), need.some_answers(), need.answers()]);
        let texts: Vec<Features> = texts.map(|text| features_of(&text)).collect();
        let fits: Vec<CaseFit> = needs().flat_map(|need| [need.fit; 3]).collect();
        let timings: Vec<CaseTiming> = needs().flat_map(|need| [need.timing; 3]).collect();
        Self {
            fits: Classifier::learn_evenly(&fits, &texts),
            timings: Classifier::learn_evenly(&timings, &texts),
            pairs: needs().map(|need| (need.fit, need.timing)).collect(),
            unfit: unfit(knowledge),
        }
    }

    /// The likeliest pair of labels; nothing when the talk shares no words with the examples.
    ///
    /// They agree with the verdict as far as there is one. `no_ai` is how likely the need wants no AI at all, by what kind of task it is: the labels must agree with that.
    pub(super) fn of(&self, dossier: &Dossier, code: VerdictCode, no_ai: f32) -> Option<Outlook> {
        let talk = text(dossier);
        let (mut fits, timings) = (self.fits.classify(&talk), self.timings.classify(&talk));
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
        let joint = |outlook: &Outlook| outlook.fit_likely * outlook.timing_likely * boldness(outlook);
        let agrees = |(fit, timing): &&(CaseFit, CaseTiming)| agrees(code, *fit, *timing);
        self.pairs.iter().filter(agrees).filter_map(likely).max_by(|a, b| joint(a).total_cmp(&joint(b)))
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

/// A talk that is told in part speaks less for what is rare, very good and very poor preparation; and the writers of the
/// examples called more needs suitable without a condition than others do. Fitted on talks of which two thirds were told.
fn boldness(outlook: &Outlook) -> f32 {
    let fit = if outlook.fit == CaseFit::Suitable { 0.5 } else { 1.0 };
    let timing = match (outlook.fit, outlook.timing) {
        (CaseFit::NotSuitable, _) | (_, CaseTiming::PilotFirst | CaseTiming::NotNow) => 1.0,
        (_, CaseTiming::PrepareFirst) => 1.2,
        (_, CaseTiming::Now) => 1.5,
    };
    fit * timing
}

/// The share of the example needs for AI tasks that AI does not fit.
#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn unfit(knowledge: &Knowledge) -> f32 {
    let needs = || knowledge.needs.iter().filter(|file| !file.task.needs_no_ai()).flat_map(|file| &file.needs);
    let unfit = needs().filter(|need| need.fit == CaseFit::NotSuitable).count();
    unfit as f32 / needs().count().max(1) as f32
}

/// The talk so far as one text, in the owner's words alone: the questions follow from the task that was read first, and
/// would bear out whatever that was.
pub(super) fn text(dossier: &Dossier) -> String {
    dossier.talk().map(String::as_str).collect::<Vec<_>>().join("\n")
}
