//! Saves and loads over SQL: SQLite by default, PostgreSQL by URL.
