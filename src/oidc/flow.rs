//! The way to the provider and back: where to send somebody, and who came back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::RwLock;
use tokio::time::Instant;

use super::wire::Wire;

/// How long what the provider publishes is kept.
const KEPT: Duration = Duration::from_hours(1);
/// Keys that do not fit are fetched anew, but not more often than this.
const ANEW: Duration = Duration::from_secs(30);

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What an operator says of the provider.
#[derive(Debug, Clone)]
pub struct OpenIdSettings {
    /// Its address.
    pub issuer: String,
    /// The name under which it knows this service.
    pub client_id: String,
    /// The secret that it knows this service by; empty: none.
    pub client_secret: SecretString,
    /// What staff call it.
    pub name: String,
}

/// Three secrets that belong to one try: whoever comes back must bring what he was sent away with.
#[derive(Clone)]
pub struct Secrets {
    /// Comes back with the answer.
    pub state: String,
    /// Comes back within the identity token.
    pub nonce: String,
    /// Proves that the same service fetches the token (PKCE).
    pub verifier: String,
}

/// Who came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's own unchanging name for them.
    pub subject: String,
    /// Their address, when the provider has verified it.
    pub email: Option<String>,
    /// What they are called there.
    pub username: Option<String>,
}

/// Why it did not work. No answer of a provider is quoted: it may hold who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenIdError {
    /// The settings cannot be used.
    #[error("the settings of the identity provider cannot be used: {0}")]
    Settings(&'static str),
    /// The provider does not answer, or says of itself what cannot be used.
    #[error("the identity provider does not answer as it should")]
    Provider,
    /// It does not take the code.
    #[error("the identity provider does not take the code")]
    Code,
    /// Its token does not hold: another's, out of date, or not signed by it.
    #[error("the identity token does not hold: {0}")]
    Token(&'static str),
}

/// What the provider publishes, and when it was fetched.
#[derive(Clone)]
struct Known {
    metadata: CoreProviderMetadata,
    fetched: Instant,
}

/// An identity provider.
pub struct OpenId {
    settings: OpenIdSettings,
    issuer: IssuerUrl,
    wire: Wire,
    known: RwLock<Option<Known>>,
}

impl OpenId {
    /// A provider by its settings; it is asked when somebody first signs in there.
    ///
    /// # Errors
    /// [`OpenIdError::Settings`].
    pub fn new(settings: OpenIdSettings) -> Result<Self, OpenIdError> {
        let issuer = IssuerUrl::new(settings.issuer.clone());
        let issuer = issuer.map_err(|_| OpenIdError::Settings("the issuer is no URL"))?;
        let wire = Wire::new().ok_or(OpenIdError::Settings("TLS cannot be set up"))?;
        Ok(Self { settings, issuer, wire, known: RwLock::new(None) })
    }

    /// What staff call it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Whether the provider answers and says of itself what can be used.
    ///
    /// # Errors
    /// [`OpenIdError::Provider`].
    pub async fn ask(&self) -> Result<(), OpenIdError> {
        self.known(Duration::ZERO).await.map(|_| ())
    }

    /// Where to send a browser that is to come back to `redirect`.
    ///
    /// # Errors
    /// [`OpenIdError::Provider`], [`OpenIdError::Settings`].
    pub async fn begin(&self, redirect: &str, secrets: &Secrets) -> Result<String, OpenIdError> {
        let client = self.client(redirect, &self.known(KEPT).await?)?;
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let (address, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// Who came back with a code. That the state is the one that was sent is for the caller to see to.
    ///
    /// # Errors
    /// [`OpenIdError`].
    pub async fn finish(
        &self,
        redirect: &str,
        code: String,
        secrets: &Secrets,
        now: DateTime<Utc>,
    ) -> Result<Identity, OpenIdError> {
        let client = self.client(redirect, &self.known(KEPT).await?)?;
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| OpenIdError::Provider)?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.clone()));
        let answer = exchange.request_async(&self.wire).await.map_err(|_| OpenIdError::Code)?;
        let nonce = Nonce::new(secrets.nonce.clone());
        let claims = match verified(&client, &answer, &nonce, now) {
            // The provider may have changed its keys since they were fetched.
            Err(OpenIdError::Token(SIGNATURE)) => {
                let client = self.client(redirect, &self.known(ANEW).await?)?;
                verified(&client, &answer, &nonce, now)?
            }
            other => other?,
        };
        self.identity(&client, &answer, &claims).await
    }

    /// What the token says of somebody, and where it says little, what the provider says besides.
    async fn identity(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Identity, OpenIdError> {
        let mut identity = Identity {
            subject: claims.subject().to_string(),
            email: claims.email().filter(|_| claims.email_verified() == Some(true)).map(|email| email.to_string()),
            username: claims.preferred_username().map(|name| name.to_string()),
        };
        if identity.email.is_none()
            && identity.username.is_none()
            && let Ok(request) = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()))
        {
            let more: CoreUserInfoClaims =
                request.request_async(&self.wire).await.map_err(|_| OpenIdError::Provider)?;
            let verified = more.email_verified() == Some(true);
            identity.email = more.email().filter(|_| verified).map(|email| email.to_string());
            identity.username = more.preferred_username().map(|name| name.to_string());
        }
        Ok(identity)
    }

    /// What the provider publishes, fetched again when it is older than that.
    async fn known(&self, age: Duration) -> Result<CoreProviderMetadata, OpenIdError> {
        let fresh = |known: &Option<Known>| {
            known.as_ref().filter(|known| known.fetched.elapsed() < age).map(|known| known.metadata.clone())
        };
        if let Some(metadata) = fresh(&*self.known.read().await) {
            return Ok(metadata);
        }
        let mut known = self.known.write().await;
        if let Some(metadata) = fresh(&known) {
            return Ok(metadata);
        }
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.wire).await;
        let metadata = asked.map_err(|_| OpenIdError::Provider)?;
        *known = Some(Known { metadata: metadata.clone(), fetched: Instant::now() });
        Ok(metadata)
    }

    fn client(&self, redirect: &str, metadata: &CoreProviderMetadata) -> Result<Client, OpenIdError> {
        let redirect = RedirectUrl::new(redirect.to_owned());
        let redirect = redirect.map_err(|_| OpenIdError::Settings("public_url is no URL"))?;
        let secret = self.settings.client_secret.expose_secret();
        let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(self.settings.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, secret).set_redirect_uri(redirect);
        let ways = metadata.token_endpoint_auth_methods_supported();
        let in_body = ways.is_some_and(|ways| !ways.contains(&CoreClientAuthMethod::ClientSecretBasic));
        Ok(client.set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth }))
    }
}

