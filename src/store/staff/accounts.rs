//! Accounts: made by administrators, found by id, login or the identity provider's subject; they are never deleted.

use std::collections::BTreeSet;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::audit::append_audit;
use super::links::insert_link;
use super::sessions::end_sessions;
use super::tables::staff::{ActiveModel, Column, Entity, Model};
use crate::domain::{AuditNote, Login, Role, Staff, StaffId, StaffLink};
use crate::store::codec::{from_json, from_millis, to_json, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a new account with the link that opens it.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when its login is taken.
    pub async fn add_staff(&self, staff: &Staff, link: &StaffLink, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        Entity::insert(new_row(staff)?).exec_without_returning(&transaction).await?;
        insert_link(&transaction, link).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }

    /// The account of that id.
    pub async fn staff(&self, id: StaffId) -> Result<Option<Staff>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.map(Staff::try_from).transpose()
    }

    /// The account of that login.
    pub async fn staff_by_login(&self, login: &Login) -> Result<Option<Staff>, StoreError> {
        let found = Entity::find().filter(Column::Login.eq(login.as_str()));
        found.one(self.reader()).await?.map(Staff::try_from).transpose()
    }

    /// The account that belongs to an identity provider's subject.
    pub async fn staff_by_subject(&self, subject: &str) -> Result<Option<Staff>, StoreError> {
        let found = Entity::find().filter(Column::OidcSubject.eq(subject));
        found.one(self.reader()).await?.map(Staff::try_from).transpose()
    }

    /// Every account, by login.
    pub async fn all_staff(&self) -> Result<Vec<Staff>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Login).all(self.reader()).await?;
        rows.into_iter().map(Staff::try_from).collect()
    }

    /// Whether there is any account.
    pub async fn has_staff(&self) -> Result<bool, StoreError> {
        Ok(Entity::find().limit(1).one(self.reader()).await?.is_some())
    }

    /// Gives an account these roles and ends its sessions; false when there is none.
    pub async fn set_staff_roles(
        &self,
        id: StaffId,
        roles: &BTreeSet<Role>,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let roles = to_json("staff.roles", roles)?;
        self.change(id, Column::Roles, Expr::value(roles), note).await
    }

    /// Opens or shuts an account and ends its sessions; false when there is none.
    pub async fn set_staff_enabled(&self, id: StaffId, enabled: bool, note: &AuditNote) -> Result<bool, StoreError> {
        self.change(id, Column::Enabled, Expr::value(enabled), note).await
    }

    async fn change(&self, id: StaffId, column: Column, value: Expr, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let changed = Entity::update_many().col_expr(column, value).filter(Column::Id.eq(id.0));
        if changed.exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        end_sessions(&transaction, id).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Joins an account to an identity provider's subject; false when it has one already.
    pub async fn join_subject(&self, id: StaffId, subject: &str, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let joined = Entity::update_many()
            .col_expr(Column::OidcSubject, Expr::value(subject))
            .filter(Column::Id.eq(id.0))
            .filter(Column::OidcSubject.is_null());
        if joined.exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn new_row(staff: &Staff) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: Set(staff.id.0),
        login: Set(staff.login.as_str().to_owned()),
        name: Set(staff.name.clone()),
        roles: Set(to_json("staff.roles", &staff.roles)?),
        area: Set(staff.area.clone()),
        enabled: Set(staff.enabled),
        created_at: Set(to_millis(staff.created_at)),
        password_hash: Set(None),
        totp_secret: Set(None),
        totp_pending: Set(None),
        totp_last_step: Set(0),
        failures: Set(0),
        locked_until: Set(None),
        oidc_subject: Set(None),
    })
}

impl TryFrom<Model> for Staff {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: StaffId(row.id),
            login: Login::parse(&row.login).ok_or(StoreError::OutOfRange("staff.login"))?,
            name: row.name,
            roles: from_json("staff.roles", &row.roles)?,
            area: row.area,
            enabled: row.enabled,
            created_at: from_millis("staff.created_at", row.created_at)?,
        })
    }
}
