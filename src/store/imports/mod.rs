//! Imports: the files that came, the jobs that read and write them, and their rows; a batch is written with its cursor.

mod files;
mod jobs;
mod mappings;
mod proposals;
mod rows;
mod tables;
mod work;

pub use files::FileHead;
pub use jobs::Leased;
pub use work::{Advance, PublishRow};
