//! Staff: who is signed in, what they may do, and the log of what they did.

mod authority;

pub use authority::{May, SignedIn};
