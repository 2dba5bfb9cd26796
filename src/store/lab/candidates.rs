//! Proposals as the curators meet them: listed while the consent of the owner stands, decided on once, gone with the consent.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use crate::domain::afterwards::{Proposal, ProposalState};
use crate::domain::candidate::{Assessment, Combination};
use crate::domain::curation::{NewVersion, Opened, Opening};
use crate::domain::{AuditNote, ConsentKind, ConversationId, SectorRef, StaffId};
use crate::store::afterwards::tables::proposal;
use crate::store::codec::{from_json, from_millis, to_json, to_millis, to_name};
use crate::store::curation::open::open_in;
use crate::store::entities::conversation;
use crate::store::reviews::find_consent;
use crate::store::reviews::tables::{consent, review};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// A proposal with what the curators decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Whose case.
    pub conversation: ConversationId,
    /// What is proposed.
    pub proposal: Proposal,
    /// Who decided, and when.
    pub decided: Option<(StaffId, chrono::DateTime<chrono::Utc>)>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The record of the check.
    pub assessment: Option<Assessment>,
}

/// A decision on a proposal.
#[derive(Debug, Clone, PartialEq)]
pub enum Deciding {
    /// The proposal reads otherwise; nothing is decided.
    Change(Box<Proposal>),
    /// It becomes a version of a case.
    Take(Box<(NewVersion, Assessment)>),
    /// It does not.
    Refuse(String),
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It is done.
    Done,
    /// There is none any more: its owner has taken the consent back.
    Gone,
    /// Somebody has changed it or decided meanwhile.
    Stale,
}

impl Store {
    /// Proposals in a state whose owners' consent stands, the oldest first.
    pub async fn candidates(&self, state: ProposalState, limit: u64) -> Result<Vec<Candidate>, StoreError> {
        let to_consent: RelationDef = proposal::Entity::belongs_to(consent::Entity)
            .from(proposal::Column::ConversationId)
            .to(consent::Column::ConversationId)
            .into();
        let found = proposal::Entity::find()
            .join(JoinType::InnerJoin, to_consent)
            .filter(consent::Column::Kind.eq(to_name("consents.kind", &ConsentKind::CaseBase)?))
            .filter(consent::Column::WithdrawnAt.is_null())
            .filter(proposal::Column::State.eq(to_name("case_proposals.state", &state)?))
            .order_by_asc(proposal::Column::At)
            .order_by_asc(proposal::Column::ConversationId)
            .limit(limit);
        found.all(self.reader()).await?.into_iter().map(Candidate::try_from).collect()
    }

    /// The proposal of a case, while its owner's consent stands.
    pub async fn candidate(&self, id: ConversationId) -> Result<Option<Candidate>, StoreError> {
        let row = proposal::Entity::find_by_id(id.0).one(self.reader()).await?;
        let consent = find_consent(self.reader(), id, ConsentKind::CaseBase).await?;
        row.filter(|_| consent.is_some_and(|consent| consent.stands())).map(Candidate::try_from).transpose()
    }

    /// Decides on a proposal as it was proposed at that time; the version that it becomes is opened in the same transaction.
    pub async fn decide_candidate(
        &self,
        id: ConversationId,
        seen: chrono::DateTime<chrono::Utc>,
        deciding: Deciding,
        note: &AuditNote,
    ) -> Result<Decided, StoreError> {
        let transaction = self.begin().await?;
        // Locked as by an owner who takes the consent back, so that neither comes in between.
        conversation::Entity::find_by_id(id.0).lock_exclusive().one(&transaction).await?;
        let row = proposal::Entity::find_by_id(id.0).one(&transaction).await?;
        let consent = find_consent(&transaction, id, ConsentKind::CaseBase).await?;
        let Some(row) = row.filter(|_| consent.is_some_and(|consent| consent.stands())) else {
            return Ok(Decided::Gone);
        };
        let open = to_name("case_proposals.state", &ProposalState::Proposed)?;
        if row.state != open || row.at != to_millis(seen) {
            return Ok(Decided::Stale);
        }
        if !carry_out(&transaction, id, deciding, note).await? {
            return Ok(Decided::Stale);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(Decided::Done)
    }

    /// Trade and place of every case that is or was under review, but that one.
    pub async fn combinations(&self, but: ConversationId) -> Result<Vec<Combination>, StoreError> {
        let rows: Vec<(Option<String>, Option<String>)> = review::Entity::find()
            .select_only()
            .columns([review::Column::SectorCode, review::Column::Area])
            .filter(review::Column::ConversationId.ne(but.0))
            .filter(
                Condition::any().add(review::Column::SectorCode.is_not_null()).add(review::Column::Area.is_not_null()),
            )
            .into_tuple()
            .all(self.reader())
            .await?;
        let combination = |(code, area): (Option<String>, Option<String>)| {
            let sector = code.map(|code| SectorRef { code, name: String::new() });
            Combination::of(sector.as_ref(), area.as_deref(), None)
        };
        Ok(rows.into_iter().map(combination).collect())
    }
}

/// Writes a decision; false when the version that it becomes is somebody else's by now.
async fn carry_out(
    transaction: &DatabaseTransaction,
    id: ConversationId,
    deciding: Deciding,
    note: &AuditNote,
) -> Result<bool, StoreError> {
    let mut update = proposal::Entity::update_many().filter(proposal::Column::ConversationId.eq(id.0));
    match deciding {
        Deciding::Change(proposal) => {
            update = update
                .col_expr(proposal::Column::Body, Expr::value(crate::store::afterwards::proposal_body(&proposal)?))
                .col_expr(proposal::Column::At, Expr::value(to_millis(note.at)));
        }
        Deciding::Take(taking) => {
            let (version, assessment) = *taking;
            let opened: Vec<Opened> = open_in(transaction, &[version]).await?;
            if opened.iter().any(|opened| opened.outcome == Opening::Stale) {
                return Ok(false);
            }
            let assessment = to_json("case_proposals.assessment", &assessment)?;
            update = decided(update, ProposalState::Taken, note)?
                .col_expr(proposal::Column::Assessment, Expr::value(assessment));
        }
        Deciding::Refuse(reason) => {
            update =
                decided(update, ProposalState::Refused, note)?.col_expr(proposal::Column::Reason, Expr::value(reason));
        }
    }
    update.exec(transaction).await?;
    Ok(true)
}

fn decided(
    update: sea_orm::UpdateMany<proposal::Entity>,
    state: ProposalState,
    note: &AuditNote,
) -> Result<sea_orm::UpdateMany<proposal::Entity>, StoreError> {
    Ok(update
        .col_expr(proposal::Column::State, Expr::value(to_name("case_proposals.state", &state)?))
        .col_expr(proposal::Column::DecidedBy, Expr::value(note.staff.map(|staff| staff.0)))
        .col_expr(proposal::Column::DecidedAt, Expr::value(Some(to_millis(note.at)))))
}

impl TryFrom<proposal::Model> for Candidate {
    type Error = StoreError;

    fn try_from(row: proposal::Model) -> Result<Self, StoreError> {
        let at = row.decided_at.map(|at| from_millis("case_proposals.decided_at", at)).transpose()?;
        let assessment = row.assessment.as_deref().map(|text| from_json("case_proposals.assessment", text));
        Ok(Self {
            conversation: ConversationId(row.conversation_id),
            decided: row.decided_by.map(StaffId).zip(at),
            reason: row.reason.clone(),
            assessment: assessment.transpose()?,
            proposal: Proposal::try_from(row)?,
        })
    }
}
