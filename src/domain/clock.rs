//! The two things that pure code may not make up: the time and fresh identifiers.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Tells the time; the real one stands in `app`, tests set their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;

    /// Today's date in Wenzhou (UTC+8), by which a policy is in force or not.
    fn today(&self) -> NaiveDate {
        (self.now() + chrono::Duration::hours(8)).date_naive()
    }
}

/// Makes identifiers and secrets.
pub trait Ids: Send + Sync {
    /// A fresh identifier that sorts by time.
    fn id(&self) -> Uuid;
    /// 32 unguessable bytes, for a bearer token.
    fn secret(&self) -> [u8; 32];
}
