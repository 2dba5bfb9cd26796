//! Checks that the house is built as ARCHITECTURE.md says: who may use whom, what is absent where, and how big things are.
//!
//! The checks read the text of the sources, not the compiler's view of them, so they are fast and can be fooled on purpose;
//! they are here to catch what happens by accident. Each has its own tests on small bad samples, beside its code.
#![expect(clippy::expect_used, reason = "a broken pattern or an unreadable tree is the failed test")]

mod edges;
mod logs;
mod rooms;
mod shape;
mod source;

use source::{SourceFile, tree};

/// Fails with one sentence a line when there is anything to say.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} broken rule(s):\n{}", complaints.len(), complaints.join("\n"));
}

/// What `check` has to say about every file of the sources.
fn in_src(check: impl Fn(&SourceFile) -> Vec<String>) -> Vec<String> {
    tree("src").iter().flat_map(check).collect()
}

/// What `check` has to say about every file of the sources and the tests.
fn everywhere(check: impl Fn(&SourceFile) -> Vec<String>) -> Vec<String> {
    tree("src").iter().chain(&tree("tests")).flat_map(check).collect()
}

#[test]
fn the_tree_is_read() {
    let src = tree("src");
    assert!(src.iter().any(|file| file.path == "src/lib.rs"));
    assert!(src.iter().any(|file| file.room() == "domain"));
    assert!(tree("tests").iter().any(|file| file.path.ends_with("architecture/main.rs")));
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    none(&in_src(rooms::forbidden_uses));
}

#[test]
fn every_room_is_in_the_table_and_on_the_map() {
    let src = tree("src");
    none(&rooms::missing_rooms(&src));
}

#[test]
fn each_edge_of_the_house_is_crossed_in_one_room() {
    none(&in_src(edges::foreign_names));
}

#[test]
fn the_domain_is_pure() {
    none(&in_src(edges::impure_domain));
}

#[test]
fn only_prompts_assemble_masked_text() {
    none(&in_src(edges::assembled_elsewhere));
}

#[test]
fn logs_carry_no_words_of_people() {
    none(&in_src(logs::words_in_logs));
}

#[test]
fn every_file_says_what_it_is_for() {
    none(&everywhere(shape::no_opening_sentence));
}

#[test]
fn no_file_is_too_long() {
    none(&in_src(shape::too_long));
}

#[test]
fn folders_are_shallow_and_small() {
    none(&shape::folders(&tree("src")));
}

#[test]
fn exceptions_to_lints_give_a_reason() {
    none(&everywhere(shape::allow_attributes));
}
