//! Several needs in one message: where it breaks into parts that each name a trouble of another kind.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::Lexicon;
use super::subject;
use crate::domain::{AiTask, Mention, SectorRef};

/// Where one need ends and the next begins.
static BREAKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[。；;\n！!？?]|[，,、 ]?(?:还有就是|还有个?|另外|再有|再就是|再者|顺便|同时|以及|还想|也想|其次|然后还|第[一二三四五]|[一二三四五]是|[1-5１-５][.、．)）]|(?:and )?also|another)[，,、：: ]?",
    )
    .ok()
});

/// Fewest characters of a part that names a need.
const SHORTEST: usize = 5;
const SHORTEST_COUNTED: usize = 3;
/// Most needs that are listed.
const MOST: usize = 4;

/// Words by which an owner counts his needs, adds one to another, or asks which comes first.
#[rustfmt::skip]
const COUNTING: [&str; 34] = [
    "；", ";", "还有", "另外", "一是", "二是", "三是", "第一", "第二", "第三", "头一", "两件", "三件", "几件", "两样", "三样", "几样",
    "三个", "两桩", "三桩", "几桩", "两头", "先哪", "哪样", "先弄", "先搞", "先做", "先说", "先讲", "先解决", "哪个先", "最要紧", "最急",
    "一个是",
];
/// How many of them it takes.
const COUNTS: usize = 2;

/// How sure the examples must be of what a part names when the owner counts his needs himself.
const SURE: f32 = 0.2;

/// The needs of a message when it names two or more of different kinds; nothing otherwise.
pub(super) fn needs(lexicon: &Lexicon, message: &str, sector: Option<&SectorRef>) -> Vec<Mention> {
    let Some(breaks) = BREAKS.as_ref() else { return vec![] };
    let counted = COUNTING.iter().map(|word| message.matches(word).count()).sum::<usize>() >= COUNTS;
    let mut needs: Vec<Mention> = vec![];
    for part in breaks.split(message) {
        let part = part.trim_matches(|c: char| c.is_whitespace() || "，,、：:".contains(c));
        let likely = lexicon.learned().tasks(part);
        let learnt = likely.first().is_some_and(|(task, sure)| *sure >= SURE && *task != AiTask::Other);
        let long = part.chars().count() >= if counted { SHORTEST_COUNTED } else { SHORTEST };
        let sure = long && (subject::names_a_need(lexicon, part) || (counted && learnt));
        let Some(task) = subject::task_among(lexicon, part, sector, &likely).filter(|_| sure) else { continue };
        match needs.iter_mut().find(|need| need.task == Some(task)) {
            // Two sentences on one trouble are one need.
            Some(known) => known.text = format!("{}，{part}", known.text),
            None => needs.push(Mention { text: part.to_owned(), task: Some(task) }),
        }
    }
    needs.truncate(MOST);
    if needs.len() > 1 { needs } else { vec![] }
}
