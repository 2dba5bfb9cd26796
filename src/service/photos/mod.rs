//! Photos that owners send: written anew, kept with the talk, shown to its owner.

mod add;
mod clean;
mod show;

pub use add::MOST as MOST_PHOTOS;
pub use clean::{PhotoError, SHORTEST_SIDE};
