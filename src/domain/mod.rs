//! The types and pure rules of the trade: no I/O, no async, never asks the time.
//!
//! Read in this order: [`message`] (what an owner sends), [`reading`] (what it was understood as), [`dossier`] (what is
//! known), [`talk`] (what to do about it), [`rubric`] (what follows from it), [`verdict`], [`specification`], [`outcome`] (what the owner gets back).

pub mod afterwards;
mod ai_task;
pub mod alike;
pub mod amount;
pub mod answers;
pub mod bench;
pub mod candidate;
mod case;
mod clock;
mod conversation;
pub mod curation;
mod dossier;
mod example_need;
mod handover;
mod ids;
mod knowledge;
mod locale;
mod message;
pub mod imports;
pub mod numbers;
mod outcome;
pub mod payback;
mod playbook;
mod policy;
mod question;
mod reading;
pub mod proposing;
pub mod replay;
pub mod review;
mod rights;
pub mod rubric;
mod saying;
mod site;
mod source;
pub mod spec_check;
mod specification;
mod staff;
pub mod tabular;
pub mod talk;
mod term;
mod verdict;

pub use ai_task::AiTask;
pub use case::{Case, CaseFit, CaseOutcome, CaseTiming, Cost, SectorRef};
pub use clock::{Clock, Ids};
pub use conversation::{
    Conversation, ModelCall, NumberedEvent, PromptUse, Provenance, Stage, Turn, TurnEvent, TurnState,
};
pub use dossier::{Answer, Dossier, Fact, FactState};
pub use example_need::{ExampleNeed, ExampleNeeds, HeardExample, Outlook, ToldExample};
pub use handover::{Handover, HandoverState, Wish};
pub use ids::{CaseCode, ConversationId, TurnId};
pub use knowledge::{EntryKind, Knowledge, Publication, StoredEntry};
pub use locale::Locale;
pub use message::{MAX_CHARS, MessageError, OwnerMessage};
pub use outcome::{AnsweredBy, CaseHit, Outcome, PolicyHit, Why, WhyFrom};
pub use payback::{Basis, Payback, PaybackRow};
pub use playbook::{Conventional, FactOption, FactToAsk, Hazard, Indicator, Layer, Playbook, Requirement};
use policy::policy_days;
pub use policy::{Policy, is_date};
pub use question::{Asks, DO_NOT_KNOW, Question};
pub use reading::{Act, Mention, Reading, Remedy};
pub use review::{CaseSummary, Release, ReleasedDocument, Review, ReviewState};
pub use rights::{
    Complaint, Consent, ConsentKind, Contact, ContactError, Erasure, ExportFormat, ExportRecord, MAX_COMPLAINT, Photo,
    PhotoId, ReturnSecret,
};
pub use rubric::{CriterionId, Evidence, GroupScore, KnockOutId, Rubric, Score, Scores};
pub use saying::{matched_group, says};
pub use site::{Allowance, PageOrigin, PageOriginError, Quotas, Scope, Site, SiteKey};
pub use source::{Grade, Source};
pub use specification::{
    CheckRule, Finding, Item, Origin, PlainLine, SECTION_TITLES, Section, Specification, TO_CONFIRM,
};
pub use staff::{
    Administer, AuditEntry, AuditFault, AuditLog, AuditNote, Credentials, Curate, LeadTeam, Login, NewPassword,
    PasswordFault, Right, Role, SeeFigures, Session, Staff, StaffId, StaffLink, Translate, lock_after, verify_chain,
};
pub use term::{SectorGlossary, Term, TermKind, TradeGroup};
pub use verdict::{
    Alternative, CitedPrice, CriterionResult, FlipResult, FlipStep, KnockOutResult, Pilot, PrepareStep, Verdict,
    VerdictCode,
};
