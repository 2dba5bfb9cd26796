//! An owner at the other end of the API: says, taps, reads the stream; every stream is checked on its way.

use anyhow::{Context, bail, ensure};
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use yiguan::domain::{DO_NOT_KNOW, Outcome, Question};

use super::stream::{self, Heard};

/// The way into one conversation.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    /// Its id.
    pub(crate) id: String,
    /// The owner's secret.
    pub(crate) token: String,
    /// The short code.
    pub(crate) code: String,
}

/// Somebody who talks to the service.
#[derive(Clone)]
pub(crate) struct Owner {
    http: Client,
    url: String,
    language: &'static str,
    talk: Option<Talk>,
    question: Option<Question>,
}

impl Owner {
    pub(crate) fn new(url: &str) -> Self {
        // Every request on a connection of its own: a stopped server is left alone at once.
        let http = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { http, url: url.to_owned(), language: "zh-CN", talk: None, question: None }
    }

    /// The same person, speaking English.
    pub(crate) fn in_english(&self) -> Self {
        Self { language: "en", ..self.clone() }
    }

    /// The same person at another address of the service.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The same person in a conversation that began elsewhere.
    pub(crate) fn with(self, talk: Talk) -> Self {
        Self { talk: Some(talk), ..self }
    }

    /// The way into the conversation.
    pub(crate) fn talk(&self) -> anyhow::Result<&Talk> {
        self.talk.as_ref().context("no conversation has begun")
    }

    /// The question that was asked last.
    pub(crate) fn question(&self) -> anyhow::Result<&Question> {
        self.question.as_ref().context("nothing was asked")
    }

    /// A request in the owner's language, with the token once there is one.
    pub(crate) fn asks(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).header(ACCEPT_LANGUAGE, self.language);
        match &self.talk {
            Some(talk) => request.bearer_auth(&talk.token),
            None => request,
        }
    }

    /// Reads a path.
    pub(crate) async fn gets(&self, path: &str) -> anyhow::Result<Response> {
        Ok(self.asks(Method::GET, path).send().await?)
    }

    /// Sends JSON to a path.
    pub(crate) async fn posts(&self, path: &str, body: &Value) -> anyhow::Result<Response> {
        let request = self.asks(Method::POST, path).header(CONTENT_TYPE, "application/json");
        Ok(request.body(body.to_string()).send().await?)
    }

    /// Says something on the stream and hears the answer to its end.
    pub(crate) async fn hears(&mut self, words: &str) -> anyhow::Result<Heard> {
        let response = self.streams(words).await?;
        let heard = stream::whole(response).await?;
        self.keep(&heard)?;
        Ok(heard)
    }

    /// Says something on the stream; the answer is still to be read.
    pub(crate) async fn streams(&self, words: &str) -> anyhow::Result<Response> {
        let request = self.asks(Method::POST, "/api/v1/chat").header(CONTENT_TYPE, "application/json");
        let body = match &self.talk {
            Some(talk) => json!({ "message": words, "conversation_id": talk.id }),
            None => json!({ "message": words }),
        };
        let response = request.header(ACCEPT, "text/event-stream").body(body.to_string()).send().await?;
        ensure!(response.status() == 200, "{}: {}", response.status(), response.text().await?);
        Ok(response)
    }

    /// Says something and gets the outcome.
    pub(crate) async fn says(&mut self, words: &str) -> anyhow::Result<Outcome> {
        self.hears(words).await?.outcome.context("the turn has no outcome")
    }

    /// Taps one of the options of the question on the screen, or 不清楚.
    pub(crate) async fn taps(&mut self, option: &str) -> anyhow::Result<Outcome> {
        let question = self.question()?;
        ensure!(
            option == DO_NOT_KNOW || question.options.iter().any(|known| known == option),
            "{option} is no option of {question:?}"
        );
        self.says(option).await
    }

    /// Taps until nothing more is asked; `choose` says what. Returns how many questions there were.
    pub(crate) async fn taps_through(
        &mut self,
        choose: impl Fn(&Question) -> String,
    ) -> anyhow::Result<(usize, Outcome)> {
        for count in 1..=20 {
            let option = choose(self.question()?);
            let outcome = self.taps(&option).await?;
            if outcome.question.is_none() {
                return Ok((count, outcome));
            }
        }
        bail!("the questions do not end")
    }

    /// Begins an empty conversation.
    pub(crate) async fn begins(&mut self) -> anyhow::Result<()> {
        let response = self.posts("/api/v1/conversations", &json!({})).await?;
        ensure!(response.status() == 201, "{}", response.status());
        let begun: Value = serde_json::from_str(&response.text().await?)?;
        let text = |name: &str| begun[name].as_str().map(str::to_owned).context("a field is missing");
        self.talk = Some(Talk { id: text("conversation_id")?, token: text("owner_token")?, code: text("case_code")? });
        Ok(())
    }

    /// Begins a turn without waiting for anything; returns its id.
    pub(crate) async fn leaves(&mut self, words: &str) -> anyhow::Result<String> {
        if self.talk.is_none() {
            self.begins().await?;
        }
        let path = format!("/api/v1/conversations/{}/turns", self.talk()?.id);
        let response = self.posts(&path, &json!({ "message": words })).await?;
        ensure!(response.status() == 202, "{}: {}", response.status(), response.text().await?);
        let begun: Value = serde_json::from_str(&response.text().await?)?;
        begun["turn_id"].as_str().map(str::to_owned).context("no turn_id")
    }

    /// Reads the events of a turn after number `after`, to the end.
    pub(crate) async fn reads_events(&mut self, turn: &str, after: u32) -> anyhow::Result<Heard> {
        let request = self.asks(Method::GET, &format!("/api/v1/turns/{turn}/events"));
        let response = request.header("Last-Event-ID", after.to_string()).send().await?;
        ensure!(response.status() == 200, "{}", response.status());
        let heard = stream::rest(response, after).await?;
        self.keep(&heard)?;
        Ok(heard)
    }

    /// Stops a turn.
    pub(crate) async fn stops(&self, turn: &str) -> anyhow::Result<()> {
        let response = self.posts(&format!("/api/v1/turns/{turn}/stop"), &json!({})).await?;
        ensure!(response.status() == 202, "{}", response.status());
        Ok(())
    }

    /// Looks at a path as JSON.
    pub(crate) async fn looks_at(&self, path: &str) -> anyhow::Result<Value> {
        let response = self.gets(path).await?;
        ensure!(response.status() == 200, "{path}: {}", response.status());
        Ok(serde_json::from_str(&response.text().await?)?)
    }

    /// Keeps what a browser keeps: the way into the conversation and the question on the screen.
    fn keep(&mut self, heard: &Heard) -> anyhow::Result<()> {
        if let Some(token) = heard.first("owner_token") {
            let (id, code) = (heard.first("conversation_id"), heard.first("case_code"));
            let (id, code) = id.zip(code).context("a new conversation has an id and a code")?;
            self.talk = Some(Talk { id, token, code });
        }
        if let Some(outcome) = &heard.outcome {
            self.question.clone_from(&outcome.question);
        }
        Ok(())
    }
}
