//! Where the case base has nothing to tell: needs by trade and task, against the published cases.

use std::collections::BTreeMap;

use crate::domain::{AiTask, Case, CriterionId, Dossier, SectorRef};

/// Criteria that are named of a gap.
const NAMED: usize = 3;

/// A need, as far as it matters here: no words of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its trade.
    pub sector: Option<SectorRef>,
    /// Its kind of task.
    pub task: Option<AiTask>,
    /// What the owner answered 不清楚 to.
    pub unknown: Vec<CriterionId>,
}

impl Need {
    /// The need of a dossier; nothing while none is known.
    pub fn of(dossier: &Dossier) -> Option<Self> {
        let unknown = dossier.answers.iter().filter(|(_, answer)| answer.score.is_none()).map(|(id, _)| id.clone());
        dossier.names_a_need().then(|| Self {
            sector: dossier.sector.clone(),
            task: dossier.ai_task,
            unknown: unknown.collect(),
        })
    }
}

/// Needs of one trade and one kind of task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The trade; nothing when it was not understood.
    pub sector: Option<SectorRef>,
    /// The task; nothing when it was not understood.
    pub task: Option<AiTask>,
    /// How many needs.
    pub needs: usize,
    /// Published cases of the task in the trade or a kindred one.
    pub cases: usize,
    /// The criteria that owners knew least about, with how many did not, most first.
    pub unknown: Vec<(CriterionId, usize)>,
}

/// The needs by group of trades (GB/T 4754-2017, letter and three digits) and task: those for which there is no case first,
/// the most needs first.
pub fn gaps(needs: &[Need], cases: &[&Case]) -> Vec<Gap> {
    let mut clusters: BTreeMap<(String, Option<String>), Vec<&Need>> = BTreeMap::new();
    for need in needs {
        let group = need.sector.as_ref().map(|sector| sector.code.chars().take(4).collect()).unwrap_or_default();
        clusters.entry((group, need.task.map(|task| task.to_string()))).or_default().push(need);
    }
    let mut found: Vec<Gap> = clusters.into_values().filter_map(|needs| gap(&needs, cases)).collect();
    found.sort_by(|a, b| (a.cases > 0).cmp(&(b.cases > 0)).then(b.needs.cmp(&a.needs)));
    found
}

fn gap(needs: &[&Need], cases: &[&Case]) -> Option<Gap> {
    let first = needs.first()?;
    let alike = |case: &&&Case| {
        let trade = first.sector.as_ref().is_some_and(|sector| sector.kindred(&case.sector));
        trade && first.task == Some(case.ai_task)
    };
    let mut unknown: BTreeMap<&CriterionId, usize> = BTreeMap::new();
    for id in needs.iter().flat_map(|need| &need.unknown) {
        *unknown.entry(id).or_default() += 1;
    }
    let mut unknown: Vec<(CriterionId, usize)> = unknown.into_iter().map(|(id, n)| (id.clone(), n)).collect();
    unknown.sort_by_key(|(_, owners)| std::cmp::Reverse(*owners));
    unknown.truncate(NAMED);
    Some(Gap {
        sector: first.sector.clone(),
        task: first.task,
        needs: needs.len(),
        cases: cases.iter().filter(alike).count(),
        unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(code: &str) -> SectorRef {
        SectorRef { code: code.to_owned(), name: code.to_owned() }
    }

    fn need(code: &str, unknown: &[&str]) -> Need {
        let unknown = unknown.iter().map(|id| CriterionId::from(*id)).collect();
        Need { sector: Some(sector(code)), task: Some(AiTask::VisualInspection), unknown }
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
        let lost = Need { sector: None, task: None, unknown: vec![] };
        let needs =
            [need("C3443", &[]), need("C1951", &["F1"]), need("C195", &["F1", "T2"]), need("C1959", &["F1"]), lost];
        let cases = [case("C3443"), case("C3443"), case("C2929")];
        let found = gaps(&needs, &cases.iter().collect::<Vec<_>>());
        let told: Vec<(Option<&str>, usize, usize)> =
            found.iter().map(|gap| (gap.sector.as_ref().map(|s| s.code.as_str()), gap.needs, gap.cases)).collect();
        assert_eq!(told, [(Some("C1951"), 3, 0), (None, 1, 0), (Some("C3443"), 1, 2)]);
        assert_eq!(found[0].unknown, [(CriterionId::from("F1"), 3), (CriterionId::from("T2"), 1)]);
    }
}
