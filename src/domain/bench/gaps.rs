//! Where the case base has nothing to tell: needs by trade, step of the process and task, against the published cases.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::case::kindred;
use crate::domain::{AiTask, Case, CriterionId, Dossier, SectorGlossary, SectorRef, TermKind};

/// Criteria that are named of a gap.
const NAMED: usize = 3;
/// Characters of a code that name a group of trades (GB/T 4754-2017, letter and three digits).
const GROUP: usize = 4;
/// Characters that a code needs to name a trade at all: a case of 制造业 (C) tells no trade anything of its own.
const DIVISION: usize = 3;
/// The fact that holds the steps of the process that an owner named.
const PROCESS: &str = "process";

/// The steps of processes that the glossary knows, by everything that people say for them.
///
/// A step is told of by its word in the glossary and by no other, so that no owner's own words get out.
#[derive(Debug, Clone, Default)]
pub struct Steps<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Steps<'a> {
    /// The steps of these words.
    pub fn of(glossary: &'a [SectorGlossary]) -> Self {
        let terms = glossary.iter().flat_map(|sector| &sector.terms).filter(|term| term.kind == TermKind::Process);
        let mut steps = BTreeMap::new();
        for term in terms {
            for word in term.spoken() {
                steps.entry(word).or_insert(term.plain.as_str());
            }
        }
        Self(steps)
    }

    /// The first step that a dossier names.
    fn first(&self, dossier: &Dossier) -> Option<String> {
        let named = dossier.fact(PROCESS)?.value.as_deref()?;
        named.split('、').find_map(|word| self.0.get(word.trim())).map(|step| (*step).to_owned())
    }

    /// Whether there is a step of that name.
    pub fn knows(&self, step: &str) -> bool {
        self.0.values().any(|known| *known == step)
    }
}

/// A need, as far as it matters here: no words of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its trade.
    pub sector: Option<SectorRef>,
    /// Its step of the process.
    pub process: Option<String>,
    /// Its kind of task.
    pub task: Option<AiTask>,
    /// What the owner answered 不清楚 to.
    pub unknown: Vec<CriterionId>,
}

impl Need {
    /// The need of a dossier; nothing while none is known.
    pub fn of(dossier: &Dossier, steps: &Steps<'_>) -> Option<Self> {
        let unknown = dossier.answers.iter().filter(|(_, answer)| answer.score.is_none()).map(|(id, _)| id.clone());
        dossier.names_a_need().then(|| Self {
            sector: dossier.sector.clone(),
            process: steps.first(dossier),
            task: dossier.ai_task,
            unknown: unknown.collect(),
        })
    }

    /// Where it belongs.
    pub fn key(&self) -> GapKey {
        let group = |sector: &SectorRef| sector.code.chars().take(GROUP).collect();
        GapKey {
            group: self.sector.as_ref().map(group).unwrap_or_default(),
            process: self.process.clone().unwrap_or_default(),
            task: self.task,
        }
    }
}

/// Names a gap: the same tomorrow, whatever needs come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GapKey {
    /// The group of trades, such as `C195`; empty when the trade was not understood.
    pub group: String,
    /// The step, as the glossary names it; empty when none was named.
    pub process: String,
    /// The task; nothing when it was not understood.
    pub task: Option<AiTask>,
}

impl GapKey {
    /// Reads what [`fmt::Display`] wrote; nothing for what is no name of a gap.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let (group, task, process) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = group.is_empty() || (group.len() <= GROUP && group.chars().all(|c| c.is_ascii_alphanumeric()));
        let named = |task: &str| AiTask::ALL.iter().copied().find(|known| known.as_str() == task);
        let task = if task.is_empty() { None } else { Some(named(task)?) };
        fits.then(|| Self { group: group.to_owned(), process: process.to_owned(), task })
    }

    /// Whether a case of that trade and task is of the kind that is wanted here.
    pub fn answered_by(&self, sector: &SectorRef, task: AiTask) -> bool {
        sector.code.len() >= DIVISION && kindred(&self.group, &sector.code) && self.task == Some(task)
    }
}

/// As forms and addresses carry it: `C195/visual_inspection/刷胶`.
impl fmt::Display for GapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.group, self.task.map_or("", AiTask::as_str), self.process)
    }
}

/// Needs of one group of trades, one step and one kind of task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its name.
    pub key: GapKey,
    /// The trade; nothing when it was not understood.
    pub sector: Option<SectorRef>,
    /// How many needs.
    pub needs: usize,
    /// Published cases of the task in the trade or a kindred one.
    pub cases: usize,
    /// The criteria that owners knew least about, with how many did not, most first.
    pub unknown: Vec<(CriterionId, usize)>,
}

/// The needs by group of trades, step and task: those for which there is no case first, the most needs first.
pub fn gaps(needs: &[Need], cases: &[&Case]) -> Vec<Gap> {
    let mut clusters: BTreeMap<GapKey, Vec<&Need>> = BTreeMap::new();
    for need in needs {
        clusters.entry(need.key()).or_default().push(need);
    }
    let mut found: Vec<Gap> = clusters.into_iter().map(|(key, needs)| gap(key, &needs, cases)).collect();
    found.sort_by(|a, b| (a.cases > 0).cmp(&(b.cases > 0)).then(b.needs.cmp(&a.needs)));
    found
}

