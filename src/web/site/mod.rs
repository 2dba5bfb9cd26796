//! What embedding pages need: who calls, which origins may, the page for QR codes, and what is left of the quotas.

mod caller;
mod cors;
mod limits;
mod page;
mod poster;
pub(super) mod record;

pub(super) use caller::Caller;
pub(super) use cors::cors;
pub(super) use limits::limit_headers;
pub(super) use page::page;
pub(super) use poster::{base, code, poster};
pub(super) use record::record;
