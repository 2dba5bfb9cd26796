//! What a translator holds a draft against: cases and policies, the words of the trade, the rubric, questions of the playbook.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::CaseView;
use crate::domain::curation::Standing;
use crate::domain::rubric::Criterion;
use crate::domain::{Case, CaseHit, EntryKind, Knowledge, Origin, Policy, PolicyHit, Source, Term, TermKind};
use crate::service::Service;
use crate::service::curation::Gone;
use crate::service::understanding::Meaning;

/// Words of the trade that are shown at most.
const MOST_TERMS: usize = 30;

/// What a draft is held against.
#[derive(Debug, Clone, Default)]
pub struct Grounds {
    /// Cases that were found or are cited, those found first.
    pub cases: Vec<CitedCase>,
    /// Policies that were found or are cited, those found first.
    pub policies: Vec<CitedPolicy>,
    /// Words of the owner that the glossary knows.
    pub terms: Vec<Term>,
    /// The criteria of the rubric in force.
    pub criteria: Vec<Criterion>,
    /// The version of the rubric in force.
    pub rubric_version: String,
    /// What the kind of task is called.
    pub task: Option<String>,
    /// How the playbook asks for a line: label and question.
    pub questions: Vec<(String, String)>,
}

/// A case beside the draft.
#[derive(Debug, Clone, Default)]
pub struct CitedCase {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it happened.
    pub region: Option<String>,
    /// What was wrong.
    pub problem: String,
    /// What came of it.
    pub result: Option<String>,
    /// What was learnt.
    pub lessons: Vec<String>,
    /// Where it was published.
    pub sources: Vec<Source>,
    /// The words by which it was found.
    pub why: Vec<String>,
    /// How it stands, when owners may not be told of it any more.
    pub gone: Option<Standing>,
}

/// A policy beside the draft.
#[derive(Debug, Clone, Default)]
pub struct CitedPolicy {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Where it applies.
    pub region: String,
    /// What it says.
    pub summary: String,
    /// First day in force.
    pub valid_from: Option<String>,
    /// Last day in force.
    pub valid_to: Option<String>,
    /// When it was checked.
    pub as_of: String,
    /// Whether it is in force today.
    pub in_force: bool,
    /// How it stands, when owners may not be told of it any more.
    pub gone: Option<Standing>,
    /// Where it was published.
    pub sources: Vec<Source>,
}

impl Service {
    /// What the draft of that case is held against, from the knowledge in force.
    pub fn grounds(&self, case: &CaseView) -> Grounds {
        let knowing = self.knowing();
        let knowledge = &knowing.knowledge;
        let today = self.parts.clock.today();
        let playbook = case.summary.task.and_then(|task| knowledge.playbook(task));
        let asks = |fact: &crate::domain::FactToAsk| (fact.label.clone(), fact.ask.clone());
        Grounds {
            cases: cases(case, knowledge),
            policies: policies(case, knowledge, today),
            terms: terms(case, &knowing.lexicon),
            criteria: knowledge.rubric.criteria.clone(),
            rubric_version: knowledge.rubric.version.clone(),
            task: playbook.map(|playbook| playbook.name.clone()),
            questions: playbook.map(|playbook| playbook.facts.iter().map(asks).collect()).unwrap_or_default(),
        }
    }

    /// What kinds of task are called, for a list to choose from.
    pub fn task_names(&self) -> Vec<(crate::domain::AiTask, String)> {
        self.knowing().knowledge.playbooks.iter().map(|playbook| (playbook.task, playbook.name.clone())).collect()
    }

    /// The trades of the glossary, for a list to choose from.
    pub fn sector_names(&self) -> Vec<crate::domain::SectorRef> {
        self.knowing().lexicon.sectors().filter(|sector| !sector.code.is_empty()).cloned().collect()
    }
}

/// What a line cites.
fn cited<'a>(case: &'a CaseView, of: impl Fn(&'a Origin) -> Option<&'a String>) -> BTreeSet<&'a str> {
    case.fields.iter().filter_map(|field| of(&field.field.origin)).map(String::as_str).collect()
}

