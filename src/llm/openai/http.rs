//! The one HTTP client, and async-openai set up over it without its own retries, proxies or error logging.
//!
//! The tower service below sees each response first. It is the only place where `Retry-After` can be read, and it keeps
//! error bodies, which may quote a request, away from async-openai's log lines.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use chrono::DateTime;
use reqwest::Response;
use reqwest::header::{AUTHORIZATION, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};

use crate::llm::error::LlmError;
use crate::llm::settings::Endpoint;

/// A client for one endpoint.
pub(super) type ApiClient = Client<Address>;

/// The HTTP client of the house: no Nagle, no proxies from the environment, no redirects (they could carry the key away).
pub(super) fn client(connect_timeout: Duration) -> Result<reqwest::Client, LlmError> {
    reqwest::Client::builder()
        .tcp_nodelay(true)
        .connect_timeout(connect_timeout)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("yiguan/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| LlmError::Connect)
}

/// async-openai for one endpoint over the shared client.
pub(super) fn api(endpoint: &Endpoint, http: &reqwest::Client) -> Result<ApiClient, LlmError> {
    let address = Address::new(endpoint)?;
    Ok(Client::build(http.clone(), address).with_http_service(Wire { http: http.clone() }))
}

/// Where requests go. async-openai's own config reads the environment, which only our `config` may do.
#[derive(Clone)]
pub(super) struct Address {
    base: String,
    headers: HeaderMap,
    key: SecretString,
}

impl Address {
    fn new(endpoint: &Endpoint) -> Result<Self, LlmError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &endpoint.api_key {
            let text = format!("Bearer {}", key.expose_secret());
            let mut value = HeaderValue::from_str(&text).map_err(|_| LlmError::Denied { status: 401 })?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let key = endpoint.api_key.clone().unwrap_or_default();
        Ok(Self { base: endpoint.base_url.trim_end_matches('/').to_owned(), headers, key })
    }
}

impl Config for Address {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

/// Sends a request once and turns a bad status into [`BadStatus`].
#[derive(Clone)]
struct Wire {
    http: reqwest::Client,
}

impl tower::Service<HttpRequestFactory> for Wire {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequestFactory) -> Self::Future {
        let http = self.http.clone();
        Box::pin(async move {
            let response = http.execute(request.build().await?).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            let retry_after = retry_after(response.headers());
            Err(OpenAIError::Boxed(Box::new(BadStatus { status: response.status().as_u16(), retry_after })))
        })
    }
}

/// A response that is no success.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {status}")]
struct BadStatus {
    status: u16,
    retry_after: Option<Duration>,
}

/// Seconds, or a date, which is compared with the server's own clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(wanted).ok()?;
    let now = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
    Some((at - now).to_std().unwrap_or_default())
}

/// Our name for what async-openai reports.
pub(super) fn name_error(error: OpenAIError) -> LlmError {
    match error {
        OpenAIError::Boxed(inner) => inner.downcast::<BadStatus>().map_or(LlmError::Cut, |bad| name_status(&bad)),
        OpenAIError::Reqwest(inner) if inner.is_connect() => LlmError::Connect,
        OpenAIError::Reqwest(_) | OpenAIError::StreamError(_) => LlmError::Cut,
        OpenAIError::JSONDeserialize(..) => LlmError::Malformed("frame"),
        OpenAIError::ApiError(inner) => {
            name_status(&BadStatus { status: inner.status_code.as_u16(), retry_after: None })
        }
        _ => LlmError::BadRequest { status: 400 },
    }
}

fn name_status(bad: &BadStatus) -> LlmError {
    match bad.status {
        status @ (401..=403) => LlmError::Denied { status },
        429 => LlmError::RateLimited { retry_after: bad.retry_after },
        status @ (408 | 500..) => LlmError::Server { status: Some(status) },
        status => LlmError::BadRequest { status },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn reads_retry_after_as_seconds_or_date() {
        let seconds = headers(&[(RETRY_AFTER, "7")]);
        assert_eq!(retry_after(&seconds), Some(Duration::from_secs(7)));
        let date = headers(&[(RETRY_AFTER, "Fri, 31 Dec 1999 23:59:59 GMT"), (DATE, "Fri, 31 Dec 1999 23:59:29 GMT")]);
        assert_eq!(retry_after(&date), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&headers(&[(RETRY_AFTER, "soon")])), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn statuses_have_names() {
        let name = |status| name_status(&BadStatus { status, retry_after: None });
        assert_eq!(name(402), LlmError::Denied { status: 402 });
        assert_eq!(name(408), LlmError::Server { status: Some(408) });
        assert_eq!(name(529), LlmError::Server { status: Some(529) });
        assert_eq!(name(404), LlmError::BadRequest { status: 404 });
        assert_eq!(name(302), LlmError::BadRequest { status: 302 });
    }
}
