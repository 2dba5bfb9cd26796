//! A playbook: for one kind of task, what to ask, how to measure success, and what to rule out first.

use serde::{Deserialize, Serialize};

use super::{AiTask, CriterionId, KnockOutId};

/// One file of `knowledge/playbooks`; the field order is the order in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in knowledge/README.md, which staff read")]
pub struct Playbook {
    pub task: AiTask,
    pub name: String,
    pub owner_name: String,
    pub english: String,
    pub summary: String,
    pub not_for: String,
    pub signals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    pub data: Vec<String>,
    pub acceptance: Vec<String>,
    pub standards: Vec<String>,
    pub environment: Vec<String>,
    pub integration: Vec<String>,
    pub outputs: Vec<String>,
    pub fail_safe: String,
    pub cost_drivers: Vec<String>,
    pub traps: Vec<String>,
    pub facts: Vec<FactToAsk>,
    pub indicators: Vec<Indicator>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conventional: Vec<Conventional>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
}

impl Playbook {
    /// Everything that a line of a specification may be drawn from, a line each; what only readers learn from is left out.
    pub fn published(&self) -> String {
        let lists =
            [&self.data, &self.acceptance, &self.standards, &self.environment, &self.integration, &self.outputs];
        let more = [&self.cost_drivers, &self.traps];
        let own = [&self.name, &self.summary, &self.not_for, &self.fail_safe];
        let asked = self.facts.iter().flat_map(|fact| [&fact.label, &fact.ask, &fact.example]);
        let tapped = self.facts.iter().flat_map(|fact| fact.options.iter().map(|option| &option.text));
        let measures =
            self.indicators.iter().flat_map(|i| [&i.name, &i.definition, &i.unit, &i.conditions, &i.samples]);
        let ways = self.conventional.iter().flat_map(|w| [&w.name, &w.when, &w.why, &w.visible_in, &w.come_back]);
        let hazards = self.hazards.iter().flat_map(|h| [&h.name, &h.safe_way, &h.why]);
        let listed = lists.into_iter().chain(more).flatten();
        let required = self.requirements.iter().flat_map(|r| [&r.label, &r.text]);
        let all = own.into_iter().chain(listed).chain(asked).chain(tapped).chain(measures).chain(ways).chain(hazards);
        let all = all.chain(required);
        all.map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// A fact that the specification needs, and how to ask an owner for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactToAsk {
    /// `snake_case`, unique in the playbook.
    pub key: String,
    /// What a translator calls it.
    pub label: String,
    /// The question, at most 40 characters.
    pub ask: String,
    /// An example, beginning 比如.
    pub example: String,
    /// Unit of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The criterion that the answer helps to score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<CriterionId>,
    /// The section (1 to 14) of the specification that it fills.
    pub section: u8,
    /// Whether a specification without it has a gap.
    pub must: bool,
    /// Two to four answers that an owner can tap, lowest score first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FactOption>,
}

/// An answer to a question of the playbook that an owner can tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactOption {
    /// What stands on the button.
    pub text: String,
    /// The score that it gives to the criterion, 0 to 3; nothing for an amount, which is reckoned with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// The knock-out it triggers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knock_out: Option<KnockOutId>,
    /// Why it gives that score, for the translator.
    pub reason: String,
    /// Words in an owner's free answer that mean this option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<String>,
}

/// A measure of success with everything that makes it testable but the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Whose success it measures.
    pub layer: Layer,
    /// Its name; never a bare accuracy.
    pub name: String,
    /// How it is computed.
    pub definition: String,
    /// Its unit.
    pub unit: String,
    /// Under what conditions it is measured.
    pub conditions: String,
    /// On how many samples, and which.
    pub samples: String,
}

/// The three layers of success (CRISP-ML(Q), ISO/IEC 25059).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Layer {
    Business,
    Model,
    Engineering,
}

/// A way without AI that is to be ruled out first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conventional {
    /// What it is.
    pub name: String,
    /// K1 or K6.
    pub knock_out: KnockOutId,
    /// Groups of words; a group matches when all its words occur in what the owner said.
    pub signals: Vec<Vec<String>>,
    /// When it is the right way.
    pub when: String,
    /// Why it is better than AI here.
    pub why: String,
    /// How soon one sees it work, in words.
    pub visible_in: String,
    /// When to come back to AI.
    pub come_back: String,
}

/// A line of the specification that only some needs of the task call for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The section (1 to 12) that it stands in.
    pub section: u8,
    /// The thing itself, such as 泄漏判据.
    pub label: String,
    /// What must be laid down of it, with units and without figures.
    pub text: String,
    /// Groups of words; it is called for when all words of a group occur in the talk, even denied ones: who has no gauge
    /// needs one. Without groups every need of the task calls for it.
    pub signals: Vec<Vec<String>>,
}

impl Requirement {
    /// Whether the talk calls for it.
    pub fn is_called_for(&self, said: &str) -> bool {
        self.signals.is_empty() || self.signals.iter().any(|group| group.iter().all(|word| said.contains(word)))
    }
}

/// A danger where AI must not be the only guard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// What it is.
    pub name: String,
    /// Groups of words, as in [`Conventional::signals`].
    pub signals: Vec<Vec<String>>,
    /// The certified way to be safe.
    pub safe_way: String,
    /// Why AI alone will not do.
    pub why: String,
}
