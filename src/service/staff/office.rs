//! Makes and changes accounts; needs the database alone, so that a command does not wait for the knowledge.

use std::collections::BTreeSet;

use super::gate::digest;
use super::{Gate, May, StaffError};
use crate::domain::{Administer, AuditNote, Clock, Ids, Login, Role, Staff, StaffId, StaffLink};
use crate::service::ServiceError;
use crate::store::{Duplicate, Store, StoreError};

/// Longest name, in characters.
const LONGEST_NAME: usize = 40;

/// What an account is made of.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// What they sign in with.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// The district whose cases they see first.
    pub area: Option<String>,
}

/// An account and the secret of the link that sets its password: not stored, not shown again.
#[derive(Debug, Clone)]
pub struct OneTimeLink {
    /// Whose.
    pub staff: Staff,
    /// The secret.
    pub token: String,
}

/// Where accounts are made and changed.
pub struct Office<'a> {
    store: &'a Store,
    ids: &'a dyn Ids,
    clock: &'a dyn Clock,
    by: Option<StaffId>,
}

impl Gate {
    /// The office, opened by an administrator.
    pub fn office<'a>(&'a self, may: &May<Administer>) -> Office<'a> {
        Office { store: &self.store, ids: &*self.ids, clock: &*self.clock, by: Some(may.staff().id) }
    }
}

impl<'a> Office<'a> {
    /// The office, opened by whoever runs the machine.
    pub fn of_operator(store: &'a Store, ids: &'a dyn Ids, clock: &'a dyn Clock) -> Self {
        Self { store, ids, clock, by: None }
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// The database's.
    pub async fn all(&self) -> Result<Vec<Staff>, ServiceError> {
        Ok(self.store.all_staff().await?)
    }

    /// Makes an account; the link sets its password.
    ///
    /// # Errors
    /// [`StaffError::BadLogin`], [`StaffError::BadName`], [`StaffError::NoRole`], [`StaffError::LoginTaken`], or the
    /// database's.
    pub async fn add(&self, new: NewStaff) -> Result<OneTimeLink, ServiceError> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(StaffError::BadName.into());
        }
        if new.roles.is_empty() {
            return Err(StaffError::NoRole.into());
        }
        let staff = Staff {
            id: StaffId(self.ids.id()),
            login: Login::parse(&new.login).ok_or(StaffError::BadLogin)?,
            name: name.to_owned(),
            roles: new.roles,
            area: new.area.map(|area| area.trim().to_owned()).filter(|area| !area.is_empty()),
            enabled: true,
            created_at: self.clock.now(),
        };
        let (token, link) = self.draw(staff.id);
        let note = self.note("staff.added", staff.id, role_names(&staff.roles));
        match self.store.add_staff(&staff, &link, &note).await {
            Err(StoreError::Duplicate(Duplicate::Id)) => Err(StaffError::LoginTaken.into()),
            other => Ok(other.map(|()| OneTimeLink { staff, token })?),
        }
    }

    /// Makes a new link for an account, in place of earlier ones.
    ///
    /// # Errors
    /// [`StaffError::NoStaff`], or the database's.
    pub async fn link(&self, id: StaffId) -> Result<OneTimeLink, ServiceError> {
        let staff = self.store.staff(id).await?.filter(|staff| staff.enabled).ok_or(StaffError::NoStaff)?;
        let (token, link) = self.draw(id);
        self.store.add_staff_link(&link, &self.note("staff.link_made", id, String::new())).await?;
        Ok(OneTimeLink { staff, token })
    }

    /// Gives an account these roles in place of those that it has; its sessions end.
    ///
    /// # Errors
    /// [`StaffError::NoRole`], [`StaffError::OwnAccount`], [`StaffError::NoStaff`], or the database's.
    pub async fn set_roles(&self, id: StaffId, roles: &BTreeSet<Role>) -> Result<(), ServiceError> {
        if roles.is_empty() {
            return Err(StaffError::NoRole.into());
        }
        self.not_own(id)?;
        let note = self.note("staff.roles_changed", id, role_names(roles));
        if self.store.set_staff_roles(id, roles, &note).await? { Ok(()) } else { Err(StaffError::NoStaff.into()) }
    }

    /// Opens or shuts an account; its sessions end.
    ///
    /// # Errors
    /// [`StaffError::OwnAccount`], [`StaffError::NoStaff`], or the database's.
    pub async fn set_enabled(&self, id: StaffId, enabled: bool) -> Result<(), ServiceError> {
        self.not_own(id)?;
        let action = if enabled { "staff.enabled" } else { "staff.disabled" };
        let note = self.note(action, id, String::new());
        if self.store.set_staff_enabled(id, enabled, &note).await? { Ok(()) } else { Err(StaffError::NoStaff.into()) }
    }

    /// The account of that login.
    ///
    /// # Errors
    /// [`StaffError::NoStaff`], or the database's.
    pub async fn by_login(&self, login: &str) -> Result<Staff, ServiceError> {
        let found = match Login::parse(login) {
            Some(login) => self.store.staff_by_login(&login).await?,
            None => None,
        };
        found.ok_or_else(|| StaffError::NoStaff.into())
    }

    /// Whoever takes his own rights away could not give them back: somebody else does that.
    fn not_own(&self, id: StaffId) -> Result<(), ServiceError> {
        if self.by == Some(id) { Err(StaffError::OwnAccount.into()) } else { Ok(()) }
    }

    fn draw(&self, id: StaffId) -> (String, StaffLink) {
        let token = hex::encode(self.ids.secret());
        let link = StaffLink::made(digest(&token), id, self.clock.now());
        (token, link)
    }

    fn note(&self, action: &str, to: StaffId, detail: String) -> AuditNote {
        AuditNote {
            at: self.clock.now(),
            staff: self.by,
            action: action.to_owned(),
            subject: Some(to.to_string()),
            detail,
        }
    }
}

/// Roles as the log holds them.
fn role_names(roles: &BTreeSet<Role>) -> String {
    serde_json::to_string(roles).unwrap_or_default()
}
