//! One member of the staff.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Right, Role};

/// Names a member of the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct StaffId(pub Uuid);

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Longest login name, in characters.
const LONGEST_LOGIN: usize = 64;

/// What somebody types to sign in: small letters, digits, `.`, `-`, `_` and `@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Login(String);

impl Login {
    /// A login as people type it; nothing when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c);
        (!text.is_empty() && text.len() <= LONGEST_LOGIN && text.chars().all(known)).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A member of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Names them for ever.
    pub id: StaffId,
    /// What they sign in with.
    pub login: Login,
    /// What they are called towards owners and colleagues.
    pub name: String,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// The district whose cases they see first; nothing: all.
    pub area: Option<String>,
    /// False: signs in no more.
    pub enabled: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

impl Staff {
    /// Whether one of their roles gives the right.
    pub fn has<R: Right>(&self) -> bool {
        self.enabled && R::ROLES.iter().any(|role| self.roles.contains(role))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Administer, LeadTeam, Translate};
    use super::*;

    #[test]
    fn rights_follow_from_roles_and_end_with_the_account() {
        let mut staff = Staff {
            id: StaffId(Uuid::nil()),
            login: Login::parse("Li.Ming@ai.wz").unwrap(),
            name: "李明".to_owned(),
            roles: BTreeSet::from([Role::Lead]),
            area: None,
            enabled: true,
            created_at: DateTime::from_timestamp(0, 0).unwrap(),
        };
        assert_eq!(staff.login.as_str(), "li.ming@ai.wz");
        assert!(staff.has::<Translate>() && staff.has::<LeadTeam>() && !staff.has::<Administer>());
        staff.enabled = false;
        assert!(!staff.has::<Translate>());
        assert_eq!(Login::parse("a b"), None);
        assert_eq!(Login::parse(""), None);
    }
}