/// What a token is refused for whose signature fits no key.
const SIGNATURE: &str = "its signature fits no key";

/// What the identity token says, when it is the provider's own, ours, of this try and of now.
fn verified(
    client: &Client,
    answer: &CoreTokenResponse,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenClaims, OpenIdError> {
    let token = answer.id_token().ok_or(OpenIdError::Token("there is none"))?;
    let verifier = client.id_token_verifier().set_time_fn(move || now);
    let claims = token.claims(&verifier, nonce).map_err(|error| {
        OpenIdError::Token(match error {
            ClaimsVerificationError::SignatureVerification(_) => SIGNATURE,
            ClaimsVerificationError::Expired(_) => "it is out of date",
            ClaimsVerificationError::InvalidNonce(_) => "it is not of this try",
            ClaimsVerificationError::InvalidAudience(_) => "it is for another service",
            ClaimsVerificationError::InvalidIssuer(_) => "it is another provider's",
            _ => "it cannot be used",
        })
    })?;
    if let Some(expected) = claims.access_token_hash() {
        let signed = token.signing_alg().ok().zip(token.signing_key(&verifier).ok());
        let actual = signed.and_then(|(way, key)| AccessTokenHash::from_token(answer.access_token(), way, key).ok());
        if actual.as_ref() != Some(expected) {
            return Err(OpenIdError::Token("the access token is another's"));
        }
    }
    Ok(claims.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_provider_that_is_not_there_is_named_as_such_and_nothing_is_told_of_it() {
        let settings = OpenIdSettings {
            issuer: "http://127.0.0.1:1".to_owned(),
            client_id: "yiguan".to_owned(),
            client_secret: SecretString::from("very secret"),
            name: "某区".to_owned(),
        };
        assert!(!format!("{settings:?}").contains("very secret"));
        let provider = OpenId::new(settings.clone()).unwrap();
        let secrets = Secrets { state: "s".into(), nonce: "n".into(), verifier: "v".repeat(43) };
        assert_eq!(provider.ask().await, Err(OpenIdError::Provider));
        assert_eq!(provider.begin("http://127.0.0.1/back", &secrets).await, Err(OpenIdError::Provider));
        let settings = OpenIdSettings { issuer: "no address".to_owned(), ..settings };
        assert!(matches!(OpenId::new(settings), Err(OpenIdError::Settings(_))));
    }
}
