//! What owners may ask for: to be reached, to go on elsewhere, a copy of everything, deletion, an answer to a complaint.

mod complain;
mod contact;
mod copy;
mod erase;
mod go_on;

pub use contact::ContactView;
pub use copy::OwnCopy;
