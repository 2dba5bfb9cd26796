//! Answers that curators have written once for questions that many owners ask: a question is known again by its words.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::StaffId;

/// A question that a talk has recognised as one is known again from here on.
const ALIKE: f64 = 0.55;
/// Any other sentence only when it is nearly the same.
const NEARLY: f64 = 0.8;
/// Most ways of asking.
const FORMS: usize = 20;
/// The longest way of asking and the longest answer, in characters.
const FORM: usize = 60;
const ANSWER: usize = 300;

/// A fixed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CuratedAnswer {
    /// Names it.
    pub id: String,
    /// The ways in which the question is asked.
    pub forms: Vec<String>,
    /// What is answered.
    pub answer: String,
    /// Who looks after it.
    pub owner: StaffId,
    /// The last day on which it is given.
    pub expires_on: NaiveDate,
    /// Who wrote it last.
    pub author: StaffId,
    /// When.
    pub written_at: DateTime<Utc>,
    /// The second person who consented; nobody hears it before.
    pub approved_by: Option<StaffId>,
    /// Turned off.
    pub off: bool,
    /// How often it was given.
    pub hits: u64,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFault {
    /// No way of asking.
    #[error("no way of asking")]
    NoForm,
    /// Too many ways of asking, or one that is too long or too short to be known again.
    #[error("a way of asking cannot be used")]
    BadForm,
    /// No answer, or one that is too long.
    #[error("no answer, or too long a one")]
    BadAnswer,
    /// The last day is no day, or over.
    #[error("the last day is none, or over")]
    BadDay,
    /// Who wrote it does not consent to it.
    #[error("who wrote it does not consent to it")]
    Own,
}

impl CuratedAnswer {
    /// Whether owners hear it on a day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.approved_by.is_some() && !self.off && self.expires_on >= today
    }

    /// The answer with trimmed texts, when it can be used.
    ///
    /// # Errors
    /// [`AnswerFault`].
    pub fn checked(mut self, today: NaiveDate) -> Result<Self, AnswerFault> {
        let forms = self.forms.iter().map(|form| form.trim().to_owned()).filter(|form| !form.is_empty());
        self.forms = forms.collect();
        self.answer = String::from(self.answer.trim());
        if self.forms.is_empty() {
            return Err(AnswerFault::NoForm);
        }
        let fits = |form: &String| form.chars().count() <= FORM && pairs(form).len() >= 2;
        if self.forms.len() > FORMS || !self.forms.iter().all(fits) {
            return Err(AnswerFault::BadForm);
        }
        if !(1..=ANSWER).contains(&self.answer.chars().count()) {
            return Err(AnswerFault::BadAnswer);
        }
        if self.expires_on < today { Err(AnswerFault::BadDay) } else { Ok(self) }
    }

    /// Whether somebody may consent to it.
    ///
    /// # Errors
    /// [`AnswerFault::Own`].
    pub fn may_approve(&self, who: StaffId) -> Result<(), AnswerFault> {
        if self.author == who { Err(AnswerFault::Own) } else { Ok(()) }
    }
}

/// The answer whose question is asked in what was said, on a day; `asked` when the talk has recognised a side question.
pub fn answer_to<'a>(
    said: &str,
    asked: bool,
    answers: &'a [CuratedAnswer],
    today: NaiveDate,
) -> Option<&'a CuratedAnswer> {
    let least = if asked { ALIKE } else { NEARLY };
    let clauses =
        said.split(['。', '？', '！', '?', '!', '；', ';', '\n', '，', ',']).filter(|clause| !clause.is_empty());
    let clauses: Vec<_> = clauses.chain([said]).map(pairs).collect();
    let mut best: Option<(f64, &CuratedAnswer)> = None;
    for answer in answers.iter().filter(|answer| answer.holds(today)) {
        for form in answer.forms.iter().map(|form| pairs(form)) {
            let likeness = clauses.iter().map(|clause| alike(clause, &form)).fold(0.0, f64::max);
            if likeness >= least && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, answer));
            }
        }
    }
    best.map(|(_, answer)| answer)
}

/// Neighbouring signs of a text without punctuation.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    signs.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Twice what both have over what each has (Dice).
fn alike(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
    let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    let all = number(a.len() + b.len());
    if all > 0.0 { 2.0 * number(a.intersection(b).count()) / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn answer(id: &str, forms: &[&str]) -> CuratedAnswer {
        CuratedAnswer {
            id: id.to_owned(),
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            answer: "不收钱。".to_owned(),
            owner: StaffId(Uuid::nil()),
            expires_on: day("2026-12-31"),
            author: StaffId(Uuid::nil()),
            written_at: DateTime::from_timestamp(0, 0).unwrap(),
            approved_by: Some(StaffId(Uuid::from_u128(1))),
            off: false,
            hits: 0,
        }
    }

    #[test]
    fn a_question_is_known_again_by_its_words() {
        let answers = [answer("fee", &["你们收不收钱", "问一次要多少钱"]), answer("data", &["照片会不会传出去"])];
        let today = day("2026-11-28");
        let found = |said: &str, asked| answer_to(said, asked, &answers, today).map(|answer| answer.id.as_str());
        assert_eq!(found("鞋面老有划痕，你们收钱不收钱？", true), Some("fee"));
        assert_eq!(found("你们收不收钱", false), Some("fee"));
        assert_eq!(found("我拍的照片会不会传出去啊", true), Some("data"));
        // What only sounds a little like it is no question of that kind.
        assert_eq!(found("我们收钱都用微信", false), None);
        assert_eq!(found("鞋面老有划痕，六个人看还漏", true), None);
        assert_eq!(found("", true), None);
    }

    #[test]
    fn nobody_hears_what_is_off_over_or_not_consented_to() {
        let today = day("2026-12-31");
        let good = answer("fee", &["你们收不收钱"]);
        assert!(answer_to("你们收不收钱", true, std::slice::from_ref(&good), today).is_some());
        for bad in [
            CuratedAnswer { off: true, ..good.clone() },
            CuratedAnswer { approved_by: None, ..good.clone() },
            CuratedAnswer { expires_on: day("2026-12-30"), ..good.clone() },
        ] {
            assert!(answer_to("你们收不收钱", true, &[bad], today).is_none());
        }
        assert_eq!(good.may_approve(good.author), Err(AnswerFault::Own));
        assert_eq!(good.may_approve(StaffId(Uuid::from_u128(9))), Ok(()));
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let today = day("2026-11-28");
        let good = answer("fee", &["你们收不收钱", "  "]);
        assert_eq!(good.clone().checked(today).unwrap().forms, ["你们收不收钱"]);
        for (bad, fault) in [
            (answer("x", &[" "]), AnswerFault::NoForm),
            (answer("x", &["钱？"]), AnswerFault::BadForm),
            (CuratedAnswer { answer: " ".into(), ..good.clone() }, AnswerFault::BadAnswer),
            (CuratedAnswer { answer: "长".repeat(301), ..good.clone() }, AnswerFault::BadAnswer),
            (CuratedAnswer { expires_on: day("2026-11-27"), ..good.clone() }, AnswerFault::BadDay),
        ] {
            assert_eq!(bad.checked(today), Err(fault));
        }
    }
}
