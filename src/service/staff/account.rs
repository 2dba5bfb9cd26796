//! One's own account: what stands in it, and a new password.

use secrecy::SecretString;

use super::{Gate, Opened, Proposal, SignedIn, StaffError};
use crate::domain::{NewPassword, Session, Staff};
use crate::service::ServiceError;

/// What somebody sees of the own account.
pub struct Account {
    /// Who.
    pub staff: Staff,
    /// Whether a password was set.
    pub has_password: bool,
    /// Whether codes are asked for.
    pub totp: bool,
    /// An app that waits to be confirmed.
    pub proposal: Option<Proposal>,
    /// Whether the account is joined to the identity provider.
    pub joined: bool,
    /// Where they are signed in, the session used last first.
    pub sessions: Vec<Session>,
}

impl Gate {
    /// The account of somebody signed in.
    ///
    /// # Errors
    /// [`StaffError::NoStaff`], or the database's.
    pub async fn account(&self, who: &SignedIn) -> Result<Account, ServiceError> {
        let staff = who.staff().clone();
        let credentials = self.store.credentials(staff.id).await?.ok_or(StaffError::NoStaff)?;
        let now = self.clock.now();
        let mut sessions = self.store.staff_sessions(staff.id).await?;
        sessions.retain(|session| session.is_live(now));
        let pending = credentials.totp_pending.as_deref();
        Ok(Account {
            proposal: pending.and_then(|secret| Proposal::of(secret, staff.login.as_str())),
            has_password: credentials.password_hash.is_some(),
            totp: credentials.totp_secret.is_some(),
            joined: credentials.subject.is_some(),
            sessions,
            staff,
        })
    }

    /// Sets a new password and ends every session; the one that it was set in goes on under a new secret.
    ///
    /// # Errors
    /// [`StaffError::Password`], [`StaffError::WrongPassword`], or the database's.
    pub async fn change_password(&self, who: &SignedIn, old: SecretString, new: &str) -> Result<Opened, ServiceError> {
        let staff = who.staff();
        let new = NewPassword::parse(new, &staff.login).map_err(StaffError::Password)?;
        self.confirm(&staff.login, old).await?;
        let hash = self.hasher.hash(SecretString::from(new.as_str()), self.ids.secret()).await?;
        let note = self.note(Some(staff.id), "staff.password_set", Some(staff.id), "changed");
        self.store.set_password(staff.id, &hash, &note).await?;
        self.open(staff.clone(), None, "password_changed").await
    }
}
