//! The retrieval bench: what searches are expected to find, how well they do, and with which settings they search.

mod compare;
mod figures;
mod run;
mod saved;
mod settings;

pub use compare::{Compared, Lowered, compare, lowered};
pub use figures::{Figure, Figures};
pub use run::{Placed, Run, RunQuery};
pub use saved::{MOST_EXPECTED, MOST_WORDS, NewQuery, QueryFault, QueryId, SavedQuery};
pub use settings::{SearchSettings, SettingsFault, SettingsState, SettingsVersion};
