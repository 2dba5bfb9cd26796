//! The retrieval bench: looks into searches, runs saved queries, keeps versions of the settings, and finds gaps.

mod before;
mod begin;
mod error;
mod filling;
mod gaps;
mod look;
mod queries;
mod runs;
mod settings;
mod unheard;

pub use crate::store::RunHead;
pub use error::BenchError;
pub use gaps::{Begun, GapRow, GapsView};
pub use look::{BenchAsk, BenchHit, BenchLook, Kept, TakenOut};
pub use settings::SettingsView;
pub use unheard::{Home, UnheardRow, UnheardView};
