//! The retrieval bench: looks into searches, runs saved queries, keeps versions of the settings.

mod before;
mod error;
mod look;
mod queries;
mod runs;
mod settings;

pub use crate::store::RunHead;
pub use error::BenchError;
pub use look::{BenchAsk, BenchHit, BenchLook, Kept, TakenOut};
pub use settings::SettingsView;
