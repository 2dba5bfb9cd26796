//! Proof of a right: [`May`] is only made from a session that was checked, so a verb that asks for one cannot be reached without.

use std::marker::PhantomData;

use crate::domain::{Right, Session, Staff};
use crate::service::ServiceError;

/// Somebody whose session was checked.
#[derive(Debug, Clone)]
pub struct SignedIn {
    staff: Staff,
    session: Session,
}

impl SignedIn {
    pub(super) fn checked(staff: Staff, session: Session) -> Self {
        Self { staff, session }
    }

    /// Who.
    pub fn staff(&self) -> &Staff {
        &self.staff
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What every form of the session must send back.
    pub fn csrf(&self) -> &str {
        &self.session.csrf
    }

    /// The right, when one of their roles gives it.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`].
    pub fn may<R: Right>(&self) -> Result<May<R>, ServiceError> {
        if !self.staff.has::<R>() {
            return Err(ServiceError::NotAllowed);
        }
        Ok(May { staff: self.staff.clone(), right: PhantomData })
    }
}

/// Proof that somebody signed in has the right `R`.
#[derive(Debug, Clone)]
pub struct May<R: Right> {
    staff: Staff,
    right: PhantomData<R>,
}

impl<R: Right> May<R> {
    /// Who.
    pub fn staff(&self) -> &Staff {
        &self.staff
    }
}
