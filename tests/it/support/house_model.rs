//! A model that knows the three jobs of the house and does each as a good model would, or as a test asks.

use serde_json::{Value, json};

use super::scripted_reply::Reply;

/// Which of the three jobs a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// Reading what was said.
    Understand,
    /// Writing the reply.
    Reply,
    /// Writing the specification.
    Specify,
}

/// The job that a request is about, by the prompt's own words.
pub(crate) fn job(request: &Value) -> Job {
    let system = request["messages"][0]["content"].as_str().unwrap_or_default();
    match system {
        _ if system.contains("读懂老板刚说的一句话") => Job::Understand,
        _ if system.contains("写成技术规格书的条目") => Job::Specify,
        _ if system.contains("结论已经由准则算好") => Job::Reply,
        _ => panic!("no prompt of ours: {system}"),
    }
}

/// What was understood of the shoe factory's sentence.
pub(crate) fn understood() -> Value {
    json!({
        "ai_task": "visual_inspection",
        "sector_code": "C195",
        "facts": [
            { "key": "people", "label": "人数", "value": "六", "unit": "人", "quote": "六个人看还漏" },
            { "key": "wish", "label": "想法", "value": "上AI", "unit": null, "quote": "能不能上AI" }
        ],
        "answers": [],
        "unknown": [],
        "remedy": null,
        "remedy_quote": null
    })
}

/// Nothing understood beyond what the rules find.
pub(crate) fn nothing() -> Value {
    json!({
        "ai_task": null, "sector_code": null, "facts": [], "answers": [], "unknown": [], "remedy": null,
        "remedy_quote": null
    })
}

/// The reply of a good model, sentence by sentence.
pub(crate) const SAID: [&str; 2] = ["鞋面划痕靠人看容易漏。", "先把情况问清楚，再下结论。"];

/// The lines of a good model.
pub(crate) fn specified() -> Value {
    json!({ "items": [
        { "section": 1, "label": "现状", "text": "六个人看鞋面划痕，仍有漏检，客户要退货", "origin": "owner",
          "quote": "六个人看还漏", "source": null },
        { "section": 2, "label": "目标漏检率", "text": "待确认", "origin": "to_confirm", "quote": null, "source": null }
    ] })
}

/// A structured reply as the server of that request would give it.
pub(crate) fn object(request: &Value, value: &Value) -> Reply {
    // Without a format a model wraps its JSON.
    if request.get("response_format").is_some_and(Value::is_object) { Reply::json(value) } else { Reply::fenced(value) }
}

/// Does every job well.
pub(crate) fn good(request: &Value) -> Reply {
    match job(request) {
        Job::Understand if request["messages"].to_string().contains("六个人看还漏") => {
            object(request, &understood())
        }
        Job::Understand => object(request, &nothing()),
        Job::Reply => Reply::words(&SAID),
        Job::Specify => object(request, &specified()),
    }
}
