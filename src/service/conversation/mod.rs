//! Conversations: begun by anyone, open only to whoever holds the owner's token.

mod authorize;
mod show;
mod start;

pub use authorize::Access;
pub use show::{ConversationView, TurnView};
pub use start::NewConversation;
