//! The actions on the form: lines accepted, changed, left out, added, answered, and a newer draft taken in.

use super::act::{Actor, Done, Grounding, NewDraft, Refusal, Told, filled};
use super::action::{Action, StepKind};
use super::{Field, FieldId, FieldState, Judging, Mark, Review, Sheet};
use crate::domain::numbers::unsupported;
use crate::domain::spec_check::{Grounds, cited};
use crate::domain::{Origin, SECTION_TITLES, TO_CONFIRM};

use chrono::{DateTime, Utc};

impl Review {
    pub(super) fn work_on_sheet(
        &mut self,
        action: &Action,
        by: Actor,
        grounding: &Grounding<'_>,
        now: DateTime<Utc>,
    ) -> Done {
        match action {
            Action::TakeDraft => return Ok(self.take_draft(grounding)),
            Action::Ask { field, question } => return self.ask(*field, question, by, now),
            Action::TakeBackQuestion { question } => return self.take_back(*question),
            _ => {}
        }
        let sheet = self.work.sheet.as_mut().ok_or(Refusal::NoField)?;
        match action {
            Action::Accept { field } => on_field(sheet, *field, by, StepKind::Accept, |field| {
                field.state = FieldState::Accepted;
                Ok(())
            }),
            Action::AcceptRest => accept_rest(sheet, by),
            Action::Edit { field, text, basis } => {
                let text = filled(text)?;
                on_field(sheet, *field, by, StepKind::Edit, |field| {
                    edit(field, text, basis.as_deref(), grounding);
                    Ok(())
                })
            }
            Action::MarkUnknown { field } => on_field(sheet, *field, by, StepKind::MarkUnknown, |field| {
                TO_CONFIRM.clone_into(&mut field.text);
                field.origin = Origin::ToConfirm;
                (field.state, field.mark, field.newer) = (FieldState::Unknown, Mark::Human, None);
                Ok(())
            }),
            Action::LeaveOut { field } => on_field(sheet, *field, by, StepKind::LeaveOut, |field| {
                field.state = FieldState::LeftOut;
                Ok(())
            }),
            Action::Restore { field } => on_field(sheet, *field, by, StepKind::Restore, |field| {
                field.text = field.newer.take().or_else(|| field.drafted.clone()).ok_or(Refusal::Nothing)?;
                field.drafted = Some(field.text.clone());
                field.mark = Mark::Ai;
                field.state = FieldState::Open;
                Ok(())
            }),
            Action::AddField { section, label, text, basis } => add(sheet, (*section, label, text, basis), by),
            Action::EditPlain { line, text } => {
                let text = filled(text)?;
                let plain = sheet.plain.get_mut(*line).ok_or(Refusal::NoField)?;
                let before = std::mem::replace(&mut plain.text, text.to_owned());
                let told = Told { about: Some(plain.title.clone()), ..changed(before, text) };
                Ok((StepKind::EditPlain, told))
            }
            Action::EditTitle { text } => {
                let text = filled(text)?;
                let before = std::mem::replace(&mut sheet.title, text.to_owned());
                Ok((StepKind::EditTitle, changed(before, text)))
            }
            _ => Err(Refusal::Nothing),
        }
    }

    fn take_draft(&mut self, grounding: &Grounding<'_>) -> (StepKind, Told) {
        let NewDraft { specification, turn } = grounding.draft;
        let sheet = self.work.sheet.as_ref().map(|sheet| sheet.refreshed(specification, *turn));
        self.work.sheet = Some(sheet.unwrap_or_else(|| Sheet::of(specification, *turn)));
        let (dossier, rubric) = (grounding.dossier, &grounding.knowledge.rubric);
        let judging = self.work.judging.as_ref().map(|judging| judging.refreshed(dossier, rubric));
        self.work.judging = Some(judging.unwrap_or_else(|| Judging::of(dossier, rubric)));
        self.work.moved = false;
        (StepKind::TakeDraft, Told { about: turn.map(|turn| turn.to_string()), ..Told::default() })
    }
}

