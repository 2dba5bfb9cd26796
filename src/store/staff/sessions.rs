//! Sessions: begun with the right answer to everything that was asked, ended one by one or all at once.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::audit::append_audit;
use super::credentials::forgive;
use super::tables::session::{ActiveModel, Column, Entity, Model};
use crate::domain::{AuditNote, Session, Staff, StaffId};
use crate::store::codec::{from_millis, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// Begins a session and forgets the wrong tries before it; false when the code of that time step was taken already.
    pub async fn begin_session(
        &self,
        session: &Session,
        step: Option<i64>,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !forgive(&transaction, session.staff, step).await? {
            return Ok(false);
        }
        remove_dead(&transaction, session.created_at).await?;
        insert(&transaction, session).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The session of that hash, and whose it is. Whether it still holds is for the caller to say.
    pub async fn staff_session(&self, hash: &str) -> Result<Option<(Session, Staff)>, StoreError> {
        let Some(row) = Entity::find_by_id(hash).one(self.reader()).await? else { return Ok(None) };
        let session = Session::try_from(row)?;
        Ok(self.staff(session.staff).await?.map(|staff| (session, staff)))
    }

    /// The sessions of an account, the one used last first.
    pub async fn staff_sessions(&self, id: StaffId) -> Result<Vec<Session>, StoreError> {
        let rows = Entity::find().filter(Column::StaffId.eq(id.0)).order_by_desc(Column::SeenAt);
        rows.all(self.reader()).await?.into_iter().map(Session::try_from).collect()
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let seen = Entity::update_many().col_expr(Column::SeenAt, Expr::value(to_millis(now)));
        seen.filter(Column::Hash.eq(hash)).exec(self.writer()).await?;
        Ok(())
    }

    /// Ends a session; false when it had ended already.
    pub async fn end_session(&self, hash: &str, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if Entity::delete_by_id(hash).exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends every session of an account.
    pub async fn end_all_sessions(&self, id: StaffId, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        end_sessions(&transaction, id).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }
}

/// Ends every session of an account.
pub(super) async fn end_sessions<C: ConnectionTrait>(connection: &C, id: StaffId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::StaffId.eq(id.0)).exec(connection).await?;
    Ok(())
}

/// Nobody asks for these any more.
async fn remove_dead<C: ConnectionTrait>(connection: &C, now: DateTime<Utc>) -> Result<(), StoreError> {
    let dead = Condition::any()
        .add(Column::ExpiresAt.lte(to_millis(now)))
        .add(Column::SeenAt.lte(to_millis(Session::idle_before(now))));
    Entity::delete_many().filter(dead).exec(connection).await?;
    Ok(())
}

async fn insert<C: ConnectionTrait>(connection: &C, session: &Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        hash: Set(session.hash.clone()),
        staff_id: Set(session.staff.0),
        csrf: Set(session.csrf.clone()),
        created_at: Set(to_millis(session.created_at)),
        seen_at: Set(to_millis(session.seen_at)),
        expires_at: Set(to_millis(session.expires_at)),
    };
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

impl TryFrom<Model> for Session {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            hash: row.hash,
            staff: StaffId(row.staff_id),
            csrf: row.csrf,
            created_at: from_millis("staff_sessions.created_at", row.created_at)?,
            seen_at: from_millis("staff_sessions.seen_at", row.seen_at)?,
            expires_at: from_millis("staff_sessions.expires_at", row.expires_at)?,
        })
    }
}
