//! Somebody of the staff at a browser without scripts: keeps a cookie, reads the token out of a page, sends forms.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use regex::Regex;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use yiguan::app::{RandomIds, SystemClock};
use yiguan::domain::Role;
use yiguan::service::staff::{NewStaff, Office};
use yiguan::store::Store;

use super::test_app::TestApp;

/// The password of everybody in the tests.
pub(crate) const PASSWORD: &str = "seven wonders of wenzhou";

/// What stands between the parts of a form with a file.
const EDGE: &str = "yiguan-edge-4711";

/// Somebody of the staff.
#[derive(Clone)]
pub(crate) struct Colleague {
    http: Client,
    url: String,
    cookie: Option<String>,
    csrf: String,
}

impl Colleague {
    /// Somebody who is not signed in.
    pub(crate) fn stranger(app: &TestApp) -> Self {
        Self::stranger_at(&app.url)
    }

    /// Somebody who is not signed in, before a service at this address.
    pub(crate) fn stranger_at(url: &str) -> Self {
        let http = Client::builder().pool_max_idle_per_host(0).redirect(Policy::none()).build().unwrap();
        Self { http, url: url.to_owned(), cookie: None, csrf: String::new() }
    }

    /// Makes an account with these roles and signs in with it.
    pub(crate) async fn joins(app: &TestApp, login: &str, roles: &[Role]) -> anyhow::Result<Self> {
        Self::joins_at(&app.store().await?, &app.url, login, roles).await
    }

    /// The same at a service whose database is at hand.
    pub(crate) async fn joins_at(store: &Store, url: &str, login: &str, roles: &[Role]) -> anyhow::Result<Self> {
        let new = NewStaff {
            login: login.to_owned(),
            name: format!("{login}先生"),
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            area: None,
        };
        let link = Office::of_operator(store, &RandomIds, &SystemClock).add(new).await?;
        let mut somebody = Self::stranger_at(url);
        let set = [("password", PASSWORD), ("again", PASSWORD)];
        let set = somebody.sends(&format!("/staff/link/{}", link.token), &set).await?;
        ensure!(set.status() == 303, "{}", set.text().await?);
        let entered = somebody.signs_in(login, PASSWORD, "").await?;
        ensure!(entered.status() == 303, "{}", entered.text().await?);
        Ok(somebody)
    }

    /// The cookie that is kept.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// The token of the session.
    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }

    /// A request with the cookie and without a token.
    pub(crate) fn asks(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).header(ACCEPT_LANGUAGE, "zh-CN");
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    /// Opens a page.
    pub(crate) async fn opens(&self, path: &str) -> anyhow::Result<Response> {
        Ok(self.asks(Method::GET, path).send().await?)
    }

    /// Opens a page that must be there, and reads it.
    pub(crate) async fn reads(&self, path: &str) -> anyhow::Result<String> {
        let page = self.opens(path).await?;
        ensure!(page.status() == 200, "{path}: {}", page.status());
        Ok(shown(&page.text().await?))
    }

    /// Sends a form with the session's token, as the pages do.
    pub(crate) async fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Response> {
        let token = [("_csrf", self.csrf.as_str())].into_iter().filter(|(_, token)| !token.is_empty());
        let body = form(token.chain(fields.iter().copied()));
        let request = self.asks(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = request.body(body).send().await?;
        self.keep(&response);
        Ok(response)
    }

    /// The same person at the same service after it was started again elsewhere.
    pub(crate) fn at(self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self }
    }

    /// Sends a form with a file, the token first, as the pages do.
    pub(crate) async fn uploads(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> anyhow::Result<Response> {
        let mut body = vec![];
        let token = [("_csrf", self.csrf.as_str())];
        for (field, text) in token.iter().chain(fields) {
            let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let request = self.asks(Method::POST, path);
        let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
        Ok(request.body(body).send().await?)
    }

    /// Signs in.
    pub(crate) async fn signs_in(&mut self, login: &str, password: &str, code: &str) -> anyhow::Result<Response> {
        let response =
            self.sends("/staff/sign-in", &[("login", login), ("password", password), ("code", code)]).await?;
        if response.status() == 303 {
            self.learns().await?;
        }
        Ok(response)
    }

    /// Reads the session's token out of a page.
    pub(crate) async fn learns(&mut self) -> anyhow::Result<()> {
        let page = self.reads("/staff/account").await?;
        let token = Regex::new(r#"name="_csrf" value="([0-9a-f]{64})""#)?;
        token.captures(&page).context("a page with a token")?[1].clone_into(&mut self.csrf);
        Ok(())
    }

    /// Keeps what a browser keeps.
    fn keep(&mut self, response: &Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
    }
}

/// A page with its slashes as they are read: templates write them as references, which is the same to a browser.
pub(crate) fn shown(page: &str) -> String {
    page.replace("&#x2f;", "/")
}

/// Fields as a form sends them.
pub(crate) fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
