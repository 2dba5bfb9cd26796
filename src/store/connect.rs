//! Opens the database, brings its tables up to date, and hands out connections for reading and for writing.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use fs_err::tokio as fs;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use secrecy::{ExposeSecret, SecretString};

use crate::store::StoreError;
use crate::store::error::is_passing;
use crate::store::migrations::Migrator;

/// How long to wait for a connection or a lock before giving up.
const PATIENCE: Duration = Duration::from_secs(5);
/// Readers of an SQLite file: they never wait for the writer (WAL), more than the cores do not help.
const SQLITE_READERS: u32 = 4;
/// Connections of one replica to PostgreSQL; its group commit needs several at once.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long to wait before a locked SQLite file is opened again, and how often: about [`PATIENCE`] in all.
const LOCKED: Duration = Duration::from_millis(50);
const LOCKED_TIMES: usize = 100;
/// A connection that rested this long is tried before it is used.
const RESTED: Duration = Duration::from_secs(20);
/// The advisory lock under which one replica at a time migrates ("yiguan" in ASCII).
const MIGRATION_LOCK: i64 = 0x7969_6775_616e;

/// The database; a clone shares its connections.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.write.get_database_backend())
    }
}

impl Store {
    /// Opens `sqlite://path?mode=rwc` or `postgres://…` and brings its tables up to date.
    ///
    /// SQLite has one connection that writes, so that writers queue in order instead of meeting a lock, and commits
    /// reach the disk (`synchronous=FULL`). On PostgreSQL that is the server's default (`synchronous_commit=on`).
    ///
    /// # Errors
    /// [`StoreError::Url`] for another URL, [`StoreError::Unavailable`] when the database cannot be reached,
    /// [`StoreError::Refused`] when it does not let us in or its tables are not ours.
    pub async fn open(url: &SecretString) -> Result<Self, StoreError> {
        let url = url.expose_secret();
        let store =
            if url.starts_with("sqlite:") { Self::open_sqlite(url).await? } else { Self::open_postgres(url).await? };
        store.migrate().await?;
        Ok(store)
    }

    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let parsed: SqliteConnectOptions =
            url.parse().map_err(|_| StoreError::Url("expected sqlite://path?mode=rwc"))?;
        // Readers and writer would each see a database of their own.
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(StoreError::Url("a database in memory is not supported, name a file"));
        }
        let folder = parsed.get_filename().parent().map(PathBuf::from);
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).await.map_err(|e| StoreError::Unavailable(e.to_string()))?;
        }
        // The writer first: it makes the file and turns WAL on.
        let write = connect_sqlite(url, 1).await?;
        let read = connect_sqlite(url, SQLITE_READERS).await?;
        Ok(Self { read, write })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        const FORM: StoreError = StoreError::Url("expected sqlite://path?mode=rwc or postgres://user@host/database");
        let (_, rest) =
            url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "postgres" | "postgresql")).ok_or(FORM)?;
        let url = format!("postgres://{rest}");
        // SeaORM would print a URL that it cannot read.
        url.parse::<PgConnectOptions>().map_err(|_| FORM)?;
        let mut options = quiet(&url, POSTGRES_CONNECTIONS);
        options.set_application_name("yiguan").test_before_acquire_if_idle_for(RESTED);
        let both = Database::connect(options).await?;
        Ok(Self { read: both.clone(), write: both })
    }

    /// All migrations or none, one replica at a time.
    async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        Migrator::up(&transaction, None).await?;
        Ok(transaction.commit().await?)
    }

    /// The connections for reading alone.
    pub(in crate::store) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The connections for a single statement that writes.
    pub(in crate::store) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// A transaction that will write; SQLite takes its lock at once, since one that begins by reading cannot wait
    /// for another process to finish.
    pub(in crate::store) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// How the database would answer a query.
    pub(in crate::store) async fn explain(&self, mut statement: Statement) -> Result<Vec<String>, StoreError> {
        let sqlite = self.read.get_database_backend() == DbBackend::Sqlite;
        statement.sql.insert_str(0, if sqlite { "EXPLAIN QUERY PLAN " } else { "EXPLAIN " });
        let rows = self.read.query_all_raw(statement).await?;
        let column = if sqlite { "detail" } else { "QUERY PLAN" };
        rows.iter().map(|row| row.try_get::<String>("", column).map_err(StoreError::from)).collect()
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it gives none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Waits for work under way and closes all connections, those of clones too; on SQLite the log is merged into the
    /// file.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a connection cannot be closed.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.read.close_by_ref().await?;
        Ok(self.write.close_by_ref().await?)
    }
}

/// Options that let no statement or value into a log.
fn quiet(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .connect_timeout(PATIENCE)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

/// Opens a file, again if need be: SQLite refuses at once, whatever its patience, when two turn WAL on in a new file.
async fn connect_sqlite(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let again = ConstantBuilder::new().with_delay(LOCKED).with_max_times(LOCKED_TIMES);
    (|| Database::connect(sqlite_options(url, connections))).retry(again).when(is_passing).await
}

fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = quiet(url, connections);
    options
        .test_before_acquire(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(PATIENCE)
                .foreign_keys(true)
        });
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let statement =
            Statement::from_string(DbBackend::Sqlite, format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn every_sqlite_connection_survives_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
        let store = Store::open(&SecretString::from(url)).await.unwrap();
        for connection in [&store.read, &store.write] {
            assert_eq!(pragma(connection, "journal_mode").await, "wal");
            assert_eq!(pragma(connection, "synchronous").await, "2");
            assert_eq!(pragma(connection, "foreign_keys").await, "1");
        }
    }
}
