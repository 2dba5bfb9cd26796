//! Every way in which a call to a language model can fail; no message holds any request or reply text.

use std::time::Duration;

/// What a call was waiting for when its time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing had arrived yet.
    FirstToken,
    /// Something had arrived, then nothing more.
    NextToken,
    /// Tokens kept coming, but the whole reply took too long.
    WholeReply,
}

/// A failed call. When deltas had already been sent, the receiver keeps them: the caller shows the failure after them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LlmError {
    /// No endpoint is configured.
    #[error("no language model is configured")]
    Unconfigured,
    /// Every endpoint's circuit breaker is open.
    #[error("every language model is resting after repeated failures")]
    Resting,
    /// No connection could be made.
    #[error("the language model could not be reached")]
    Connect,
    /// The key is wrong, blocked or out of money.
    #[error("the language model denied access (HTTP {status})")]
    Denied {
        /// HTTP status: 401, 402 or 403.
        status: u16,
    },
    /// Too many requests.
    #[error("the language model limits the rate of requests")]
    RateLimited {
        /// How long the server asked to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// The server failed.
    #[error("the language model's server failed{}", status.map(|s| format!(" (HTTP {s})")).unwrap_or_default())]
    Server {
        /// HTTP status, absent when the failure was reported inside the stream.
        status: Option<u16>,
    },
    /// The server did not accept the request.
    #[error("the language model did not accept the request (HTTP {status})")]
    BadRequest {
        /// HTTP status: 400, 404, 422 or another 4xx.
        status: u16,
    },
    /// The request does not fit the context window even with everything droppable dropped.
    #[error("the request needs {needed} tokens and the language model takes {limit}")]
    TooLarge {
        /// Tokens of what may not be dropped.
        needed: usize,
        /// Tokens that fit, margin and reply taken off.
        limit: usize,
    },
    /// Nothing arrived in time.
    #[error("the language model did not answer in time ({0:?})")]
    Timeout(Waiting),
    /// The connection ended before the reply did.
    #[error("the language model's reply was cut off")]
    Cut,
    /// The reply was blank.
    #[error("the language model's reply was empty")]
    Empty,
    /// The reply ran into endless whitespace and was ended by us.
    #[error("the language model's reply turned into blank space")]
    Blanks,
    /// The reply reached its token limit.
    #[error("the language model's reply was too long and broke off")]
    CutByLength,
    /// The provider's content filter stopped the reply.
    #[error("the provider's content filter stopped the reply")]
    ContentFilter,
    /// The model refused to answer.
    #[error("the language model refused to answer")]
    Refusal,
    /// The reply could not be read; the word says where.
    #[error("the language model's reply could not be read ({0})")]
    Malformed(&'static str),
    /// A reply type has no flat schema (it is recursive).
    #[error("the reply type has no flat JSON schema")]
    Schema,
    /// The caller stopped the call.
    #[error("the call was stopped")]
    Cancelled,
}

impl LlmError {
    /// Worth asking the same endpoint again.
    pub(in crate::llm) fn is_retryable(&self) -> bool {
        matches!(self, Self::Connect | Self::RateLimited { .. } | Self::Server { .. } | Self::Cut)
    }

    /// Worth asking the next endpoint: not when the model has answered in its own way, nor when we stopped.
    pub(in crate::llm) fn fails_over(&self) -> bool {
        !matches!(self, Self::Cancelled | Self::Refusal | Self::ContentFilter | Self::CutByLength | Self::Schema)
    }

    /// Counts against the endpoint's health.
    pub(in crate::llm) fn is_outage(&self) -> bool {
        self.is_retryable() || matches!(self, Self::Timeout(_) | Self::Denied { .. } | Self::Malformed(_))
    }

    /// The endpoint works but this reply is useless: asking once more, in other words, may help.
    pub(in crate::llm) fn is_spoilt_reply(&self) -> bool {
        matches!(self, Self::Empty | Self::Blanks | Self::CutByLength)
    }
}
