//! Proof of a right: [`May`] is only made from a session that was checked, so a verb that asks for one cannot be reached without.

use std::marker::PhantomData;

use crate::domain::{Right, Staff};
use crate::service::ServiceError;

/// Somebody whose session was checked.
#[derive(Debug, Clone)]
pub struct SignedIn {
    staff: Staff,
}

impl SignedIn {
    pub(super) fn checked(staff: Staff) -> Self {
        Self { staff }
    }

    /// Who.
    pub fn staff(&self) -> &Staff {
        &self.staff
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
