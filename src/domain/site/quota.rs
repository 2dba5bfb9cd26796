//! How much the visitors of a site may use in a day, Wenzhou time.

use serde::{Deserialize, Serialize};

/// Limits of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// Messages of all visitors together.
    pub site_messages: u32,
    /// Messages in one talk.
    pub talk_messages: u32,
    /// Messages and new talks from one network address.
    pub address_messages: u32,
    /// Tokens of models, sent and received. Past them the rules do the whole job.
    pub tokens: u64,
}

/// What a quota counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All visitors of the site.
    Site,
    /// One talk.
    Talk,
    /// One network address.
    Address,
}

/// What is left of the quota that will be used up first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The whole quota.
    pub limit: u32,
    /// What is left of it.
    pub left: u32,
    /// Seconds until it begins anew, at midnight in Wenzhou.
    pub renews_in: u32,
}
