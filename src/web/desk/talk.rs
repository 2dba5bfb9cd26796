//! The talk beside the form: what the owner said and showed, what translators asked, and where a quote stands in it.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use uuid::Uuid;

use crate::domain::{Locale, PhotoId, Translate};
use crate::service::review::CaseView;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::moment;

/// The turns of the talk, oldest first.
pub(super) fn turns(case: &CaseView) -> Vec<Value> {
    let turns = (1..).zip(&case.talk).map(|(number, turn): (usize, _)| {
        context! {
            number,
            message => &turn.message,
            reply => &turn.reply,
            question => &turn.question,
            at => moment(turn.at),
            photos => turn.photos.iter().map(|photo| photo.0.to_string()).collect::<Vec<_>>(),
        }
    });
    turns.collect()
}

/// What translators asked, oldest first.
pub(super) fn questions(case: &CaseView) -> Vec<Value> {
    let label = |id| case.fields.iter().find(|line| Some(line.field.id) == id).map(|line| line.field.label.as_str());
    let asked = case.questions.iter().map(|asked| {
        context! {
            id => &asked.id,
            field => &asked.field,
            label => label(asked.field),
            text => &asked.text,
            by => case.names.get(&asked.by),
            at => moment(asked.asked_at),
            answer => asked.answer.as_ref().filter(|answer| !answer.is_empty()),
            unknown => asked.answer.as_ref().is_some_and(String::is_empty),
            answered_at => asked.answered_at.map(moment),
            withdrawn => &asked.withdrawn,
            open => asked.is_open(),
        }
    });
    asked.collect()
}

/// What is known, as the owner was told.
pub(super) fn facts(case: &CaseView) -> Vec<Value> {
    let known = case.facts.iter().map(|fact| {
        let unit = fact.unit.as_deref().unwrap_or_default();
        context! { label => &fact.label, value => fact.value.as_ref().map(|value| format!("{value}{unit}")) }
    });
    known.collect()
}

/// Where the owner said that: the anchor of the turn or of the answer, and the pieces that stand there. In a quote names
/// may be blanked out, so everything between the blanks is looked for.
pub(super) fn place(quote: &str, case: &CaseView) -> Option<(String, Vec<String>)> {
    let pieces = pieces(quote);
    if pieces.is_empty() {
        return None;
    }
    let said =
        (1..).zip(&case.talk).map(|(number, turn): (usize, _)| (format!("turn-{number}"), turn.message.as_str()));
    let answered = case.questions.iter();
    let answered = answered.filter_map(|asked| Some((format!("question-{}", asked.id), asked.answer.as_deref()?)));
    let mut places = said.chain(answered);
    let (anchor, _) = places.find(|(_, text)| holds(text, &pieces))?;
    Some((anchor, pieces))
}

/// What stands between the blanks of a quote.
fn pieces(quote: &str) -> Vec<String> {
    let mut pieces = vec![];
    for part in quote.split('〔') {
        let rest = part.split_once('〕').map_or(part, |(_, rest)| rest);
        if !rest.trim().is_empty() {
            pieces.push(rest.trim().to_owned());
        }
    }
    pieces
}

/// Whether a text holds all pieces, one after the other.
fn holds(text: &str, pieces: &[String]) -> bool {
    let mut rest = text;
    for piece in pieces {
        let Some(at) = rest.find(piece.as_str()) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

/// A photo of a case.
pub(super) async fn photo(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path((code, photo)): Path<(String, Uuid)>,
) -> Response {
    let shown = match state.service.case_named(&may, &code).await {
        Ok(id) => state.service.case_photo(&may, id, PhotoId(photo)).await,
        Err(error) => Err(error),
    };
    match shown {
        Ok(photo) => {
            let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "private, max-age=600")];
            (headers, photo.jpeg).into_response()
        }
        Err(error) => refusal(&error, locale),
    }
}

fn refusal(error: &crate::service::ServiceError, locale: Locale) -> Response {
    ApiError::service(error, locale).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_found_with_its_blanks() {
        let found = |text: &str, quote: &str| holds(text, &pieces(quote));
        assert!(found("我们瑞丰鞋业，六个人看", "我们〔公司〕，六个人看"));
        assert!(found("六个人看还漏", "六个人"));
        assert!(!found("六个人看还漏", "还漏〔公司〕六个人"));
        assert!(pieces("〔电话〕").is_empty());
    }
}
