//! Roles and the rights that follow from them; a right is a type, so that code without it cannot name what it opens.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is on the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reviews drafts, signs and releases.
    Translator,
    /// A translator who also assigns work and settles disagreements.
    Lead,
    /// Curates the knowledge.
    Curator,
    /// Reads everything that was done, changes nothing.
    Auditor,
    /// Makes accounts and sites.
    Admin,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Translator, Self::Lead, Self::Curator, Self::Auditor, Self::Admin];

    /// Its name, the same as in JSON and in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Translator => "translator",
            Self::Lead => "lead",
            Self::Curator => "curator",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A right that some roles have. There are no others than those of this file.
pub trait Right: sealed::Sealed + Send + Sync + 'static {
    /// The roles that have it.
    const ROLES: &'static [Role];
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! right {
    ($(#[$doc:meta])* $name:ident: $($role:ident),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Right for $name {
            const ROLES: &'static [Role] = &[$(Role::$role),+];
        }
    };
}

right! {
    /// To see the queue, review cases, sign and release.
    Translate: Translator, Lead
}
right! {
    /// To assign other people's work and to settle disagreements.
    LeadTeam: Lead
}
right! {
    /// To change the knowledge.
    Curate: Curator
}
right! {
    /// To see the figures of the desk, in which there is nobody's name.
    SeeFigures: Translator, Lead, Auditor, Admin
}
right! {
    /// To read the log.
    AuditLog: Auditor, Lead, Admin
}
right! {
    /// To make and change accounts.
    Administer: Admin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        assert_eq!(Role::parse("owner"), None);
    }
}
