//! Who has a case, how it is judged, and what becomes of it: the actions that move a review on.

use chrono::{DateTime, Duration, Utc};

use super::act::{Done, Refusal, Told, filled, reason};
use super::action::{Action, Keep, StepKind};
use super::{
    Actor, Approval, Block, Grounding, Judging, LEASE_MINUTES, Lease, ReadingResult, Review, ReviewState,
    SecondReading, Sheet, WhySecond,
};
use crate::domain::{StaffId, VerdictCode};

impl Review {
    /// Takes the case; whoever takes it first also gets the newest draft as a form.
    pub(super) fn claim(&mut self, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        if let Some(holder) = self.holder(now) {
            return Err(if holder == by.id { Refusal::Nothing } else { Refusal::NotHolder { holder } });
        }
        match self.state {
            ReviewState::Waiting | ReviewState::Working => self.state = ReviewState::Working,
            ReviewState::Second => {
                let first = self.work.approval.as_ref().map(|approval| approval.by);
                if first == Some(by.id) {
                    return Err(Refusal::SamePerson);
                }
                let judging = self.work.judging.as_ref().map(Judging::blank);
                if let Some(second) = self.work.second.as_mut() {
                    (second.by, second.judging) = (Some(by.id), judging);
                }
            }
            other => return Err(Refusal::WrongState(other)),
        }
        self.lease = Some(lease(by.id, now));
        if self.work.sheet.is_none() {
            let draft = grounding.draft;
            self.work.sheet = Some(Sheet::of(&draft.specification, draft.turn));
            self.work.judging = Some(Judging::of(grounding.dossier, &grounding.knowledge.rubric));
        }
        Ok((StepKind::Claim, Told::default()))
    }

    pub(super) fn unclaim(&mut self, by: Actor, now: DateTime<Utc>) -> Done {
        let holder = self.holder(now).ok_or(Refusal::NotClaimed)?;
        if holder != by.id && !by.lead {
            return Err(Refusal::NotHolder { holder });
        }
        match self.state {
            ReviewState::Working | ReviewState::AsksOwner => {
                let asks = self.state == ReviewState::AsksOwner;
                self.state = if asks { ReviewState::AsksOwner } else { ReviewState::Waiting };
            }
            ReviewState::Second => {
                if let Some(second) = self.work.second.as_mut() {
                    (second.by, second.judging) = (None, None);
                }
            }
            other => return Err(Refusal::WrongState(other)),
        }
        self.lease = None;
        Ok((StepKind::Unclaim, Told { before: Some(holder.to_string()), ..Told::default() }))
    }

    /// Whoever has it, or a lead, gives it to somebody.
    pub(super) fn transfer(&mut self, to: StaffId, why: &str, by: Actor, now: DateTime<Utc>) -> Done {
        let holder = self.holder(now);
        if holder != Some(by.id) && !by.lead {
            return Err(holder.map_or(Refusal::NotClaimed, |holder| Refusal::NotHolder { holder }));
        }
        if holder == Some(to) {
            return Err(Refusal::Nothing);
        }
        let first = self.work.approval.as_ref().map(|approval| approval.by);
        match self.state {
            ReviewState::Waiting | ReviewState::Working => {
                self.state = ReviewState::Working;
                self.lease = Some(Lease { holder: to, until: Some(now + Duration::days(1)) });
            }
            ReviewState::AsksOwner | ReviewState::Approved => self.lease = Some(Lease { holder: to, until: None }),
            ReviewState::Second if first == Some(to) => return Err(Refusal::SamePerson),
            ReviewState::Second => {
                let judging = self.work.judging.as_ref().map(Judging::blank);
                if let Some(second) = self.work.second.as_mut() {
                    (second.by, second.judging) = (Some(to), judging);
                }
                self.lease = Some(Lease { holder: to, until: Some(now + Duration::days(1)) });
            }
            other => return Err(Refusal::WrongState(other)),
        }
        let why = (!why.trim().is_empty()).then(|| why.trim().to_owned());
        let told = Told {
            before: holder.map(|holder| holder.to_string()),
            after: Some(to.to_string()),
            reason: why,
            ..Told::default()
        };
        Ok((StepKind::Transfer, told))
    }

