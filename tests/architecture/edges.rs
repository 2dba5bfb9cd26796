//! What is absent where: each outside library has one room, the domain is pure, masked text is assembled in one place.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::SourceFile;

/// An outside name, the rooms that may mention it, and why.
const EDGES: [(&str, &[&str], &str); 12] = [
    (r"\bsea_orm\w*\b", &["store"], "only `store` knows SQL"),
    (r"\bsqlx\b", &["store"], "only `store` knows SQL"),
    (r"\baxum\b", &["web", "app"], "only `web` knows HTTP; `app` starts the listener"),
    (r"\btower_http\b", &["web", "app"], "only `web` knows HTTP; `app` starts the listener"),
    (r"\basync_openai\b", &["llm"], "only `llm` talks to models"),
    (r"\breqwest\b", &["llm"], "only `llm` talks to models"),
    (r"\bqdrant_(?:client|edge)\b", &["retrieval"], "only `retrieval` knows the index"),
    (r"\bed25519_dalek\b", &["export"], "only `export` signs files"),
    (r"\brust_xlsxwriter\b", &["export"], "only `export` writes spreadsheets"),
    (r"\bplotters\w*\b", &["export"], "only `export` draws charts"),
    (r"\bstd\s*::\s*env\b", &["config"], "only `config` reads the environment"),
    (r"\bfigment\b", &["config"], "only `config` reads the environment"),
];

/// What the domain must not have.
const IMPURE: [(&str, &str); 6] = [
    (r"\basync\s+(?:fn|move)\b|\basync\s*\{", "no async"),
    (r"\btokio\b", "no runtime"),
    (r"\b(?:Utc|Local|SystemTime|Instant)\s*::\s*now\b", "the time comes from outside, by `Clock`"),
    (r"\bUuid\s*::\s*(?:new_v4|now_v7)\b", "ids come from outside, by `Ids`"),
    (r"\b(?:std\s*::\s*(?:fs|net|process)|fs_err)\b", "no I/O"),
    (r"\btracing\b", "no log"),
];

static EDGE_PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| EDGES.iter().map(|edge| pattern(edge.0)).collect());
static IMPURE_PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| IMPURE.iter().map(|sign| pattern(sign.0)).collect());
static ASSEMBLED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bMasked\s*::\s*assembled\b"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// Every mention of an outside library in a room that is not its own.
pub(crate) fn foreign_names(file: &SourceFile) -> Vec<String> {
    EDGES
        .iter()
        .zip(EDGE_PATTERNS.iter())
        .filter(|((_, rooms, _), _)| !rooms.contains(&file.room()))
        .flat_map(|((_, _, rule), pattern)| mentions(file, pattern, rule))
        .collect()
}

/// Everything in the domain that does I/O, waits, or asks for the time.
pub(crate) fn impure_domain(file: &SourceFile) -> Vec<String> {
    if file.room() != "domain" {
        return Vec::new();
    }
    IMPURE
        .iter()
        .zip(IMPURE_PATTERNS.iter())
        .flat_map(|((_, rule), pattern)| mentions(file, pattern, &format!("`domain` is pure: {rule}")))
        .collect()
}

/// Every place outside `prompts` that declares a text it put together to be masked.
pub(crate) fn assembled_elsewhere(file: &SourceFile) -> Vec<String> {
    if file.room() == "prompts" {
        return Vec::new();
    }
    mentions(file, &ASSEMBLED, "only `prompts` assembles masked text, from parts that are masked")
}

fn mentions(file: &SourceFile, pattern: &Regex, rule: &str) -> Vec<String> {
    pattern
        .find_iter(&file.code)
        .map(|found| format!("{}: `{}`: {rule}", file.place(found.start()), found.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outside_library_in_the_wrong_room_is_seen() {
        for (path, text) in [
            ("src/service/a.rs", "use sea_orm::EntityTrait;"),
            ("src/service/a.rs", "use sea_orm_migration::prelude::*;"),
            ("src/service/a.rs", "use axum::Json;"),
            ("src/web/a.rs", "reqwest::get(url)"),
            ("src/service/a.rs", "fn f(e: async_openai::error::OpenAIError) {}"),
            ("src/store/a.rs", "use qdrant_client::Qdrant;"),
            ("src/app/a.rs", "use ed25519_dalek::SigningKey;"),
            ("src/web/a.rs", "rust_xlsxwriter::Workbook::new()"),
            ("src/service/a.rs", "use plotters_svg::SVGBackend;"),
            ("src/cli/mod.rs", "use std::env;"),
            ("src/app/mod.rs", "use figment::Figment;"),
        ] {
            assert_eq!(foreign_names(&SourceFile::new(path, text)).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn the_right_room_may() {
        for (path, text) in [
            ("src/store/a.rs", "use sea_orm::EntityTrait;"),
            ("src/app/mod.rs", "axum::serve(listener, router)"),
            ("src/llm/a.rs", "use reqwest::Client; // axum"),
            ("src/retrieval/a.rs", "use qdrant_edge::EdgeShard;"),
            ("src/export/seal/key.rs", "use ed25519_dalek::SigningKey;"),
            ("src/service/a.rs", "let version = env!(\"CARGO_PKG_VERSION\"); // std::env"),
        ] {
            assert!(foreign_names(&SourceFile::new(path, text)).is_empty(), "{path}: {text}");
        }
    }

    #[test]
    fn an_impure_domain_is_seen() {
        for text in [
            "pub async fn f() {}",
            "let later = async { 1 };",
            "use tokio::sync::Mutex;",
            "let now = chrono::Utc::now();",
            "std::time::Instant::now()",
            "Uuid::now_v7()",
            "use std::fs;",
            "tracing::info!(1)",
        ] {
            assert!(!impure_domain(&SourceFile::new("src/domain/a.rs", text)).is_empty(), "{text}");
            assert!(impure_domain(&SourceFile::new("src/service/a.rs", text)).is_empty());
        }
        assert!(
            impure_domain(&SourceFile::new("src/domain/a.rs", "// async fn\nfn now(clock: &dyn Clock) {}")).is_empty()
        );
    }

    #[test]
    fn masked_text_assembled_elsewhere_is_seen() {
        let text = "let prompt = Masked::assembled(words);";
        assert_eq!(assembled_elsewhere(&SourceFile::new("src/service/a.rs", text)).len(), 1);
        assert!(assembled_elsewhere(&SourceFile::new("src/prompts/a.rs", text)).is_empty());
    }
}
