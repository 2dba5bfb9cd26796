//! Lets people in and knows who is in: sessions by the hash of a secret that only the browser holds.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::password::Hasher;
use super::{SignedIn, StaffError};
use crate::domain::{AuditNote, Clock, Ids, Session, Staff, StaffId};
use crate::oidc::OpenId;
use crate::service::ServiceError;
use crate::store::Store;

/// Letters of a secret in hexadecimal.
const SECRET: usize = 64;

/// The gate.
pub struct Gate {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) hasher: Hasher,
    pub(super) openid: Option<Arc<OpenId>>,
}

/// A session that has begun.
#[derive(Debug)]
pub struct Opened {
    /// The secret: not stored, not shown again.
    pub token: String,
    /// Who.
    pub signed_in: SignedIn,
}

impl Gate {
    /// A gate before this database.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, openid: Option<Arc<OpenId>>) -> Self {
        Self { store, clock, ids, hasher: Hasher::new(), openid }
    }

    /// Who holds the secret of a session that is live; nobody when it has ended or the account is shut.
    ///
    /// # Errors
    /// The database's.
    pub async fn signed_in(&self, token: &str) -> Result<Option<SignedIn>, ServiceError> {
        let Some(hash) = hash_of(token) else { return Ok(None) };
        let now = self.clock.now();
        let found = self.store.staff_session(&hash).await?;
        let Some((session, staff)) = found.filter(|(session, staff)| session.is_live(now) && staff.enabled) else {
            return Ok(None);
        };
        if session.is_to_be_noted(now) {
            self.store.touch_session(&hash, now).await?;
        }
        Ok(Some(SignedIn::checked(staff, session)))
    }

    /// Whether anybody could come in at all.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_staff(&self) -> Result<bool, ServiceError> {
        Ok(self.store.has_staff().await?)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// The database's.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), ServiceError> {
        let note = self.note(Some(who.staff().id), "staff.signed_out", Some(who.staff().id), "");
        self.store.end_session(&who.session().hash, &note).await?;
        Ok(())
    }

    /// Ends every session of the account, this one too.
    ///
    /// # Errors
    /// The database's.
    pub async fn sign_out_everywhere(&self, who: &SignedIn) -> Result<(), ServiceError> {
        let note = self.note(Some(who.staff().id), "staff.signed_out_everywhere", Some(who.staff().id), "");
        Ok(self.store.end_all_sessions(who.staff().id, &note).await?)
    }

    /// Begins a session for somebody who has proved who he is; `step` is the time step of the code that he gave.
    pub(super) async fn open(&self, staff: Staff, step: Option<i64>, way: &str) -> Result<Opened, ServiceError> {
        let token = hex::encode(self.ids.secret());
        let csrf = hex::encode(self.ids.secret());
        let session = Session::begun(digest(&token), staff.id, csrf, self.clock.now());
        let note = self.note(Some(staff.id), "staff.signed_in", Some(staff.id), way);
        if !self.store.begin_session(&session, step, &note).await? {
            // The code was taken a moment ago, by whoever looked over a shoulder or by a second click.
            return Err(StaffError::SignInRefused.into());
        }
        Ok(Opened { token, signed_in: SignedIn::checked(staff, session) })
    }

    pub(super) fn note(&self, by: Option<StaffId>, action: &str, to: Option<StaffId>, detail: &str) -> AuditNote {
        AuditNote {
            at: self.clock.now(),
            staff: by,
            action: action.to_owned(),
            subject: to.map(|id| id.to_string()),
            detail: detail.to_owned(),
        }
    }
}

/// What is stored of a secret.
pub(super) fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// What is stored of a secret that somebody sent; nothing when it can be none of ours.
pub(super) fn hash_of(token: &str) -> Option<String> {
    let known = token.len() == SECRET && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    known.then(|| digest(token))
}
