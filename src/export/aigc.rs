//! The implicit label of GB 45438-2025: who made a text with AI and under which number, as JSON inside the file.

use serde_json::Value;

/// The namespace and prefix under which XMP metadata holds the label (TC260-PG-20258A).
pub(super) const NAMESPACE: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";

/// The label's fields, named as in the standard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aigc {
    /// `1` made by AI, `2` perhaps, `3` suspected.
    pub label: String,
    /// The name or code of the service that made the content.
    pub content_producer: String,
    /// The producer's number for it.
    pub produce_id: String,
    /// For the producer's own proof that nothing was changed.
    pub reserved_code1: String,
    /// The name or code of the service that spreads it.
    pub content_propagator: String,
    /// The propagator's number for it.
    pub propagate_id: String,
    /// For the propagator's own proof.
    pub reserved_code2: String,
}

impl Aigc {
    /// The whole label: `{"AIGC":{…}}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{{\"AIGC\":{}}}", self.fields_json())
    }

    /// What a property that is itself named AIGC holds: the fields alone, in the standard's order.
    pub(super) fn fields_json(&self) -> String {
        let fields = [
            ("Label", &self.label),
            ("ContentProducer", &self.content_producer),
            ("ProduceID", &self.produce_id),
            ("ReservedCode1", &self.reserved_code1),
            ("ContentPropagator", &self.content_propagator),
            ("PropagateID", &self.propagate_id),
            ("ReservedCode2", &self.reserved_code2),
        ];
        // Put together by hand: a JSON map would sort the keys, unless a feature elsewhere in the build says not to.
        let pairs = fields.map(|(key, value)| format!("\"{key}\":{}", Value::from(value.as_str())));
        format!("{{{}}}", pairs.join(","))
    }
}
