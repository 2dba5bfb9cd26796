//! Fits a request into an endpoint's context window; the one place that decides what is dropped, in which order.
//!
//! Dropped first to last: earlier turns, the oldest first; then cases, the worst first; then terms; then policies. The
//! system part and the current message ([`Priority::Keep`]) stay; if they alone are too long the request fails.
//! Tokens are counted with `o200k_base`, which is a few per cent off for every Chinese model: hence the endpoint's margin.

use std::collections::BTreeMap;

use crate::llm::chat::{Message, Priority};
use crate::llm::error::LlmError;
use crate::llm::settings::Endpoint;

/// Tokens that a chat template puts around each message; a generous guess for all known templates.
const PER_MESSAGE: usize = 6;
/// Tokens of a picture as we keep them (at most 1600 pixels wide): the most that a model in use counts for one.
const PER_PICTURE: usize = 1_600;

/// Tokens of a text in `o200k_base`; about 170 ns a byte, so count a stored text once.
pub fn count_tokens(text: &str) -> usize {
    tiktoken_rs::o200k_base_singleton().count_ordinary(text)
}

/// The beginning of a text that has at most so many tokens, in bytes; it ends where a line or a sentence does, unless there is
/// none so short.
pub fn fitting(text: &str, most: usize) -> usize {
    let (mut tokens, mut end) = (0, 0);
    for piece in text.split_inclusive(['\n', '。', '；', '！', '？']) {
        tokens += count_tokens(piece);
        if tokens > most {
            break;
        }
        end += piece.len();
    }
    if end > 0 || text.is_empty() {
        return end;
    }
    // One sentence without an end: halved until it is short enough.
    let mut end = text.len();
    while end > 0 && count_tokens(&text[..end]) > most {
        end = text.floor_char_boundary(end / 2);
    }
    end
}

/// Tokens that a prompt may have at this endpoint when `reply` tokens are kept for the answer.
pub(in crate::llm) fn prompt_limit(endpoint: &Endpoint, reply: u32) -> usize {
    let kept_free = 1.0 - endpoint.margin.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a window is far below 2^52 tokens and the share lies between 0 and 1"
    )]
    let usable = (endpoint.context_tokens as f64 * kept_free) as usize;
    usable.saturating_sub(reply as usize)
}

/// Tokens of a message beside its text.
fn extra(message: &Message) -> usize {
    PER_MESSAGE + message.pictures().len() * PER_PICTURE
}

/// The messages that fit into `limit` tokens, in their order.
pub(in crate::llm) fn fit(messages: &[Message], limit: usize) -> Result<Vec<&Message>, LlmError> {
    // A token is at least one byte: what is short enough in bytes need not be counted.
    if messages.iter().map(|m| m.text().len() + extra(m)).sum::<usize>() <= limit {
        return Ok(messages.iter().collect());
    }
    let mut groups = BTreeMap::<Priority, usize>::new();
    for message in messages {
        *groups.entry(message.priority()).or_default() += count_tokens(message.text()) + extra(message);
    }
    let mut total: usize = groups.values().sum();
    let mut order: Vec<(Priority, usize)> = groups.into_iter().filter(|(p, _)| *p != Priority::Keep).collect();
    order.sort_by_key(|(priority, _)| (kind(*priority), std::cmp::Reverse(*priority)));
    let mut dropped = Vec::new();
    for (priority, tokens) in order {
        if total <= limit {
            break;
        }
        total -= tokens;
        dropped.push(priority);
    }
    if total > limit {
        return Err(LlmError::TooLarge { needed: total, limit });
    }
    Ok(messages.iter().filter(|m| !dropped.contains(&m.priority())).collect())
}

/// Kinds in the order of dropping.
fn kind(priority: Priority) -> u8 {
    match priority {
        Priority::Turn(_) => 0,
        Priority::Case(_) => 1,
        Priority::Term(_) => 2,
        Priority::Policy(_) => 3,
        Priority::Keep => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::chat::Role;

    fn say(words: usize, priority: Priority) -> Message {
        Message::internal(Role::User, "apple ".repeat(words), priority)
    }

    fn kept(messages: &[Message], limit: usize) -> Vec<Priority> {
        fit(messages, limit).unwrap().iter().map(|m| m.priority()).collect()
    }

    #[test]
    fn drops_oldest_turns_then_the_cases_tail_and_keeps_the_order() {
        let all = [
            say(50, Priority::Keep),
            say(50, Priority::Policy(1)),
            say(50, Priority::Case(1)),
            say(50, Priority::Case(2)),
            say(50, Priority::Turn(2)),
            say(50, Priority::Turn(2)),
            say(50, Priority::Turn(1)),
            say(50, Priority::Keep),
        ];
        let each = count_tokens(all[0].text()) + PER_MESSAGE;
        let (case1, case2, policy) = (Priority::Case(1), Priority::Case(2), Priority::Policy(1));
        assert_eq!(kept(&all, each * 8).len(), 8);
        assert_eq!(kept(&all, each * 7), [Priority::Keep, policy, case1, case2, Priority::Turn(1), Priority::Keep]);
        assert_eq!(kept(&all, each * 4), [Priority::Keep, policy, case1, Priority::Keep]);
        assert_eq!(kept(&all, each * 3), [Priority::Keep, policy, Priority::Keep]);
        assert_eq!(kept(&all, each * 2), [Priority::Keep, Priority::Keep]);
        let error = fit(&all, each * 2 - 1).unwrap_err();
        assert_eq!(error, LlmError::TooLarge { needed: each * 2, limit: each * 2 - 1 });
    }

    #[test]
    fn the_margin_and_the_reply_come_off_the_window() {
        let mut endpoint = Endpoint::new("a", "http://localhost", "m");
        endpoint.context_tokens = 1000;
        endpoint.margin = 0.2;
        assert_eq!(prompt_limit(&endpoint, 300), 500);
        assert_eq!(prompt_limit(&endpoint, 900), 0);
    }

    #[test]
    fn the_beginning_of_a_text_fits_and_ends_with_a_sentence() {
        let text = "第一句讲的是补助。第二句讲的是条件。第三句";
        let first = "第一句讲的是补助。";
        assert_eq!(fitting(text, 1_000), text.len());
        assert_eq!(&text[..fitting(text, count_tokens(first))], first);
        assert!((1..text.len()).contains(&fitting(&text.replace('。', ""), 6)));
        assert_eq!((fitting(text, 0), fitting("", 5)), (0, 0));
    }

    #[test]
    fn counts_chinese_in_tokens_not_bytes() {
        let tokens = count_tokens("冲床旁边装个摄像头");
        assert!((4..=12).contains(&tokens), "{tokens}");
    }
}
