//! The knowledge that staff curate: read from files, checked, stored, written back, and put together for use.

mod assemble;
mod check;
mod check_needs;
mod check_playbook;
mod check_rubric;
mod files;
mod follow;
mod index;
mod problem;
mod seed;
mod verify;

pub use assemble::assemble;
pub use files::{checked_body, entry_from_toml, entry_to_toml, read_folder, write_folder};
pub use follow::load;
pub use problem::{KnowledgeError, Problem};
pub use seed::seed;
pub use verify::IndexCheck;
