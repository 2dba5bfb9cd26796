//! The description of the API, made from the handlers themselves.

use axum::Json;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{afterwards, chat, conversations, desk, health, own, pages, search, site, turns};

#[derive(OpenApi)]
#[openapi(
    info(title = "Yiguan (译官)", description = "From a factory owner's words to a technical specification and a verdict."),
    paths(
        chat::chat,
        conversations::start,
        conversations::show,
        conversations::submit,
        turns::start,
        turns::show,
        turns::events,
        turns::stop,
        site::record::record,
        desk::api::show,
        desk::api::act,
        afterwards::api::rewrite,
        afterwards::api::follow_ups,
        own::questions::answer,
        own::photos::add,
        own::photos::show,
        own::photos::remove,
        own::consent::give,
        own::consent::withdraw,
        own::contact::give,
        own::contact::take_back,
        own::erase::copy,
        own::erase::erase,
        own::go_on::secret,
        own::go_on::go_on,
        own::complain::complain,
        own::speech::listen,
        own::files::file,
        own::files::released,
        search::search,
        pages::messages,
        health::alive,
        health::ready
    ),
    modifiers(&OwnerToken)
)]
struct Api;

/// The owner's bearer token.
struct OwnerToken;

impl Modify for OwnerToken {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = api.components.get_or_insert_with(Default::default);
        components.add_security_scheme("owner_token", SecurityScheme::Http(scheme));
    }
}

/// The description of the API.
pub(super) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
