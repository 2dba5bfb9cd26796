//! Writes a page from a template: everything that is filled in is escaped, every word comes from the message catalogue.
//!
//! Templates stand in `web/staff/` and `web/desk/` and go by their path, such as `staff/account.html`; each extends
//! `staff/layout.html`. `t("staff.name", n=3)` says a message in the page's language. A name that is not given is an error,
//! but for a bare `if name`: a typing mistake shows.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, FixedOffset, Utc};
use minijinja::value::Kwargs;
use minijinja::{Environment, Error, Value, context};

use crate::domain::{Administer, AuditLog, Curate, Locale, SeeFigures, Translate};
use crate::messages::say;
use crate::service::staff::SignedIn;
use crate::web::assets::assets;
use crate::web::problem::ApiError;
use crate::web::staff::console;

/// Wenzhou's offset from UTC, in seconds.
const OFFSET: i32 = 8 * 3_600;

static CHINESE: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Locale::ZhCn));
static ENGLISH: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Locale::En));

/// Templates with the words of one language.
fn environment(locale: Locale) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    for (name, text) in assets().templates() {
        if let Err(error) = environment.add_template(name, text) {
            // The page says so as well, when it is asked for; a test keeps it from ever being served.
            tracing::error!(%error, name, "a template cannot be used");
        }
    }
    environment.add_global("lang", if locale == Locale::En { "en" } else { "zh-CN" });
    environment.add_function("t", move |key: &str, values: Kwargs| -> Result<String, Error> {
        let names: Vec<&str> = values.args().collect();
        let filled: Vec<(&str, String)> = names
            .into_iter()
            .map(|name| Ok((name, values.get::<Value>(name)?.to_string())))
            .collect::<Result<_, Error>>()?;
        let filled: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(say(locale, key, &filled))
    });
    environment
}

/// A page for anybody.
pub(in crate::web) fn render(template: &str, context: Value, locale: Locale) -> Response {
    let environment = if locale == Locale::En { &*ENGLISH } else { &*CHINESE };
    match environment.get_template(template).and_then(|template| template.render(context)) {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(%error, template, "a page could not be written");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale).into_response()
        }
    }
}

/// A page for somebody signed in: it shows who, the ways that are open to them, and puts the token into its forms
/// (`csrf`). `here` is the address of the way that the page belongs to, of the console's parts too.
pub(in crate::web) fn render_for(
    who: &SignedIn,
    here: &str,
    template: &str,
    context: Value,
    locale: Locale,
) -> Response {
    let frame = context! {
        me => context! { id => who.staff().id.to_string(), name => who.staff().name.as_str(), login => who.staff().login.as_str() },
        csrf => who.csrf(),
        ways => ways(who, here),
        console => console::ways(here),
    };
    render(template, context! { ..context, ..frame }, locale)
}

/// The pages that are open to somebody; the one that `here` belongs to is current.
fn ways(who: &SignedIn, here: &str) -> Vec<Value> {
    let staff = who.staff();
    let all = [
        (staff.has::<Translate>(), "/staff/queue", "staff.queue"),
        (staff.has::<Translate>(), "/staff/follow-ups", "staff.follow_ups"),
        (staff.has::<Curate>(), console::HERE, "staff.curation"),
        (staff.has::<SeeFigures>(), "/staff/figures", "staff.figures"),
        (staff.has::<Administer>(), "/staff/people", "staff.people"),
        (staff.has::<AuditLog>(), "/staff/audit", "staff.audit"),
        (true, "/staff/account", "staff.account"),
    ];
    let open = all.into_iter().filter(|(open, ..)| *open);
    open.map(|(_, href, name)| context! { href, name, current => here.starts_with(href) }).collect()
}

/// A page that says why something was not done.
pub(in crate::web) fn refused(status: StatusCode, code: &'static str, locale: Locale) -> Response {
    refused_by(&ApiError::new(status, code, locale), locale)
}

/// The same for an error that has its words already.
pub(in crate::web) fn refused_by(error: &ApiError, locale: Locale) -> Response {
    let page = render("staff/refused.html", context! { words => error.words() }, locale);
    (error.status(), page).into_response()
}

/// A moment as people in Wenzhou read it.
pub(in crate::web) fn moment(at: DateTime<Utc>) -> String {
    let local =
        FixedOffset::east_opt(OFFSET).map(|offset| at.with_timezone(&offset).format("%Y-%m-%d %H:%M").to_string());
    local.unwrap_or_else(|| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read_and_what_is_filled_in_is_escaped() {
        let mut environment = Environment::new();
        for (name, text) in assets().templates() {
            environment.add_template(name, text).unwrap();
        }
        assert!(environment.templates().count() > 5);
        let page = CHINESE.get_template("staff/refused.html").unwrap();
        let page = page.render(context! { words => "<script>1</script>" }).unwrap();
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>1"), "{page}");
    }

    #[test]
    fn every_message_that_a_template_names_is_in_the_catalogue() {
        let named = regex::Regex::new(r#"\bt\(\s*"([a-z_.]+)""#).unwrap();
        for (path, text) in assets().templates() {
            for found in named.captures_iter(text) {
                // The others get their end from what is shown.
                if !found[1].ends_with(['_', '.']) {
                    assert_ne!(say(Locale::En, &found[1], &[]), found[1], "{path}");
                }
            }
        }
    }

    #[test]
    fn moments_are_told_in_the_time_of_the_place() {
        assert_eq!(moment(DateTime::from_timestamp(0, 0).unwrap()), "1970-01-01 08:00");
    }
}
