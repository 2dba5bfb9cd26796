//! Rows of a dry run as pages show them.

use minijinja::{Value, context};

use crate::domain::EntryKind;
use crate::domain::Locale;
use crate::domain::curation::FieldDiff;
use crate::domain::tabular::{TableKind, columns};
use crate::service::imports::{RowView, fault_words, outcome_words, remark_words};

/// Room for so many sources in the names of fields.
const SOURCES: usize = 9;

/// A row.
pub(super) fn row(view: &RowView, locale: Locale) -> Value {
    let row = &view.row;
    let kind = row.key.as_ref().map(|key| key.kind);
    context! {
        number => row.number,
        place => row.place.as_str(),
        title => row.title.as_str(),
        item => row.key.as_ref().map(ToString::to_string),
        faults => row.remark.faults.iter().map(|fault| fault_words(fault, locale)).collect::<Vec<_>>(),
        remarks => remark_words(row, locale),
        like => view.like.as_deref(),
        differs => view.differs.iter().map(|one| differs(one, kind)).collect::<Vec<_>>(),
        outcome => outcome_words(row, locale),
    }
}

fn differs(one: &FieldDiff, kind: Option<EntryKind>) -> Value {
    context! {
        field => field(&one.path, kind),
        before => one.before.as_deref().unwrap_or_default(),
        after => one.after.as_deref().unwrap_or_default(),
    }
}

/// The heading of a field where it has one.
fn field(path: &str, kind: Option<EntryKind>) -> String {
    let table = TableKind::ALL.into_iter().find(|table| Some(table.entry()) == kind);
    let columns = table.map(|table| columns(table, SOURCES)).unwrap_or_default();
    columns.into_iter().find(|column| column.key == path).map_or_else(|| path.to_owned(), |column| column.head)
}
