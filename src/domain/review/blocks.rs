//! What stands in the way of an approval, named so that it can be mended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldId, FieldState, Grounding, QuestionId, Review, WhySecond};
use crate::domain::spec_check::{Grounds, located};
use crate::domain::{CheckRule, Origin, Specification};

/// Something that stands in the way of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// There is no specification.
    NoSheet,
    /// A line of the draft is doubtful, and nobody has looked at it.
    Doubtful {
        /// The field.
        field: FieldId,
        /// What it is about.
        label: String,
    },
    /// A check found something.
    Finding {
        /// The field, when it is one line.
        field: Option<FieldId>,
        /// The section.
        section: u8,
        /// The check.
        rule: CheckRule,
        /// What is wrong.
        message: String,
    },
    /// The owner has not answered a question.
    OpenQuestion {
        /// The question.
        question: QuestionId,
        /// Its words.
        text: String,
    },
    /// A line cites something that is in force no more.
    Expired {
        /// The field.
        field: FieldId,
        /// What it cites.
        title: String,
    },
    /// The owner has gone on: the newest draft must be looked at.
    Moved,
    /// A second reader must read first.
    SecondReader {
        /// Why.
        why: Vec<WhySecond>,
    },
    /// The two readers disagree.
    Disagreement,
}

/// Everything that stands in the way; the second reader last.
pub(super) fn blocks(review: &Review, grounding: &Grounding<'_>) -> Vec<Block> {
    let Some(sheet) = &review.work.sheet else { return vec![Block::NoSheet] };
    let mut found = vec![];
    if review.work.moved {
        found.push(Block::Moved);
    }
    found.extend(
        review.open_questions().map(|asked| Block::OpenQuestion { question: asked.id, text: asked.text.clone() }),
    );
    for field in sheet.fields.iter().filter(|field| field.state != FieldState::LeftOut) {
        if field.doubtful && field.state == FieldState::Open {
            found.push(Block::Doubtful { field: field.id, label: field.label.clone() });
        }
        if let Some(title) = expired(&field.origin, grounding) {
            found.push(Block::Expired { field: field.id, title });
        }
    }
    found.extend(findings(review, &sheet.specification(""), grounding));
    found.extend(second(review, grounding));
    found
}

fn second(review: &Review, grounding: &Grounding<'_>) -> Option<Block> {
    let why = grounding.second_reader;
    match &review.work.second {
        Some(second) if second.disagrees() => Some(Block::Disagreement),
        Some(second) if second.is_settled() => None,
        Some(second) => Some(Block::SecondReader { why: second.why.clone() }),
        None if why.is_empty() => None,
        None => Some(Block::SecondReader { why: why.to_vec() }),
    }
}

/// What the checks find now. A person who let a line stand, or wrote it, answers for its figures; never for forbidden words.
fn findings(review: &Review, draft: &Specification, grounding: &Grounding<'_>) -> Vec<Block> {
    let Some(sheet) = &review.work.sheet else { return vec![] };
    let grounds = Grounds { dossier: grounding.dossier, knowledge: grounding.knowledge, verdict: grounding.verdict };
    let blocks = located(draft, &grounds).into_iter().filter_map(|(finding, place)| {
        let field = place.and_then(|place| sheet.fields_of(finding.section).nth(place));
        let answered_for = field.is_some_and(super::Field::settled);
        let always = matches!(finding.rule, CheckRule::Words | CheckRule::Brands);
        // Quotes were checked before names in them were masked; nobody can type one.
        let counts = (always || !answered_for) && finding.rule != CheckRule::Quotes;
        counts.then(|| Block::Finding {
            field: field.map(|field| field.id),
            section: finding.section,
            rule: finding.rule,
            message: finding.message,
        })
    });
    // A doubtful line that nobody looked at is named once.
    let open = |field: &Option<FieldId>| {
        field.and_then(|id| sheet.field(id)).is_some_and(|field| field.doubtful && field.state == FieldState::Open)
    };
    blocks.filter(|block| !matches!(block, Block::Finding { field, .. } if open(field))).collect()
}

/// The title of what a line cites when it is not in force.
fn expired(origin: &Origin, grounding: &Grounding<'_>) -> Option<String> {
    let (knowledge, today) = (grounding.knowledge, grounding.today);
    match origin {
        Origin::Policy { id } if knowledge.policy_in_force(id, today).is_none() => {
            Some(knowledge.policy(id).map_or_else(|| id.clone(), |policy| policy.title.clone()))
        }
        Origin::Case { id } if knowledge.case_in_force(id, today).is_none() => {
            Some(knowledge.case(id).map_or_else(|| id.clone(), |case| case.title.clone()))
        }
        _ => None,
    }
}
