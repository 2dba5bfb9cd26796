//! The curation console: the overview, the five libraries, each item with its form, its versions and its way into force.
//!
//! Every page works without scripts: a form posts what is to be done, the answer leads back to the page, and nothing that
//! was typed is lost when it cannot be done.

mod act;
mod beginning;
mod bulk;
mod edit;
mod form;
mod item;
mod list;
mod overview;
mod problems;
mod refusals;
mod text;

use axum::Router;
use axum::routing::{get, post};
use minijinja::{Value, context};

pub(super) use form::Posted;
pub(super) use problems::words as problem_words;
pub(super) use refusals::problem;
pub(super) use text::{choice, label};

use super::WebState;
use super::staff::console::HERE;
use crate::domain::curation::{ItemKey, Standing};
use crate::domain::{EntryKind, Locale};
use crate::messages::say;
use crate::service::curation::LIBRARIES;

/// The largest form: a trade's words or a playbook, with every sign written as nine, are larger than what owners send.
pub(super) const MOST_BYTES: usize = 2 << 20;

/// The pages.
pub(super) fn pages() -> Router<WebState> {
    Router::new()
        .route("/staff/curation", get(overview::page))
        .route("/staff/curation.xlsx", get(overview::file))
        .route("/staff/curation/{library}", get(list::page))
        .route("/staff/curation/{library}/bulk", post(bulk::bulk))
        .route("/staff/curation/{library}/views", post(bulk::views))
        .route("/staff/curation/{library}/new", get(edit::fresh).post(edit::create))
        .route("/staff/curation/{library}/{id}", get(item::page))
        .route("/staff/curation/{library}/{id}/edit", get(edit::page).post(edit::save))
        .route("/staff/curation/{library}/{id}/act", post(act::act))
        .route("/staff/curation/{library}/{id}/remove", get(item::remove))
        .route("/staff/curation/{library}/{id}/versions/{number}", get(item::version))
}

/// The library of that name in an address; nothing for what is no library of curators.
fn library(name: &str) -> Option<EntryKind> {
    EntryKind::of_folder(name).filter(|kind| LIBRARIES.contains(kind))
}

/// The address of an item's page.
pub(in crate::web) fn address(key: &ItemKey) -> String {
    format!("{HERE}/{key}")
}

/// The address of a library.
fn shelf(kind: EntryKind) -> String {
    format!("{HERE}/{}", kind.folder())
}

/// How an item stands, as a badge.
fn badge(standing: Standing, locale: Locale) -> Value {
    let look = match standing {
        Standing::Published => "good",
        Standing::Expired | Standing::Withdrawn | Standing::Removed => "bad",
        Standing::InReview | Standing::Scheduled => "wait",
        Standing::Draft => "",
    };
    context! { name => say(locale, &format!("curation.standing_{}", standing.name()), &[]), look, id => standing.name() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::curation::{Entry, Fault, Spec, VersionState, fields};

    fn known(key: &str) {
        for locale in [Locale::ZhCn, Locale::En] {
            assert_ne!(say(locale, key, &[]), key, "{key}");
        }
    }

    fn all(specs: &[Spec], prefix: &str) {
        for spec in specs {
            let key = format!("{prefix}{}", spec.path.replace('.', "_"));
            known(&format!("curation_field.{key}"));
            match spec.entry {
                Entry::Rows(specs) => all(specs, &format!("{key}_")),
                Entry::Choice(values) => {
                    for value in values {
                        known(&format!("curation_choice.{key}_{value}"));
                    }
                }
                _ => known(&format!("curation_field.{key}_help")),
            }
        }
    }

    #[test]
    fn every_field_choice_and_state_is_explained_in_the_catalogue() {
        for kind in LIBRARIES {
            known(&format!("curation.library_{}", kind.folder()));
            all(fields(kind).unwrap_or_default(), "");
        }
        for standing in Standing::ALL {
            known(&format!("curation.standing_{}", standing.name()));
        }
        for state in [
            VersionState::Draft,
            VersionState::InReview,
            VersionState::Scheduled,
            VersionState::InForce,
            VersionState::Superseded,
            VersionState::Withdrawn,
            VersionState::Refused,
        ] {
            known(&format!("curation.version_{}", state.name()));
        }
        for fault in
            [Fault::Own, Fault::WrongState, Fault::Unknown, Fault::Over, Fault::Unfit, Fault::Needed, Fault::Partner]
        {
            known(&format!("error.curation_{}", fault.name()));
        }
    }
}
