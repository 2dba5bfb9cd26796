//! Several needs in one message: where it breaks into parts that each name a trouble of another kind.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::Lexicon;
use super::subject;
use crate::domain::{Mention, SectorRef};

/// Where one need ends and the next begins.
static BREAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[。；;\n！!]|[，,、 ]?(?:还有就是|还有个?|另外|再有|再就是|再者|顺便|同时|以及|还想|也想|其次|然后还|第[一二三四五]|[一二三四五]是|[1-5１-５][.、．)）]|(?:and )?also|another)[，,、：: ]?",
    )
    .ok()
});

/// Fewest characters of a part that names a need.
const SHORTEST: usize = 5;
/// Most needs that are listed.
const MOST: usize = 4;

/// The needs of a message when it names two or more of different kinds; nothing otherwise.
pub(super) fn needs(lexicon: &Lexicon, message: &str, sector: Option<&SectorRef>) -> Vec<Mention> {
    let Some(breaks) = BREAKS.as_ref() else { return vec![] };
    let mut needs: Vec<Mention> = vec![];
    for part in breaks.split(message) {
        let part = part.trim_matches(|c: char| c.is_whitespace() || "，,、：:".contains(c));
        let sure = subject::names_a_need(lexicon, part) && part.chars().count() >= SHORTEST;
        let Some(task) = subject::task(lexicon, part, sector).filter(|_| sure) else { continue };
        match needs.iter_mut().find(|need| need.task == Some(task)) {
            // Two sentences on one trouble are one need.
            Some(known) => known.text = format!("{}，{part}", known.text),
            None => needs.push(Mention { text: part.to_owned(), task: Some(task) }),
        }
    }
    needs.truncate(MOST);
    if needs.len() > 1 { needs } else { vec![] }
}
