//! One-time links: a new one takes the place of those before, and only one of two that use it at once gets through.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::audit::append_audit;
use super::credentials::write_password;
use super::tables::link::{ActiveModel, Column, Entity};
use crate::domain::{AuditNote, Staff, StaffId, StaffLink};
use crate::store::codec::to_millis;
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a link in place of earlier ones of the account.
    pub async fn add_staff_link(&self, link: &StaffLink, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        remove_links(&transaction, link.staff).await?;
        insert_link(&transaction, link).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose password the link of that hash sets.
    pub async fn staff_of_link(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<Staff>, StoreError> {
        let found = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(to_millis(now))).one(self.reader()).await?;
        match found {
            Some(link) => Ok(self.staff(StaffId(link.staff_id)).await?.filter(|staff| staff.enabled)),
            None => Ok(None),
        }
    }

    /// Uses a link up: sets the password, forgets the authenticator app and ends every session; false when the link opens
    /// no more. Whoever has lost his phone comes in this way.
    pub async fn use_staff_link(
        &self,
        hash: &str,
        id: StaffId,
        now: DateTime<Utc>,
        password_hash: &str,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let used = Entity::delete_by_id(hash).filter(Column::StaffId.eq(id.0));
        let used = used.filter(Column::ExpiresAt.gt(to_millis(now)));
        if used.exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        write_password(&transaction, id, password_hash, true).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Stores a link.
pub(super) async fn insert_link<C: ConnectionTrait>(connection: &C, link: &StaffLink) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(link.hash.clone()),
        staff_id: Set(link.staff.0),
        expires_at: Set(to_millis(link.expires_at)),
    };
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Takes away what links an account has.
pub(super) async fn remove_links<C: ConnectionTrait>(connection: &C, staff: StaffId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::StaffId.eq(staff.0)).exec(connection).await?;
    Ok(())
}
