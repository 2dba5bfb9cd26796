//! One-time links: whoever holds one sets the password of an account, once.

use secrecy::SecretString;

use super::gate::hash_of;
use super::{Gate, StaffError};
use crate::domain::{NewPassword, Staff};
use crate::service::ServiceError;

impl Gate {
    /// Whose password the link sets.
    ///
    /// # Errors
    /// [`StaffError::NoLink`], or the database's.
    pub async fn staff_of_link(&self, token: &str) -> Result<Staff, ServiceError> {
        let hash = hash_of(token).ok_or(StaffError::NoLink)?;
        let staff = self.store.staff_of_link(&hash, self.clock.now()).await?;
        staff.ok_or_else(|| StaffError::NoLink.into())
    }

    /// Sets the password. The authenticator app is forgotten and every session ends: a link is the way back for whoever has
    /// lost password or phone.
    ///
    /// # Errors
    /// [`StaffError::NoLink`], [`StaffError::Password`], or the database's.
    pub async fn use_link(&self, token: &str, password: &str) -> Result<Staff, ServiceError> {
        let staff = self.staff_of_link(token).await?;
        let password = NewPassword::parse(password, &staff.login).map_err(StaffError::Password)?;
        let hash = self.hasher.hash(SecretString::from(password.as_str()), self.ids.secret()).await?;
        let note = self.note(Some(staff.id), "staff.password_set", Some(staff.id), "by_link");
        let link = hash_of(token).ok_or(StaffError::NoLink)?;
        if !self.store.use_staff_link(&link, staff.id, self.clock.now(), &hash, &note).await? {
            return Err(StaffError::NoLink.into());
        }
        Ok(staff)
    }
}