fn changed(before: String, after: &str) -> Told {
    Told { before: Some(before), after: Some(after.to_owned()), ..Told::default() }
}

/// Changes one field and tells what it said before and says now.
fn on_field(
    sheet: &mut Sheet,
    id: FieldId,
    by: Actor,
    kind: StepKind,
    change: impl FnOnce(&mut Field) -> Result<(), Refusal>,
) -> Done {
    let field = sheet.field_mut(id).ok_or(Refusal::NoField)?;
    let before = field.text.clone();
    change(field)?;
    field.by = Some(by.id);
    let told = if field.text == before { Told::default() } else { changed(before, &field.text) };
    Ok((kind, Told { field: Some(id), about: Some(field.label.clone()), ..told }))
}

fn accept_rest(sheet: &mut Sheet, by: Actor) -> Done {
    let open = sheet.fields.iter_mut().filter(|field| field.state == FieldState::Open && !field.doubtful);
    let accepted = open.map(|field| (field.state, field.by) = (FieldState::Accepted, Some(by.id))).count();
    if accepted == 0 {
        return Err(Refusal::Nothing);
    }
    Ok((StepKind::Accept, Told { after: Some(accepted.to_string()), ..Told::default() }))
}

/// A person's words: theirs to answer for, unless they only say otherwise what the owner or a source said.
fn edit(field: &mut Field, text: &str, basis: Option<&str>, grounding: &Grounding<'_>) {
    text.clone_into(&mut field.text);
    (field.state, field.mark, field.newer) = (FieldState::Edited, Mark::Human, None);
    let basis = basis.map(str::trim).filter(|basis| !basis.is_empty());
    if let Some(basis) = basis {
        field.origin = Origin::Reviewer { basis: basis.to_owned() };
    } else if matches!(field.origin, Origin::ToConfirm) || !supported(field, grounding) {
        field.origin = Origin::Reviewer { basis: String::new() };
    }
}

/// Whether every figure of the line is the owner's or stands in what it cites.
fn supported(field: &Field, grounding: &Grounding<'_>) -> bool {
    let grounds = Grounds { dossier: grounding.dossier, knowledge: grounding.knowledge, verdict: grounding.verdict };
    let cited = cited(&grounds, &field.item());
    unsupported(&field.text, &[&grounding.dossier.words(), &cited]).is_empty()
}

fn add(sheet: &mut Sheet, (section, label, text, basis): (u8, &str, &str, &str), by: Actor) -> Done {
    let (label, text) = (filled(label)?, filled(text)?);
    if usize::from(section) >= SECTION_TITLES.len() {
        return Err(Refusal::NoField);
    }
    let id = sheet.next_field;
    sheet.next_field += 1;
    let place = sheet.fields.iter().rposition(|field| field.section <= section).map_or(0, |last| last + 1);
    let field = Field {
        id,
        section,
        label: label.to_owned(),
        text: text.to_owned(),
        origin: Origin::Reviewer { basis: basis.trim().to_owned() },
        doubtful: false,
        drafted: None,
        newer: None,
        mark: Mark::Human,
        state: FieldState::Edited,
        by: Some(by.id),
    };
    sheet.fields.insert(place, field);
    let told = Told { field: Some(id), about: Some(label.to_owned()), after: Some(text.to_owned()), ..Told::default() };
    Ok((StepKind::AddField, told))
}

/// Puts an answer into its field; returns what stood there.
pub(super) fn answer(field: &mut Field, masked: &str) -> String {
    let before = field.text.clone();
    if masked.is_empty() {
        TO_CONFIRM.clone_into(&mut field.text);
        (field.origin, field.state) = (Origin::ToConfirm, FieldState::Unknown);
    } else {
        masked.clone_into(&mut field.text);
        (field.origin, field.state) = (Origin::Owner { quote: masked.to_owned() }, FieldState::Accepted);
    }
    (field.mark, field.doubtful) = (Mark::Owner, false);
    before
}
