//! Who calls: the origin of the page, when it is none of ours, and the network address.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;

use crate::domain::{Locale, Site, SiteKey};
use crate::service::ServiceError;
use crate::web::WebState;
use crate::web::problem::ApiError;

/// Who calls.
#[derive(Debug, Clone)]
pub(in crate::web) struct Caller {
    /// The origin of a page that is not ours. Our own pages and callers that are no browsers have none.
    foreign: Option<String>,
    /// The network address, when it is known.
    pub(in crate::web) address: Option<IpAddr>,
}

impl Caller {
    /// The caller of a request.
    pub(in crate::web) fn of(parts: &Parts, state: &WebState) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Self { foreign: foreign_origin(&parts.headers), address: forwarded(&parts.headers, state.proxies).or(peer) }
    }

    /// The site that the page names, when its origin may speak for it.
    pub(in crate::web) async fn site(
        &self,
        state: &WebState,
        key: Option<&str>,
        locale: Locale,
    ) -> Result<Site, ApiError> {
        let key = key.map_or_else(|| Some(SiteKey::own()), SiteKey::parse);
        let refused = |error: ServiceError| ApiError::service(&error, locale);
        self.admitted(state, &key.ok_or_else(|| refused(ServiceError::NoSite))?, locale).await
    }

    /// The site of that key, when the page's origin may speak for it.
    pub(in crate::web) async fn admitted(
        &self,
        state: &WebState,
        key: &SiteKey,
        locale: Locale,
    ) -> Result<Site, ApiError> {
        let admitted = state.service.admit(key, self.foreign.as_deref()).await;
        admitted.map_err(|error| {
            let origin = self.foreign.clone().unwrap_or_default();
            ApiError::service(&error, locale).with("origin", origin)
        })
    }
}

impl FromRequestParts<WebState> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        Ok(Self::of(parts, state))
    }
}

/// The origin of the page, unless it is the host that was asked: whichever scheme a proxy made of it.
fn foreign_origin(headers: &HeaderMap) -> Option<String> {
    let origin = headers.get(ORIGIN)?.to_str().ok()?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, authority)| authority == host));
    (!own).then(|| origin.to_ascii_lowercase())
}

/// The address that the outermost of our own proxies saw: what stands before it in the header was written by the caller.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    hops.len().checked_sub(proxies).filter(|_| proxies > 0).and_then(|place| hops.get(place)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn our_own_pages_are_not_foreign() {
        assert_eq!(foreign_origin(&headers(&[("host", "a.cn:8080")])), None);
        assert_eq!(foreign_origin(&headers(&[("host", "a.cn"), ("origin", "https://a.cn")])), None);
        let foreign = foreign_origin(&headers(&[("host", "a.cn"), ("origin", "https://b.cn")]));
        assert_eq!(foreign.as_deref(), Some("https://b.cn"));
        assert_eq!(foreign_origin(&headers(&[("host", "a.cn"), ("origin", "null")])).as_deref(), Some("null"));
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let sent = headers(&[("x-forwarded-for", "6.6.6.6, 1.2.3.4")]);
        assert_eq!(forwarded(&sent, 0), None);
        assert_eq!(forwarded(&sent, 1), Some("1.2.3.4".parse().unwrap()));
        assert_eq!(forwarded(&sent, 2), Some("6.6.6.6".parse().unwrap()));
        assert_eq!(forwarded(&sent, 3), None);
    }
}
