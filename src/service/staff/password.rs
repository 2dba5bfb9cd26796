//! Hashes and compares passwords with Argon2id, beside the runtime's threads and only a few at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::service::ServiceError;

/// Memory in KiB, passes, lanes: what OWASP asks for at least.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Hashes at the same time: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// How long somebody waits for his turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Stands in for the hash of a login that does not exist: comparing takes as long, and nobody knows what it is of.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$7m5pT0yHcXh0bq0rQyN2mS1p4kXo3mJ9dJ0b2Y3hVZk";

/// Hashes and compares.
#[derive(Debug, Clone)]
pub(super) struct Hasher {
    room: Arc<Semaphore>,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The hash of a password, with its salt and parameters.
    ///
    /// # Errors
    /// [`ServiceError::Busy`].
    pub(super) async fn hash(&self, password: SecretString, salt: [u8; 32]) -> Result<String, ServiceError> {
        self.work(move || {
            let hash = argon2()?.hash_password_with_salt(password.expose_secret().as_bytes(), &salt[..16]).ok()?;
            Some(hash.to_string())
        })
        .await?
        .ok_or(ServiceError::Busy)
    }

    /// Whether the password is the one of the hash; for no hash the same work is done for nothing.
    ///
    /// # Errors
    /// [`ServiceError::Busy`].
    pub(super) async fn holds(&self, password: SecretString, hash: Option<String>) -> Result<bool, ServiceError> {
        self.work(move || {
            let known = PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).ok();
            let same = known.zip(argon2()).is_some_and(|(known, argon2)| {
                argon2.verify_password(password.expose_secret().as_bytes(), &known).is_ok()
            });
            same && hash.is_some()
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.room).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(ServiceError::Busy) };
        let worked = tokio::task::spawn_blocking(move || {
            let result = work();
            // Held until the work is done, even when nobody waits for it any more.
            drop(turn);
            result
        });
        worked.await.map_err(|_| ServiceError::Busy)
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let hasher = Hasher::new();
        let secret = |text: &str| SecretString::from(text);
        let hash = hasher.hash(secret("seven wonders"), [7; 32]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.holds(secret("seven wonders"), Some(hash.clone())).await.unwrap());
        assert!(!hasher.holds(secret("seven Wonders"), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn the_stand_in_is_a_real_hash_and_fits_nothing() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!Hasher::new().holds(SecretString::from(""), None).await.unwrap());
    }
}
