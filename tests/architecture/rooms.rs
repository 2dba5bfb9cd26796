//! Who may use whom: the table of ARCHITECTURE.md, held against every `crate::…` path.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::SourceFile;

/// Each room and the rooms it may use.
const TABLE: [(&str, &[&str]); 17] = [
    ("domain", &[]),
    ("text", &[]),
    ("config", &[]),
    ("export", &[]),
    ("intake", &[]),
    ("oidc", &[]),
    ("messages", &["domain"]),
    ("redaction", &["domain"]),
    ("store", &["domain"]),
    // What an owner wrote reaches a prompt as `Masked` only.
    ("prompts", &["domain", "redaction"]),
    ("llm", &["redaction"]),
    ("retrieval", &["domain", "text", "llm"]),
    (
        "service",
        &[
            "domain",
            "text",
            "messages",
            "redaction",
            "store",
            "prompts",
            "llm",
            "retrieval",
            "export",
            "intake",
            "oidc",
        ],
    ),
    ("evaluation", &["domain", "text", "messages", "redaction", "llm", "service"]),
    ("web", &["domain", "service", "messages"]),
    ("app", EVERYTHING),
    ("cli", EVERYTHING),
];

/// For the rooms that put the house together.
const EVERYTHING: &[&str] = &["*"];

static PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(crate|super(?:\s*::\s*super)*)\s*::\s*").expect("a pattern"));
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:r#)?(\w+)").expect("a pattern"));
static INLINE_MODULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bmod\s+\w+\s*$").expect("a pattern"));

/// Every use of a room by one that may not use it.
pub(crate) fn forbidden_uses(file: &SourceFile) -> Vec<String> {
    uses(file).into_iter().filter_map(|(at, used)| complaint(file, at, &used)).collect()
}

fn complaint(file: &SourceFile, at: usize, used: &str) -> Option<String> {
    let room = file.room();
    if ["lib", "main", used].contains(&room) {
        return None;
    }
    let Some((_, may)) = TABLE.iter().find(|(name, _)| *name == room) else {
        return Some(format!("{}: the room `{room}` is not in tests/architecture/rooms.rs", file.place(at)));
    };
    let known = TABLE.iter().any(|(name, _)| *name == used);
    if known && (may.contains(&used) || *may == EVERYTHING) {
        return None;
    }
    let may = if may.is_empty() { "no other room".to_owned() } else { may.join(", ") };
    Some(format!("{}: `{room}` may not use `{used}`; it may use {may}", file.place(at)))
}

/// The room that each path from the crate's root leads to, with the byte where it is named.
fn uses(file: &SourceFile) -> Vec<(usize, String)> {
    let code = &file.code;
    let mut found = Vec::new();
    for path in PATH.captures_iter(code) {
        let (Some(whole), Some(head)) = (path.get(0), path.get(1)) else {
            continue;
        };
        let steps_up = head.as_str().matches("super").count();
        if steps_up > 0 && steps_up < depth(file) + inline_modules(&code[..head.start()]) {
            continue;
        }
        for (offset, entry) in entries(&code[whole.end()..]) {
            let name = NAME.captures(entry).map_or("*", |name| name.get(1).map_or("*", |name| name.as_str()));
            if name != "self" {
                found.push((whole.end() + offset, name.to_owned()));
            }
        }
    }
    found
}

