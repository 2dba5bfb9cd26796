//! What needs like this one were judged as, learnt from the labels of the example needs.

use std::collections::BTreeSet;

use crate::domain::{CaseFit, CaseTiming, Dossier, ExampleNeed, Knowledge, Outlook};
use crate::text::Classifier;

/// Classifiers for the two labels, and the pairs of labels that go together.
pub(super) struct Outlooks {
    fits: Classifier<CaseFit>,
    timings: Classifier<CaseTiming>,
    pairs: BTreeSet<(CaseFit, CaseTiming)>,
}

impl Outlooks {
    /// Learns from the example needs. A talk under way knows less than a whole one, so beginnings and halves count as well.
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let needs = || knowledge.needs.iter().flat_map(|file| &file.needs);
        let texts: Vec<(CaseFit, CaseTiming, String)> = needs()
            .flat_map(|need| [need.said.clone(), half(need), need.talk()].map(|text| (need.fit, need.timing, text)))
            .collect();
        Self {
            fits: Classifier::learn_evenly(texts.iter().map(|(fit, _, text)| (*fit, text.as_str()))),
            timings: Classifier::learn_evenly(texts.iter().map(|(_, timing, text)| (*timing, text.as_str()))),
            pairs: needs().map(|need| (need.fit, need.timing)).collect(),
        }
    }

    /// The likeliest pair of labels; nothing when the talk shares no words with the examples.
    pub(super) fn of(&self, dossier: &Dossier) -> Option<Outlook> {
        let talk = text(dossier);
        let (fits, timings) = (self.fits.classify(&talk), self.timings.classify(&talk));
        let likely = |(fit, timing): &(CaseFit, CaseTiming)| {
            let fit_likely = fits.iter().find(|(label, _)| label == fit)?.1;
            let timing_likely = timings.iter().find(|(label, _)| label == timing)?.1;
            Some(Outlook { fit: *fit, fit_likely, timing: *timing, timing_likely })
        };
        let joint = |outlook: &Outlook| outlook.fit_likely * outlook.timing_likely;
        self.pairs.iter().filter_map(likely).max_by(|a, b| joint(a).total_cmp(&joint(b)))
    }
}

/// The first words and every other answer.
fn half(need: &ExampleNeed) -> String {
    let told = need.told.iter().step_by(2).cloned().collect();
    ExampleNeed { told, ..need.clone() }.talk()
}

/// The talk so far as one text: what was said of the need, each answer behind what was asked.
fn text(dossier: &Dossier) -> String {
    let label = |said: &String| {
        let answered = |fact: &&crate::domain::Fact| fact.quote.as_ref() == Some(said) && fact.value.is_some();
        dossier.facts.iter().find(answered).map(|fact| fact.label.as_str())
    };
    let lines = dossier.talk().map(|said| match label(said) {
        Some(label) => format!("{label}，{said}"),
        None => said.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
