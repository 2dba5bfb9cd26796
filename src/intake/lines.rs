//! Files of an entry a line.

use std::io::{BufRead, BufReader};
use std::path::Path;

use fs_err::File;

use super::{IntakeError, Taking};

/// Gives each line that is not empty with its number.
///
/// # Errors
/// When the file is no text.
pub fn read_lines(path: &Path, taking: Taking<'_, (u32, String)>) -> Result<(), IntakeError> {
    for (number, line) in (1..).zip(BufReader::new(File::open(path)?).lines()) {
        let line = line?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if !line.is_empty() && taking((number, line.to_owned())).is_break() {
            break;
        }
    }
    Ok(())
}
