//! The templates: a spreadsheet for each kind with headings, explanations, choices and an example.

use crate::domain::tabular::{Column, Shape, TableKind, columns, rows_of};
use crate::domain::{Curate, EntryKind};
use crate::export::form::{FormColumn, FormSheet, form};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

use super::ResultFile;
use crate::service::imports::{ASIDE, ImportError};

/// Room for so many sources in a template.
const SOURCES: usize = 3;
/// Rows of the example.
const EXAMPLES: usize = 3;

impl Service {
    /// The template of a kind.
    ///
    /// # Errors
    /// [`ImportError::Unwritten`], or the database's.
    pub async fn import_template(&self, _: &May<Curate>, kind: TableKind) -> Result<ResultFile, ServiceError> {
        let columns = columns(kind, SOURCES);
        let page = self.parts.store.in_force_page(kind.entry(), None, 1).await?;
        let mut examples: Vec<Vec<String>> =
            page.iter().flat_map(|found| rows_of(kind, &columns, &found.entry.body)).collect();
        examples.truncate(if kind.entry() == EntryKind::Glossary { EXAMPLES } else { 1 });
        let sheet = |name: &str, rows| FormSheet {
            name: name.to_owned(),
            columns: columns.iter().map(form_column).collect(),
            rows,
        };
        let [notes, example, _] = ASIDE;
        let sheets = [sheet(kind.sheet(), vec![]), explained(notes, &columns), sheet(example, examples)];
        let bytes = form(kind.sheet(), &sheets).map_err(ImportError::unwritten)?;
        Ok(ResultFile { name: format!("yiguan-{}.xlsx", kind.name()), bytes })
    }
}

/// A column as people fill it in.
pub(super) fn form_column(column: &Column) -> FormColumn {
    FormColumn {
        head: column.head.clone(),
        note: column.note.to_owned(),
        choices: match column.shape {
            Shape::Choice(choices) => choices.iter().map(|(_, label)| (*label).to_owned()).collect(),
            _ => vec![],
        },
        must: column.must,
        wide: matches!(column.shape, Shape::Text | Shape::Lines | Shape::Groups),
    }
}

/// Every column with what to write there.
fn explained(name: &str, columns: &[Column]) -> FormSheet {
    let heads = [("列", false), ("必填", false), ("怎么填", true), ("可以选", true)];
    let column = |(head, wide): (&str, bool)| FormColumn {
        head: head.to_owned(),
        note: String::new(),
        choices: vec![],
        must: false,
        wide,
    };
    let row = |column: &Column| {
        let choices = match column.shape {
            Shape::Choice(choices) | Shape::Choices(choices) => choices.iter().map(|(_, label)| *label).collect(),
            _ => vec![],
        };
        let must = if column.must { "是" } else { "" };
        vec![column.head.clone(), must.to_owned(), column.note.to_owned(), choices.join("、")]
    };
    FormSheet {
        name: name.to_owned(),
        columns: heads.into_iter().map(column).collect(),
        rows: columns.iter().map(row).collect(),
    }
}
