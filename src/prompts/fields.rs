//! What the prompt is filled with that reads a document for the fields of a form.

use serde::Serialize;

use super::inputs::{PromptInput, masked};
use crate::redaction::Masked;

/// Input of `prompts/propose_fields`: find values for the fields of a form in a document.
#[derive(Debug, Clone, Serialize)]
pub struct ProposeFieldsInput {
    /// What the document becomes, such as 政策.
    pub kind: String,
    /// The fields to fill.
    pub fields: Vec<FieldForPrompt>,
    /// The trades: code and name; empty where the form asks for none.
    pub sectors: Vec<(String, String)>,
    /// The document, or its beginning.
    pub text: Masked,
    /// Whether it is the beginning only.
    pub cut: bool,
}

/// A field of a form as a model sees it.
#[derive(Debug, Clone, Serialize)]
pub struct FieldForPrompt {
    /// Its key.
    pub key: String,
    /// Its heading.
    pub head: String,
    /// What to write there.
    pub note: String,
    /// What may be chosen; empty where words are written.
    pub choices: Vec<String>,
}

impl PromptInput for ProposeFieldsInput {
    const NAME: &'static str = "propose_fields";

    fn sample() -> Self {
        Self {
            kind: "政策".into(),
            fields: vec![FieldForPrompt {
                key: "kind".into(),
                head: "类别".into(),
                note: "从列表里选".into(),
                choices: vec!["补助".into()],
            }],
            sectors: vec![("C195".into(), "制鞋".into())],
            text: masked("某区技改补助办法"),
            cut: true,
        }
    }
}
