//! Writes report.json, report.html and the transcripts into a folder.

use std::path::Path;

use super::Report;
use super::page::page;
use super::transcript::transcript;
use crate::domain::Locale;
use crate::evaluation::replay::Replayed;

/// Writes everything; files of an earlier run of the same name are replaced.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write(folder: &Path, report: &Report, talks: &[Replayed], locale: Locale) -> anyhow::Result<()> {
    let transcripts = folder.join("transcripts");
    fs_err::create_dir_all(&transcripts)?;
    fs_err::write(folder.join("report.json"), serde_json::to_string_pretty(report)? + "\n")?;
    fs_err::write(folder.join("report.html"), page(report, locale)?)?;
    for (replayed, measured) in talks.iter().zip(&report.per_need) {
        let file = transcripts.join(format!("{}.md", file_name(&measured.id)));
        fs_err::write(file, transcript(replayed, measured))?;
    }
    Ok(())
}

/// An id comes from outside: nothing in it may lead out of the folder.
pub(super) fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || "-_".contains(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn an_id_stays_in_its_folder() {
        assert_eq!(file_name("../a/b.c"), "___a_b_c");
        assert_eq!(file_name("sample-1_鞋"), "sample-1_鞋");
    }
}
