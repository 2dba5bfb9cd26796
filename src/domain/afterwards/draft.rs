//! A released case as a draft for the case base: what others may learn from it.

use serde::{Deserialize, Serialize};

use super::{FollowOutcome, FollowUp, ProposalFault};
use crate::domain::{
    AiTask, CaseFit, CaseOutcome, CaseTiming, Cost, ReleasedDocument, SectorRef, Source, Verdict, VerdictCode,
};

/// Most characters of a title in the case base.
const TITLE: usize = 30;
/// Most characters of any other text.
const TEXT: usize = 400;
/// Most characters of what an owner would say.
const WORDS: usize = 200;

/// A draft of a [`crate::domain::Case`]: the same fields under the same names; what nobody knows yet is left open for the
/// curators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseDraft {
    /// Names it; leads back to nothing.
    pub id: String,
    /// In one line.
    pub title: String,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `micro`, `small`, `medium` or `large`; nothing while no curator has said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<String>,
    /// The step of the process.
    pub process_step: String,
    /// How an owner would say the need.
    pub owner_words: String,
    /// What was wrong.
    pub problem: String,
    /// The kind of task.
    pub ai_task: AiTask,
    /// What was specified.
    pub approach: String,
    /// What data is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_used: Option<String>,
    /// What came of it, as far as anybody has asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// How it ended; open while nobody has asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CaseOutcome>,
    /// Why it worked or not.
    pub lessons: Vec<String>,
    /// Whether AI fits.
    pub fit: CaseFit,
    /// Whether it was the right time.
    pub timing: CaseTiming,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// The trade; open when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<SectorRef>,
    /// What it costs, as a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

/// The texts of a draft that a person may change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftTexts {
    /// In one line.
    pub title: String,
    /// The step of the process.
    pub process_step: String,
    /// How an owner would say the need.
    pub owner_words: String,
    /// What was wrong.
    pub problem: String,
    /// What was specified.
    pub approach: String,
    /// What data is used.
    pub data_used: String,
    /// What came of it.
    pub result: String,
    /// Why it worked or not, a line each.
    pub lessons: String,
}

/// What a draft is made of.
#[derive(Debug, Clone, Copy)]
pub struct DraftParts<'a> {
    /// What was released.
    pub document: &'a ReleasedDocument,
    /// The need in the owner's words.
    pub need: &'a str,
    /// What the kind of task is called.
    pub task: (AiTask, &'a str),
    /// The trade.
    pub sector: Option<&'a SectorRef>,
    /// The place.
    pub area: Option<&'a str>,
    /// What became of it, the earliest first.
    pub follow_ups: &'a [FollowUp],
    /// Words of the trade in the need.
    pub keywords: &'a [String],
    /// Who published it.
    pub source: &'a Source,
    /// Names it.
    pub id: &'a str,
}

impl CaseDraft {
    /// The draft of a released case; nothing in it is hidden yet.
    ///
    /// # Errors
    /// [`ProposalFault::Stopped`] or [`ProposalFault::TooLittle`], by the verdict.
    pub fn of(parts: DraftParts<'_>) -> Result<Self, ProposalFault> {
        let DraftParts { document, need, task: (ai_task, task), follow_ups, .. } = parts;
        let (fit, timing) = judged(document.verdict.code)?;
        let lines = |numbers: &[u8]| section_lines(document, numbers);
        let data = lines(&[7]);
        let last = follow_ups.last();
        let mut approach = lines(&[2, 4]);
        if let Some(way) = &document.verdict.alternative {
            approach = if approach.is_empty() { way.name.clone() } else { format!("{}；{approach}", way.name) };
        }
        let problem = lines(&[1]);
        let mut keywords = parts.keywords.to_vec();
        keywords.insert(0, task.to_owned());
        Ok(Self {
            id: parts.id.to_owned(),
            title: document.specification.title.clone(),
            region: parts.area.and_then(city_of),
            company_size: None,
            process_step: task.to_owned(),
            owner_words: need.to_owned(),
            problem: if problem.is_empty() { need.to_owned() } else { problem },
            ai_task,
            approach: if approach.is_empty() { task.to_owned() } else { approach },
            data_used: (!data.is_empty()).then_some(data),
            result: last.map(|last| last.figures.clone()).filter(|figures| !figures.is_empty()),
            outcome: last.and_then(|last| ended(last.outcome, document.verdict.code)),
            lessons: follow_ups.iter().map(|one| one.why.clone()).filter(|why| !why.is_empty()).collect(),
            fit,
            timing,
            keywords,
            sector: parts.sector.cloned(),
            cost: cost(&document.verdict),
            sources: vec![parts.source.clone()],
        })
    }

    /// The draft with every text of people made over by `clean` and cut to what the case base takes.
    #[must_use]
    pub fn cleaned(mut self, mut clean: impl FnMut(&str) -> String) -> Self {
        let mut over = |text: &str, most: usize| shortened(clean(text).trim(), most);
        self.title = over(&self.title, TITLE);
        self.process_step = over(&self.process_step, TITLE);
        self.owner_words = over(&self.owner_words, WORDS);
        self.problem = over(&self.problem, TEXT);
        self.approach = over(&self.approach, TEXT);
        for text in [&mut self.data_used, &mut self.result] {
            *text = text.take().map(|text| over(&text, TEXT)).filter(|text| !text.is_empty());
        }
        let lessons = self.lessons.iter().map(|lesson| over(lesson, WORDS)).filter(|lesson| !lesson.is_empty());
        self.lessons = lessons.collect();
        if let Some(note) = self.cost.as_mut().and_then(|cost| cost.note.as_mut()) {
            *note = over(note, WORDS);
        }
        self
    }

