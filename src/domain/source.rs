//! Where a fact was published, and how far that copy can be trusted.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A published source of a case or a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The title as published.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it was found; shown as a link only when [`Source::linkable`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; left out when the page shows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// How far the copy can be trusted; left out when nobody graded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
}

/// How far a copy of a source can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The publisher's own page.
    Original,
    /// A reprint, or a page nobody could check.
    ReprintOrUnverified,
}

impl Source {
    /// True when a page may link to it: only the publisher's own pages are safe to send an owner to.
    pub fn linkable(&self) -> bool {
        self.grade == Some(Grade::Original) && self.url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
