//! What is learnt from the examples that the knowledge gives: needs, playbooks, the options of the rubric. Readers ask it what
//! words mean.

mod outlooks;
mod tasks;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use self::outlooks::Outlooks;
use self::tasks::Tasks;
use crate::domain::rubric::{AnswerOption, Criterion};
use crate::domain::{AiTask, CriterionId, Knowledge, Outlook, ToldExample, VerdictCode};
use crate::text::Classifier;

/// What an answer in free words may mean: one of the criterion's options by its place, or that the owner does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) enum Means {
    /// The option at that place.
    Option(usize),
    /// 不清楚.
    NotKnown,
}

/// Cases whose words are learnt at most.
const CASES: usize = 1_000;

/// Classifiers for tasks and for answers.
pub(in crate::service) struct Learned {
    tasks: Tasks,
    answers: BTreeMap<CriterionId, Classifier<Means>>,
    ways: Classifier<Way>,
    topics: Classifier<Topic>,
    /// Learnt when a talk first ends: it takes as long as all the others together.
    outlooks: OnceLock<Outlooks>,
    off_topic: Classifier<bool>,
}

/// What a clause is about: an answer to a criterion, or the need itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) enum Topic {
    /// It answers this criterion.
    Criterion(CriterionId),
    /// It names a trouble.
    Need,
}

/// A conventional way: the task of its playbook, and its name.
pub(in crate::service) type Way = (AiTask, String);

/// What of the knowledge is learnt from: not all of thousands of cases, but evenly over them; what few hundred of a task say,
/// thousands say again.
pub(in crate::service) fn examples(knowledge: &Knowledge) -> Knowledge {
    let step = knowledge.cases.len().div_ceil(CASES).max(1);
    let cases = knowledge.cases.iter().step_by(step).cloned().collect();
    Knowledge { cases, policies: vec![], ..knowledge.clone() }
}

impl Learned {
    /// Learns from everything that [`examples`] has left of the knowledge.
    pub(in crate::service) fn new(knowledge: &Knowledge) -> Self {
        let criteria = knowledge.rubric.criteria.iter();
        Self {
            tasks: Tasks::new(knowledge),
            answers: criteria.map(|criterion| (criterion.id.clone(), answers_to(&criterion.id, knowledge))).collect(),
            ways: ways(knowledge),
            topics: topics(knowledge),
            outlooks: OnceLock::new(),
            off_topic: off_topic(knowledge),
        }
    }

    /// The tasks that a need may be, with their probabilities, most likely first.
    pub(in crate::service) fn tasks(&self, said: &str) -> Vec<(AiTask, f32)> {
        self.tasks.of(said)
    }

    /// The conventional ways that the words resemble, most alike first.
    pub(in crate::service) fn ways(&self, said: &str) -> Vec<(Way, f32)> {
        self.ways.classify(said)
    }

    /// What a clause is about, with how sure that is, surest first.
    pub(in crate::service) fn topics(&self, clause: &str) -> Vec<(Topic, f32)> {
        self.topics.classify(clause)
    }

    /// How likely a message has nothing to do with a factory, 0 to 1.
    pub(in crate::service) fn off_topic(&self, message: &str) -> f32 {
        self.off_topic.classify(message).into_iter().find(|(off, _)| *off).map_or(0.0, |(_, likely)| likely)
    }

    /// What needs like this talk were judged as, by the knowledge that everything else was learnt from.
    pub(in crate::service) fn outlook(&self, knowledge: &Knowledge, talk: &str, code: VerdictCode) -> Option<Outlook> {
        let tasks = self.tasks(talk).into_iter();
        let no_ai = tasks.filter(|(task, _)| task.needs_no_ai()).map(|(_, sure)| sure).sum();
        self.outlooks(knowledge).of(talk, code, no_ai)
    }

    /// Learns what the end of a talk needs.
    pub(in crate::service) fn prepare(&self, knowledge: &Knowledge) {
        self.outlooks(knowledge);
    }

    fn outlooks(&self, knowledge: &Knowledge) -> &Outlooks {
        self.outlooks.get_or_init(|| Outlooks::new(knowledge, self.tasks.examples()))
    }

    /// What an answer to a criterion may mean, likeliest first.
    pub(in crate::service) fn answer(&self, criterion: &CriterionId, said: &str) -> Vec<(Means, f32)> {
        self.answers.get(criterion).map(|classifier| classifier.classify(said)).unwrap_or_default()
    }
}

/// Messages that have nothing to do with a factory, against everything that has.
fn off_topic(knowledge: &Knowledge) -> Classifier<bool> {
    let files = || knowledge.needs.iter();
    let off = files().flat_map(|file| &file.off_topic);
    let near = files().flat_map(|file| file.on_topic.iter().chain(&file.on_topic));
    let needs = || files().flat_map(|file| &file.needs).filter(|need| need.sector.is_some());
    let answers = needs().filter(|need| need.is_marked()).flat_map(|need| &need.told).map(|told| &told.answer);
    let told = answers.chain(needs().map(|need| &need.said));
    let examples = knowledge.playbooks.iter().flat_map(|book| &book.examples);
    let ours = near.chain(told).chain(examples);
    Classifier::learn(off.map(|text| (true, text.as_str())).chain(ours.map(|text| (false, text.as_str()))))
}

