//! Signs staff in at an identity provider (`OpenID` Connect): authorization code with PKCE, state and nonce.
//!
//! The crate `openidconnect` knows the protocol; this room gives it an HTTP client, keeps what the provider publishes for a
//! while, and says in plain values who it was. Whether that is an account of ours is for `service` to decide.

mod flow;
mod wire;

pub use flow::{Identity, OpenId, OpenIdError, OpenIdSettings, Secrets};
