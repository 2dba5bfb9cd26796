//! Everything in force, written out in the shapes that an import reads; the same knowledge gives the same bytes.

use std::io::Write;

use serde_json::json;
use tempfile::NamedTempFile;

use super::template::form_column;
use crate::domain::curation::ItemKey;
use crate::domain::tabular::{TableKind, columns, most_sources, rows_of};
use crate::domain::{AuditNote, Curate, EntryKind, StoredEntry};
use crate::export::form::{FormSheet, form};
use crate::intake::Packer;
use crate::service::imports::ImportError;
use crate::service::knowledge::entry_to_toml;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Entries that are read at once.
const PAGE: usize = 500;
/// What a spreadsheet takes for a formula when a cell begins with it.
const GUARDED: [char; 6] = ['=', '+', '-', '@', '\t', '\''];

/// In which shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportShape {
    /// One spreadsheet with cases, policies and words.
    Workbook,
    /// One table as text.
    Table(TableKind),
    /// An entry a line, of every kind.
    Lines,
    /// The folder `knowledge/`, of every kind.
    Packed,
}

impl ExportShape {
    /// The shape of a file of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "knowledge.xlsx" => Some(Self::Workbook),
            "knowledge.jsonl" => Some(Self::Lines),
            "knowledge.zip" => Some(Self::Packed),
            table => TableKind::named(table.strip_suffix(".csv")?).map(Self::Table),
        }
    }
}

/// What was written.
#[derive(Debug)]
pub struct Exported {
    /// The file; gone when this is dropped.
    pub file: NamedTempFile,
    /// Entries in it.
    pub entries: usize,
}

impl Service {
    /// Writes everything in force.
    ///
    /// # Errors
    /// [`ImportError::Unwritten`] when the file cannot be written, or the database's.
    pub async fn export_all(&self, may: &May<Curate>, shape: ExportShape) -> Result<Exported, ServiceError> {
        let file = NamedTempFile::new().map_err(ImportError::unwritten)?;
        let entries = match shape {
            ExportShape::Workbook => self.workbook(&file).await?,
            ExportShape::Table(kind) => self.table(&file, kind).await?,
            ExportShape::Lines => self.lines(&file).await?,
            ExportShape::Packed => self.packed(&file).await?,
        };
        let note = AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "import.export".to_owned(),
            subject: None,
            detail: format!("{shape:?} {entries}"),
        };
        self.parts.store.audit(&note).await?;
        Ok(Exported { file, entries })
    }

    /// The keys of a kind in the order of their bytes, whatever the database sorts by.
    async fn ids(&self, kind: EntryKind) -> Result<Vec<String>, ServiceError> {
        let mut ids: Vec<String> = self.parts.store.marks_in_force(kind).await?.into_iter().map(|(id, _)| id).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    async fn page(&self, kind: EntryKind, ids: &[String]) -> Result<Vec<StoredEntry>, ServiceError> {
        let found = self.parts.store.in_force(kind, ids).await?;
        let mut entries: Vec<StoredEntry> = found.into_iter().map(|found| found.entry).collect();
        entries.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    async fn lines(&self, mut file: &NamedTempFile) -> Result<usize, ServiceError> {
        let mut count = 0;
        for kind in EntryKind::ALL {
            for ids in self.ids(kind).await?.chunks(PAGE) {
                for entry in self.page(kind, ids).await? {
                    let line = json!({"kind": kind.folder(), "id": entry.id, "entry": entry.body});
                    writeln!(file, "{line}").map_err(ImportError::unwritten)?;
                    count += 1;
                }
            }
        }
        file.flush().map_err(ImportError::unwritten)?;
        Ok(count)
    }

    async fn packed(&self, file: &NamedTempFile) -> Result<usize, ServiceError> {
        let mut packer = Packer::new(file.reopen().map_err(ImportError::unwritten)?);
        let mut count = 0;
        for kind in EntryKind::ALL {
            for ids in self.ids(kind).await?.chunks(PAGE) {
                for entry in self.page(kind, ids).await? {
                    let text = entry_to_toml(&entry).map_err(ImportError::unwritten)?;
                    let path = format!("{}.toml", ItemKey::new(kind, entry.id));
                    packer.put(&path, &text).map_err(ImportError::from)?;
                    count += 1;
                }
            }
        }
        packer.finish().map_err(ImportError::from)?;
        Ok(count)
    }

    async fn table(&self, file: &NamedTempFile, kind: TableKind) -> Result<usize, ServiceError> {
        let (sheet, count) = self.sheet(kind).await?;
        let unwritten = |why: csv::Error| ImportError::unwritten(why);
        let mut out = file.reopen().map_err(ImportError::unwritten)?;
        // Excel takes a table for UTF-8 only when it begins with this mark.
        out.write_all("\u{feff}".as_bytes()).map_err(ImportError::unwritten)?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(sheet.columns.iter().map(|column| &column.head)).map_err(unwritten)?;
        for row in &sheet.rows {
            writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(unwritten)?;
        }
        writer.flush().map_err(ImportError::unwritten)?;
        Ok(count)
    }

    async fn workbook(&self, mut file: &NamedTempFile) -> Result<usize, ServiceError> {
        let (mut sheets, mut entries) = (vec![], 0);
        for kind in TableKind::ALL {
            let (sheet, count) = self.sheet(kind).await?;
            entries += count;
            sheets.push(sheet);
        }
        let bytes = tokio::task::spawn_blocking(move || form("译官知识库", &sheets)).await;
        let bytes = bytes.map_err(ImportError::unwritten)?.map_err(ImportError::unwritten)?;
        file.write_all(&bytes).and_then(|()| file.flush()).map_err(ImportError::unwritten)?;
        Ok(entries)
    }

    async fn sheet(&self, kind: TableKind) -> Result<(FormSheet, usize), ServiceError> {
        let mut entries = vec![];
        for ids in self.ids(kind.entry()).await?.chunks(PAGE) {
            entries.extend(self.page(kind.entry(), ids).await?);
        }
        let columns = columns(kind, most_sources(&entries).max(1));
        let rows = entries.iter().flat_map(|entry| rows_of(kind, &columns, &entry.body)).collect();
        let columns = columns.iter().map(form_column).collect();
        Ok((FormSheet { name: kind.sheet().to_owned(), columns, rows }, entries.len()))
    }
}

/// A cell that no spreadsheet takes for a formula; an import takes the mark away again.
fn guarded(cell: &str) -> String {
    if cell.starts_with(GUARDED) { format!("'{cell}") } else { cell.to_owned() }
}
