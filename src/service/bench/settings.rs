//! Versions of the settings of a search: made, promoted, rolled back.

use std::collections::BTreeMap;

use super::BenchError;
use crate::domain::bench::{SearchSettings, SettingsFault, SettingsVersion};
use crate::domain::{AuditNote, Curate, StaffId};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// The versions, and which one searches obey.
#[derive(Debug, Clone)]
pub struct SettingsView {
    /// Newest first.
    pub versions: Vec<SettingsVersion>,
    /// The number of the promoted one.
    pub promoted: u32,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
}

impl Service {
    /// Every version of the settings.
    ///
    /// # Errors
    /// The database's.
    pub async fn search_settings(&self, _may: &May<Curate>) -> Result<SettingsView, ServiceError> {
        let store = &self.parts.store;
        let (versions, promoted, names) =
            tokio::try_join!(store.settings_versions(), store.promoted_settings(), async {
                Ok(self.staff_names().await)
            })?;
        Ok(SettingsView { versions, promoted, names: names? })
    }

    /// Keeps settings as a draft; its number.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] for what is out of bounds, or the database's.
    pub async fn draft_settings(
        &self,
        may: &May<Curate>,
        settings: SearchSettings,
        note: &str,
    ) -> Result<u32, ServiceError> {
        let settings = settings.checked().map_err(BenchError::Settings)?;
        let (by, at) = (may.staff().id, self.parts.clock.now());
        let detail = serde_json::json!(settings).to_string();
        let audit = AuditNote { at, staff: Some(by), action: "bench.draft".to_owned(), subject: None, detail };
        Ok(self.parts.store.keep_settings((settings, note.trim()), (by, at), &audit).await?)
    }

    /// Lets searches obey a version, a newer one or one that was in use before.
    ///
    /// # Errors
    /// [`ServiceError::Bench`] when there is none of that number or it is in use already, or the database's.
    pub async fn promote_settings(&self, may: &May<Curate>, number: u32) -> Result<(), ServiceError> {
        let refused = |fault| ServiceError::from(BenchError::Settings(vec![fault]));
        let store = &self.parts.store;
        store.settings_version(number).await?.ok_or_else(|| refused(SettingsFault::Unknown))?;
        let before = store.promoted_settings().await?;
        if before == number {
            return Err(refused(SettingsFault::Promoted));
        }
        let at = self.parts.clock.now();
        let note = AuditNote {
            at,
            staff: Some(may.staff().id),
            action: "bench.promote".to_owned(),
            subject: Some(number.to_string()),
            detail: serde_json::json!({ "before": before }).to_string(),
        };
        store.promote_settings(number, at, &note).await?;
        self.refresh_settings().await
    }

    /// Searches with what is promoted; another replica may have promoted it.
    pub(in crate::service) async fn refresh_settings(&self) -> Result<(), ServiceError> {
        let promoted = self.parts.store.promoted_settings().await?;
        if promoted != self.searching().0
            && let Some(version) = self.parts.store.settings_version(promoted).await?
        {
            self.search_with(promoted, version.settings);
        }
        Ok(())
    }

    /// The version of that number; the promoted one when nothing is asked.
    pub(super) async fn settings_asked(&self, number: Option<u32>) -> Result<SettingsVersion, ServiceError> {
        let store = &self.parts.store;
        let number = match number {
            Some(number) => number,
            None => store.promoted_settings().await?,
        };
        let version = store.settings_version(number).await?;
        Ok(version.ok_or(BenchError::Settings(vec![SettingsFault::Unknown]))?)
    }
}
