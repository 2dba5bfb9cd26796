//! The files that staff brought, kept as they came, in pieces.

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::tables::{file, part};
use crate::domain::StaffId;
use crate::store::codec::{from_millis, to_column, to_millis};
use crate::store::{Store, StoreError};

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    /// Its id.
    pub id: Uuid,
    /// Its name where it came from.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// Who brought it.
    pub staff: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Stores what is known of a file; its pieces follow.
    pub async fn add_file(&self, head: &FileHead) -> Result<(), StoreError> {
        let row = file::ActiveModel {
            id: Set(head.id),
            name: Set(head.name.clone()),
            size: Set(i64::try_from(head.size).map_err(|_| StoreError::OutOfRange("knowledge_files.size"))?),
            digest: Set(head.digest.clone()),
            staff: Set(head.staff.0),
            at: Set(to_millis(head.at)),
        };
        file::Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// Stores a piece of a file.
    pub async fn add_file_part(&self, id: Uuid, number: u32, bytes: Vec<u8>) -> Result<(), StoreError> {
        let part = Set(to_column("knowledge_file_parts.part", number)?);
        let row = part::ActiveModel { file: Set(id), part, bytes: Set(bytes) };
        part::Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// What is known of a file.
    pub async fn file(&self, id: Uuid) -> Result<Option<FileHead>, StoreError> {
        let Some(row) = file::Entity::find_by_id(id).one(self.reader()).await? else { return Ok(None) };
        Ok(Some(FileHead {
            id: row.id,
            name: row.name,
            size: u64::try_from(row.size).map_err(|_| StoreError::OutOfRange("knowledge_files.size"))?,
            digest: row.digest,
            staff: StaffId(row.staff),
            at: from_millis("knowledge_files.at", row.at)?,
        }))
    }

    /// A piece of a file; nothing past its end.
    pub async fn file_part(&self, id: Uuid, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let number = to_column("knowledge_file_parts.part", number)?;
        Ok(part::Entity::find_by_id((id, number)).one(self.reader()).await?.map(|row| row.bytes))
    }
}