    pub(super) fn decide(&mut self, action: &Action, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        match action {
            Action::AskSecond { reason: why } => {
                self.must_hold(by, now)?;
                let why = reason(why)?;
                let mut needed = grounding.second_reader.to_vec();
                needed.push(WhySecond::Asked);
                self.send_to_second(needed, by, now);
                Ok((StepKind::AskSecond, Told { reason: Some(why), ..Told::default() }))
            }
            Action::GiveSecond { note } => self.give_second(note, by, grounding, now),
            Action::Settle { keep, reason: why } => self.settle(*keep, why, by, now),
            Action::Approve => self.approve(by, grounding, now),
            Action::Return { missing } => {
                self.must_hold(by, now)?;
                let asked = self.ask_all(missing, by, now)?;
                self.state = ReviewState::AsksOwner;
                self.lease = Some(Lease { holder: by.id, until: None });
                Ok((StepKind::Return, Told { after: Some(asked), ..Told::default() }))
            }
            Action::Decline { reason: why, note } => {
                self.must_hold(by, now)?;
                let note = reason(note)?;
                (self.state, self.lease) = (ReviewState::Declined, None);
                self.work.closing = Some(note.clone());
                let about = serde_json::to_value(why).ok().and_then(|name| name.as_str().map(str::to_owned));
                Ok((StepKind::Decline, Told { about, reason: Some(note), ..Told::default() }))
            }
            Action::Release => self.release(by),
            Action::Reopen { reason: why } => {
                if self.state.is_open() {
                    return Err(Refusal::WrongState(self.state));
                }
                let why = reason(why)?;
                self.state = ReviewState::Working;
                self.lease = Some(lease(by.id, now));
                (self.work.approval, self.work.closing) = (None, None);
                self.outdate_second();
                Ok((StepKind::Reopen, Told { reason: Some(why), ..Told::default() }))
            }
            Action::Withdraw { reason: why } => {
                if self.state != ReviewState::Released {
                    return Err(Refusal::WrongState(self.state));
                }
                let why = reason(why)?;
                (self.state, self.lease) = (ReviewState::Withdrawn, None);
                self.work.closing = Some(why.clone());
                Ok((
                    StepKind::Withdraw,
                    Told { about: Some(self.releases.to_string()), reason: Some(why), ..Told::default() },
                ))
            }
            _ => Err(Refusal::Nothing),
        }
    }

    /// Approves, or sends it to the second reader who must read it first.
    fn approve(&mut self, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        self.must_hold(by, now)?;
        let (second, others): (Vec<Block>, Vec<Block>) =
            self.blocks(grounding).into_iter().partition(|block| matches!(block, Block::SecondReader { .. }));
        if !others.is_empty() {
            return Err(Refusal::Blocked(others));
        }
        if let Some(Block::SecondReader { why }) = second.into_iter().next() {
            self.send_to_second(why.clone(), by, now);
            let why = serde_json::to_string(&why).unwrap_or_default();
            return Ok((StepKind::AskSecond, Told { reason: Some(why), ..Told::default() }));
        }
        let sheet = self.work.sheet.as_ref().ok_or(Refusal::Blocked(vec![Block::NoSheet]))?;
        let judged =
            self.work.judging.iter().flat_map(|judging| judging.scores.values()).any(|score| score.by.is_some());
        let edited = sheet.edited() || judged || self.work.judging.as_ref().is_some_and(|j| j.overriding.is_some());
        self.work.approval = Some(Approval { by: by.id, at: now, edited });
        self.state = ReviewState::Approved;
        self.lease = Some(Lease { holder: by.id, until: None });
        let verdict = self.work.judging.as_ref().map(|judging| name(judging.verdict(&grounding.knowledge.rubric)));
        Ok((StepKind::Approve, Told { about: Some(edited.to_string()), after: verdict, ..Told::default() }))
    }

    /// The first reader's approval waits; the note of who it was is what keeps them from being the second one.
    fn send_to_second(&mut self, why: Vec<WhySecond>, by: Actor, now: DateTime<Utc>) {
        self.work.approval = Some(Approval { by: by.id, at: now, edited: false });
        self.outdate_second();
        self.work.second = Some(SecondReading::needed(why));
        self.state = ReviewState::Second;
        self.lease = None;
    }

