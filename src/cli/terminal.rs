//! Lines to and from the terminal; a closed pipe is no error.

use std::io::{BufRead, Write};

/// Writes a line to standard output.
pub(super) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Writes a piece of a line to standard output.
pub(super) fn piece(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// Writes a line to standard error.
pub(super) fn error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "yiguan: {text}");
}

/// Reads a line from standard input; nothing at its end.
pub(super) fn read() -> Option<String> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text).ok()?;
    (read > 0).then(|| text.trim().to_owned())
}
