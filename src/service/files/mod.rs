//! The specification as a file to keep: what law wants on it and in it is put there, and which file was handed out is noted.

mod hand_out;
mod paper;
mod released;

pub use hand_out::MadeFile;
