//! Conversations: begun by anyone, open only to whoever holds the owner's token.

mod authorize;
mod show;
mod start;
mod submit;

pub use authorize::Access;
pub use show::{ConversationView, TurnView};
pub(in crate::service) use start::token_hash;
pub use start::{Hints, NewConversation};
pub use submit::HandoverView;
