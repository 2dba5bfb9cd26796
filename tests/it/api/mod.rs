//! The application as owners and programs meet it: over HTTP, from the first word to the specification.

mod afterwards;
mod alike;
mod candidates;
mod bench;
mod crash;
mod curation;
mod curation_days;
mod desk;
mod documents;
mod failures;
mod following;
mod gaps;
mod hard_talks;
mod honesty;
mod imports;
mod imports_crash;
mod injections;
mod lab;
mod outcome_shape;
mod owner_review;
mod pages;
mod pictures;
mod privacy;
mod privacy_blind;
mod proposing;
mod refusals;
mod review_story;
mod rewriting;
mod rights;
mod rungs;
mod sites;
mod specification;
mod speech;
mod staff;
mod staff_gate;
mod submit;
mod turns;
mod walk;
mod words;

use yiguan::domain::Question;

/// What the owner of a shoe factory says.
const SHOES: &str = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";

/// The last option of a question, which is the most favourable one.
fn best(question: &Question) -> String {
    question.options.last().cloned().unwrap_or_default()
}
