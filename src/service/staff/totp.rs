//! Codes of an authenticator app (TOTP): shown, confirmed by a first code, asked for at the door, each taken once.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use totp_rs::{Builder, Secret, Totp};

use super::{Gate, SignedIn, StaffError};
use crate::domain::Credentials;
use crate::service::ServiceError;

/// What the app shows as the name of the service; a colon would end it.
const ISSUER: &str = "译官 Yiguan";
/// Bytes of a secret, as RFC 4226 recommends.
const LENGTH: usize = 20;

/// A secret that waits to be confirmed.
#[derive(Clone)]
pub struct Proposal {
    /// To be typed into the app.
    pub secret: String,
    /// The same as an address, for a QR code.
    pub address: String,
}

impl Gate {
    /// Draws a secret for an app. It asks for nothing until a code has confirmed it.
    ///
    /// # Errors
    /// The database's.
    pub async fn propose_totp(&self, who: &SignedIn) -> Result<(), ServiceError> {
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&self.ids.secret()[..LENGTH]);
        Ok(self.store.propose_totp(who.staff().id, &Secret::from(bytes).to_base32()).await?)
    }

    /// Asks for codes from now on, when the first one fits.
    ///
    /// # Errors
    /// [`StaffError::WrongPassword`], [`StaffError::NoProposal`], [`StaffError::WrongCode`], or the database's.
    pub async fn confirm_totp(&self, who: &SignedIn, password: SecretString, code: &str) -> Result<(), ServiceError> {
        let tried = self.confirm(&who.staff().login, password).await?;
        let secret = tried.credentials.totp_pending.ok_or(StaffError::NoProposal)?;
        let step = totp(&secret).and_then(|totp| fitting(&totp, code, self.clock.now()));
        let step = step.ok_or(StaffError::WrongCode)?;
        let id = who.staff().id;
        let note = self.note(Some(id), "staff.totp_on", Some(id), "");
        if self.store.confirm_totp(id, &secret, step, &note).await? {
            Ok(())
        } else {
            Err(StaffError::NoProposal.into())
        }
    }

    /// Asks for codes no more, and forgets a secret that was not confirmed.
    ///
    /// # Errors
    /// [`StaffError::WrongPassword`], or the database's.
    pub async fn clear_totp(&self, who: &SignedIn, password: SecretString) -> Result<(), ServiceError> {
        self.confirm(&who.staff().login, password).await?;
        let id = who.staff().id;
        Ok(self.store.clear_totp(id, &self.note(Some(id), "staff.totp_off", Some(id), "")).await?)
    }
}

impl Proposal {
    /// What is shown of a secret that waits.
    pub(super) fn of(secret: &str, login: &str) -> Option<Self> {
        let bytes = Secret::try_from_base32(secret).ok()?;
        let named = Builder::new().with_secret(bytes).with_account_name(login).with_issuer(Some(ISSUER));
        let address = named.build().ok()?.to_url().ok()?;
        Some(Self { secret: secret.to_owned(), address })
    }
}

/// The time step of a code that fits; nothing when no code is asked for.
///
/// # Errors
/// The code does not fit, or one of its step or a later one was taken before.
pub(super) fn step_of(credentials: &Credentials, code: &str, now: DateTime<Utc>) -> Result<Option<i64>, StaffError> {
    let Some(secret) = &credentials.totp_secret else { return Ok(None) };
    let step = totp(secret).and_then(|totp| fitting(&totp, code, now));
    step.filter(|step| *step > credentials.totp_last_step).map(Some).ok_or(StaffError::WrongCode)
}

fn totp(secret: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()
}

/// A code as people type it, with or without a space in its middle; the step before and the one after are good as well.
fn fitting(totp: &Totp, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp.check(&code, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_for_a_step_around_and_is_taken_once() {
        let secret = Secret::from([3; LENGTH]).to_base32();
        let credentials =
            |last| Credentials { totp_secret: Some(secret.clone()), totp_last_step: last, ..Credentials::default() };
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap();
        let code = totp(&secret).unwrap().generate(3_000).to_string();
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(step_of(&credentials(0), &spaced, at(3_000)), Ok(Some(100)));
        assert_eq!(step_of(&credentials(0), &code, at(3_030)), Ok(Some(100)));
        assert_eq!(step_of(&credentials(0), &code, at(3_060)), Err(StaffError::WrongCode));
        assert_eq!(step_of(&credentials(100), &code, at(3_000)), Err(StaffError::WrongCode));
        assert_eq!(step_of(&credentials(0), "", at(3_000)), Err(StaffError::WrongCode));
        assert_eq!(step_of(&Credentials::default(), "", at(0)), Ok(None));
    }

    #[test]
    fn a_proposal_names_the_service_and_the_login() {
        let proposal = Proposal::of(&Secret::from([3; LENGTH]).to_base32(), "li.ming@ai.wz").unwrap();
        assert!(proposal.address.starts_with("otpauth://totp/"), "{}", proposal.address);
        assert!(proposal.address.contains(&proposal.secret) && proposal.address.contains("Yiguan"));
    }
}
