//! Reply schemas that every provider takes: flat, no `$ref`, no `pattern`, no recursion, every field required.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::llm::error::LlmError;

/// The shape of a structured reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplySchema {
    /// A short name in ASCII, as providers demand.
    pub name: String,
    /// The flat JSON schema.
    pub schema: Value,
}

impl ReplySchema {
    /// The flat schema of a type.
    ///
    /// # Errors
    /// [`LlmError::Schema`] for a recursive type.
    pub fn of<T: JsonSchema>() -> Result<Self, LlmError> {
        let generator = SchemaSettings::draft2020_12()
            .for_deserialize()
            .with(|s| {
                s.meta_schema = None;
                s.inline_subschemas = true;
            })
            .into_generator();
        let full = generator.into_root_schema_for::<T>().to_value();
        let name = T::schema_name().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
        Ok(Self { name, schema: flatten(&full)? })
    }
}

/// Keeps the keywords that all providers understand; the rest is checked after the reply, when it becomes a type.
fn flatten(schema: &Value) -> Result<Value, LlmError> {
    let Value::Object(full) = schema else {
        return Ok(json!({}));
    };
    let mut flat = Map::new();
    for (key, value) in full {
        match key.as_str() {
            "$ref" => return Err(LlmError::Schema),
            "type" | "enum" | "description" => {
                flat.insert(key.clone(), value.clone());
            }
            "const" => {
                flat.insert("enum".into(), json!([value]));
            }
            "items" => {
                flat.insert(key.clone(), flatten(value)?);
            }
            "anyOf" | "oneOf" => {
                flat.insert("anyOf".into(), flatten_all(value)?);
            }
            "properties" => add_properties(&mut flat, value)?,
            "additionalProperties" if !full.contains_key("properties") && value.is_object() => {
                flat.insert(key.clone(), flatten(value)?);
            }
            _ => {}
        }
    }
    Ok(Value::Object(flat))
}

fn flatten_all(list: &Value) -> Result<Value, LlmError> {
    list.as_array().into_iter().flatten().map(flatten).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// Strict modes demand that every field is required and none is added; an optional field is null instead.
fn add_properties(flat: &mut Map<String, Value>, properties: &Value) -> Result<(), LlmError> {
    let mut kept = Map::new();
    for (name, property) in properties.as_object().into_iter().flatten() {
        kept.insert(name.clone(), flatten(property)?);
    }
    flat.insert("required".into(), kept.keys().map(String::as_str).collect());
    flat.insert("properties".into(), Value::Object(kept));
    flat.insert("additionalProperties".into(), Value::Bool(false));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How sure.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Sure {
        /// Said so.
        Yes,
        No,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Fact {
        #[schemars(regex(pattern = r"^\d+$"))]
        value: String,
        unit: Option<String>,
        sure: Sure,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Facts {
        first: Fact,
        facts: Vec<Fact>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Tree {
        children: Vec<Tree>,
    }

    #[test]
    fn nested_types_become_flat_and_strict() {
        let schema = ReplySchema::of::<Facts>().unwrap();
        assert_eq!(schema.name, "Facts");
        let text = schema.schema.to_string();
        for word in ["$ref", "$defs", "pattern", "$schema", "oneOf"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        let fact = &schema.schema["properties"]["facts"]["items"];
        assert_eq!(fact["required"].as_array().unwrap().len(), 3);
        assert_eq!(fact["additionalProperties"], false);
        assert_eq!(fact["properties"]["unit"]["type"], json!(["string", "null"]));
        assert_eq!(schema.schema["properties"]["first"], *fact);
    }

    #[test]
    fn a_recursive_type_is_refused() {
        assert_eq!(ReplySchema::of::<Tree>().unwrap_err(), LlmError::Schema);
    }
}
