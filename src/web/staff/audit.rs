//! The log of what staff did, newest first, page by page.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;

use super::allowed::Allowed;
use super::render::{moment, refused_by, render_for};
use crate::domain::{AuditEntry, AuditLog, Locale, StaffId};
use crate::messages::{all, say};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// The section of the message catalogue that names actions.
const ACTIONS: &str = "action";

/// Which part of the log.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    before: Option<String>,
    action: Option<String>,
}

/// A page of the log.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<AuditLog>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let before = wanted.before.and_then(|before| before.parse().ok());
    let action = wanted.action.filter(|action| !action.is_empty());
    let page = match state.service.gate().audit_page(&may, before, action.as_deref()).await {
        Ok(page) => page,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let actions: Vec<Value> = all()
        .get(ACTIONS)
        .into_iter()
        .flat_map(BTreeMap::keys)
        .map(|key| context! { key, name => name_of(key, locale) })
        .collect();
    let context = context! {
        entries => page.entries.iter().map(|entry| view(entry, &page.names, locale)).collect::<Vec<_>>(),
        next => page.next,
        first => before.is_none(),
        action,
        actions,
    };
    render_for(&who, "/staff/audit", "staff/audit.html", context, locale)
}

fn view(entry: &AuditEntry, names: &BTreeMap<StaffId, String>, locale: Locale) -> Value {
    let note = &entry.note;
    let subject = note.subject.as_deref();
    let person = subject.and_then(|id| id.parse().ok()).and_then(|id| names.get(&StaffId(id)));
    context! {
        number => entry.number,
        at => moment(note.at),
        who => note.staff.map(|id| names.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        action => note.action.as_str(),
        name => name_of(&note.action, locale),
        subject => person.map(String::as_str).or(subject),
        detail => note.detail.as_str(),
        hash => entry.hash.get(..12),
    }
}

/// What people call an action; its own name when nobody has given it another.
fn name_of(action: &str, locale: Locale) -> String {
    let key = format!("{ACTIONS}.{action}");
    let name = say(locale, &key, &[]);
    if name == key { action.to_owned() } else { name }
}
