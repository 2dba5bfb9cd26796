//! Reads Rust files and blanks out what is not code, so that a word in a comment or a string is not taken for a use.

use std::path::Path;

/// One Rust file.
pub(crate) struct SourceFile {
    /// Path from the repository's root, with `/`.
    pub(crate) path: String,
    /// The file as it is.
    pub(crate) text: String,
    /// As long as `text`, byte for byte, with comments, strings and characters blanked out.
    pub(crate) code: String,
}

impl SourceFile {
    /// A file of that path and text.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: blank(text) }
    }

    /// The room it stands in: the folder or file right below `src`, such as `store`, `lib` or `main`.
    pub(crate) fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let first = below.split('/').next().unwrap_or(below);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// `path:line` of a byte of the text.
    pub(crate) fn place(&self, at: usize) -> String {
        let line = self.text[..at].matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }
}

/// Every `.rs` file below that folder of the repository, by path.
pub(crate) fn tree(folder: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(root, &root.join(folder), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs_err::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() && !path.ends_with("node_modules") {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs_err::read_to_string(&path).expect("the file is UTF-8");
            let below = path.strip_prefix(root).expect("the walk starts at the root");
            files.push(SourceFile::new(&below.to_string_lossy().replace('\\', "/"), &text));
        }
    }
}

/// The text with every comment, string and character literal replaced by spaces; line breaks stay where they are.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal_length(&bytes[at..], at.checked_sub(1).map(|before| bytes[before])).unwrap_or(0);
        if end == at {
            // A byte that is not ASCII is part of a name or of nothing; a space keeps the lengths equal.
            code.push(if bytes[at].is_ascii() { char::from(bytes[at]) } else { ' ' });
            at += 1;
        } else {
            code.extend(bytes[at..end].iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

/// How many bytes the comment, string or character that starts here has, when one starts here.
fn literal_length(rest: &[u8], before: Option<u8>) -> Option<usize> {
    let in_a_name = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match rest {
        [b'/', b'/', ..] => Some(rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())),
        [b'/', b'*', ..] => Some(block_comment(rest)),
        [b'r', b'"' | b'#', ..] if !in_a_name => raw_string(rest, 1),
        [b'b' | b'c', b'r', b'"' | b'#', ..] if !in_a_name => raw_string(rest, 2),
        [b'"', ..] => Some(quoted(rest, b'"')),
        [b'\'', b'\\', ..] => Some(quoted(rest, b'\'')),
        [b'\'', ..] => character(rest),
        _ => None,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at + 1 < rest.len() {
        match &rest[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" if depth == 1 => return at + 2,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    rest.len()
}

/// A raw string whose hashes or quote start at `prefix`; none for a raw name such as `r#type`.
fn raw_string(rest: &[u8], prefix: usize) -> Option<usize> {
    let hashes = rest[prefix..].iter().take_while(|byte| **byte == b'#').count();
    if rest.get(prefix + hashes) != Some(&b'"') {
        return None;
    }
    let open = prefix + hashes + 1;
    let mut close = vec![b'"'];
    close.resize(hashes + 1, b'#');
    let length = rest[open..].windows(close.len()).position(|window| window == close);
    Some(length.map_or(rest.len(), |length| open + length + close.len()))
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// A character literal of one character; none for a lifetime.
fn character(rest: &[u8]) -> Option<usize> {
    let head = &rest[1..rest.len().min(6)];
    let close = head.iter().position(|byte| *byte == b'\'')?;
    let one = std::str::from_utf8(&head[..close]).is_ok_and(|inside| inside.chars().count() == 1);
    one.then_some(close + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lengths_kept() {
        for (text, kept, gone) in [
            ("let a = 1; // crate::web", "let a = 1;", "web"),
            ("a /* x /* y */ crate::web */ b", "b", "web"),
            (r#"say("crate::web \" crate::web"); after"#, "after", "web"),
            (r##"r#"crate::web " x"# after"##, "after", "web"),
            ("r#type::after", "r#type::after", "web"),
            ("fn f<'a>(x: &'a str) { '\"' ; after }", "after", "\""),
            ("match c { '\\'' => web_after, '，' => 'w' }", "web_after", "，"),
        ] {
            let code = blank(text);
            assert_eq!(code.len(), text.len(), "{text}");
            assert!(code.contains(kept), "{text} became {code}");
            assert!(!code.contains(gone) || kept.contains(gone), "{text} became {code}");
        }
    }

    #[test]
    fn a_file_knows_its_room_and_lines() {
        assert_eq!(SourceFile::new("src/store/entities/turn.rs", "").room(), "store");
        assert_eq!(SourceFile::new("src/main.rs", "").room(), "main");
        assert_eq!(SourceFile::new("src/a/b.rs", "x\ny\nz").place(4), "src/a/b.rs:3");
    }
}
