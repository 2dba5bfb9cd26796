//! Signs in at an identity provider: it says who somebody is, and an administrator has said before that he has an account.

use super::{Gate, Opened, StaffError};
use crate::domain::{Login, Staff};
use crate::oidc::{Identity, OpenId, OpenIdError, Secrets};
use crate::service::ServiceError;

/// What a browser keeps while it is away at the provider.
#[derive(Clone)]
pub struct OpenIdTry {
    secrets: Secrets,
}

impl OpenIdTry {
    /// As the browser keeps it.
    pub fn to_text(&self) -> String {
        let Secrets { state, nonce, verifier } = &self.secrets;
        format!("{state}.{nonce}.{verifier}")
    }

    /// What the browser kept; nothing when it is none of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [state, nonce, verifier] = parts[..] else { return None };
        let own = |part: &str| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let secrets = || Secrets { state: state.to_owned(), nonce: nonce.to_owned(), verifier: verifier.to_owned() };
        [state, nonce, verifier].into_iter().all(own).then(|| Self { secrets: secrets() })
    }
}

impl Gate {
    /// What staff call the provider; nothing when none is configured.
    pub fn provider_name(&self) -> Option<&str> {
        self.openid.as_deref().map(OpenId::name)
    }

    /// Where to send a browser that is to come back to `redirect`, and what it must bring back.
    ///
    /// # Errors
    /// [`StaffError::NoProvider`], [`StaffError::ProviderFailed`].
    pub async fn begin_openid(&self, redirect: &str) -> Result<(String, OpenIdTry), ServiceError> {
        let provider = self.openid.as_deref().ok_or(StaffError::NoProvider)?;
        let draw = || hex::encode(self.ids.secret());
        let secrets = Secrets { state: draw(), nonce: draw(), verifier: draw() };
        let address = provider.begin(redirect, &secrets).await.map_err(failed)?;
        Ok((address, OpenIdTry { secrets }))
    }

    /// Signs in whoever came back with a code.
    ///
    /// # Errors
    /// [`StaffError::NoProvider`], [`StaffError::StrayAnswer`], [`StaffError::ProviderFailed`], [`StaffError::NoAccount`], or
    /// the database's.
    pub async fn finish_openid(
        &self,
        redirect: &str,
        (code, state): (String, &str),
        kept: &OpenIdTry,
    ) -> Result<Opened, ServiceError> {
        let provider = self.openid.as_deref().ok_or(StaffError::NoProvider)?;
        if state != kept.secrets.state {
            return Err(StaffError::StrayAnswer.into());
        }
        let identity = provider.finish(redirect, code, &kept.secrets, self.clock.now()).await.map_err(failed)?;
        let staff = self.owner_of(&identity).await?.filter(|staff| staff.enabled);
        let Some(staff) = staff else {
            self.store.audit(&self.note(None, "staff.sign_in_failed", None, "openid")).await?;
            return Err(StaffError::NoAccount.into());
        };
        self.open(staff, None, "openid").await
    }

    /// The account that is joined to the identity; the first time it is the one whose login the provider vouches for.
    async fn owner_of(&self, identity: &Identity) -> Result<Option<Staff>, ServiceError> {
        if let Some(staff) = self.store.staff_by_subject(&identity.subject).await? {
            return Ok(Some(staff));
        }
        for name in [&identity.email, &identity.username].into_iter().flatten() {
            let Some(login) = Login::parse(name) else { continue };
            let Some(staff) = self.store.staff_by_login(&login).await?.filter(|staff| staff.enabled) else { continue };
            let note = self.note(Some(staff.id), "staff.openid_joined", Some(staff.id), "");
            // An account that belongs to another subject stays his, whatever this one is called today.
            if self.store.join_subject(staff.id, &identity.subject, &note).await? {
                return Ok(Some(staff));
            }
        }
        Ok(None)
    }
}

/// Logged here and nowhere else; it holds nothing of the answer.
fn failed(error: OpenIdError) -> ServiceError {
    tracing::warn!(%error, "nobody was signed in at the identity provider");
    StaffError::ProviderFailed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_kept_is_read_back_and_nothing_else() {
        let text = ["a1", "b2", "c3"].map(|two| two.repeat(32)).join(".");
        assert_eq!(OpenIdTry::parse(&text).unwrap().to_text(), text);
        for other in ["", "..", "a.b.c", &text[1..], &format!("{text}.{}", "d4".repeat(32))] {
            assert!(OpenIdTry::parse(other).is_none(), "{other}");
        }
    }
}
