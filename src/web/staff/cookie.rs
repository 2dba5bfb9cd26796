//! The cookies: one holds a session, one what a browser takes along to the identity provider; no script reads either.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::CookieJar;

use crate::web::WebState;
use crate::web::site::base;

/// How long a browser may be away at the provider, in seconds.
const AWAY: u32 = 600;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// The secret of a session: sent from our own pages alone.
    Session,
    /// What belongs to a try at the provider: sent as well when the provider sends somebody back.
    Provider,
}

impl Kept {
    /// What the browser sent.
    pub(super) fn read(self, state: &WebState, headers: &HeaderMap) -> Option<String> {
        let jar = CookieJar::from_headers(headers);
        jar.get(&self.name(is_secure(state, headers))).map(|cookie| cookie.value().to_owned())
    }

    /// `Set-Cookie` for a value, which is hexadecimal.
    pub(super) fn set(self, state: &WebState, headers: &HeaderMap, value: &str) -> String {
        // A session's cookie goes with the browser's window; how long the session lasts is for the database to say.
        let age = if self == Self::Provider { format!("; Max-Age={AWAY}") } else { String::new() };
        self.written(is_secure(state, headers), value, &age)
    }

    /// `Set-Cookie` that takes it away.
    pub(super) fn remove(self, state: &WebState, headers: &HeaderMap) -> String {
        self.written(is_secure(state, headers), "", "; Max-Age=0")
    }

    fn written(self, secure: bool, value: &str, age: &str) -> String {
        let site = if self == Self::Session { "Strict" } else { "Lax" };
        let mark = if secure { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite={site}{mark}{age}", self.name(secure))
    }

    /// The prefix keeps other hosts of the same domain and pages without TLS from setting it.
    fn name(self, secure: bool) -> String {
        let name = if self == Self::Session { "yiguan_staff" } else { "yiguan_openid" };
        if secure { format!("__Host-{name}") } else { name.to_owned() }
    }
}

/// Whether browsers reach this service over TLS.
fn is_secure(state: &WebState, headers: &HeaderMap) -> bool {
    base(state, headers).starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_as_strict_as_they_can_be() {
        let plain = Kept::Session.written(false, "ab", "");
        assert_eq!(plain, "yiguan_staff=ab; Path=/; HttpOnly; SameSite=Strict");
        let safe = Kept::Session.written(true, "ab", "");
        assert_eq!(safe, "__Host-yiguan_staff=ab; Path=/; HttpOnly; SameSite=Strict; Secure");
        let provider = Kept::Provider.written(true, "", "; Max-Age=0");
        assert_eq!(provider, "__Host-yiguan_openid=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    }
}
