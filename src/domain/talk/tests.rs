//! Scripts of talks.
