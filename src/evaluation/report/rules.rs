//! How texts were matched and verdicts mapped, in words: a figure whose rule is not told cannot be trusted.

use serde::Serialize;

use crate::evaluation::matching::LIKE;
use crate::evaluation::measure::{DOCUMENT_SHARE, LINE_SHARE, TRAP_SHARE};

/// The rules behind the figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each text explains itself")]
pub struct Rules {
    pub verdict: &'static str,
    pub sector: &'static str,
    pub must_ask: &'static str,
    pub spec_must_have: &'static str,
    pub traps: &'static str,
    pub unsupported_numbers: &'static str,
    pub redaction_leaks: &'static str,
    pub questions_per_verdict: &'static str,
    /// Share of a wish's content words that matches it whatever its subject.
    pub like_threshold: f64,
    /// Share of content words in one line.
    pub line_threshold: f64,
    /// Share of content words in the whole specification.
    pub document_threshold: f64,
    /// Share of a trap's content words in one sentence.
    pub trap_threshold: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            verdict: "fit and timing are the outcome's outlook: of the pairs of labels that the seven verdicts allow, the \
                one that needs like this were given (learnt from the example needs). suitable_now allows now; pilot_first \
                pilot_first, and now where only the grade of the evidence is wanting; prepare_first allows prepare_first and \
                some fit; conventional_better and not_suitable allow not_suitable; stop allows not_now; not_enough_info \
                allows all. Where no need is named: not_suitable/not_now, nothing was recommended.",
            sector: "right when one code is a prefix of the other or both share the letter and three digits; division: \
                the letter and two digits. Needs without a label are left out.",
            must_ask: "covered when a question that was put is on a criterion that the line is about by the rubric's and the \
                example needs' sentences (a share of at least 0.25), or shares its subject (thirteen criteria and the amounts, \
                by cue words) and a content word, or its only subject, or when half of its content words, two at least, stand \
                in the question; of a line that names several things one is enough. An amount is asked for only by name. Or \
                when the owner's first message covers it by itself, by subject and word (counted as covered, marked `said`). \
                The simulated owner answers by the same rule: no match is 不清楚.",
            spec_must_have: "present when enough of its content words (pairs of characters and Latin words, binding words \
                ignored) stand in one line of the last specification, or more of them anywhere in it. No specification \
                holds nothing.",
            traps: "share of traps fallen into. promise: 准确率, 100% and the like in the reply or specification, not \
                denied; identifier: an identifier of the owner in sections 1 to 16; order: money promised or AI recommended \
                after orders; recommendation: verdict suitable_now or pilot_first where AI does not fit; likeness: a \
                sentence or line that says the trap and does not deny it.",
            unsupported_numbers: "figures of the last reply and of sections 1 to 16 that are neither the owner's nor in the \
                case, policy, playbook or rubric that the line cites; counted anew, not by the code that drafted them.",
            redaction_leaks: "identifiers of the owner's words found in the text of any request to a chat model; 0 without a \
                model.",
            questions_per_verdict: "questions put before the first verdict other than not_enough_info, the mean over needs \
                that came to one.",
            like_threshold: LIKE,
            line_threshold: LINE_SHARE,
            document_threshold: DOCUMENT_SHARE,
            trap_threshold: TRAP_SHARE,
        }
    }
}
