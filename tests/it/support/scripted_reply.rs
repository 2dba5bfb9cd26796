//! The replies that the scripted model server can give, good and bad.

use std::time::Duration;

use serde_json::{Value, json};

/// One thing that a reply's body does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends bytes.
    Send(String),
    /// Waits, then goes on.
    Wait(Duration),
    /// Waits for ever.
    Hang,
    /// Breaks the connection.
    Cut,
}

/// One reply.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// More headers.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// A JSON body in place of a stream.
    pub(crate) body: Option<Value>,
    /// What the stream does.
    pub(crate) steps: Vec<Step>,
    /// Whether token counts are sent when asked for.
    pub(crate) usage: bool,
}

/// One server-sent event.
pub(crate) fn frame(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// An event with something new in it.
fn delta(delta: &Value, finish: Option<&str>) -> Step {
    let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
    Step::Send(frame(
        &json!({ "id": "c1", "object": "chat.completion.chunk", "model": "scripted-1", "choices": [choice] }),
    ))
}

fn word(text: &str) -> Step {
    delta(&json!({ "content": text }), None)
}

fn done() -> Step {
    Step::Send("data: [DONE]\n\n".to_owned())
}

impl Reply {
    fn stream(steps: Vec<Step>) -> Self {
        Self { status: 200, headers: Vec::new(), body: None, steps, usage: true }
    }

    fn open(words: &[&str]) -> Vec<Step> {
        let hello = delta(&json!({ "role": "assistant", "content": "" }), None);
        std::iter::once(hello).chain(words.iter().map(|w| word(w))).collect()
    }

    /// These words, then an end with this reason.
    pub(crate) fn ending(words: &[&str], reason: &str) -> Self {
        let mut steps = Self::open(words);
        steps.extend([delta(&json!({}), Some(reason)), done()]);
        Self::stream(steps)
    }

    fn breaking(words: &[&str], end: Step) -> Self {
        let mut steps = Self::open(words);
        steps.push(end);
        Self::stream(steps)
    }

    /// A good reply, one frame a word.
    pub(crate) fn words(words: &[&str]) -> Self {
        Self::ending(words, "stop")
    }

    /// A good structured reply, in frames of seven characters.
    pub(crate) fn json(value: &Value) -> Self {
        Self::text(&value.to_string())
    }

    /// A text in frames of seven characters.
    pub(crate) fn text(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let words: Vec<String> = letters.chunks(7).map(|c| c.iter().collect()).collect();
        Self::words(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A structured reply in a code fence.
    pub(crate) fn fenced(value: &Value) -> Self {
        Self::text(&format!("```json\n{value}\n```"))
    }

    /// A structured reply with prose before and after.
    pub(crate) fn with_prose(value: &Value) -> Self {
        Self::text(&format!("好的，结果如下：\n{value}\n如有问题请告诉我。"))
    }

    /// A structured reply whose end is missing although the server says `stop`.
    pub(crate) fn truncated(value: &Value) -> Self {
        let text = value.to_string();
        let half = text.chars().count() / 2;
        Self::text(&text.chars().take(half).collect::<String>())
    }

    /// A structured reply with a trailing comma.
    pub(crate) fn broken_json(value: &Value) -> Self {
        let text = value.to_string();
        Self::text(&format!("{},}}", text.trim_end_matches('}')))
    }

    /// Spaces only.
    pub(crate) fn blank() -> Self {
        Self::words(&["   ", "\n  ", " "])
    }

    /// A text, then whitespace without end.
    pub(crate) fn flood(text: &str) -> Self {
        let mut steps = Self::open(&[text]);
        steps.extend(std::iter::repeat_n(word("    \n    \n"), 100));
        steps.push(Step::Hang);
        Self::stream(steps)
    }

    /// Thinking in `reasoning_content`, then words.
    pub(crate) fn reasoning(thoughts: &[&str], words: &[&str]) -> Self {
        let mut reply = Self::words(words);
        let thoughts = thoughts.iter().map(|t| delta(&json!({ "content": null, "reasoning_content": t }), None));
        reply.steps.splice(1..1, thoughts);
        reply
    }

    /// Words, then the connection breaks.
    pub(crate) fn cut(words: &[&str]) -> Self {
        Self::breaking(words, Step::Cut)
    }

    /// Words, then the stream ends properly but the reply does not.
    pub(crate) fn quiet_cut(words: &[&str]) -> Self {
        Self::stream(Self::open(words))
    }

    /// Words, then nothing more.
    pub(crate) fn stall(words: &[&str]) -> Self {
        Self::breaking(words, Step::Hang)
    }

    /// Good words, but the stream is never closed.
    pub(crate) fn never_closed(words: &[&str]) -> Self {
        let mut reply = Self::words(words);
        reply.steps.pop();
        reply.steps.push(Step::Hang);
        reply
    }

    /// Waits before each frame.
    pub(crate) fn slowly(mut self, pause: Duration) -> Self {
        self.steps = self.steps.into_iter().flat_map(|step| [Step::Wait(pause), step]).collect();
        self
    }

    /// Words, then a frame that is not JSON.
    pub(crate) fn malformed_frame(words: &[&str]) -> Self {
        Self::breaking(words, Step::Send("data: {\"choices\": [{\"delta\"\n\n".to_owned()))
    }

    /// Words, then an error object.
    pub(crate) fn error_frame(words: &[&str]) -> Self {
        let error = json!({ "error": { "message": "engine died", "type": "server_error", "code": null } });
        Self::breaking(words, Step::Send(frame(&error)))
    }

    /// Words, the second one sent twice as the very same frame.
    pub(crate) fn duplicate(words: &[&str]) -> Self {
        let mut reply = Self::words(words);
        reply.steps.insert(2, word(words[1]));
        reply
    }

    /// A refusal in the field made for it.
    pub(crate) fn refusal() -> Self {
        let steps =
            vec![delta(&json!({ "refusal": "抱歉，我不能回答。" }), None), delta(&json!({}), Some("stop")), done()];
        Self::stream(steps)
    }

    /// No token counts, whatever was asked.
    pub(crate) fn without_usage(mut self) -> Self {
        self.usage = false;
        self
    }

    /// An HTTP error.
    pub(crate) fn status(status: u16) -> Self {
        let body = json!({ "error": { "message": "no", "type": "test", "param": null, "code": null } });
        Self { status, headers: Vec::new(), body: Some(body), steps: Vec::new(), usage: false }
    }

    /// 429 with `Retry-After` in seconds.
    pub(crate) fn rate_limited(seconds: u64) -> Self {
        Self { headers: vec![("retry-after", seconds.to_string())], ..Self::status(429) }
    }

    /// What servers say to a `response_format` that they do not know.
    pub(crate) fn bad_format(format: &str) -> Self {
        let message = format!("This response_format type is unavailable now: {format}");
        Self { body: Some(json!({ "error": { "message": message } })), ..Self::status(400) }
    }
}
