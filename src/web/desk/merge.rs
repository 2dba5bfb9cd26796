//! Somebody has written meanwhile: who, when and what, theirs beside one's own, and the way to save all the same.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::context;

use super::act::clashes;
use super::form::Posted;
use super::{folder, history, sheet, word};
use crate::domain::review::Action;
use crate::domain::{ConversationId, Locale, Translate};
use crate::service::review::{CaseView, Conflict};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::problem::ApiError;
use crate::web::staff::render::{refused_by, render_for};

/// The page, with status 412.
pub(super) async fn page(
    state: &WebState,
    (may, who): (&May<Translate>, &SignedIn),
    id: ConversationId,
    locale: Locale,
    (posted, action): (&Posted, &Action),
    conflict: &Conflict,
) -> Response {
    let case = match state.service.open_review(may, id).await {
        Ok(case) => case,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let grounds = state.service.grounds(&case);
    let (theirs, about) = theirs(action, &case);
    let own = own_text(posted);
    let kept = posted
        .0
        .iter()
        .filter(|(name, _)| !["_csrf", "version"].contains(&name.as_str()) && own.is_none_or(|(text, _)| text != name));
    // What others did to a judgement that this reader is not to see is not told either.
    let steps = if case.standing.blind { &[][..] } else { &conflict.steps };
    let line = about.as_deref().filter(|_| matches!(action, Action::EditPlain { .. }));
    let context = context! {
        desk => folder(),
        code => &case.case_code.0,
        version => &case.version,
        clash => clashes(action, &conflict.steps, line),
        writable => case.standing.mine || case.standing.claimable || case.standing.lead,
        holder => case.standing.holder.and_then(|id| case.names.get(&id)),
        state_name => word(locale, "desk.state", &case.state),
        steps => steps.iter().map(|step| history::view(step, &case, &grounds, locale)).collect::<Vec<_>>(),
        about,
        kept => kept.map(|(name, value)| context! { name, value }).collect::<Vec<_>>(),
        own => own.map(|(name, text)| context! { name, text, rows => text.chars().count() / 34 + 3 }),
        theirs,
        diff => theirs.zip(own).map(|(theirs, (_, own))| sheet::diff(theirs, own)),
    };
    let page = render_for(who, "/staff/queue", "desk/merge.html", context, locale);
    (StatusCode::PRECONDITION_FAILED, page).into_response()
}

/// What stands now where the action would write, and what that place is called.
fn theirs<'a>(action: &Action, case: &'a CaseView) -> (Option<&'a str>, Option<String>) {
    let line = |id| case.fields.iter().map(|line| &line.field).find(|field| field.id == id);
    match action {
        Action::Edit { field, .. } => {
            let field = line(*field);
            (field.map(|field| field.text.as_str()), field.map(|field| field.label.clone()))
        }
        Action::EditPlain { line, .. } => {
            let plain = case.plain.get(*line);
            (plain.map(|plain| plain.text.as_str()), plain.map(|plain| plain.title.clone()))
        }
        Action::EditTitle { .. } => (Some(case.title.as_str()), None),
        Action::Accept { field }
        | Action::MarkUnknown { field }
        | Action::LeaveOut { field }
        | Action::Restore { field } => (None, line(*field).map(|field| field.label.clone())),
        Action::Ask { field, .. } => (None, field.and_then(line).map(|field| field.label.clone())),
        _ => (None, None),
    }
}

/// The text that somebody wrote: it is shown in a box and can be changed before it is sent again.
fn own_text(posted: &Posted) -> Option<(&str, &str)> {
    let name = match posted.deed() {
        "edit" | "edit_plain" | "edit_title" | "add_field" => "text",
        "ask" => "question",
        "give_second" | "decline" => "note",
        _ => "reason",
    };
    let found = posted.0.iter().find(|(known, value)| known == name && !value.is_empty());
    found.map(|(name, value)| (name.as_str(), value.as_str()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::review::{Step, StepKind};

    fn step(kind: StepKind, field: Option<u32>, about: Option<&str>) -> Step {
        Step {
            version: 2,
            at: DateTime::from_timestamp(0, 0).unwrap(),
            by: None,
            kind,
            field,
            about: about.map(str::to_owned),
            before: None,
            after: None,
            reason: None,
        }
    }

    #[test]
    fn what_others_did_elsewhere_is_no_clash() {
        let edit = Action::Edit { field: 3, text: String::new(), basis: None };
        assert!(!clashes(&edit, &[step(StepKind::Edit, Some(4), None)], None));
        assert!(clashes(&edit, &[step(StepKind::Answered, Some(3), None)], None));
        assert!(clashes(&edit, &[step(StepKind::TakeDraft, None, None)], None));
        assert!(clashes(&Action::Approve, &[step(StepKind::Edit, Some(4), None)], None));
        let plain = Action::EditPlain { line: 1, text: String::new() };
        assert!(clashes(&plain, &[step(StepKind::EditPlain, None, Some("要解决什么"))], Some("要解决什么")));
        assert!(!clashes(&plain, &[step(StepKind::EditPlain, None, Some("先做什么"))], Some("要解决什么")));
    }
}
