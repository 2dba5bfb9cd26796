//! Moves versions on: handed in, taken back, published, sent back; and items: turned off, deleted, looked after.

use chrono::NaiveDate;
use serde_json::json;

use super::CurationError;
use super::edit::{LONGEST_NOTE, fault};
use super::item::problems;
use crate::domain::curation::{Fault, ItemKey, Publishing};
use crate::domain::{AuditNote, Curate, EntryKind, Publication, StaffId, StoredEntry};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{Store, StoreError, Withdrawing};

impl Service {
    /// Hands the open version of an item to a second person.
    ///
    /// # Errors
    /// A [`Fault`], or the database's.
    pub async fn submit_item(&self, may: &May<Curate>, key: &ItemKey, number: u32) -> Result<(), ServiceError> {
        let store = &self.parts.store;
        let version = store.item_version(key, number).await?.ok_or(CurationError::NoItem)?;
        if !problems(key, &version.body).is_empty() {
            return Err(fault(Fault::Unfit));
        }
        let note = self.curation_note(may, "curation.submit", key, number);
        done(store.submit_version(key, number, note.at, &note).await)
    }

    /// Makes a draft again of what was handed in or waits for its day.
    ///
    /// # Errors
    /// A [`Fault`], or the database's.
    pub async fn take_back_item(&self, may: &May<Curate>, key: &ItemKey, number: u32) -> Result<(), ServiceError> {
        let note = self.curation_note(may, "curation.take_back", key, number);
        done(self.parts.store.take_back_version(key, number, note.at, &note).await)
    }

