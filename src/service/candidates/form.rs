//! A candidate as a form: the texts of the draft, and what a case needs beside them.

use crate::domain::afterwards::{CaseDraft, DraftTexts, city_of};
use crate::domain::{Case, CaseOutcome, EntryKind, Publication, SectorRef, StoredEntry};
use crate::service::afterwards::Coarse;
use crate::service::knowledge::{Problem, entry_from_toml, entry_to_toml};

/// Sizes of firms, as cases have them.
pub const SIZES: [&str; 4] = ["micro", "small", "medium", "large"];

/// The form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CandidateForm {
    /// The texts.
    pub texts: DraftTexts,
    /// The city; empty to tell none.
    pub region: String,
    /// The size of the firm; empty to tell none.
    pub size: String,
    /// The code of the trade.
    pub sector_code: String,
    /// Its name.
    pub sector_name: String,
    /// How it ended.
    pub outcome: Option<CaseOutcome>,
    /// Words to find it by, separated by commas or spaces.
    pub keywords: String,
}

impl CandidateForm {
    /// The form of a draft.
    pub fn of(draft: &CaseDraft) -> Self {
        Self {
            texts: draft.texts(),
            region: draft.region.clone().unwrap_or_default(),
            size: draft.company_size.clone().unwrap_or_default(),
            sector_code: draft.sector.as_ref().map(|sector| sector.code.clone()).unwrap_or_default(),
            sector_name: draft.sector.as_ref().map(|sector| sector.name.clone()).unwrap_or_default(),
            outcome: draft.outcome,
            keywords: draft.keywords.join("，"),
        }
    }

    /// The draft with what the form says, everything that names the firm hidden in it.
    pub(super) fn onto(&self, draft: &CaseDraft, coarse: &mut Coarse<'_>) -> CaseDraft {
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let texts = &self.texts;
        let draft = CaseDraft {
            title: texts.title.clone(),
            process_step: texts.process_step.clone(),
            owner_words: texts.owner_words.clone(),
            problem: texts.problem.clone(),
            approach: texts.approach.clone(),
            data_used: told(&texts.data_used),
            result: told(&texts.result),
            lessons: texts.lessons.lines().filter_map(told).collect(),
            // Nothing below a city; a place that is no city is taken as it is and made coarse.
            region: told(&self.region).map(|place| city_of(&place).unwrap_or_else(|| coarse.over(&place))),
            company_size: told(&self.size),
            sector: told(&self.sector_code).map(|code| SectorRef { code, name: self.sector_name.trim().to_owned() }),
            outcome: self.outcome,
            keywords: self
                .keywords
                .split(['，', ',', '、', ' ', '\n'])
                .filter_map(told)
                .map(|word| coarse.over(&word))
                .collect(),
            ..draft.clone()
        };
        draft.cleaned(|text| coarse.over(text))
    }
}

/// The draft as a case, checked as an imported one.
pub(super) fn case_of(draft: &CaseDraft) -> Result<(Case, serde_json::Value), Vec<Problem>> {
    let draft = draft.clone();
    let missing = |field: &str, reason: &str| Problem {
        file: format!("cases/{}", draft.id),
        entry: String::new(),
        field: field.to_owned(),
        reason: reason.to_owned(),
    };
    let mut problems = vec![];
    if draft.outcome.is_none() {
        problems.push(missing("outcome", "must not be empty"));
    }
    if draft.sector.is_none() {
        problems.push(missing("sector", "a GB/T 4754-2017 code such as C195"));
    }
    let (Some(outcome), Some(sector)) = (draft.outcome, draft.sector.clone()) else { return Err(problems) };
    let case = Case {
        id: draft.id.clone(),
        title: draft.title.clone(),
        region: draft.region.clone(),
        company: None,
        company_size: draft.company_size.clone(),
        process_step: draft.process_step.clone(),
        owner_words: draft.owner_words.clone(),
        problem: draft.problem.clone(),
        ai_task: draft.ai_task,
        approach: draft.approach.clone(),
        data_used: draft.data_used.clone(),
        result: draft.result.clone(),
        duration: None,
        outcome,
        lessons: draft.lessons.clone(),
        fit: draft.fit,
        timing: draft.timing,
        keywords: draft.keywords.clone(),
        sector,
        cost: draft.cost.clone(),
        sources: draft.sources.clone(),
    };
    let body = serde_json::to_value(&case).map_err(|error| vec![missing("JSON", &error.to_string())])?;
    let (kind, id) = (EntryKind::Case, case.id.clone());
    let entry = StoredEntry { kind, id: id.clone(), publication: Publication::Draft, body: body.clone() };
    let text = entry_to_toml(&entry).map_err(|error| vec![missing("TOML", &error.to_string())])?;
    entry_from_toml(EntryKind::Case, &id, &text)?;
    Ok((case, body))
}
