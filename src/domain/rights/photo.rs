//! A photo that an owner sent, as it is kept: written anew, without what the camera hid in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{ConversationId, TurnId};

/// Names a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PhotoId(pub Uuid);

/// A photo of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// Whose it is.
    pub conversation_id: ConversationId,
    /// JPEG.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file said of itself that it was generated (标识办法第六条).
    pub generated: bool,
    /// The turn that it came with; nothing while it is not sent yet.
    pub turn_id: Option<TurnId>,
    /// The key of the question that it answers, when one was open.
    pub field: Option<String>,
    /// When it came.
    pub added_at: DateTime<Utc>,
}