    /// Whether this is the second reader at work.
    pub(super) fn reads_second(&self, by: Actor, now: DateTime<Utc>) -> bool {
        let second = self.work.second.as_ref().and_then(|second| second.by);
        self.state == ReviewState::Second && second == Some(by.id) && self.holder(now) == Some(by.id)
    }

    /// The second verdict is given: the case goes back to the first reader, who sees both.
    fn give_second(&mut self, note: &str, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        if self.state != ReviewState::Second {
            return Err(Refusal::WrongState(self.state));
        }
        if !self.reads_second(by, now) {
            return Err(self.holder(now).map_or(Refusal::NotClaimed, |holder| Refusal::NotHolder { holder }));
        }
        let rubric = &grounding.knowledge.rubric;
        let first = self.work.judging.as_ref().map(|judging| judging.verdict(rubric)).ok_or(Refusal::NoField)?;
        let second = self.work.second.as_mut().ok_or(Refusal::NoField)?;
        let own = second.judging.as_ref().filter(|judging| !judging.scores.is_empty()).ok_or(Refusal::Nothing)?;
        let own = own.verdict(rubric);
        let note = if note.trim().is_empty() { String::new() } else { filled(note)?.to_owned() };
        second.result = Some(ReadingResult { first, second: own, note, at: now, settled: None });
        let reader = self.work.approval.take().map(|approval| approval.by);
        self.lease = reader.map(|reader| Lease { holder: reader, until: Some(now + Duration::days(1)) });
        self.state = if self.lease.is_some() { ReviewState::Working } else { ReviewState::Waiting };
        Ok((StepKind::GiveSecond, verdicts(first, own)))
    }

    /// A lead decides, or the first reader gives way; the verdict that stands is put in force.
    fn settle(&mut self, keep: Keep, why: &str, by: Actor, now: DateTime<Utc>) -> Done {
        if self.state != ReviewState::Working {
            return Err(Refusal::WrongState(self.state));
        }
        let why = reason(why)?;
        let gives_way = keep == Keep::Second && self.holder(now) == Some(by.id);
        let second = self.work.second.as_mut().filter(|second| second.disagrees()).ok_or(Refusal::Nothing)?;
        if !(by.lead || gives_way) || (second.by == Some(by.id) && keep == Keep::Second) {
            return Err(Refusal::LeadOnly);
        }
        let own = second.judging.clone();
        let result = second.result.as_mut().ok_or(Refusal::Nothing)?;
        result.settled = Some(super::second::Settled { keep, reason: why.clone(), by: by.id });
        let (before, after) = (result.first, if keep == Keep::First { result.first } else { result.second });
        if keep == Keep::Second {
            self.work.judging = own.or(self.work.judging.take());
        }
        let about = if keep == Keep::First { "first" } else { "second" };
        let told = Told { about: Some(about.to_owned()), reason: Some(why), ..verdicts(before, after) };
        Ok((StepKind::Settle, told))
    }

    fn release(&mut self, by: Actor) -> Done {
        if self.state != ReviewState::Approved || self.work.approval.is_none() {
            return Err(Refusal::WrongState(self.state));
        }
        let holder = self.lease.map(|lease| lease.holder);
        if holder.is_some_and(|holder| holder != by.id) && !by.lead {
            return Err(Refusal::NotHolder { holder: holder.unwrap_or(by.id) });
        }
        self.releases += 1;
        (self.state, self.lease) = (ReviewState::Released, None);
        Ok((StepKind::Release, Told { about: Some(self.releases.to_string()), ..Told::default() }))
    }
}

fn lease(holder: StaffId, now: DateTime<Utc>) -> Lease {
    Lease { holder, until: Some(now + Duration::minutes(LEASE_MINUTES)) }
}

fn name(code: VerdictCode) -> String {
    serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn verdicts(before: VerdictCode, after: VerdictCode) -> Told {
    Told { before: Some(name(before)), after: Some(name(after)), ..Told::default() }
}
