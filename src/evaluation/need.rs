//! The needs of a set: one JSON object a line, everything but id and the owner's message optional.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::domain::{AiTask, CaseFit, CaseTiming, OwnerMessage};

/// Whether AI fits, as people labelled it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Fit {
    Suitable,
    SuitableWithConditions,
    NotSuitable,
}

/// Whether now is the time, as people labelled it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Timing {
    Now,
    PilotFirst,
    PrepareFirst,
    NotNow,
}

impl From<CaseFit> for Fit {
    fn from(fit: CaseFit) -> Self {
        match fit {
            CaseFit::Suitable => Self::Suitable,
            CaseFit::SuitableWithConditions => Self::SuitableWithConditions,
            CaseFit::NotSuitable => Self::NotSuitable,
        }
    }
}

impl From<CaseTiming> for Timing {
    fn from(timing: CaseTiming) -> Self {
        match timing {
            CaseTiming::Now => Self::Now,
            CaseTiming::PilotFirst => Self::PilotFirst,
            CaseTiming::PrepareFirst => Self::PrepareFirst,
            CaseTiming::NotNow => Self::NotNow,
        }
    }
}

/// One known need with what people expect of it. Keys that are not named here are ignored.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Need {
    /// Unique in its set.
    pub id: String,
    /// The owner's first words.
    pub owner_message: String,
    /// What the owner answers when asked: the question in his words, then the answer, in the order of the file.
    #[serde(default, deserialize_with = "or_default")]
    pub follow_up_facts: Map<String, Value>,
    /// The trade, such as `C195`.
    #[serde(default)]
    pub sector_code: Option<String>,
    /// The kind of task.
    #[serde(default)]
    pub ai_task: Option<AiTask>,
    /// Whether AI fits.
    #[serde(default)]
    pub fit: Option<Fit>,
    /// Whether now is the time.
    #[serde(default)]
    pub timing: Option<Timing>,
    /// Why, in a labeller's words.
    #[serde(default, deserialize_with = "or_default")]
    pub why: String,
    /// What must be asked, or be known already.
    #[serde(default, deserialize_with = "or_default")]
    pub must_ask: Vec<String>,
    /// What the specification must hold.
    #[serde(default, deserialize_with = "or_default")]
    pub spec_must_have: Vec<String>,
    /// What must not happen.
    #[serde(default, deserialize_with = "or_default")]
    pub traps: Vec<String>,
    /// Such as `plain` or `adversarial`.
    #[serde(default, deserialize_with = "or_default")]
    pub kind: String,
}

fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(input: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(input)?.unwrap_or_default())
}

/// What is wrong with a line of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedProblem {
    /// Counted from 1.
    pub line: usize,
    /// The field; `JSON` when the line is none.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for NeedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.field, self.reason)
    }
}

/// Reads a set; empty lines are skipped.
///
/// # Errors
/// Every problem of every line: then nothing may be run.
pub fn read_needs(text: &str) -> Result<Vec<Need>, Vec<NeedProblem>> {
    let (mut needs, mut problems, mut ids) = (vec![], vec![], BTreeSet::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let problem = |field: &str, reason: String| NeedProblem { line, field: field.to_owned(), reason };
        match read(text.trim_start_matches('\u{feff}')) {
            Ok(need) => {
                if !ids.insert(need.id.clone()) {
                    problems.push(problem("id", format!("{} stands twice", need.id)));
                }
                needs.push(need);
            }
            Err((field, reason)) => problems.push(problem(&field, reason)),
        }
    }
    if needs.is_empty() && problems.is_empty() {
        problems.push(NeedProblem { line: 1, field: "JSON".to_owned(), reason: "the set holds no need".to_owned() });
    }
    if problems.is_empty() { Ok(needs) } else { Err(problems) }
}

/// One line, or the field that is wrong and why.
fn read(line: &str) -> Result<Need, (String, String)> {
    let wrong = |field: &str, reason: String| (field.to_owned(), reason);
    let value: Value = serde_json::from_str(line).map_err(|error| wrong("JSON", error.to_string()))?;
    let need: Need = serde_path_to_error::deserialize(&value).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.inner().to_string();
        let missing = reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let field = missing.map_or(path, str::to_owned);
        (field, reason)
    })?;
    if need.id.trim().is_empty() {
        return Err(wrong("id", "must not be empty".to_owned()));
    }
    OwnerMessage::parse(&need.owner_message).map_err(|error| wrong("owner_message", error.to_string()))?;
    let odd = need.follow_up_facts.iter().find(|(_, answer)| !matches!(answer, Value::String(_) | Value::Null));
    match odd {
        Some((key, _)) => Err(wrong(&format!("follow_up_facts.{key}"), "an answer must be a text".to_owned())),
        None => Ok(need),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_id_and_message_may_be_missing_or_null() {
        let text = r#"{"id":"a","owner_message":"开胶","traps":null,"fit":null,"source":"x"}

{"id":"b","owner_message":"色差","fit":"not_suitable","follow_up_facts":{"一天多少":"三千","预算":null}}"#;
        let needs = read_needs(text).unwrap();
        assert_eq!(needs.len(), 2);
        assert_eq!((needs[0].fit, needs[0].traps.len(), needs[0].kind.as_str()), (None, 0, ""));
        assert_eq!(needs[1].fit, Some(Fit::NotSuitable));
    }

    #[test]
    fn every_bad_line_is_named_with_its_field() {
        let text = [
            r#"{"id":"a"}"#,
            r#"{"id":"b","owner_message":"好","fit":"maybe"}"#,
            "not json",
            r#"{"id":"c","owner_message":" "}"#,
            r#"{"id":"d","owner_message":"好","follow_up_facts":{"预算":10}}"#,
            r#"{"id":"d","owner_message":"好","ai_task":"guessing"}"#,
            r#"{"id":"e","owner_message":"好"}"#,
            r#"{"id":"e","owner_message":"好","must_ask":["一","二",3]}"#,
            r#"{"id":"e","owner_message":"好"}"#,
        ];
        let problems = read_needs(&text.join("\n")).unwrap_err();
        let places: Vec<(usize, &str)> = problems.iter().map(|p| (p.line, p.field.as_str())).collect();
        let expected = [
            (1, "owner_message"),
            (2, "fit"),
            (3, "JSON"),
            (4, "owner_message"),
            (5, "follow_up_facts.预算"),
            (6, "ai_task"),
            (8, "must_ask[2]"),
            (9, "id"),
        ];
        assert_eq!(places, expected, "{problems:?}");
        assert!(problems[1].to_string().contains("maybe"), "{}", problems[1]);
        assert_eq!(read_needs("\n").unwrap_err().len(), 1);
    }
}
