//! What the scripts of talks are written with: a talk under way, and readings made by hand.

use super::{Effect, Event, Remark, step};
use crate::domain::{
    Act, AiTask, Answer, Dossier, Evidence, Fact, FactState, Knowledge, Playbook, Question, Reading, SectorRef,
};

/// The seed's rubric with two of its playbooks.
pub(super) fn knowledge() -> Knowledge {
    let playbook = |text: &str| -> Playbook { toml::from_str(text).unwrap() };
    Knowledge {
        cases: vec![],
        policies: vec![],
        glossary: [].into(),
        playbooks: [
            playbook(include_str!("../../../knowledge/playbooks/visual_inspection.toml")),
            playbook(include_str!("../../../knowledge/playbooks/none_conventional_automation.toml")),
        ]
        .into(),
        needs: [].into(),
        rubric: toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap(),
        last_days: std::collections::BTreeMap::new(),
    }
}

/// A talk under way.
pub(super) struct Talk {
    pub(super) knowledge: Knowledge,
    pub(super) dossier: Dossier,
    pub(super) effects: Vec<Effect>,
}

impl Talk {
    pub(super) fn new() -> Self {
        Self { knowledge: knowledge(), dossier: Dossier::default(), effects: vec![] }
    }

    /// A talk about scratches that a first message has begun.
    pub(super) fn about_scratches() -> Self {
        let mut talk = Self::new();
        talk.hears("鞋面老有划痕，六个人看", scratches());
        talk
    }

    pub(super) fn hears(&mut self, message: &str, reading: Reading) {
        let heard = Event::Heard { message: message.to_owned(), reading, similar: vec![] };
        self.takes(heard);
    }

    pub(super) fn takes(&mut self, event: Event) {
        let (dossier, effects) = step(std::mem::take(&mut self.dossier), event, &self.knowledge);
        (self.dossier, self.effects) = (dossier, effects);
    }

    /// Answers the open question with that score.
    pub(super) fn answers(&mut self, message: &str, score: u8) {
        let criterion = self.asked().criterion.clone().expect("a criterion");
        let reading = Reading { answers: [(criterion, answer(message, score))].into(), ..Reading::default() };
        self.hears(message, reading);
    }

    pub(super) fn asked(&self) -> &Question {
        self.dossier.pending.as_ref().expect("a question")
    }

    pub(super) fn said(&self, remark: &Remark) -> bool {
        self.effects.contains(&Effect::Say(remark.clone()))
    }
}

pub(super) fn fact(key: &str, value: &str, quote: &str) -> Fact {
    Fact {
        key: key.to_owned(),
        label: key.to_owned(),
        value: Some(value.to_owned()),
        unit: None,
        state: FactState::Proposed,
        quote: Some(quote.to_owned()),
    }
}

pub(super) fn answer(quote: &str, score: u8) -> Answer {
    Answer {
        score: Some(score),
        knock_out: None,
        reason: String::new(),
        quote: quote.to_owned(),
        source: None,
        evidence: Evidence::E1,
    }
}

pub(super) fn scratches() -> Reading {
    Reading {
        ai_task: Some(AiTask::VisualInspection),
        sector: Some(SectorRef { code: "C195".to_owned(), name: "制鞋".to_owned() }),
        facts: vec![fact("people", "六", "六个人看")],
        ..Reading::default()
    }
}

pub(super) fn acts(acts: &[Act]) -> Reading {
    Reading { acts: acts.to_vec(), ..Reading::default() }
}
