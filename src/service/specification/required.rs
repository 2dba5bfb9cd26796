//! Lines that only this need calls for, by the owner's words: what an expert would add to the playbook's lines.

use super::lines::playbook;
use super::need::Need;
use crate::domain::{Item, Playbook, Requirement};
use crate::text::simplified;

/// Most such lines in a section.
const MOST: usize = 8;

/// The requirements of a section that the talk calls for: those of the book it is written by, then those of the task's own
/// that name its trouble.
pub(super) fn lines(section: u8, need: &Need<'_>) -> Vec<Item> {
    let said = simplified(&need.input.dossier.words());
    let of = |book: &Playbook, named: bool| -> Vec<Item> {
        let wanted = |required: &&Requirement| {
            required.section == section && required.is_called_for(&said) && !(named && required.signals.is_empty())
        };
        book.requirements.iter().filter(wanted).map(|required| playbook(&required.label, &required.text)).collect()
    };
    let book = need.book.map(|book| of(book, false)).unwrap_or_default();
    let own = need.task.filter(|task| need.book.is_none_or(|book| book.task != task.task));
    let own = own.map(|task| of(task, true)).unwrap_or_default();
    book.into_iter().chain(own).take(MOST).collect()
}