fn gap(key: GapKey, needs: &[&Need], cases: &[&Case]) -> Gap {
    let mut unknown: BTreeMap<&CriterionId, usize> = BTreeMap::new();
    for id in needs.iter().flat_map(|need| &need.unknown) {
        *unknown.entry(id).or_default() += 1;
    }
    let mut unknown: Vec<(CriterionId, usize)> = unknown.into_iter().map(|(id, n)| (id.clone(), n)).collect();
    unknown.sort_by_key(|(_, owners)| std::cmp::Reverse(*owners));
    unknown.truncate(NAMED);
    Gap {
        sector: needs.iter().find_map(|need| need.sector.clone()),
        needs: needs.len(),
        cases: cases.iter().filter(|case| key.answered_by(&case.sector, case.ai_task)).count(),
        unknown,
        key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fact, FactState};

    fn sector(code: &str) -> SectorRef {
        SectorRef { code: code.to_owned(), name: code.to_owned() }
    }

    fn need(code: &str, unknown: &[&str]) -> Need {
        let unknown = unknown.iter().map(|id| CriterionId::from(*id)).collect();
        Need { sector: Some(sector(code)), process: None, task: Some(AiTask::VisualInspection), unknown }
    }

    fn case(code: &str) -> Case {
        serde_json::from_value(serde_json::json!({
            "id": "a", "title": "a", "process_step": "", "owner_words": "", "problem": "",
            "ai_task": "visual_inspection", "approach": "", "outcome": "success", "lessons": [], "fit": "suitable",
            "timing": "now", "keywords": [], "sector": {"code": code, "name": code}, "sources": [],
        }))
        .unwrap()
    }

    /// Three needs of shoes (one group), two of them without F1; one of valves, for which there is a case; one not understood.
    #[test]
    fn what_has_no_case_comes_first() {
        let lost = Need { sector: None, process: None, task: None, unknown: vec![] };
        let needs =
            [need("C3443", &[]), need("C1951", &["F1"]), need("C195", &["F1", "T2"]), need("C1959", &["F1"]), lost];
        let cases = [case("C3443"), case("C34"), case("C2929"), case("C")];
        let found = gaps(&needs, &cases.iter().collect::<Vec<_>>());
        let told: Vec<(&str, usize, usize)> =
            found.iter().map(|gap| (gap.key.group.as_str(), gap.needs, gap.cases)).collect();
        assert_eq!(told, [("C195", 3, 0), ("", 1, 0), ("C344", 1, 2)]);
        assert_eq!(found[0].unknown, [(CriterionId::from("F1"), 3), (CriterionId::from("T2"), 1)]);
    }

    #[test]
    fn needs_of_another_step_are_another_gap() {
        let glued = Need { process: Some("刷胶".to_owned()), ..need("C1951", &[]) };
        let found = gaps(&[glued.clone(), need("C195", &[]), glued], &[]);
        let told: Vec<(&str, usize)> = found.iter().map(|gap| (gap.key.process.as_str(), gap.needs)).collect();
        assert_eq!(told, [("刷胶", 2), ("", 1)]);
    }

    #[test]
    fn a_step_is_named_by_the_glossary_and_never_by_the_owner() {
        let glossary: Vec<SectorGlossary> = vec![
            serde_json::from_value(serde_json::json!({
                "sector": "footwear", "name": "制鞋", "codes": ["C195"], "signs": [], "terms": [
                    {"plain": "刷胶", "technical": "涂胶", "synonyms": ["上胶"], "english": "gluing", "kind": "process", "tasks": []},
                    {"plain": "开胶", "technical": "脱粘", "synonyms": [], "english": "failure", "kind": "defect", "tasks": []},
                ],
            }))
            .unwrap(),
        ];
        let steps = Steps::of(&glossary);
        let step = |value: &str| {
            let mut dossier = Dossier { ai_task: Some(AiTask::VisualInspection), ..Dossier::default() };
            dossier.facts.push(Fact {
                key: PROCESS.to_owned(),
                label: String::new(),
                value: Some(value.to_owned()),
                unit: None,
                state: FactState::Proposed,
                quote: None,
            });
            Need::of(&dossier, &steps).unwrap().process
        };
        assert_eq!(step("王师傅那条线、上胶").as_deref(), Some("刷胶"));
        assert_eq!(step("王师傅那条线、开胶"), None);
        assert!(steps.knows("刷胶") && !steps.knows("上胶"));
        assert_eq!(Need::of(&Dossier::default(), &steps), None);
    }

    #[test]
    fn a_gap_is_read_by_its_name() {
        let all = [
            GapKey { group: "C195".to_owned(), process: "打磨/抛光".to_owned(), task: Some(AiTask::Pricing) },
            GapKey { group: String::new(), process: String::new(), task: None },
        ];
        for key in all {
            assert_eq!(GapKey::parse(&key.to_string()), Some(key));
        }
        for wrong in ["", "C195", "C195/no_such_task/", "C19511/pricing/", "制鞋/pricing/"] {
            assert_eq!(GapKey::parse(wrong), None, "{wrong}");
        }
    }
}