    /// Puts versions in force; what is in force is found by the next question.
    ///
    /// # Errors
    /// [`CurationError::Lowers`] when a figure of the bench would fall and no reason is given, or the database's; what may
    /// not be published is told in the answer.
    pub async fn publish_items(
        &self,
        may: &May<Curate>,
        versions: &[(ItemKey, u32)],
        reason: &str,
    ) -> Result<Vec<(ItemKey, Publishing)>, ServiceError> {
        let (store, today) = (&self.parts.store, self.parts.clock.today());
        let (mut fit, mut bodies, mut outcomes) = (vec![], vec![], vec![]);
        for (key, number) in versions {
            match store.item_version(key, *number).await? {
                Some(version) if problems(key, &version.body).is_empty() => {
                    fit.push((key.clone(), *number));
                    bodies.push(StoredEntry {
                        kind: key.kind,
                        id: key.id.clone(),
                        publication: Publication::Published,
                        body: version.body,
                    });
                }
                Some(_) => outcomes.push((key.clone(), Publishing::Refused(Fault::Unfit))),
                None => outcomes.push((key.clone(), Publishing::Refused(Fault::Unknown))),
            }
        }
        // What a version takes in is found no more, and the bench may expect it.
        for gone in self.taken_in(&fit).await? {
            let body = serde_json::Value::Null;
            bodies.push(StoredEntry { kind: gone.kind, id: gone.id, publication: Publication::Withdrawn, body });
        }
        if reason.trim().is_empty() {
            self.lowers_nothing(&bodies).await?;
        }
        let subject = match versions {
            [(item, number)] => format!("{item}#{number}"),
            all => format!("{} items", all.len()),
        };
        let note = AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "curation.publish".to_owned(),
            subject: Some(subject),
            detail: json!({ "versions": named(versions), "with_reason": !short(reason)?.is_empty() }).to_string(),
        };
        outcomes.extend(store.publish_versions(&fit, may.staff().id, note.at, today, Some(&note)).await?);
        if !reason.trim().is_empty() {
            let refused = |key: &ItemKey| {
                outcomes.iter().any(|(other, outcome)| other == key && matches!(outcome, Publishing::Refused(_)))
            };
            fit.retain(|(key, _)| !refused(key));
            store.explain_versions(&fit, reason.trim()).await?;
        }
        if outcomes.iter().any(|(_, outcome)| *outcome == Publishing::InForce) {
            self.follow_knowledge().await;
            let keys: Vec<ItemKey> = outcomes.iter().map(|(key, _)| key.clone()).collect();
            self.check_gaps_of(&keys).await;
        }
        Ok(outcomes)
    }

    /// What lowers a figure of the bench is published with a reason only. A bench that does not answer stops nobody.
    async fn lowers_nothing(&self, entries: &[StoredEntry]) -> Result<(), ServiceError> {
        match self.bench_before_publish(entries).await {
            Ok(Some(_)) => Err(CurationError::Lowers.into()),
            Ok(None) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "what publishing does to the figures of the bench could not be tried");
                Ok(())
            }
        }
    }

    /// Sends a version back to those who wrote it.
    ///
    /// # Errors
    /// [`CurationError::NoReason`], a [`Fault`], or the database's.
    pub async fn refuse_item(
        &self,
        may: &May<Curate>,
        key: &ItemKey,
        number: u32,
        reason: &str,
    ) -> Result<(), ServiceError> {
        let note = self.curation_note(may, "curation.refuse", key, number);
        let refusing = Withdrawing { key, who: may.staff().id, at: note.at, reason: needed(reason)? };
        done(self.parts.store.refuse_version(number, refusing, &note).await)
    }

    /// Drops an open version that is not wanted any more.
    ///
    /// # Errors
    /// [`CurationError::NoReason`], a [`Fault`], or the database's.
    pub async fn drop_item_version(
        &self,
        may: &May<Curate>,
        key: &ItemKey,
        number: u32,
        reason: &str,
    ) -> Result<(), ServiceError> {
        let note = self.curation_note(may, "curation.drop", key, number);
        let dropping = Withdrawing { key, who: may.staff().id, at: note.at, reason: needed(reason)? };
        done(self.parts.store.drop_version(number, dropping, &note).await)
    }

    /// Turns an item off.
    ///
    /// # Errors
    /// [`CurationError::NoReason`], [`Fault::Needed`] for what nothing works without, another [`Fault`], or the database's.
    pub async fn withdraw_item(&self, may: &May<Curate>, key: &ItemKey, reason: &str) -> Result<(), ServiceError> {
        dispensable(&self.parts.store, key).await?;
        let note = self.curation_note(may, "curation.withdraw", key, 0);
        let withdrawing = Withdrawing { key, who: may.staff().id, at: note.at, reason: needed(reason)? };
        done(self.parts.store.withdraw_item(withdrawing, &note).await)?;
        self.follow_knowledge().await;
        self.check_gaps_of(std::slice::from_ref(key)).await;
        Ok(())
    }

    /// Deletes an item.
    ///
    /// # Errors
    /// As [`Self::withdraw_item`].
    pub async fn remove_item(&self, may: &May<Curate>, key: &ItemKey, reason: &str) -> Result<(), ServiceError> {
        dispensable(&self.parts.store, key).await?;
        let note = self.curation_note(may, "curation.remove", key, 0);
        let removing = Withdrawing { key, who: may.staff().id, at: note.at, reason: needed(reason)? };
        done(self.parts.store.remove_item(removing, &note).await)?;
        self.follow_knowledge().await;
        self.check_gaps_of(std::slice::from_ref(key)).await;
        Ok(())
    }

    /// Notes who looks after an item, and by when somebody should look at it again.
    ///
    /// # Errors
    /// [`ServiceError::NoStaff`] for an owner who does not curate, or the database's.
    pub async fn care_for_item(
        &self,
        may: &May<Curate>,
        key: &ItemKey,
        owner: Option<StaffId>,
        review_on: Option<NaiveDate>,
    ) -> Result<(), ServiceError> {
        let curators = self.curators(may).await?;
        if owner.is_some_and(|owner| !curators.iter().any(|(id, _)| *id == owner)) {
            return Err(ServiceError::NoStaff);
        }
        let note = self.curation_note(may, "curation.care", key, 0);
        done(self.parts.store.care_for_item(key, owner, review_on, &note).await)
    }

    fn curation_note(&self, may: &May<Curate>, action: &str, key: &ItemKey, number: u32) -> AuditNote {
        let detail = if number == 0 { json!({}) } else { json!({ "version": number }) };
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: action.to_owned(),
            subject: Some(key.to_string()),
            detail: detail.to_string(),
        }
    }
}

/// Every task needs its playbook, and there must be a rubric.
async fn dispensable(store: &Store, key: &ItemKey) -> Result<(), ServiceError> {
    let needed = match key.kind {
        EntryKind::Playbook => store.item(key).await?.is_some_and(|item| item.head == Publication::Published),
        EntryKind::Rubric => {
            let others = store.published_entries(EntryKind::Rubric).await?;
            !others.iter().any(|other| other.id != key.id) && others.iter().any(|other| other.id == key.id)
        }
        EntryKind::Case | EntryKind::Policy | EntryKind::Glossary | EntryKind::Needs => false,
    };
    if needed { Err(fault(Fault::Needed)) } else { Ok(()) }
}

fn done(stepped: Result<Result<(), Fault>, StoreError>) -> Result<(), ServiceError> {
    stepped?.map_err(fault)
}

/// A reason as it is kept.
fn needed(reason: &str) -> Result<&str, ServiceError> {
    let reason = short(reason)?;
    if reason.is_empty() { Err(CurationError::NoReason.into()) } else { Ok(reason) }
}

fn short(reason: &str) -> Result<&str, ServiceError> {
    let reason = reason.trim();
    if reason.chars().count() > LONGEST_NOTE { Err(CurationError::TooLong(LONGEST_NOTE).into()) } else { Ok(reason) }
}

/// The first of many, for the log.
fn named(versions: &[(ItemKey, u32)]) -> Vec<String> {
    versions.iter().take(100).map(|(key, number)| format!("{key}#{number}")).collect()
}