/// How many steps a file's module stands below the crate's root: a room's own mod.rs one, a file in it two.
fn depth(file: &SourceFile) -> usize {
    let parts = file.path.trim_start_matches("src/").split('/').count();
    if file.path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// How many `mod name { … }` blocks are open at the end of that code.
fn inline_modules(code: &str) -> usize {
    let mut open = Vec::new();
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => open.push(INLINE_MODULE.is_match(&code[..at])),
            b'}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().filter(|is_module| *is_module).count()
}

/// The heads of a use tree: the one path, or each entry of the outermost braces.
fn entries(rest: &str) -> Vec<(usize, &str)> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![(0, rest)];
    };
    let mut heads = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b',' | b'}' if depth == 0 => {
                let entry = &group[start..at];
                let head = entry.trim_start();
                if !head.is_empty() {
                    heads.push((1 + start + entry.len() - head.len(), head));
                }
                start = at + 1;
                if byte == b'}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

/// Rooms that stand in `src` without a row in the table or a line in `lib.rs`.
pub(crate) fn missing_rooms(src: &[SourceFile]) -> Vec<String> {
    let lib = src.iter().find(|file| file.path == "src/lib.rs").map_or("", |file| &file.code);
    let rooms: BTreeSet<&str> =
        src.iter().map(SourceFile::room).filter(|room| !["lib", "main"].contains(room)).collect();
    rooms
        .iter()
        .flat_map(|room| {
            let in_table = TABLE.iter().any(|(name, _)| name == room);
            // A room that is a crate of its own stands there under its name.
            let on_map =
                lib.contains(&format!("mod {room};")) || lib.contains(&format!("pub use yiguan_{room} as {room};"));
            [
                (!in_table).then(|| format!("src/{room}: the room is not in tests/architecture/rooms.rs")),
                (!on_map).then(|| format!("src/{room}: the room is not in src/lib.rs")),
            ]
        })
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> String {
        forbidden_uses(&SourceFile::new(path, text)).join("\n")
    }

    #[test]
    fn a_plain_use_and_a_path_in_an_expression_are_seen() {
        let said = complaints("src/store/turns.rs", "use crate::domain::Turn;\nuse crate::web::Page;\n");
        assert_eq!(said, "src/store/turns.rs:2: `store` may not use `web`; it may use domain");
        assert!(complaints("src/domain/a.rs", "fn f() { crate::text::words() }").contains("no other room"));
        assert!(complaints("src/llm/a.rs", "pub use crate :: store :: Db;").contains("`llm` may not use `store`"));
    }

    #[test]
    fn grouped_uses_over_several_lines_are_seen() {
        let text = "use crate::{\n    domain::{Turn, web},\n    // crate::llm\n    web::{self, Page},\n    llm,\n};";
        let said = complaints("src/store/a.rs", text);
        assert!(said.contains("src/store/a.rs:4: `store` may not use `web`"), "{said}");
        assert!(said.contains("src/store/a.rs:5: `store` may not use `llm`"), "{said}");
        assert_eq!(said.lines().count(), 2, "{said}");
    }

    #[test]
    fn ways_around_are_closed() {
        assert!(!complaints("src/store/mod.rs", "use super::web::Page;").is_empty());
        assert!(!complaints("src/store/a.rs", "fn f() {} use super::super::web::Page;").is_empty());
        assert!(!complaints("src/store/mod.rs", "mod a { fn f() {} use super::super::{web}; }").is_empty());
        assert!(!complaints("src/store/a.rs", "use crate::*;").is_empty());
        assert!(!complaints("src/store/a.rs", "use crate::cellar::Page;").is_empty());
        assert!(!complaints("src/cellar/a.rs", "use crate::web::Page;").is_empty());
        assert!(!complaints("src/web/a.rs", "macro_rules! m { () => { $crate::store::X } }").is_empty());
    }

    #[test]
    fn what_is_allowed_passes() {
        assert_eq!(complaints("src/web/a.rs", "use crate::{domain::Turn, service, messages::say};"), "");
        assert_eq!(complaints("src/app/mod.rs", "use crate::{store, web, llm};"), "");
        assert_eq!(complaints("src/store/a.rs", "use crate::store::Db; // crate::web\nlet s = \"crate::web\";"), "");
        assert_eq!(complaints("src/store/mod.rs", "mod tests { use super::*; }"), "");
        assert_eq!(complaints("src/store/a.rs", "mod tests { use super::super::web; }"), "");
        assert_eq!(complaints("src/store/a/b.rs", "fn f() {} use super::super::web;"), "");
    }

    #[test]
    fn a_new_room_needs_its_rows() {
        let src = [
            SourceFile::new("src/lib.rs", "pub mod store;"),
            SourceFile::new("src/store/mod.rs", ""),
            SourceFile::new("src/cellar/mod.rs", ""),
        ];
        assert_eq!(missing_rooms(&src).len(), 2);
    }
}
