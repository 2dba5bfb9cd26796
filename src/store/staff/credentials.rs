//! Passwords, codes and the tries at them: a try is counted before it is judged, so that many at once gain nothing.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::audit::append_audit;
use super::links::remove_links;
use super::sessions::end_sessions;
use super::tables::staff::{Column, Entity, Model};
use crate::domain::{AuditNote, Credentials, Login, Staff, StaffId, lock_after};
use crate::store::codec::{from_millis, to_column, to_count, to_millis};
use crate::store::settings::put;
use crate::store::{Store, StoreError};

/// The setting that says when somebody last tried a login that there is not.
const UNKNOWN: &str = "unknown_login_tried";

/// A try at the secrets of an account, counted as a wrong one until it proves right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// Whose account.
    pub staff: Staff,
    /// What is to be compared.
    pub credentials: Credentials,
    /// False: the account is shut, the try counts for nothing whatever it holds.
    pub open: bool,
}

impl Store {
    /// The secrets of an account.
    pub async fn credentials(&self, id: StaffId) -> Result<Option<Credentials>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.as_ref().map(Credentials::try_from).transpose()
    }

    /// Begins a try: counts it, and shuts the account when it is one too many. Nothing when there is no such login.
    pub async fn begin_try(&self, login: &Login, now: DateTime<Utc>) -> Result<Option<Try>, StoreError> {
        let transaction = self.begin().await?;
        let found = Entity::find().filter(Column::Login.eq(login.as_str())).lock_exclusive();
        let Some(row) = found.one(&transaction).await? else {
            // As much is written as for a login that there is: the time that it takes tells nothing.
            put(&transaction, UNKNOWN, &to_millis(now).to_string()).await?;
            transaction.commit().await?;
            return Ok(None);
        };
        let mut credentials = Credentials::try_from(&row)?;
        let open = credentials.locked_until.is_none_or(|until| until <= now);
        if open {
            credentials.failures = credentials.failures.saturating_add(1).min(u16::MAX.into());
            credentials.locked_until = lock_after(credentials.failures).map(|length| now + length);
        }
        Entity::update_many()
            .col_expr(Column::Failures, Expr::value(to_column("staff.failures", credentials.failures)?))
            .col_expr(Column::LockedUntil, Expr::value(credentials.locked_until.map(to_millis)))
            .filter(Column::Id.eq(row.id))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(Try { staff: Staff::try_from(row)?, credentials, open }))
    }

    /// The try was right: wrong ones before it are forgotten.
    pub async fn end_try(&self, id: StaffId) -> Result<(), StoreError> {
        forgive(self.writer(), id, None).await?;
        Ok(())
    }

    /// Sets a password and ends every session of the account.
    pub async fn set_password(&self, id: StaffId, hash: &str, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        write_password(&transaction, id, hash, false).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps the secret of an authenticator app until a code confirms it.
    pub async fn propose_totp(&self, id: StaffId, secret: &str) -> Result<(), StoreError> {
        let proposed = Entity::update_many().col_expr(Column::TotpPending, Expr::value(secret));
        proposed.filter(Column::Id.eq(id.0)).exec(self.writer()).await?;
        Ok(())
    }

    /// Asks for codes from now on; false when another secret was proposed meanwhile.
    pub async fn confirm_totp(
        &self,
        id: StaffId,
        secret: &str,
        step: i64,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let confirmed = Entity::update_many()
            .col_expr(Column::TotpSecret, Expr::value(secret))
            .col_expr(Column::TotpPending, Expr::value(None::<String>))
            .col_expr(Column::TotpLastStep, Expr::value(step))
            .filter(Column::Id.eq(id.0))
            .filter(Column::TotpPending.eq(secret));
        if confirmed.exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Asks for no codes any more, and forgets a secret that was not confirmed.
    pub async fn clear_totp(&self, id: StaffId, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let cleared = Entity::update_many()
            .col_expr(Column::TotpSecret, Expr::value(None::<String>))
            .col_expr(Column::TotpPending, Expr::value(None::<String>));
        cleared.filter(Column::Id.eq(id.0)).exec(&transaction).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }
}

/// Writes a password; all that was opened with the old one ends.
pub(super) async fn write_password<C: ConnectionTrait>(
    connection: &C,
    id: StaffId,
    hash: &str,
    without_app: bool,
) -> Result<(), StoreError> {
    let mut written = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(None::<i64>));
    if without_app {
        written = written
            .col_expr(Column::TotpSecret, Expr::value(None::<String>))
            .col_expr(Column::TotpPending, Expr::value(None::<String>));
    }
    written.filter(Column::Id.eq(id.0)).exec(connection).await?;
    end_sessions(connection, id).await?;
    remove_links(connection, id).await
}

/// Forgets wrong tries, and takes the code of a time step; false when one of that step or a later one was taken before.
pub(super) async fn forgive<C: ConnectionTrait>(
    connection: &C,
    id: StaffId,
    step: Option<i64>,
) -> Result<bool, StoreError> {
    let mut right = Entity::update_many()
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id.0));
    if let Some(step) = step {
        right = right.col_expr(Column::TotpLastStep, Expr::value(step)).filter(Column::TotpLastStep.lt(step));
    }
    Ok(right.exec(connection).await?.rows_affected > 0)
}

impl TryFrom<&Model> for Credentials {
    type Error = StoreError;

    fn try_from(row: &Model) -> Result<Self, StoreError> {
        let locked_until = row.locked_until.map(|until| from_millis("staff.locked_until", until)).transpose()?;
        Ok(Self {
            password_hash: row.password_hash.clone(),
            totp_secret: row.totp_secret.clone(),
            totp_pending: row.totp_pending.clone(),
            totp_last_step: row.totp_last_step,
            failures: to_count("staff.failures", row.failures)?,
            locked_until,
            subject: row.oidc_subject.clone(),
        })
    }
}
