//! Keeps people's words out of the log: no tracing call may carry a variable or field that holds them.
//!
//! A simple rule of thumb on names. What a name promises, review must keep.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::SourceFile;

/// Names that hold what a person wrote or what a model wrote about it.
const WORDS: &str = "message|raw|quote|quotes|said|words|reply|original|prompt|text_delta";

/// What may be said of such a value: how much there is of it, and which one it is.
const HARMLESS: &str =
    r"^\s*\.\s*(?:len\(\)|chars\(\)\.count\(\)|is_empty\(\)|is_some\(\)|is_none\(\)|id\b|hash\b|kind\b)";

/// A file and the name that it may log all the same, because there it holds something else.
const ALLOWED: [(&str, &str); 0] = [];

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:(?:trace|debug|info|warn|error)(?:_span)?|event|span)!\s*[(\[{]").expect("a pattern")
});
static INSTRUMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#\[\s*(?:tracing\s*::\s*)?instrument\b[^\]]*\]").expect("a pattern"));
static NAMES: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"\b(?:{WORDS})\b")).expect("a pattern"));
static INLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"\{{(?:{WORDS})\b[^}}]*\}}")).expect("a pattern"));
static AFTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(HARMLESS).expect("a pattern"));
static KEY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*=[^=]").expect("a pattern"));

/// Every tracing call that carries a person's words.
pub(crate) fn words_in_logs(file: &SourceFile) -> Vec<String> {
    let mut complaints = Vec::new();
    for call in CALL.find_iter(&file.code) {
        let end = call.end() + length_of_call(&file.code[call.end()..]);
        let (code, text) = (&file.code[call.end()..end], &file.text[call.end()..end]);
        let variables = NAMES
            .find_iter(code)
            .filter(|name| {
                let rest = &code[name.end()..];
                !AFTER.is_match(rest) && !KEY.is_match(rest)
            })
            .map(|name| name.as_str());
        let inline = INLINE.find_iter(text).map(|name| name.as_str());
        for name in variables.chain(inline) {
            if !ALLOWED.contains(&(&file.path, name)) {
                let place = file.place(call.start());
                complaints
                    .push(format!("{place}: a log line must not carry `{name}`: log ids and counts, never words"));
            }
        }
    }
    for attribute in INSTRUMENT.find_iter(&file.code) {
        if !attribute.as_str().contains("skip_all") {
            let place = file.place(attribute.start());
            complaints
                .push(format!("{place}: `instrument` records every argument: say `skip_all` and name the fields"));
        }
    }
    complaints
}

/// How many bytes there are up to the bracket that closes a call whose opening bracket was just passed.
fn length_of_call(code: &str) -> usize {
    let mut depth = 1_usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> usize {
        words_in_logs(&SourceFile::new("src/service/a.rs", text)).len()
    }

    #[test]
    fn words_are_seen() {
        for text in [
            "tracing::info!(%message, \"taken\");",
            "warn!(text = %turn.message, \"taken\");",
            "tracing::debug!(\n    turn = %id,\n    quote = ?fact.quote,\n    \"found\"\n);",
            "error!(\"failed on {raw}\");",
            "info!(\"{reply:?}\");",
            "let span = tracing::info_span!(\"turn\", said);",
            "#[tracing::instrument]\nfn f(message: &str) {}",
            "#[instrument(skip(store))]\nfn f(message: &str) {}",
        ] {
            assert_eq!(complaints(text), 1, "{text}");
        }
    }

    #[test]
    fn ids_counts_and_fixed_sentences_pass() {
        for text in [
            "tracing::info!(turn = %id, \"a message was taken, the reply follows\");",
            "info!(characters = message.len(), reply = %reply.id, \"taken\");",
            "info!(message = \"a fixed sentence\", %id);",
            "use tracing::instrument;\nlet message = raw.reply(words); // info!(message)",
            "#[tracing::instrument(skip_all, fields(turn = %id))]\nfn f(message: &str) {}",
        ] {
            assert_eq!(complaints(text), 0, "{text}");
        }
    }
}
