//! Where curators try rules before they hold: a rubric or a playbook against known cases, and verdicts against what came of them.

mod answers;
mod calibration;
mod cases;
mod deed;
mod error;
mod open;
mod playbook;
mod read;
mod replay;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

pub use answers::{AnswerForm, AnswerView};
pub use calibration::{CalibrationView, Rate};
pub use error::LabError;
pub use open::{DraftedRubric, LabView, OpenRubric, SavedRubric};
pub use playbook::{BookReplay, BookView, TalkChange};
pub use read::Fault;
pub use replay::{MOST, ReplayView, Wanted, origin};
pub use sheet::{Sheet, asks};
pub use words::Words;
