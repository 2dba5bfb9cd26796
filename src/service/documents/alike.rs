//! Says of a document that something in force tells nearly the same.

use serde_json::{Value, json};

use super::Document;
use crate::domain::Curate;
use crate::domain::curation::ItemKey;
use crate::domain::tabular::{ALIKE, Row, TableKind, contained, letters, likeness, telling};
use crate::redaction::Vault;
use crate::retrieval::DocKind;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Letters of a document that are compared: a long one would say everything somewhere.
const COMPARED: usize = 3_000;
/// Letters of its beginning, where its own title stands: further down stand those of others, on which it is founded.
const HEAD: usize = 80;
/// Characters of its beginning that are looked for.
const LOOKED_FOR: usize = 400;
/// The shortest title that tells which paper it is, in letters.
const TITLE: usize = 8;

/// An entry that says nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Which.
    pub key: ItemKey,
    /// What it is called.
    pub title: String,
}

impl Service {
    /// The entry in force that is most like a document, or like what its form says, when one is nearly the same.
    ///
    /// # Errors
    /// The database's. An index that does not answer finds nothing that is alike.
    pub async fn most_like(
        &self,
        _: &May<Curate>,
        document: &Document,
        (kind, row): (TableKind, &Row),
    ) -> Result<Option<Alike>, ServiceError> {
        let doc = match kind {
            TableKind::Case => DocKind::Case,
            TableKind::Policy => DocKind::Policy,
            TableKind::Term => return Ok(None),
        };
        let begin: String = document.text.chars().take(LOOKED_FOR).collect();
        // Where meaning is searched, what is looked for leaves the machine.
        let begin = self.parts.redactor.mask(&begin, &mut Vault::new());
        let said = telling(kind, &json!(row));
        let mut found = self.nearest(begin.as_str(), doc).await?;
        if !said.is_empty() {
            let words = self.parts.redactor.mask(&said, &mut Vault::new());
            found.extend(self.nearest(words.as_str(), doc).await?);
        }
        let text = letters(&document.text, COMPARED);
        let best = found.into_iter().map(|(id, body)| (score(kind, &text, &said, &body), id, body));
        let best = best.filter(|(score, ..)| *score >= ALIKE).max_by(|one, other| one.0.total_cmp(&other.0));
        Ok(best.map(|(_, id, body)| Alike { key: ItemKey::new(kind.entry(), id), title: title(&body).to_owned() }))
    }
}

fn title(body: &Value) -> &str {
    body.get("title").and_then(Value::as_str).unwrap_or_default()
}

/// How much of an entry the document says, or how like the form is to it.
fn score(kind: TableKind, text: &str, said: &str, body: &Value) -> f64 {
    let told = telling(kind, body);
    let head: String = text.chars().take(HEAD).collect();
    // What stands in brackets is a number or a year, and not always there.
    let title = letters(title(body).split(['（', '(']).next().unwrap_or_default(), HEAD);
    if title.chars().count() >= TITLE && head.contains(&title) {
        return 1.0;
    }
    contained(text, &told).max(likeness(said, &told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_known_by_its_title_its_words_or_the_form() {
        let body = json!({"title": "某区智能化技术改造补助办法", "issuer": "某区经信局", "region": "某区",
            "summary": "规模以上企业买设备按投入补百分之十五，最高三百万元"});
        let of = |text: &str, said: &str| score(TableKind::Policy, &letters(text, COMPARED), said, &body);
        assert!(of("《某区智能化技术改造补助办法》全文如下", "") >= ALIKE);
        let founded = format!("{}根据《某区智能化技术改造补助办法》制定本细则", "另一份通知讲的是别的事情".repeat(8));
        assert!(of(&founded, "") < ALIKE);
        let words =
            "某区经信局印发：智能化技术改造的补助办法，某区规模以上企业买设备，按投入补百分之十五，最高三百万元。";
        assert!(of(words, "") >= ALIKE, "{}", of(words, ""));
        let other =
            "另一个县的招聘补贴：小微企业招用毕业生，每人补一千五百元，由人社局经办，在本县缴纳社保的企业可以申请。";
        assert!(of(other, "") < ALIKE / 2.0);
        assert!(of(other, &telling(TableKind::Policy, &body)) >= ALIKE);
    }
}
