//! Errors as RFC 9457 problem+json in the caller's language: what was wrong, and what to do.

use std::any::Any;

use axum::extract::OriginalUri;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::{Allowance, Locale, MAX_CHARS, MAX_COMPLAINT, MessageError, Scope};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::photos::{MOST_PHOTOS, PhotoError};

use super::extract::Language;
use super::{afterwards, bench, curation, desk, imports, lab, site, staff};

/// Seconds after which a refused caller may try again.
const RETRY_AFTER: &str = "3";

/// What the caller gets (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What was wrong and what to do, in the caller's language.
    detail: String,
    /// A name that programs can act on.
    code: &'static str,
    /// What the caller needs to go on all the same.
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// An error on its way out; its words are chosen by `code` from the message catalogue.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    locale: Locale,
    values: Vec<(&'static str, String)>,
    more: Box<Map<String, Value>>,
    allowance: Option<Allowance>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, code: &'static str, locale: Locale) -> Self {
        Self { status, code, locale, values: vec![], more: Box::default(), allowance: None }
    }

    /// The status.
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// What was wrong and what to do, in the caller's language.
    pub(super) fn words(&self) -> String {
        let values: Vec<(&str, &str)> = self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say(self.locale, &format!("error.{}", self.code), &values)
    }

    /// Fills in a placeholder of the message.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Adds what the caller needs to go on all the same, such as the ids of what was begun.
    pub(super) fn carrying(mut self, more: Map<String, Value>) -> Self {
        self.more.extend(more);
        self
    }

    /// What the service says, as a status and a code; failures of ours are logged here and nowhere else.
    pub(super) fn service(error: &ServiceError, locale: Locale) -> Self {
        let (status, code) = match error {
            ServiceError::QuotaUsedUp { scope, allowance } => return Self::used_up(*scope, *allowance, locale),
            ServiceError::NoConversation => (StatusCode::NOT_FOUND, "no_conversation"),
            ServiceError::NoTurn => (StatusCode::NOT_FOUND, "no_turn"),
            ServiceError::NoFact => (StatusCode::NOT_FOUND, "no_fact"),
            ServiceError::NoNeed => (StatusCode::CONFLICT, "no_need"),
            ServiceError::TalkStopped => (StatusCode::CONFLICT, "talk_stopped"),
            ServiceError::TurnRunning => (StatusCode::CONFLICT, "turn_running"),
            ServiceError::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "key_reused"),
            ServiceError::Busy | ServiceError::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            _ if error.is_passing() => {
                tracing::warn!(%error, "a part does not answer");
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            ServiceError::Store(_) | ServiceError::Index(_) => {
                tracing::error!(%error, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
            ServiceError::NoReview
            | ServiceError::StaleReview(_)
            | ServiceError::ReviewRefused(_)
            | ServiceError::NoStaff => return desk::problem(error, locale),
            ServiceError::Afterwards(error) => return afterwards::problem(error, locale),
            ServiceError::Lab(error) => return lab::problem(error, locale),
            ServiceError::Curation(error) => return curation::problem(*error, locale),
            ServiceError::Bench(error) => return bench::problem(error, locale),
            ServiceError::Import(error) => return imports::problem(error, locale),
            _ => of_rights(error),
        };
        let part = if matches!(error, ServiceError::Index(_)) { "index" } else { "database" };
        Self::new(status, code, locale)
            .with("detail", part)
            .with("max", MAX_COMPLAINT.to_string())
            .with("n", MOST_PHOTOS.to_string())
    }

    /// A quota of the day is used up: when it begins anew stands in the headers as well.
    fn used_up(scope: Scope, allowance: Allowance, locale: Locale) -> Self {
        let code = match scope {
            Scope::Site => "quota_site",
            Scope::Talk => "quota_talk",
            Scope::Address => "quota_address",
        };
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, code, locale).with("n", allowance.limit.to_string());
        error.allowance = Some(allowance);
        error
    }

    /// Why a text is no message.
    pub(super) fn message(error: MessageError, locale: Locale) -> Self {
        match error {
            MessageError::Empty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "empty_message", locale),
            MessageError::TooLong(n) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "long_message", locale)
                .with("max", MAX_CHARS.to_string())
                .with("n", n.to_string()),
        }
    }
}

/// Sites, and what owners give and ask for beside their words.
fn of_rights(error: &ServiceError) -> (StatusCode, &'static str) {
    match error {
        ServiceError::NoRelease => (StatusCode::NOT_FOUND, "no_release"),
        ServiceError::ReleaseWithdrawn => (StatusCode::GONE, "release_withdrawn"),
        ServiceError::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed"),
        ServiceError::Staff(error) => (staff::status(*error), error.code()),
        ServiceError::NoSite => (StatusCode::NOT_FOUND, "no_site"),
        ServiceError::OriginRefused => (StatusCode::FORBIDDEN, "origin_refused"),
        ServiceError::SiteOff => (StatusCode::FORBIDDEN, "site_off"),
        ServiceError::BadPhoto(PhotoError::Kind) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "photo_kind"),
        ServiceError::BadPhoto(PhotoError::Damaged) => (StatusCode::UNPROCESSABLE_ENTITY, "photo_damaged"),
        ServiceError::BadPhoto(PhotoError::Size) => (StatusCode::UNPROCESSABLE_ENTITY, "photo_size"),
        ServiceError::PhotosFull => (StatusCode::CONFLICT, "photos_full"),
        ServiceError::NoPhoto => (StatusCode::NOT_FOUND, "no_photo"),
        ServiceError::NoConsent => (StatusCode::FORBIDDEN, "no_consent"),
        ServiceError::NotHandedOver => (StatusCode::CONFLICT, "not_handed_over"),
        ServiceError::NotReleased => (StatusCode::CONFLICT, "not_released"),
        ServiceError::NoPhone => (StatusCode::UNPROCESSABLE_ENTITY, "no_phone"),
        ServiceError::BadComplaint => (StatusCode::UNPROCESSABLE_ENTITY, "bad_complaint"),
        ServiceError::NoReturn => (StatusCode::NOT_FOUND, "no_return"),
        ServiceError::NoSpeech => (StatusCode::NOT_FOUND, "no_speech"),
        ServiceError::BadRecording => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad_recording"),
        ServiceError::NotHeard => (StatusCode::BAD_GATEWAY, "not_heard"),
        ServiceError::NoSpecification => (StatusCode::NOT_FOUND, "no_specification"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = Problem {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.words(),
            code: self.code,
            more: *self.more,
        };
        let mut response = (self.status, axum::Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        if let Some(allowance) = self.allowance {
            headers.extend(site::limit_headers(allowance));
            headers.insert(header::RETRY_AFTER, HeaderValue::from(allowance.renews_in));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Nothing stands at that address.
pub(super) async fn not_found(Language(locale): Language, _uri: OriginalUri) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not_found", locale)
}

/// The address takes other methods.
pub(super) async fn no_method(Language(locale): Language) -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "no_method", locale)
}

/// A handler panicked: the caller gets an answer, the log a line without the panic's words.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", Locale::default()).into_response()
}