fn cases(case: &CaseView, knowledge: &Knowledge) -> Vec<CitedCase> {
    let found: Vec<CitedCase> = case.cases.iter().map(CitedCase::from).collect();
    let more = cited(case, |origin| if let Origin::Case { id } = origin { Some(id) } else { None });
    let more = more.into_iter().filter(|id| !found.iter().any(|known| known.id == *id));
    let removed = |id: &str| CitedCase { id: id.to_owned(), ..CitedCase::default() };
    let more: Vec<CitedCase> = more.map(|id| knowledge.case(id).map_or_else(|| removed(id), CitedCase::from)).collect();
    let marked = found.into_iter().chain(more).map(|cited| {
        let gone = gone(case, EntryKind::Case, &cited.id);
        let title = gone.filter(|_| cited.title.is_empty()).map_or(cited.title, |gone| gone.title.clone());
        CitedCase { gone: gone.map(|gone| gone.standing), title, ..cited }
    });
    marked.collect()
}

fn policies(case: &CaseView, knowledge: &Knowledge, today: NaiveDate) -> Vec<CitedPolicy> {
    let in_force = |id: &str| knowledge.policy_in_force(id, today).is_some();
    let found: Vec<CitedPolicy> = case.policies.iter().map(|hit| CitedPolicy::found(hit, in_force(&hit.id))).collect();
    let more = cited(case, |origin| if let Origin::Policy { id } = origin { Some(id) } else { None });
    let more = more.into_iter().filter(|id| !found.iter().any(|known| known.id == *id));
    let removed = |id: &str| CitedPolicy { id: id.to_owned(), ..CitedPolicy::default() };
    let known =
        |id: &str| knowledge.policy(id).map_or_else(|| removed(id), |policy| CitedPolicy::known(policy, in_force(id)));
    let more: Vec<CitedPolicy> = more.map(known).collect();
    let marked = found.into_iter().chain(more).map(|cited| {
        let gone = gone(case, EntryKind::Policy, &cited.id);
        let title = gone.filter(|_| cited.title.is_empty()).map_or(cited.title, |gone| gone.title.clone());
        CitedPolicy { gone: gone.map(|gone| gone.standing), title, ..cited }
    });
    marked.collect()
}

/// What is known of an item of which owners may not be told any more.
fn gone<'a>(case: &'a CaseView, kind: EntryKind, id: &str) -> Option<&'a Gone> {
    case.gone.iter().find(|gone| gone.kind == kind && gone.id == id)
}

/// Each word once, in the order in which the owner said them.
fn terms(case: &CaseView, lexicon: &crate::service::understanding::Lexicon) -> Vec<Term> {
    let mut seen = BTreeSet::new();
    let mut terms = vec![];
    for turn in &case.talk {
        for found in lexicon.find(&turn.message) {
            for meaning in found.meanings {
                let Meaning::Term(_, term) = meaning else { continue };
                if term.kind != TermKind::Trade && seen.insert(term.plain.clone()) {
                    terms.push(term.clone());
                }
            }
        }
    }
    terms.truncate(MOST_TERMS);
    terms
}

impl From<&CaseHit> for CitedCase {
    fn from(hit: &CaseHit) -> Self {
        Self {
            id: hit.id.clone(),
            title: hit.title.clone(),
            region: hit.region.clone(),
            problem: hit.problem.clone(),
            result: hit.result.clone(),
            lessons: hit.lessons.clone(),
            sources: hit.sources.clone(),
            why: hit.why.iter().map(|why| why.term.clone()).collect(),
            gone: None,
        }
    }
}

impl From<&Case> for CitedCase {
    fn from(case: &Case) -> Self {
        Self {
            id: case.id.clone(),
            title: case.title.clone(),
            region: case.region.clone(),
            problem: case.problem.clone(),
            result: case.result.clone(),
            lessons: case.lessons.clone(),
            sources: case.sources.clone(),
            why: vec![],
            gone: None,
        }
    }
}

impl CitedPolicy {
    fn found(hit: &PolicyHit, in_force: bool) -> Self {
        Self {
            id: hit.id.clone(),
            title: hit.title.clone(),
            issuer: hit.issuer.clone(),
            region: hit.region.clone(),
            summary: hit.summary.clone(),
            valid_from: hit.valid_from.clone(),
            valid_to: hit.valid_to.clone(),
            as_of: hit.as_of.clone(),
            in_force,
            gone: None,
            sources: hit.sources.clone(),
        }
    }

    fn known(policy: &Policy, in_force: bool) -> Self {
        Self {
            id: policy.id.clone(),
            title: policy.title.clone(),
            issuer: policy.issuer.clone(),
            region: policy.region.clone(),
            summary: policy.summary.clone(),
            valid_from: policy.valid_from.clone(),
            valid_to: policy.valid_to.clone(),
            as_of: policy.as_of.clone(),
            in_force,
            gone: None,
            sources: policy.sources.clone(),
        }
    }
}
