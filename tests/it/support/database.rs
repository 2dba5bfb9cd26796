//! A fresh database for one test, of either kind, gone when the test ends.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures::FutureExt;
use secrecy::SecretString;
use yiguan::store::Store;

use crate::support::postgres;

/// An empty database.
#[derive(Clone)]
pub(crate) struct Database {
    /// How to open it.
    pub(crate) url: String,
}

impl Database {
    /// Opens it once more.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&SecretString::from(self.url.clone())).await.unwrap()
    }
}

/// Runs a test on an SQLite file in a folder of its own.
pub(crate) async fn on_sqlite<Ended: Future<Output = ()>>(test: impl FnOnce(Database) -> Ended) {
    let folder = tempfile::tempdir().unwrap();
    // A folder that is not there yet, as at the first start.
    let file = folder.path().join("data").join("yiguan.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    test(Database { url }).await;
}

/// Runs a test on a PostgreSQL database of its own.
pub(crate) async fn on_postgres<Ended: Future<Output = ()>>(test: impl FnOnce(Database) -> Ended) {
    let (name, url) = postgres::create().await;
    let ended = AssertUnwindSafe(test(Database { url })).catch_unwind().await;
    postgres::drop(&name).await;
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}
