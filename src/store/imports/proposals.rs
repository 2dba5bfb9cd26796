//! What a model proposed for a document's form, and what of it the draft rests on that was made of the form.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::tables::{ground, proposal};
use crate::domain::curation::{ItemKey, NewVersion, Opening};
use crate::domain::proposing::{Ground, Proposed};
use crate::domain::tabular::TableKind;
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, to_column, to_count, to_json, to_millis, to_name};
use crate::store::curation::open::open_in;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

impl Store {
    /// Keeps what was proposed to a curator, in the place of what was proposed before.
    pub async fn keep_proposed(
        &self,
        (file, kind, staff): (Uuid, TableKind, StaffId),
        at: DateTime<Utc>,
        proposed: &Proposed,
        note: &AuditNote,
    ) -> Result<(), StoreError> {
        let row = proposal::ActiveModel {
            file: Set(file),
            kind: Set(to_name("document_proposals.kind", &kind)?),
            staff: Set(staff.0),
            at: Set(to_millis(at)),
            proposed: Set(to_json("document_proposals.proposed", proposed)?),
        };
        let key = [proposal::Column::File, proposal::Column::Kind, proposal::Column::Staff];
        let newer =
            OnConflict::columns(key).update_columns([proposal::Column::At, proposal::Column::Proposed]).to_owned();
        let transaction = self.begin().await?;
        proposal::Entity::insert(row).on_conflict(newer).exec_without_returning(&transaction).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }

    /// What was proposed to a curator the last time.
    pub async fn proposed(
        &self,
        (file, kind, staff): (Uuid, TableKind, StaffId),
    ) -> Result<Option<Proposed>, StoreError> {
        let kind = to_name("document_proposals.kind", &kind)?;
        let row = proposal::Entity::find_by_id((file, kind, staff.0)).one(self.reader()).await?;
        row.map(|row| from_json("document_proposals.proposed", &row.proposed)).transpose()
    }

    /// Makes the open version of an item as [`Store::open_versions`] does, and keeps what of it had been proposed.
    pub async fn open_grounded(
        &self,
        new: &NewVersion,
        (file, grounds): (Uuid, &[Ground]),
        note: &AuditNote,
    ) -> Result<Opening, StoreError> {
        let transaction = self.begin().await?;
        let opened = open_in(&transaction, std::slice::from_ref(new)).await?;
        let outcome = opened.first().map_or(Opening::Stale, |opened| opened.outcome);
        if let Opening::Made(number) | Opening::Replaced(number) = outcome {
            if !grounds.is_empty() {
                let row = ground::ActiveModel {
                    kind: Set(to_name("knowledge_grounds.kind", &new.key.kind)?),
                    id: Set(new.key.id.clone()),
                    number: Set(to_column("knowledge_grounds.number", number)?),
                    file: Set(file),
                    grounds: Set(to_json("knowledge_grounds.grounds", &grounds)?),
                };
                let key = [ground::Column::Kind, ground::Column::Id, ground::Column::Number];
                let newer =
                    OnConflict::columns(key).update_columns([ground::Column::File, ground::Column::Grounds]).to_owned();
                ground::Entity::insert(row).on_conflict(newer).exec_without_returning(&transaction).await?;
            }
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(outcome)
    }

    /// What of an item's versions had been proposed by a model, by their numbers.
    pub async fn grounds_of(&self, key: &ItemKey) -> Result<BTreeMap<u32, Vec<Ground>>, StoreError> {
        let found = ground::Entity::find()
            .filter(ground::Column::Kind.eq(to_name("knowledge_grounds.kind", &key.kind)?))
            .filter(ground::Column::Id.eq(key.id.clone()));
        let rows = found.all(self.reader()).await?.into_iter().map(|row| {
            let number = to_count("knowledge_grounds.number", row.number)?;
            Ok((number, from_json("knowledge_grounds.grounds", &row.grounds)?))
        });
        rows.collect()
    }
}
