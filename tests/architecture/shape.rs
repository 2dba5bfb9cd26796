//! How files and folders look: an opening sentence, a length, a depth, and exceptions to lints that give a reason.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::SourceFile;

/// Most lines in one file of `src`, tests inside it not counted.
const LINES: usize = 300;
/// Most folders between `src` and a file.
const DEPTH: usize = 2;
/// Most files in one folder of `src`.
const FILES: usize = 14;
/// Folders that may hold more files, and how many: `domain` has one small type a file and a reading order in its mod.rs,
/// migrations are numbered and never change, so their folder only grows.
const ROOMY: [(&str, usize); 2] = [("src/domain", 26), ("src/store/migrations", 40)];

static TESTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod\s+\w+\s*\{").expect("a pattern"));
static ALLOW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#!?\[\s*(?:cfg_attr\s*\([^\]]*,\s*)?allow\s*\(").expect("a pattern"));

/// A file whose first line is not a `//!` sentence.
pub(crate) fn no_opening_sentence(file: &SourceFile) -> Vec<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let sentence = first.strip_prefix("//! ").unwrap_or_default().trim();
    (sentence.split_whitespace().count() < 3)
        .then(|| format!("{}:1: open with a `//!` sentence on what the file is for", file.path))
        .into_iter()
        .collect()
}

/// A file that is too long, its in-file tests not counted.
pub(crate) fn too_long(file: &SourceFile) -> Vec<String> {
    let mut lines = file.text.lines().count();
    for tests in TESTS.find_iter(&file.code) {
        let rest = &file.code[tests.start()..];
        // Formatted code closes a block at the start of a line.
        let end = rest.find("\n}").map_or(rest.len(), |end| end + 2);
        lines -= rest[..end].lines().count();
    }
    (lines > LINES)
        .then(|| format!("{}: {lines} lines, the limit is {LINES}: split it by what it does", file.path))
        .into_iter()
        .collect()
}

/// Folders that are too deep or too full.
pub(crate) fn folders(src: &[SourceFile]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in src {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *counts.entry(folder).or_default() += 1;
    }
    let mut complaints = Vec::new();
    for (folder, files) in counts {
        let depth = folder.split('/').count() - 1;
        if depth > DEPTH {
            complaints.push(format!("{folder}: {depth} folders below src, the limit is {DEPTH}"));
        }
        let limit = ROOMY.iter().find(|(name, _)| *name == folder).map_or(FILES, |(_, limit)| *limit);
        if files > limit {
            complaints.push(format!("{folder}: {files} files, the limit is {limit}: give a part of it a folder"));
        }
    }
    complaints
}

/// Every `#[allow(…)]`; an `#[expect(…, reason = "…")]` says why and complains when it is not needed any more.
pub(crate) fn allow_attributes(file: &SourceFile) -> Vec<String> {
    ALLOW
        .find_iter(&file.code)
        .map(|found| format!("{}: use `#[expect(…, reason = \"…\")]`, not `allow`", file.place(found.start())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile::new(path, text)
    }

    #[test]
    fn a_file_without_an_opening_sentence_is_seen() {
        for text in ["", "use x;\n", "// A plain comment of words.\n", "//! Words.\n", "\n//! A sentence too late.\n"] {
            assert!(!no_opening_sentence(&file("src/a.rs", text)).is_empty(), "{text:?}");
        }
        assert!(no_opening_sentence(&file("src/a.rs", "//! What it is for.\n")).is_empty());
    }

    #[test]
    fn a_long_file_is_seen_and_its_tests_do_not_count() {
        let long = "let a = 1;\n".repeat(301);
        assert_eq!(too_long(&file("src/a.rs", &long)).len(), 1);
        let half = "let a = 1;\n".repeat(200);
        let text = format!("{half}#[cfg(test)]\nmod tests {{\n    {}\n}}\n", "    let a = 1;\n".repeat(200));
        assert!(too_long(&file("src/a.rs", &text)).is_empty());
        assert_eq!(too_long(&file("src/a.rs", &format!("{text}{half}"))).len(), 1);
    }

    #[test]
    fn deep_and_full_folders_are_seen() {
        assert_eq!(folders(&[file("src/a/b/c/d.rs", "")]).len(), 1);
        assert!(folders(&[file("src/a/b/c.rs", "")]).is_empty());
        let full: Vec<SourceFile> = (0..=FILES).map(|n| file(&format!("src/a/{n}.rs"), "")).collect();
        assert_eq!(folders(&full).len(), 1);
        assert!(folders(&full[1..]).is_empty());
    }

    #[test]
    fn an_allow_is_seen() {
        for text in ["#[allow(dead_code)]", "#![allow(\n  unused\n)]", "#[cfg_attr(test, allow(unused))]"] {
            assert_eq!(allow_attributes(&file("src/a.rs", text)).len(), 1, "{text}");
        }
        let text = "#[expect(unused, reason = \"r\")]\nfn allow() {} // #[allow(x)]";
        assert!(allow_attributes(&file("src/a.rs", text)).is_empty());
    }
}
