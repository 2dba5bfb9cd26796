//! What a form begins with when another page sends somebody to it: a gap to be filled, a word to be added.

use minijinja::{Value, context};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::domain::bench::GapKey;
use crate::domain::{AiTask, Curate, EntryKind};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// The longest word that is filled in, in characters.
const WORD: usize = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Beginning {
    #[serde(default)]
    gap: String,
    #[serde(default)]
    word: String,
}

impl Beginning {
    /// The gap, as the form carries it on.
    pub(super) fn gap(&self, service: &Service) -> Option<Value> {
        carried(&self.gap, service)
    }

    /// What a new item says.
    pub(super) async fn fresh(
        &self,
        kind: EntryKind,
        service: &Service,
        may: &May<Curate>,
    ) -> Result<Json, ServiceError> {
        match service.gap_named(&self.gap).filter(|_| kind == EntryKind::Case) {
            Some(gap) => service.case_for_gap(may, &gap).await,
            None => Ok(json!({})),
        }
    }

    /// What the form of a trade's words begins with: what they say and one more term; and the row of that, counted from 0.
    pub(super) fn onto(&self, kind: EntryKind, body: &Json, service: &Service) -> (Json, Option<usize>) {
        let word: String = self.word.trim().chars().take(WORD).collect();
        let gap = service.gap_named(&self.gap);
        let mut body = body.clone();
        let wanted = kind == EntryKind::Glossary && (!word.is_empty() || gap.is_some());
        let terms = body.get_mut("terms").and_then(Json::as_array_mut).filter(|_| wanted);
        let row = terms.map(|terms| {
            terms.push(term(&word, gap.as_ref()));
            terms.len() - 1
        });
        (body, row)
    }
}

fn term(word: &str, gap: Option<&GapKey>) -> Json {
    let tasks: Vec<&str> = gap.and_then(|gap| gap.task).map(AiTask::as_str).into_iter().collect();
    json!({ "plain": word, "tasks": tasks })
}

/// A gap as forms carry it: its name, and what it is about in words; nothing for what names none.
pub(super) fn carried(name: &str, service: &Service) -> Option<Value> {
    let gap = service.gap_named(name)?;
    Some(context! { name => gap.to_string(), title => title(&gap, service) })
}

/// What a gap is about in words; a dash where neither trade nor step nor task was understood.
pub(super) fn title(gap: &GapKey, service: &Service) -> String {
    Some(service.gap_title(gap)).filter(|title| !title.is_empty()).unwrap_or_else(|| "—".to_owned())
}
