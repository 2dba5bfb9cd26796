//! The page of a report: one self-contained file.

use super::Report;
use crate::domain::Locale;

pub(super) fn page(_report: &Report, _locale: Locale) -> anyhow::Result<String> {
    Ok(String::new())
}
