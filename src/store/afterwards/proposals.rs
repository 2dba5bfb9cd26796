//! Drafts for the case base: kept while the owner's consent stands, gone with it, and never in the index.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use super::tables::{due, proposal};
use crate::domain::afterwards::{CaseDraft, Proposal, ProposalState};
use crate::domain::{AuditNote, ConsentKind, ConversationId, StaffId};
use crate::store::codec::{from_json, from_millis, from_name, to_json, to_millis, to_name};
use crate::store::entities::conversation;
use crate::store::reviews::find_consent;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// What came of proposing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposing {
    /// It is proposed.
    Done,
    /// The owner has not agreed, or has taken it back just now.
    NoConsent,
    /// The release is no longer in force.
    OtherRelease,
    /// The curators have decided on an earlier proposal.
    Decided,
}

/// What is stored of a proposal as JSON.
#[derive(Serialize, Deserialize)]
struct Body {
    release: u32,
    draft: CaseDraft,
    hidden: BTreeMap<String, usize>,
}

impl Store {
    /// Whether the owner has agreed that others may learn from the case.
    pub async fn may_be_learnt_from(&self, id: ConversationId) -> Result<bool, StoreError> {
        stands(self.reader(), id).await
    }

    /// The proposal of a case, while the owner's consent stands.
    pub async fn proposal(&self, id: ConversationId) -> Result<Option<Proposal>, StoreError> {
        let row = proposal::Entity::find_by_id(id.0).one(self.reader()).await?;
        let Some(row) = row else { return Ok(None) };
        if stands(self.reader(), id).await? { Proposal::try_from(row).map(Some) } else { Ok(None) }
    }

    /// Proposes a case, whose newest release was made at that time, in place of an earlier proposal on which nobody has
    /// decided.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn propose_case(
        &self,
        id: ConversationId,
        new: &Proposal,
        released_at: DateTime<Utc>,
        note: &AuditNote,
    ) -> Result<Proposing, StoreError> {
        let transaction = self.begin().await?;
        // Locked as by an owner who gives or takes back a consent, so that neither comes in between.
        let talk = conversation::Entity::find_by_id(id.0).lock_exclusive().one(&transaction).await?;
        talk.ok_or(StoreError::UnknownConversation)?;
        if !stands(&transaction, id).await? {
            return Ok(Proposing::NoConsent);
        }
        let in_force = due::Entity::find_by_id(id.0).lock_exclusive().one(&transaction).await?;
        if in_force.is_none_or(|release| release.released_at != to_millis(released_at)) {
            return Ok(Proposing::OtherRelease);
        }
        let earlier = proposal::Entity::find_by_id(id.0).one(&transaction).await?;
        let state: Option<ProposalState> =
            earlier.map(|row| from_name("case_proposals.state", row.state)).transpose()?;
        if state.is_some_and(|state| state != ProposalState::Proposed) {
            return Ok(Proposing::Decided);
        }
        let newer = OnConflict::column(proposal::Column::ConversationId)
            .update_columns([
                proposal::Column::Staff,
                proposal::Column::At,
                proposal::Column::State,
                proposal::Column::Body,
            ])
            .to_owned();
        proposal::Entity::insert(row(id, new)?).on_conflict(newer).exec_without_returning(&transaction).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(Proposing::Done)
    }
}

/// Drops the proposal of a case: with the owner's consent, or with the release that it was made from.
pub(in crate::store) async fn drop_proposal<C: ConnectionTrait>(
    connection: &C,
    id: ConversationId,
) -> Result<(), StoreError> {
    proposal::Entity::delete_by_id(id.0).exec(connection).await?;
    Ok(())
}

/// Whether the consent stands without which nothing of a case is for others.
async fn stands<C: ConnectionTrait>(connection: &C, id: ConversationId) -> Result<bool, StoreError> {
    let consent = find_consent(connection, id, ConsentKind::CaseBase).await?;
    Ok(consent.is_some_and(|consent| consent.stands()))
}

fn row(id: ConversationId, new: &Proposal) -> Result<proposal::ActiveModel, StoreError> {
    Ok(proposal::ActiveModel {
        conversation_id: Set(id.0),
        staff: Set(new.by.0),
        at: Set(to_millis(new.at)),
        state: Set(to_name("case_proposals.state", &new.state)?),
        body: Set(proposal_body(new)?),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        assessment: Set(None),
    })
}

/// What is stored of a proposal.
pub(in crate::store) fn proposal_body(new: &Proposal) -> Result<String, StoreError> {
    let body = Body { release: new.release, draft: new.draft.clone(), hidden: new.hidden.clone() };
    to_json("case_proposals.body", &body)
}

impl TryFrom<proposal::Model> for Proposal {
    type Error = StoreError;

    fn try_from(row: proposal::Model) -> Result<Self, StoreError> {
        let Body { release, draft, hidden } = from_json("case_proposals.body", &row.body)?;
        Ok(Self {
            by: StaffId(row.staff),
            at: from_millis("case_proposals.at", row.at)?,
            state: from_name("case_proposals.state", row.state)?,
            release,
            draft,
            hidden,
        })
    }
}
