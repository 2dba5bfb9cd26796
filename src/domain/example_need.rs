//! Example needs: invented talks with what an expert would say of them, from which the readers learn how owners speak, and
//! the outlook that is learnt from them.
//!
//! The examples are no cases: nobody is shown one, nothing is cited from them, and no figure in them supports anything.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AiTask, CaseFit, CaseTiming, CriterionId};

/// One file of `knowledge/needs`: the examples of one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleNeeds {
    /// The kind of task, same as the file name.
    pub task: AiTask,
    /// Messages that have nothing to do with a factory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off_topic: Vec<String>,
    /// Messages of the trade that only sound so: 我儿子管这事 names who is in charge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_topic: Vec<String>,
    /// The examples.
    pub needs: Vec<ExampleNeed>,
}

/// An invented need with its labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleNeed {
    /// Unique in its file.
    pub id: String,
    /// The owner's first words.
    pub said: String,
    /// The trade (letter and three or four digits); left out when the talk names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Whether AI fits, by an expert.
    pub fit: CaseFit,
    /// Whether now is the time, by an expert.
    pub timing: CaseTiming,
    /// What must be asked, in short notes.
    pub ask: Vec<String>,
    /// What the specification must hold, in short notes.
    pub specify: Vec<String>,
    /// What the first words say of the criteria.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<HeardExample>,
    /// What the owner answers when asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<ToldExample>,
}

/// Words of the first message that say something of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeardExample {
    /// The words.
    pub quote: String,
    /// The criterion.
    pub about: CriterionId,
    /// 0 to 3; left out when the words allow none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
}

/// A question in the owner's words, and his answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldExample {
    /// The question.
    pub ask: String,
    /// The answer.
    pub answer: String,
    /// The criterion that both are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<CriterionId>,
    /// 0 to 3; left out when the answer allows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
}

impl ExampleNeed {
    /// The whole talk as one text: the first words, then each question with its answer.
    pub fn talk(&self) -> String {
        let told = self.told.iter().map(|told| format!("{}，{}", told.ask, told.answer));
        std::iter::once(self.said.clone()).chain(told).collect::<Vec<_>>().join("\n")
    }

    /// What the owner himself says in it: the first words and every answer, without what was asked.
    pub fn answers(&self) -> String {
        self.every_answer(1)
    }

    /// The first words and every other answer, as in a talk that is still going on.
    pub fn some_answers(&self) -> String {
        self.every_answer(2)
    }

    fn every_answer(&self, step: usize) -> String {
        let told = self.told.iter().step_by(step).map(|told| told.answer.as_str());
        std::iter::once(self.said.as_str()).chain(told).collect::<Vec<_>>().join("\n")
    }

    /// Whether its writer told which criterion each answer is about.
    pub fn is_marked(&self) -> bool {
        !self.heard.is_empty() || self.told.iter().any(|told| told.about.is_some())
    }
}

/// The likeliest labels of a need by the talk so far, learnt from example needs that experts labelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outlook {
    /// Whether AI fits.
    pub fit: CaseFit,
    /// How likely that is, 0 to 1.
    pub fit_likely: f32,
    /// Whether now is the time.
    pub timing: CaseTiming,
    /// How likely that is, 0 to 1.
    pub timing_likely: f32,
    /// The sentence that the owner hears of it, where it tells anything: the talk is over, there is no verdict, and needs
    /// like this one went one way.
    #[serde(default)]
    pub said: Option<String>,
}

impl Outlook {
    /// The key of its words in the message catalogue.
    pub fn message_key(&self) -> String {
        let fit = match self.fit {
            CaseFit::Suitable => "suitable",
            CaseFit::SuitableWithConditions => "suitable_with_conditions",
            CaseFit::NotSuitable => "not_suitable",
        };
        let timing = match self.timing {
            CaseTiming::Now => "now",
            CaseTiming::PilotFirst => "pilot_first",
            CaseTiming::PrepareFirst => "prepare_first",
            CaseTiming::NotNow => "not_now",
        };
        match (self.fit, self.timing) {
            (CaseFit::Suitable | CaseFit::SuitableWithConditions, CaseTiming::NotNow)
            | (CaseFit::NotSuitable, CaseTiming::Now) => "outlook.other".to_owned(),
            _ => format!("outlook.{fit}_{timing}"),
        }
    }
}
