//! The HTTP client behind `openidconnect`: no redirects, no proxies from the environment, short time limits, small answers.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;

/// How long a connection may take, and a whole answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
/// More than any document of a provider holds, in bytes.
const LARGEST: usize = 1 << 20;

/// Why a provider was not heard. No part of an answer stands in it.
#[derive(Debug, Error)]
pub(super) enum WireError {
    /// It does not answer, or not in time.
    #[error("the identity provider does not answer")]
    Silent,
    /// Its answer is far too long.
    #[error("the identity provider's answer is too long")]
    Long,
}

/// The client.
#[derive(Debug, Clone)]
pub(super) struct Wire(reqwest::Client);

impl Wire {
    /// A client of its own; nothing when TLS cannot be set up.
    pub(super) fn new() -> Option<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .no_proxy()
            // An answer that leads elsewhere could lead to any machine of this network.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("yiguan/", env!("CARGO_PKG_VERSION")));
        client.build().ok().map(Self)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let (head, body) = request.into_parts();
        let sent = self.0.request(head.method, head.uri.to_string()).headers(head.headers).body(body).send().await;
        let mut answer = sent.map_err(|_| WireError::Silent)?;
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|_| WireError::Silent)? {
            if bytes.len() + piece.len() > LARGEST {
                return Err(WireError::Long);
            }
            bytes.extend_from_slice(&piece);
        }
        let mut response = HttpResponse::new(bytes);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = WireError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