    /// The texts that a person may change.
    pub fn texts(&self) -> DraftTexts {
        DraftTexts {
            title: self.title.clone(),
            process_step: self.process_step.clone(),
            owner_words: self.owner_words.clone(),
            problem: self.problem.clone(),
            approach: self.approach.clone(),
            data_used: self.data_used.clone().unwrap_or_default(),
            result: self.result.clone().unwrap_or_default(),
            lessons: self.lessons.join("\n"),
        }
    }

    /// The draft with a person's texts.
    ///
    /// # Errors
    /// [`ProposalFault::NoText`] when one that must be there is empty.
    pub fn with(self, texts: &DraftTexts) -> Result<Self, ProposalFault> {
        let must = |text: &str| if text.trim().is_empty() { Err(ProposalFault::NoText) } else { Ok(text.to_owned()) };
        let may = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self {
            title: must(&texts.title)?,
            process_step: must(&texts.process_step)?,
            owner_words: must(&texts.owner_words)?,
            problem: must(&texts.problem)?,
            approach: must(&texts.approach)?,
            data_used: may(&texts.data_used),
            result: may(&texts.result),
            lessons: texts.lessons.lines().filter_map(may).collect(),
            ..self
        })
    }

    /// What the curators still have to find out, by the names of the fields.
    pub fn open(&self) -> Vec<&'static str> {
        let fields = [
            ("outcome", self.outcome.is_none()),
            ("result", self.result.is_none()),
            ("lessons", self.lessons.is_empty()),
            ("sector", self.sector.is_none()),
        ];
        fields.into_iter().filter(|(_, open)| *open).map(|(name, _)| name).collect()
    }
}

/// Fit and time by the verdict.
fn judged(code: VerdictCode) -> Result<(CaseFit, CaseTiming), ProposalFault> {
    Ok(match code {
        VerdictCode::SuitableNow => (CaseFit::Suitable, CaseTiming::Now),
        VerdictCode::PilotFirst => (CaseFit::SuitableWithConditions, CaseTiming::PilotFirst),
        VerdictCode::PrepareFirst => (CaseFit::SuitableWithConditions, CaseTiming::PrepareFirst),
        VerdictCode::ConventionalBetter | VerdictCode::NotSuitable => (CaseFit::NotSuitable, CaseTiming::NotNow),
        VerdictCode::NotEnoughInfo => return Err(ProposalFault::TooLittle),
        VerdictCode::Stop => return Err(ProposalFault::Stopped),
    })
}

/// How a case ended, as far as it has.
fn ended(outcome: FollowOutcome, code: VerdictCode) -> Option<CaseOutcome> {
    match outcome {
        FollowOutcome::NotStarted => None,
        FollowOutcome::Running if code == VerdictCode::ConventionalBetter => {
            Some(CaseOutcome::ConventionalSolutionChosen)
        }
        FollowOutcome::Running => Some(CaseOutcome::Success),
        FollowOutcome::Pilot => Some(CaseOutcome::Partial),
        FollowOutcome::Abandoned => Some(CaseOutcome::Abandoned),
    }
}

/// What the owner means to spend; the amount itself is made coarse with every other text.
fn cost(verdict: &Verdict) -> Option<Cost> {
    let yuan = verdict.payback.as_ref()?.investment?;
    Some(Cost { amount_cny: None, note: Some(format!("业主打算投入{yuan:.0}元")) })
}

/// The lines of some sections as one text.
fn section_lines(document: &ReleasedDocument, numbers: &[u8]) -> String {
    let sections = document.specification.sections.iter().filter(|section| numbers.contains(&section.number));
    let lines = sections.flat_map(|section| &section.items).map(|item| item.text.trim().trim_end_matches('。'));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("；")
}

/// The city of a place such as 浙江省温州市鹿城区; nothing when it names none.
pub fn city_of(area: &str) -> Option<String> {
    let end = area.find('市')? + '市'.len_utf8();
    let city = &area[..end];
    let from = city.find('省').map_or(0, |at| at + '省'.len_utf8());
    Some(city[from..].to_owned())
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_cut_to_its_city() {
        assert_eq!(city_of("浙江省温州市鹿城区").as_deref(), Some("温州市"));
        assert_eq!(city_of("温州市").as_deref(), Some("温州市"));
        assert_eq!(city_of("浙江省"), None);
    }

    #[test]
    fn only_verdicts_from_which_one_learns_make_a_case() {
        assert_eq!(judged(VerdictCode::Stop), Err(ProposalFault::Stopped));
        assert_eq!(judged(VerdictCode::NotEnoughInfo), Err(ProposalFault::TooLittle));
        assert_eq!(judged(VerdictCode::PilotFirst), Ok((CaseFit::SuitableWithConditions, CaseTiming::PilotFirst)));
        let conventional = VerdictCode::ConventionalBetter;
        let chosen = Some(CaseOutcome::ConventionalSolutionChosen);
        assert_eq!(ended(FollowOutcome::Running, conventional), chosen);
        assert_eq!(ended(FollowOutcome::NotStarted, conventional), None);
    }
}
