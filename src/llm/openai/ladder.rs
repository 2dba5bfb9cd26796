//! The rung of structured replies that an endpoint has shown it can stand on: probed once, remembered, lowered when it breaks.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::llm::chat::{ChatRequest, Message, Mode, Priority, Role};
use crate::llm::json::find_object;
use crate::llm::schema::ReplySchema;

/// Stands only in the probe's schema: a reply that holds it has been held to the schema by the server.
const CANARY: &str = "kestrel-4417";

/// What one endpoint does with structured requests.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    mode: Mutex<Option<Mode>>,
    /// Held during a probe, so that callers who come at once send one probe together.
    pub(super) probing: tokio::sync::Mutex<()>,
}

impl Ladder {
    /// The rung to use, once it is known.
    pub(super) fn mode(&self) -> Option<Mode> {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what a probe has shown.
    pub(super) fn remember(&self, mode: Mode) {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = Some(mode);
    }

    /// One rung down from `broken`, unless another call has gone down already.
    pub(super) fn lower(&self, broken: Mode) -> Option<Mode> {
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        if *mode != Some(broken) {
            return None;
        }
        let lower = broken.lower()?;
        *mode = Some(lower);
        Some(lower)
    }
}

/// A probe for one rung: what to ask, and what the reply must hold.
pub(super) fn probe(mode: Mode) -> (ChatRequest, ReplySchema) {
    let words = match mode {
        Mode::JsonSchema => "Greet the reader. Reply with one JSON object.",
        _ => "Greet the reader. Reply with one JSON object: {\"greeting\": \"...\"}",
    };
    let message = Message::internal(Role::User, words.to_owned(), Priority::Keep);
    let request = ChatRequest { messages: vec![message], max_tokens: Some(1024), temperature: None };
    (request, canary_schema())
}

/// Whether the reply shows that the server holds this rung.
pub(super) fn holds(mode: Mode, reply: &str) -> bool {
    match (mode, find_object(reply, false)) {
        (Mode::JsonSchema, Ok(value)) => value["canary"] == CANARY,
        (_, found) => found.is_ok(),
    }
}

fn canary_schema() -> ReplySchema {
    let schema: Value = json!({
        "type": "object",
        "properties": { "canary": { "type": "string", "enum": [CANARY] } },
        "required": ["canary"],
        "additionalProperties": false,
    });
    ReplySchema { name: "probe".to_owned(), schema }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Probe {
        canary: String,
    }

    #[test]
    fn the_canary_stands_in_no_prompt() {
        for mode in [Mode::JsonSchema, Mode::JsonObject] {
            let (request, _) = probe(mode);
            assert!(!request.messages[0].text().contains(CANARY));
        }
        let (_, schema) = probe(Mode::JsonSchema);
        assert_eq!(schema.schema["required"], ReplySchema::of::<Probe>().unwrap().schema["required"]);
        assert!(holds(Mode::JsonSchema, r#"{"canary":"kestrel-4417"}"#));
        assert!(!holds(Mode::JsonSchema, r#"{"greeting":"hello"}"#));
        assert!(holds(Mode::JsonObject, "```json\n{\"greeting\":\"hello\"}\n```"));
        assert!(!holds(Mode::JsonObject, "hello"));
    }

    #[test]
    fn goes_down_one_rung_for_one_break() {
        let ladder = Ladder::default();
        assert_eq!(ladder.lower(Mode::JsonSchema), None, "not probed yet");
        ladder.remember(Mode::JsonSchema);
        assert_eq!(ladder.lower(Mode::JsonSchema), Some(Mode::JsonObject));
        assert_eq!(ladder.lower(Mode::JsonSchema), None, "a late report of the same break");
        assert_eq!(ladder.mode(), Some(Mode::JsonObject));
        assert_eq!(ladder.lower(Mode::JsonObject), Some(Mode::PlainText));
        assert_eq!(ladder.lower(Mode::PlainText), None);
    }
}
