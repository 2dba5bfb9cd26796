//! Builds every part once from the configuration.
