//! What owners give and ask for beside their words.

mod complaints;
mod contacts;
mod erase;
mod exports;
mod photos;
mod secrets;
mod tables;
