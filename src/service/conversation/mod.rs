//! Conversations: begun by anyone, open only to whoever holds the owner's token.

mod authorize;
mod show;
mod start;
mod submit;

pub use authorize::Access;
pub use show::{ConversationView, TurnView};
pub use start::NewConversation;
pub use submit::HandoverView;
