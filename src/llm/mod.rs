//! Talks to language models over OpenAI-compatible endpoints.
