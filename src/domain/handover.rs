//! The review queue: a dossier that an owner wants a person to look at.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ConversationId, Dossier};

/// A dossier that waits for a person; a conversation has at most one.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover {
    /// Whose it is.
    pub conversation_id: ConversationId,
    /// What the owner wants.
    pub wish: Wish,
    /// The dossier as it was when it was handed over last.
    pub dossier: Dossier,
    /// When it was handed over first: its place in the queue.
    pub requested_at: DateTime<Utc>,
}

/// What an owner wants of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To be talked to.
    Person,
    /// To have the read-back card and the draft reviewed.
    Review,
}

/// How far people are with it, as the owner is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// Nobody has taken it yet (待认领).
    Waiting,
    /// A translator works on it (审核中).
    Claimed,
    /// A translator asks the owner (请您补充).
    AsksOwner,
    /// Signed (已签发).
    Released,
    /// Not taken, with a reason (不受理).
    Declined,
    /// A release was taken back, with a reason (已撤回).
    Withdrawn,
}

impl Handover {
    /// The same place in the queue with what is known now; who asked for a person still wants one.
    #[must_use]
    pub fn renewed(self, by: &Self) -> Self {
        let wish = if self.wish == Wish::Person { Wish::Person } else { by.wish };
        Self { wish, dossier: by.dossier.clone(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handover(wish: Wish, said: &str, second: i64) -> Handover {
        Handover {
            conversation_id: ConversationId(uuid::Uuid::nil()),
            wish,
            dossier: Dossier { said: vec![said.to_owned()], ..Dossier::default() },
            requested_at: DateTime::from_timestamp(second, 0).unwrap(),
        }
    }

    #[test]
    fn handing_over_again_keeps_the_place_and_the_stronger_wish() {
        for (before, again, wish) in [
            (Wish::Person, Wish::Review, Wish::Person),
            (Wish::Review, Wish::Person, Wish::Person),
            (Wish::Review, Wish::Review, Wish::Review),
        ] {
            let renewed = handover(before, "一", 1).renewed(&handover(again, "二", 2));
            assert_eq!(renewed, handover(wish, "二", 1));
        }
    }
}
