//! The retrieval bench: what searches are expected to find, how well they do, with which settings they search, and where
//! the knowledge has gaps.

mod compare;
mod figures;
mod filling;
mod gaps;
mod home;
mod run;
mod saved;
mod settings;
mod unheard;

pub use compare::{Compared, Lowered, compare, lowered};
pub use figures::{Figure, Figures};
pub use filling::{GapLink, GapState, LinkState, solves};
pub use gaps::{Gap, GapKey, Need, Steps, gaps};
pub use home::{home_of, trade_named};
pub use run::{Placed, Run, RunQuery};
pub use saved::{MOST_EXPECTED, MOST_WORDS, NewQuery, QueryFault, QueryId, SavedQuery};
pub use settings::{SearchSettings, SettingsFault, SettingsState, SettingsVersion};
pub use unheard::{Heard, LEAST_TALKS, Unheard, often_heard, unheard};
