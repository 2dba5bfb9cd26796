//! The contract of the store: every test here runs on SQLite and on PostgreSQL.

/// Expands each contract, a function that takes a fresh [`crate::support::database::Database`], to two tests.
macro_rules! contracts {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::support::database::on_sqlite(super::$name).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::support::database::on_postgres(super::$name).await;
            })*
        }
    };
}

mod afterwards;
mod alike;
mod bench;
mod connect;
mod consents;
mod conversations;
mod curation;
mod desk;
mod ends;
mod events;
pub(crate) mod fixtures;
mod gaps;
mod handovers;
mod imports;
mod knowledge;
mod lab;
mod knowledge_log;
mod review_queue;
mod reviewing;
mod rights;
mod rules;
mod sites;
mod staff;
mod turns;
