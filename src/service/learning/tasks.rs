//! Which kind of task a need is, learnt from the example needs: by the words that speak for a task, and by the examples that
//! are most like it.

use crate::domain::{AiTask, ExampleNeed, Knowledge};
use crate::text::{Classifier, Features, Nearest, agreed, features_of};

/// How many of the nearest examples are asked. Fitted on needs that are no examples: with ten chance decides, with two hundred
/// all are alike.
const NEAREST: usize = 35;

/// Both readings are sure of too little: taken together at their word they are right as often as they say.
const TRUST: f32 = 1.0;

/// Two readings of the same examples, which err in different places.
pub(super) struct Tasks {
    by_words: Classifier<AiTask>,
    by_examples: Nearest<AiTask>,
}

impl Tasks {
    /// Learns from needs, playbooks and cases.
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let needs = || knowledge.needs.iter().flat_map(|file| file.needs.iter().map(|need| (file.task, need)));
        let told = needs().flat_map(|(task, need)| as_told(need).map(|text| (task, features_of(&text))));
        let by_playbooks = knowledge.playbooks.iter().flat_map(|book| {
            let words = book.examples.iter().chain([&book.name, &book.summary]);
            words.map(|text| (book.task, features_of(text)))
        });
        let (mut labels, mut texts): (Vec<AiTask>, Vec<Features>) = told.chain(by_playbooks).unzip();
        let by_examples = Nearest::learn(&labels, &texts);
        let by_cases = knowledge.cases.iter().map(|case| (case.ai_task, features_of(&case.owner_words)));
        let begun =
            needs().flat_map(|(task, need)| [features_of(&need.said), features_of(&need.talk())].map(|f| (task, f)));
        for (task, text) in by_cases.chain(begun) {
            labels.push(task);
            texts.push(text);
        }
        Self { by_words: Classifier::learn_many(&labels, &texts), by_examples }
    }

    /// The tasks that a need may be, with their probabilities, most likely first.
    pub(super) fn of(&self, said: &str) -> Vec<(AiTask, f32)> {
        let features = features_of(said);
        agreed(&self.by_words.classify_features(&features), &self.by_examples.classify(&features, NEAREST), TRUST)
    }

    /// The examples: each need as [`as_told`], and then what is none.
    pub(super) fn examples(&self) -> &Nearest<AiTask> {
        &self.by_examples
    }
}

/// A need in its owner's own words: by halves, as in a talk that is still going on, and in whole.
pub(super) fn as_told(need: &ExampleNeed) -> [String; 2] {
    [need.some_answers(), need.answers()]
}
