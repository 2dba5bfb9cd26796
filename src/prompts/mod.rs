//! Loads, checks, renders and hashes the prompt files.
