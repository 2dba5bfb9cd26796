//! How far a case is, what the queue shows of it, and how risky it is to leave it to a quick look.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{AiTask, Dossier, Evidence, HandoverState, Origin, Outcome, SectorRef, VerdictCode};

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Nobody has it (待认领).
    Waiting,
    /// Somebody works on it (审核中).
    Working,
    /// The owner is asked (待补充).
    AsksOwner,
    /// Waits for or is with a second reader (待复核).
    Second,
    /// A person approved it (已通过).
    Approved,
    /// Signed and given to the owner (已签发).
    Released,
    /// Not taken, with a reason (不受理).
    Declined,
    /// A release was taken back (已撤回).
    Withdrawn,
}

impl ReviewState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Working,
        Self::AsksOwner,
        Self::Second,
        Self::Approved,
        Self::Released,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Released | Self::Declined | Self::Withdrawn)
    }

    /// What the owner is told.
    pub fn for_owner(self, asked: bool) -> HandoverState {
        match self {
            Self::Waiting => HandoverState::Waiting,
            Self::AsksOwner => HandoverState::AsksOwner,
            Self::Working | Self::Second | Self::Approved if asked => HandoverState::AsksOwner,
            Self::Working | Self::Second | Self::Approved => HandoverState::Claimed,
            Self::Released => HandoverState::Released,
            Self::Declined => HandoverState::Declined,
            Self::Withdrawn => HandoverState::Withdrawn,
        }
    }
}

/// What the queue shows of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSummary {
    /// What the need is, in one line.
    pub title: String,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// The kind of task.
    pub task: Option<AiTask>,
    /// The site's area.
    pub area: Option<String>,
    /// The proposed verdict.
    pub verdict: VerdictCode,
    /// Lines of the draft that nobody has said yet, and criteria that nobody knows.
    pub missing: u16,
    /// The weakest evidence of a score; nothing when nothing is scored.
    pub evidence: Option<Evidence>,
    /// Lines of the draft in which a check found something.
    pub doubtful: u16,
    /// The owner wants to talk to a person.
    pub wants_person: bool,
}

impl CaseSummary {
    /// What stands in the dossier and in what was answered last.
    pub fn of(dossier: &Dossier, outcome: Option<&Outcome>, area: Option<String>) -> Self {
        let draft = outcome.and_then(|outcome| outcome.specification.as_ref());
        let items = || draft.iter().flat_map(|draft| &draft.sections).flat_map(|section| &section.items);
        let unknown = dossier.answers.values().filter(|answer| answer.score.is_none()).count();
        let open = items().filter(|item| item.origin == Origin::ToConfirm).count() + unknown;
        let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let scored = dossier.answers.values().filter(|answer| answer.score.is_some());
        Self {
            title: draft.map(|draft| draft.title.clone()).unwrap_or_default(),
            sector: dossier.sector.clone(),
            task: dossier.ai_task,
            area,
            verdict: outcome.map_or(VerdictCode::NotEnoughInfo, |outcome| outcome.verdict.code),
            missing: count(open),
            evidence: scored.map(|answer| answer.evidence).min(),
            doubtful: count(items().filter(|item| item.doubtful).count()),
            wants_person: dossier.wants_person,
        }
    }

    /// How much there is to go wrong, 0 to 100: what is missing, doubtful, badly evidenced, or says go.
    pub fn risk(&self) -> u8 {
        let missing = self.missing.min(20) * 2;
        let doubtful = self.doubtful.min(5) * 4;
        let evidence = match self.evidence {
            None => 15,
            Some(Evidence::E1) => 12,
            Some(Evidence::E2) => 5,
            Some(Evidence::E3) => 0,
        };
        let verdict = match self.verdict {
            VerdictCode::Stop | VerdictCode::SuitableNow => 15,
            VerdictCode::PilotFirst | VerdictCode::NotEnoughInfo => 10,
            VerdictCode::PrepareFirst | VerdictCode::NotSuitable | VerdictCode::ConventionalBetter => 5,
        };
        let person = if self.wants_person { 10 } else { 0 };
        u8::try_from((missing + doubtful + evidence + verdict + person).min(100)).unwrap_or(100)
    }
}
