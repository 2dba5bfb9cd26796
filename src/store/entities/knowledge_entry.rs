//! The table `knowledge_entries`.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

use crate::domain::StoredEntry;
use crate::store::StoreError;
use crate::store::codec::{from_json, from_name, to_json, to_name};

/// One case, policy, glossary, playbook or rubric.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "knowledge_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub publication: String,
    /// JSON, fields in the order in which they were given.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// SHA-256 of the body, hexadecimal, so that the version of all knowledge needs no bodies.
    pub digest: String,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<&StoredEntry> for ActiveModel {
    type Error = StoreError;

    fn try_from(entry: &StoredEntry) -> Result<Self, StoreError> {
        let body = to_json("knowledge_entries.body", &entry.body)?;
        Ok(Self {
            kind: Set(to_name("knowledge_entries.kind", &entry.kind)?),
            id: Set(entry.id.clone()),
            publication: Set(to_name("knowledge_entries.publication", &entry.publication)?),
            digest: Set(format!("{:x}", Sha256::digest(&body))),
            body: Set(body),
        })
    }
}

impl TryFrom<Model> for StoredEntry {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            kind: from_name("knowledge_entries.kind", row.kind)?,
            id: row.id,
            publication: from_name("knowledge_entries.publication", row.publication)?,
            body: from_json("knowledge_entries.body", &row.body)?,
        })
    }
}
