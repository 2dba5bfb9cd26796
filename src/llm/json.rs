//! Finds the one JSON object in a model's reply: strips fences, prose and left-over thinking, and mends small slips.

use serde_json::{Deserializer, Value};

/// Longest text that is mended; a longer one is only parsed.
const MAX_REPAIR_BYTES: usize = 256 * 1024;
/// Most opening brackets in a text that is mended: the mender recurses, and a model that loops on brackets must not end
/// the process. Those in strings count too, since the mender may see the strings elsewhere than we do.
const MAX_REPAIR_BRACKETS: usize = 400;

/// Why no object was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::llm) enum NoJson {
    /// No object at all.
    #[error("回复里没有 JSON 对象")]
    Missing,
    /// The object never ends. It is not closed for the model: what is missing cannot be known.
    #[error("JSON 对象不完整，后面被截断了")]
    Truncated,
    /// An object that cannot be mended.
    #[error("JSON 语法有错")]
    Broken,
}

/// The object in `text`. With `mend` small slips (a trailing comma, single quotes, a comment) are repaired.
pub(in crate::llm) fn find_object(text: &str, mend: bool) -> Result<Value, NoJson> {
    let text = text.rsplit_once("</think>").map_or(text, |(_, after)| after);
    let candidate = &text[object_start(text).ok_or(NoJson::Missing)?..];
    // The first whole value counts; what follows it (a fence, a remark, blanks) does not.
    if let Some(Ok(value)) = Deserializer::from_str(candidate).into_iter::<Value>().next() {
        return Ok(value);
    }
    let whole = &candidate[..object_end(candidate).ok_or(NoJson::Truncated)?];
    if !mend || whole.len() > MAX_REPAIR_BYTES || whole.matches(['{', '[']).count() > MAX_REPAIR_BRACKETS {
        return Err(NoJson::Broken);
    }
    match llm_json::loads(whole, &llm_json::RepairOptions::default()) {
        Ok(value) if value.as_object().is_some_and(|o| !o.is_empty()) => Ok(value),
        _ => Err(NoJson::Broken),
    }
}

/// The first brace that opens an object rather than a word in braces.
fn object_start(text: &str) -> Option<usize> {
    text.match_indices('{').map(|(at, _)| at).find(|at| {
        let next = text[at + 1..].trim_start().chars().next();
        next.is_none_or(|c| matches!(c, '"' | '\'' | '}' | '/' | '_') || c.is_ascii_alphabetic())
    })
}

/// Just past the brace that closes the object, minding strings.
fn object_end(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_the_object_wherever_it_stands() {
        let want = json!({"缺陷": "划痕", "n": 3});
        for text in [
            r#"{"缺陷": "划痕", "n": 3}"#,
            "```json\n{\"缺陷\": \"划痕\", \"n\": 3}\n```",
            "```\n{\"缺陷\": \"划痕\", \"n\": 3}\n```\n以上。",
            "好的，结果{如下}：{\"缺陷\": \"划痕\", \"n\": 3} 请查收{}。",
            "<think>先给 {\"n\": 1}</think>{\"缺陷\": \"划痕\", \"n\": 3}",
            "没有开头的思考 {\"n\": 1}</think>\n{\"缺陷\": \"划痕\", \"n\": 3}",
        ] {
            assert_eq!(find_object(text, false).unwrap(), want, "{text}");
        }
    }

    #[test]
    fn mends_small_slips_only_when_told() {
        let want = json!({"缺陷": "划痕", "n": 3});
        for text in [
            "{\"缺陷\": \"划痕\", \"n\": 3,}",
            "好的：{'缺陷': '划痕', 'n': 3}",
            "{\"缺陷\": \"划痕\" \"n\": 3}",
            "{\"缺陷\": \"划痕\", n: 3}",
        ] {
            assert_eq!(find_object(text, true).unwrap(), want, "{text}");
            assert_eq!(find_object(text, false).unwrap_err(), NoJson::Broken, "{text}");
        }
    }

    #[test]
    fn never_closes_what_was_cut() {
        for text in ["{\"a\": [1, 2", "{\"a\": \"未完", "{\"a\": {\"b\": 1}", "{"] {
            assert_eq!(find_object(text, true).unwrap_err(), NoJson::Truncated, "{text}");
        }
        for text in ["", "   ", "我不会", "[1, 2]", "{示例}"] {
            assert_eq!(find_object(text, true).unwrap_err(), NoJson::Missing, "{text}");
        }
    }

    #[test]
    fn as_deep_as_is_mended_fits_a_small_stack() {
        let depth = MAX_REPAIR_BRACKETS - 1;
        let text = format!("{{\"a\": {}1,{}}}", "[".repeat(depth), "]".repeat(depth));
        let _ = find_object(&text, true);
    }

    #[test]
    fn brackets_without_end_do_not_end_the_process() {
        for (depth, slip) in [(100, ","), (100_000, ","), (100_000, "")] {
            let text = format!("{{\"a\": {}1{slip}{}}}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(find_object(&text, true).is_ok(), depth == 100, "{depth}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[{}\\[\\]\"':,\\\\a1 哈`\n/-]{0,60}") {
            let _ = find_object(&text, true);
        }
    }
}
