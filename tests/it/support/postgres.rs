//! A fresh database on the PostgreSQL server of the tests.

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

/// Where `tests/support/postgres.sh` leaves the URL of a superuser.
const VARIABLE: &str = "YIGUAN_TEST_POSTGRES_URL";

/// Makes a database; returns its name and its URL.
pub(crate) async fn create() -> (String, String) {
    let name = format!("yiguan_{}", Uuid::new_v4().simple());
    execute(&format!("CREATE DATABASE {name}")).await;
    let server = server_url();
    let (before, query) = server.split_once('?').unwrap_or((&server, ""));
    let (host, _) = before.rsplit_once('/').expect("a URL that ends in /database");
    (name.clone(), format!("{host}/{name}?{query}"))
}

/// Drops a database, whoever is connected.
pub(crate) async fn drop(name: &str) {
    execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn execute(sql: &str) {
    let options: PgConnectOptions = server_url().parse().expect("a PostgreSQL URL");
    let mut connection = PgConnection::connect_with(&options).await.expect("a running PostgreSQL");
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the tests' own switch, no setting of the service")]
fn server_url() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: run ./test.sh, or first: eval \"$(tests/support/postgres.sh start)\"")
    })
}
