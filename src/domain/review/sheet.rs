//! The specification as a form, and back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Field, FieldId, FieldState, Mark};
use crate::domain::{AnsweredBy, PlainLine, SECTION_TITLES, Section, Specification, TurnId};

/// A specification as a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    /// What the need is, in one line.
    pub title: String,
    /// What the draft called it.
    pub drafted_title: String,
    /// The lines of what a provider reads, in order.
    pub fields: Vec<Field>,
    /// The lines of what the owner reads, in order.
    pub plain: Vec<PlainField>,
    /// Who drafted it.
    pub answered_by: AnsweredBy,
    /// The turn whose draft it is; nothing when it was drafted for the review.
    pub turn: Option<TurnId>,
    /// The number that the next new field gets.
    pub next_field: FieldId,
}

/// A line of the owner's reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlainField {
    /// What the line answers.
    pub title: String,
    /// The answer.
    pub text: String,
    /// What the draft said.
    pub drafted: String,
}

impl Sheet {
    /// The form of a draft.
    pub fn of(draft: &Specification, turn: Option<TurnId>) -> Self {
        let lines = draft.sections.iter().flat_map(|section| section.items.iter().map(|item| (section.number, item)));
        let fields: Vec<Field> =
            (1..).zip(lines).map(|(id, (section, item))| Field::drafted(id, section, item)).collect();
        let plain = draft.plain.iter().map(|line| PlainField {
            title: line.title.clone(),
            text: line.text.clone(),
            drafted: line.text.clone(),
        });
        Self {
            title: draft.title.clone(),
            drafted_title: draft.title.clone(),
            next_field: fields.len().try_into().map_or(FieldId::MAX, |count: FieldId| count.saturating_add(1)),
            fields,
            plain: plain.collect(),
            answered_by: draft.answered_by,
            turn,
        }
    }

    /// The form with a newer draft taken in: what nobody touched is replaced, what a person changed stays and shows what
    /// the draft says now.
    #[must_use]
    pub fn refreshed(&self, draft: &Specification, turn: Option<TurnId>) -> Self {
        let mut fresh = Self::of(draft, turn);
        fresh.next_field = self.next_field;
        for field in &mut fresh.fields {
            let known = self.fields.iter().find(|old| old.section == field.section && old.label == field.label);
            match known {
                Some(old) if old.state == FieldState::Open && old.mark == Mark::Ai => field.id = old.id,
                Some(old) => {
                    let newer = (old.drafted.as_ref() != Some(&field.text) && old.text != field.text)
                        .then(|| field.text.clone());
                    *field = Field { newer, drafted: field.drafted.clone(), ..old.clone() };
                }
                None => {
                    field.id = fresh.next_field;
                    fresh.next_field += 1;
                }
            }
        }
        // What a person wrote is never lost, even where the new draft has no such line.
        let kept = self.fields.iter().filter(|old| old.mark != Mark::Ai || old.settled());
        let missing: Vec<Field> =
            kept.filter(|old| !fresh.fields.iter().any(|field| field.id == old.id)).cloned().collect();
        fresh.fields.extend(missing);
        fresh.fields.sort_by_key(|field| field.section);
        if self.title != self.drafted_title {
            fresh.title.clone_from(&self.title);
        }
        for line in &mut fresh.plain {
            let edited = self.plain.iter().find(|old| old.title == line.title && old.text != old.drafted);
            if let Some(old) = edited {
                line.text.clone_from(&old.text);
            }
        }
        fresh
    }

    /// The field of that number.
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The same, to change it.
    pub(super) fn field_mut(&mut self, id: FieldId) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.id == id)
    }

    /// The lines that count, with the section they stand in.
    pub fn fields_of(&self, section: u8) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.section == section && field.state != FieldState::LeftOut)
    }

    /// The form as a specification under that label; what was left out is not in it.
    pub fn specification(&self, label: &str) -> Specification {
        let sections = (0u8..).zip(SECTION_TITLES).map(|(number, title)| Section {
            number,
            title: title.to_owned(),
            items: self.fields_of(number).map(Field::item).collect(),
        });
        let plain = self.plain.iter().map(|line| PlainLine { title: line.title.clone(), text: line.text.clone() });
        Specification {
            title: self.title.clone(),
            label: label.to_owned(),
            plain: plain.collect(),
            sections: sections.collect(),
            findings: vec![],
            answered_by: self.answered_by,
        }
    }

    /// Whether a person changed anything.
    pub fn edited(&self) -> bool {
        self.title != self.drafted_title
            || self.fields.iter().any(Field::changed)
            || self.plain.iter().any(|line| line.text != line.drafted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::*;
    use super::super::*;
    use crate::domain::Origin;

    #[test]
    fn a_newer_draft_keeps_what_people_wrote() {
        let mut desk = Desk::new();
        desk.does(ANNA, &Action::Claim);
        let (who, what) = (desk.id("谁用"), desk.id("要解决什么"));
        desk.does(ANNA, &edit(who, "质检员和班长用"));
        desk.does(
            ANNA,
            &Action::AddField { section: 3, label: "照片".into(), text: "手机拍".into(), basis: "电话".into() },
        );
        let mut newer = specification("鞋面划痕和脏污检测");
        newer.sections[1].items[0].text = "鞋面划痕和脏污漏检".into();
        newer.sections[2].items[0].text = "三个质检员用".into();
        newer.sections[4].items.push(item("输出", "报警灯", Origin::Playbook));
        desk.draft.specification = newer;
        desk.review.work.moved = true;
        assert!(desk.review.blocks(&desk.grounding()).contains(&Block::Moved));
        desk.does(ANNA, &Action::TakeDraft);
        assert_eq!(desk.field("要解决什么").text, "鞋面划痕和脏污漏检");
        assert_eq!(desk.id("要解决什么"), what);
        assert_eq!(desk.field("谁用").text, "质检员和班长用");
        assert_eq!(desk.field("谁用").newer.as_deref(), Some("三个质检员用"));
        assert_eq!(desk.field("照片").text, "手机拍");
        let ids: std::collections::BTreeSet<FieldId> =
            desk.review.work.sheet.as_ref().unwrap().fields.iter().map(|field| field.id).collect();
        assert_eq!(ids.len(), desk.review.work.sheet.as_ref().unwrap().fields.len(), "numbers are unique");
        assert_eq!(desk.review.work.sheet.as_ref().unwrap().title, "鞋面划痕和脏污检测");
    }
}
