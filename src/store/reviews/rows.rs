//! Reviews, steps and releases as rows and back.

use sea_orm::Set;

use super::tables::{release, review, step};
use crate::domain::review::{Lease, Step};
use crate::domain::{AiTask, CaseCode, CaseSummary, ConversationId, Evidence, Release, Review, SectorRef, StaffId};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_column, to_count, to_json, to_millis, to_name};

/// The row of a review; `code` is that of its conversation.
pub(super) fn review_row(review: &Review, code: &CaseCode) -> Result<review::ActiveModel, StoreError> {
    let summary = &review.summary;
    Ok(review::ActiveModel {
        conversation_id: Set(review.conversation_id.0),
        case_code: Set(code.0.clone()),
        version: Set(to_column("reviews.version", review.version)?),
        state: Set(to_name("reviews.state", &review.state)?),
        open: Set(review.state.is_open()),
        title: Set(summary.title.clone()),
        sector_code: Set(summary.sector.as_ref().map(|sector| sector.code.clone())),
        sector: Set(summary.sector.as_ref().map(|sector| sector.name.clone())),
        task: Set(summary.task.map(|task| to_name("reviews.task", &task)).transpose()?),
        area: Set(summary.area.clone()),
        verdict: Set(to_name("reviews.verdict", &summary.verdict)?),
        missing: Set(i32::from(summary.missing)),
        evidence: Set(summary.evidence.map(|grade| to_name("reviews.evidence", &grade)).transpose()?),
        doubtful: Set(i32::from(summary.doubtful)),
        wants_person: Set(summary.wants_person),
        calm: Set(100 - i32::from(summary.risk())),
        requested_at: Set(to_millis(review.requested_at)),
        due_at: Set(to_millis(review.due_at)),
        updated_at: Set(to_millis(review.updated_at)),
        holder: Set(review.lease.map(|lease| lease.holder.0)),
        lease_until: Set(review.lease.and_then(|lease| lease.until).map(to_millis)),
        releases: Set(to_column("reviews.releases", review.releases)?),
        work: Set(to_json("reviews.work", &review.work)?),
    })
}

impl TryFrom<review::Model> for Review {
    type Error = StoreError;

    fn try_from(row: review::Model) -> Result<Self, StoreError> {
        let until = row.lease_until.map(|until| from_millis("reviews.lease_until", until)).transpose()?;
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            version: to_count("reviews.version", row.version)?,
            state: from_name("reviews.state", row.state.clone())?,
            requested_at: from_millis("reviews.requested_at", row.requested_at)?,
            due_at: from_millis("reviews.due_at", row.due_at)?,
            updated_at: from_millis("reviews.updated_at", row.updated_at)?,
            lease: row.holder.map(|holder| Lease { holder: StaffId(holder), until }),
            releases: to_count("reviews.releases", row.releases)?,
            work: from_json("reviews.work", &row.work)?,
            summary: summary(row)?,
        })
    }
}

/// What the queue shows.
pub(super) fn summary(row: review::Model) -> Result<CaseSummary, StoreError> {
    let sector = row.sector_code.zip(row.sector).map(|(code, name)| SectorRef { code, name });
    let small = |what, value: i32| u16::try_from(value).map_err(|_| StoreError::OutOfRange(what));
    Ok(CaseSummary {
        title: row.title,
        sector,
        task: row.task.map(|task| from_name::<AiTask>("reviews.task", task)).transpose()?,
        area: row.area,
        verdict: from_name("reviews.verdict", row.verdict)?,
        missing: small("reviews.missing", row.missing)?,
        evidence: row.evidence.map(|grade| from_name::<Evidence>("reviews.evidence", grade)).transpose()?,
        doubtful: small("reviews.doubtful", row.doubtful)?,
        wants_person: row.wants_person,
    })
}

/// The row of a step.
pub(super) fn step_row(id: ConversationId, step: &Step) -> Result<step::ActiveModel, StoreError> {
    Ok(step::ActiveModel {
        conversation_id: Set(id.0),
        version: Set(to_column("review_steps.version", step.version)?),
        at: Set(to_millis(step.at)),
        staff: Set(step.by.map(|staff| staff.0)),
        kind: Set(to_name("review_steps.kind", &step.kind)?),
        field: Set(step.field.map(|field| to_column("review_steps.field", field)).transpose()?),
        about: Set(step.about.clone()),
        before: Set(step.before.clone()),
        after: Set(step.after.clone()),
        reason: Set(step.reason.clone()),
    })
}

impl TryFrom<step::Model> for Step {
    type Error = StoreError;

    fn try_from(row: step::Model) -> Result<Self, StoreError> {
        Ok(Self {
            version: to_count("review_steps.version", row.version)?,
            at: from_millis("review_steps.at", row.at)?,
            by: row.staff.map(StaffId),
            kind: from_name("review_steps.kind", row.kind)?,
            field: row.field.map(|field| to_count("review_steps.field", field)).transpose()?,
            about: row.about,
            before: row.before,
            after: row.after,
            reason: row.reason,
        })
    }
}

/// The row of a release.
pub(super) fn release_row(release: &Release) -> Result<release::ActiveModel, StoreError> {
    Ok(release::ActiveModel {
        conversation_id: Set(release.conversation_id.0),
        number: Set(to_column("releases.number", release.number)?),
        staff: Set(release.by.0),
        at: Set(to_millis(release.at)),
        document: Set(to_json("releases.document", &release.document)?),
        sealed: Set(release.sealed.clone()),
        withdrawn_at: Set(release.withdrawn.as_ref().map(|(at, _)| to_millis(*at))),
        withdrawn_reason: Set(release.withdrawn.as_ref().map(|(_, why)| why.clone())),
    })
}

impl TryFrom<release::Model> for Release {
    type Error = StoreError;

    fn try_from(row: release::Model) -> Result<Self, StoreError> {
        let at = row.withdrawn_at.map(|at| from_millis("releases.withdrawn_at", at)).transpose()?;
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            number: to_count("releases.number", row.number)?,
            by: StaffId(row.staff),
            at: from_millis("releases.at", row.at)?,
            document: from_json("releases.document", &row.document)?,
            sealed: row.sealed,
            withdrawn: at.zip(row.withdrawn_reason),
        })
    }
}
