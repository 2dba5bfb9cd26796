//! Counters of a day: taken from only while something is left, all of a request's or none.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use crate::domain::SiteKey;
use crate::store::entities::usage::{ActiveModel, Column, Entity};
use crate::store::{Store, StoreError};

/// A counter and how far it may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Who or what is counted.
    pub subject: String,
    /// How far it may go.
    pub limit: i64,
}

/// What came of taking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// One was taken of each; so much of each is used now, in their order.
    All(Vec<i64>),
    /// Nothing was taken: this one, by its place, is used up.
    UsedUp(usize),
}

impl Store {
    /// Takes one of each counter of a day, or none when one of them is used up.
    pub async fn take(&self, site: &SiteKey, day: &str, counters: &[Counter]) -> Result<Taken, StoreError> {
        let transaction = self.begin().await?;
        let mut used = vec![];
        for (place, counter) in counters.iter().enumerate() {
            add(&transaction, site, day, &counter.subject, 1).await?;
            // Read after it was raised: the row is locked until the end, so two requests never share the last one.
            let now = read(&transaction, site, day, &counter.subject).await?;
            if now > counter.limit {
                transaction.rollback().await?;
                return Ok(Taken::UsedUp(place));
            }
            used.push(now);
        }
        transaction.commit().await?;
        Ok(Taken::All(used))
    }

    /// Raises (or with a negative number lowers) a counter, whatever its limit.
    pub async fn count(&self, site: &SiteKey, day: &str, subject: &str, by: i64) -> Result<(), StoreError> {
        add(self.writer(), site, day, subject, by).await
    }

    /// How much of a counter is used.
    pub async fn used(&self, site: &SiteKey, day: &str, subject: &str) -> Result<i64, StoreError> {
        read(self.reader(), site, day, subject).await
    }

    /// Forgets the counters of the days before.
    pub async fn forget_usage(&self, before: &str) -> Result<u64, StoreError> {
        let old = Entity::delete_many().filter(Column::Day.lt(before));
        Ok(old.exec(self.writer()).await?.rows_affected)
    }
}

async fn add<C: ConnectionTrait>(
    connection: &C,
    site: &SiteKey,
    day: &str,
    subject: &str,
    by: i64,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        site: Set(site.as_str().to_owned()),
        day: Set(day.to_owned()),
        subject: Set(subject.to_owned()),
        used: Set(by),
    };
    let key = [Column::Site, Column::Day, Column::Subject];
    let raised = Expr::col((Entity, Column::Used)).add(by);
    let raise = OnConflict::columns(key).value(Column::Used, raised).to_owned();
    Entity::insert(row).on_conflict(raise).exec_without_returning(connection).await?;
    Ok(())
}

async fn read<C: ConnectionTrait>(connection: &C, site: &SiteKey, day: &str, subject: &str) -> Result<i64, StoreError> {
    let key = (site.as_str().to_owned(), day.to_owned(), subject.to_owned());
    Ok(Entity::find_by_id(key).one(connection).await?.map_or(0, |row| row.used))
}