/// Examples of needs against which answers are told apart, of each playbook.
const NEEDS: usize = 12;

/// Answers by criterion, with needs as the background.
fn topics(knowledge: &Knowledge) -> Classifier<Topic> {
    let answers = knowledge.rubric.criteria.iter().flat_map(|criterion| {
        let words = criterion.options.iter().flat_map(|option| option.examples.iter().chain([&option.text]));
        words.map(|text| (Topic::Criterion(criterion.id.clone()), text.as_str()))
    });
    let facts = knowledge.playbooks.iter().flat_map(|book| &book.facts);
    let asked = facts.flat_map(|fact| {
        let id = fact.criterion.clone();
        id.into_iter().flat_map(|id| [&fact.ask, &fact.label].map(|text| (Topic::Criterion(id.clone()), text.as_str())))
    });
    let needs = knowledge.playbooks.iter().flat_map(|book| book.examples.iter().take(NEEDS));
    let talks = || knowledge.needs.iter().flat_map(|file| &file.needs);
    let heard = talks().flat_map(|need| &need.heard).map(|heard| (&heard.about, heard.quote.as_str()));
    let of_talks = heard.map(|(id, text)| (Topic::Criterion(id.clone()), text));
    let told = talks().flat_map(|need| &need.told).flat_map(as_topics);
    // As many as there are marked answers to tell them from.
    let beginnings = talks().filter(|need| need.is_marked()).map(|need| need.said.as_str());
    let needs = needs.map(String::as_str).chain(beginnings).map(|text| (Topic::Need, text));
    let borrowed = answers.chain(asked).chain(of_talks).chain(needs).map(|(topic, text)| (topic, Cow::from(text)));
    let all: Vec<(Topic, Cow<'_, str>)> =
        borrowed.chain(told.map(|(id, text)| (Topic::Criterion(id.clone()), Cow::from(text)))).collect();
    Classifier::learn(all.iter().map(|(topic, text)| (topic.clone(), text.as_ref())))
}

/// What a question and its answer teach of their criterion: by themselves and together.
fn as_topics(told: &ToldExample) -> Vec<(&CriterionId, String)> {
    let texts = [told.ask.clone(), told.answer.clone(), format!("{}，{}", told.ask, told.answer)];
    told.about.iter().flat_map(|id| texts.clone().map(|text| (id, text))).collect()
}

/// What each conventional way is for, in words.
fn ways(knowledge: &Knowledge) -> Classifier<Way> {
    let all = knowledge.playbooks.iter().flat_map(|book| book.conventional.iter().map(move |way| (book.task, way)));
    let signals: Vec<(Way, String)> = all
        .clone()
        .flat_map(|(task, way)| way.signals.iter().map(move |group| ((task, way.name.clone()), group.join("，"))))
        .collect();
    let told = all.flat_map(|(task, way)| [&way.name, &way.when].map(|text| ((task, way.name.clone()), text.as_str())));
    Classifier::learn(told.chain(signals.iter().map(|(way, text)| (way.clone(), text.as_str()))))
}

/// Everything that is known to mean an option of the criterion: its own examples, and the options of the playbooks'
/// questions that give the same score.
fn answers_to(id: &CriterionId, knowledge: &Knowledge) -> Classifier<Means> {
    let Some(criterion) = knowledge.rubric.criterion(id.as_str()) else { return Classifier::learn([]) };
    let own = criterion.options.iter().enumerate().flat_map(|(place, option)| {
        let words = option.examples.iter().chain(&option.signs).map(String::as_str);
        words.chain([option.text.as_str()]).map(move |text| (Means::Option(place), text))
    });
    let facts = knowledge.playbooks.iter().flat_map(|book| &book.facts);
    let asked = facts.filter(|fact| fact.criterion.as_ref() == Some(id)).flat_map(|fact| &fact.options);
    let by_playbooks = asked.flat_map(|option| {
        let place =
            criterion.options.iter().position(|o| Some(o.score) == option.score && o.knock_out == option.knock_out);
        let words = option.signs.iter().map(String::as_str).chain([option.text.as_str()]);
        place.into_iter().flat_map(move |place| words.clone().map(move |text| (Means::Option(place), text)))
    });
    let talks = || knowledge.needs.iter().flat_map(|file| &file.needs);
    let told = talks().flat_map(|need| &need.told).map(|told| (told.about.as_ref(), told.score, told.answer.as_str()));
    let heard = talks().flat_map(|need| &need.heard).map(|h| (Some(&h.about), h.score, h.quote.as_str()));
    let in_talks = told
        .chain(heard)
        .filter(|(about, ..)| *about == Some(id))
        .filter_map(|(_, score, text)| Some((Means::Option(option_of(criterion, score?)?), text)));
    let not_known = knowledge.rubric.not_known.iter().map(|text| (Means::NotKnown, text.as_str()));
    Classifier::learn(own.chain(by_playbooks).chain(in_talks).chain(not_known))
}

/// The option that gives a score: the one that rules nothing out, where there is one.
fn option_of(criterion: &Criterion, score: u8) -> Option<usize> {
    let gives = |option: &AnswerOption| option.score == score;
    let mild = criterion.options.iter().position(|option| gives(option) && option.knock_out.is_none());
    mild.or_else(|| criterion.options.iter().position(gives))
}
