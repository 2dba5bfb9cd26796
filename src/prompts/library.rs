//! The prompt files, compiled into the binary, with their hashes.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::fields::ProposeFieldsInput;
use super::inputs::{PromptInput, ReplyInput, RewriteFieldInput, SpecifyInput, UnderstandInput};
use crate::redaction::Masked;

#[derive(RustEmbed)]
#[folder = "prompts"]
struct Files;

/// The two files of a prompt folder.
const PARTS: [&str; 2] = ["system.j2", "user.j2"];

/// Why the prompts cannot be used.
#[derive(Debug, Error)]
pub enum PromptError {
    /// A folder lacks a file.
    #[error("prompts/{0} is missing")]
    Missing(String),
    /// A file is not UTF-8.
    #[error("prompts/{0} is not UTF-8")]
    NotText(String),
    /// A template is wrong, or asks for a variable that its input does not have.
    #[error("prompts/{name}: {source:#}")]
    Template {
        /// The file.
        name: String,
        /// What minijinja says.
        source: minijinja::Error,
    },
}

/// All prompts, checked.
pub struct Prompts {
    templates: Environment<'static>,
    hashes: BTreeMap<&'static str, String>,
}

/// A prompt ready to be sent.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Its folder.
    pub name: &'static str,
    /// SHA-256 of its files, hexadecimal.
    pub hash: String,
    /// The system part: holds no word of an owner.
    pub system: Masked,
    /// The user part: data, fenced.
    pub user: Masked,
}

impl Prompts {
    /// Loads every prompt and renders it from its sample.
    ///
    /// # Errors
    /// [`PromptError`] when a file is missing or a template asks for what its input does not have.
    pub fn load() -> Result<Self, PromptError> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        templates.set_syntax(syntax.map_err(|source| PromptError::Template { name: "syntax".into(), source })?);
        let mut prompts = Self { templates, hashes: BTreeMap::new() };
        prompts.add(&UnderstandInput::sample())?;
        prompts.add(&ReplyInput::sample())?;
        prompts.add(&SpecifyInput::sample())?;
        prompts.add(&RewriteFieldInput::sample())?;
        prompts.add(&ProposeFieldsInput::sample())?;
        Ok(prompts)
    }

    fn add<I: PromptInput>(&mut self, sample: &I) -> Result<(), PromptError> {
        let mut hash = Sha256::new();
        for part in PARTS {
            let path = format!("{}/{part}", I::NAME);
            let file = Files::get(&path).ok_or_else(|| PromptError::Missing(path.clone()))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(|_| PromptError::NotText(path.clone()))?;
            hash.update(text.as_bytes());
            hash.update([0]);
            let added = self.templates.add_template_owned(path.clone(), text);
            added.map_err(|source| PromptError::Template { name: path, source })?;
        }
        self.hashes.insert(I::NAME, hex::encode(hash.finalize()));
        self.render(sample).map(drop)
    }

    /// Fills in a prompt.
    ///
    /// # Errors
    /// [`PromptError::Template`] when the input lacks a variable, which the check at the start rules out.
    pub fn render<I: PromptInput>(&self, input: &I) -> Result<Rendered, PromptError> {
        let [system, user] = PARTS.map(|part| self.part(I::NAME, part, input));
        let hash = self.hashes.get(I::NAME).cloned().unwrap_or_default();
        Ok(Rendered { name: I::NAME, hash, system: system?, user: user? })
    }

    fn part<I: PromptInput>(&self, prompt: &str, part: &str, input: &I) -> Result<Masked, PromptError> {
        let name = format!("{prompt}/{part}");
        let rendered = self.templates.get_template(&name).and_then(|template| template.render(Serde(input)));
        rendered.map(Masked::assembled).map_err(|source| PromptError::Template { name, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prompt_renders_from_its_sample() {
        let prompts = Prompts::load().unwrap();
        let rendered = prompts.render(&UnderstandInput::sample()).unwrap();
        assert_eq!(rendered.hash.len(), 64);
        assert!(rendered.user.as_str().contains("鞋面"));
    }

    #[test]
    fn an_unknown_variable_stops_the_start() {
        #[derive(serde::Serialize)]
        struct Nothing {}
        impl PromptInput for Nothing {
            const NAME: &'static str = "understand";
            fn sample() -> Self {
                Self {}
            }
        }
        let mut prompts = Prompts::load().unwrap();
        assert!(matches!(prompts.add(&Nothing {}), Err(PromptError::Template { .. })));
    }

    #[test]
    fn owner_words_never_stand_in_the_system_part() {
        let prompts = Prompts::load().unwrap();
        let input = UnderstandInput::sample();
        let rendered = prompts.render(&input).unwrap();
        assert!(!rendered.system.as_str().contains(input.message.as_str()));
    }
}
