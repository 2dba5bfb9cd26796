//! Signs in by login, password and, where it is asked for, a code: the same answer after the same work whatever was wrong.

use std::net::IpAddr;

use secrecy::SecretString;

use super::totp::step_of;
use super::{Gate, Opened, StaffError};
use crate::domain::{Login, SiteKey};
use crate::service::{Service, ServiceError};
use crate::store::{Counter, Taken, Try};

/// Wrong tries of one network address in a day; an office behind one router has one.
const WRONG_TRIES: i64 = 200;

/// What somebody typed.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The login.
    pub login: String,
    /// The password.
    pub password: SecretString,
    /// The code of the authenticator app; empty when none is used.
    pub code: String,
}

impl Service {
    /// Signs in. Wrong tries count for the address that they come from, where that is known.
    ///
    /// # Errors
    /// [`StaffError::SignInRefused`], [`StaffError::TooManyTries`], [`ServiceError::Busy`], or the database's.
    pub async fn sign_in(&self, attempt: &Attempt, address: Option<IpAddr>) -> Result<Opened, ServiceError> {
        let (site, day) = (SiteKey::own(), self.parts.clock.today().to_string());
        let subject = match address {
            Some(address) => Some(format!("sign_in:{}", self.address_hash(address).await?)),
            None => None,
        };
        if let Some(subject) = &subject {
            // Counted before it is judged, and given back when it was right.
            let counter = Counter { subject: subject.clone(), limit: WRONG_TRIES };
            if matches!(self.parts.store.take(&site, &day, &[counter]).await?, Taken::UsedUp(_)) {
                return Err(StaffError::TooManyTries.into());
            }
        }
        let opened = self.gate().sign_in(attempt).await?;
        if let Some(subject) = &subject {
            self.parts.store.count(&site, &day, subject, -1).await?;
        }
        Ok(opened)
    }
}

impl Gate {
    /// Signs in.
    ///
    /// # Errors
    /// [`StaffError::SignInRefused`], [`ServiceError::Busy`], or the database's.
    pub async fn sign_in(&self, attempt: &Attempt) -> Result<Opened, ServiceError> {
        let now = self.clock.now();
        let tried = match Login::parse(&attempt.login) {
            Some(login) => self.store.begin_try(&login, now).await?,
            None => None,
        };
        let hash = tried.as_ref().and_then(|tried| tried.credentials.password_hash.clone());
        let right = self.hasher.holds(attempt.password.clone(), hash).await?;
        let Some(tried) = tried else {
            self.store.audit(&self.note(None, FAILED, None, "")).await?;
            return Err(StaffError::SignInRefused.into());
        };
        let code = step_of(&tried.credentials, &attempt.code, now);
        let (true, true, true, Ok(step)) = (right, tried.open, tried.staff.enabled, code) else {
            self.note_failure(&tried, FAILED).await?;
            return Err(StaffError::SignInRefused.into());
        };
        self.open(tried.staff, step, "password").await
    }

    /// Compares a password that is typed once more before something that matters; wrong ones count as at the door.
    pub(super) async fn confirm(&self, login: &Login, password: SecretString) -> Result<Try, ServiceError> {
        let tried = self.store.begin_try(login, self.clock.now()).await?.ok_or(StaffError::NoStaff)?;
        let right = self.hasher.holds(password, tried.credentials.password_hash.clone()).await?;
        if !right || !tried.open {
            self.note_failure(&tried, "staff.password_wrong").await?;
            return Err(StaffError::WrongPassword.into());
        }
        self.store.end_try(tried.staff.id).await?;
        Ok(tried)
    }

    async fn note_failure(&self, tried: &Try, action: &str) -> Result<(), ServiceError> {
        let id = Some(tried.staff.id);
        self.store.audit(&self.note(None, action, id, if tried.open { "" } else { "locked" })).await?;
        if tried.open && tried.credentials.locked_until.is_some() {
            let detail = format!("{{\"failures\":{}}}", tried.credentials.failures);
            self.store.audit(&self.note(None, "staff.locked", id, &detail)).await?;
        }
        Ok(())
    }
}

/// What the log calls a wrong try at the door.
const FAILED: &str = "staff.sign_in_failed";
