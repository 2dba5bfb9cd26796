//! What the buttons of the form do to it: rows and answers are added, moved and taken out, what was typed stays.

use super::sheet::{Sheet, name_of};
use crate::domain::rubric::{Rubric, judge};

/// Most answers of a criterion.
const OPTIONS: usize = 4;

impl Sheet {
    /// Does what a button says (`row_up:3`, `add_option:F1`); false when it is none of these.
    pub fn act(&mut self, deed: &str) -> bool {
        let (name, about) = deed.split_once(':').unwrap_or((deed, ""));
        match name {
            "add_row" => self.add_row(),
            "row_up" => self.moved("rows", about, false),
            "row_down" => self.moved("rows", about, true),
            "drop_row" => self.dropped("rows", about, &format!("r.{about}.")),
            "add_option" => self.add_option(about),
            "drop_option" => {
                let (criterion, slot) = about.split_once('/').unwrap_or((about, ""));
                self.dropped(&format!("c.{criterion}.options"), slot, &format!("c.{criterion}.o.{slot}."));
            }
            "add_criterion" => self.add_criterion(about),
            "drop_criterion" => self.drop_criterion(about),
            _ => return false,
        }
        true
    }

    /// Puts in what the rubric of the form gives for its known cases: the one who presses the button has seen the list.
    pub fn take_verdicts(&mut self, rubric: &Rubric) {
        for vector in &rubric.vectors {
            let code = judge(rubric, &vector.scores(rubric)).code;
            self.put(&format!("v.{}.verdict", vector.id), &name_of(&code));
        }
    }

    fn add_row(&mut self) {
        let slot = self.free("rows");
        let mut rows = self.list("rows");
        // Before the last one, which always holds.
        rows.insert(rows.len().saturating_sub(1), slot.clone());
        self.put("rows", &rows.join(","));
        self.put(&format!("r.{slot}.verdict"), "pilot_first");
        self.put(&format!("r.{slot}.lines"), "0");
    }

    fn add_option(&mut self, criterion: &str) {
        let name = format!("c.{criterion}.options");
        let mut options = self.list(&name);
        if options.is_empty() || options.len() >= OPTIONS {
            return;
        }
        options.push(self.free(&name));
        self.put(&name, &options.join(","));
    }

    fn add_criterion(&mut self, group: &str) {
        let letter = match group {
            "fit" => 'F',
            "timing" => 'T',
            _ => return,
        };
        let mut criteria = self.list("criteria");
        // A name that was given up just now means something else: its scores are not those of the new one.
        let gone = self.list("gone");
        let mut names = (1..100).map(|number| format!("{letter}{number}"));
        let Some(id) = names.find(|id| !criteria.contains(id) && !gone.contains(id)) else { return };
        self.drop_all(&format!("c.{id}."));
        self.put(&format!("c.{id}.group"), group);
        self.put(&format!("c.{id}.weight"), "0");
        self.put(&format!("c.{id}.options"), "n0,n1");
        let last = criteria.iter().rposition(|other| other.starts_with(letter)).map_or(criteria.len(), |at| at + 1);
        criteria.insert(last, id);
        self.put("criteria", &criteria.join(","));
    }

    /// Takes a criterion out, and out of every row that asks for it.
    fn drop_criterion(&mut self, id: &str) {
        self.dropped("criteria", id, &format!("c.{id}."));
        let mut gone = self.list("gone");
        gone.push(id.to_owned());
        self.put("gone", &gone.join(","));
        for row in self.list("rows") {
            let lines: usize = self.text(&format!("r.{row}.lines")).parse().unwrap_or(0);
            for line in 0..lines {
                let name = format!("r.{row}.q.{line}.criterion");
                if self.text(&name) == id {
                    self.put(&name, "");
                }
            }
        }
    }

    fn dropped(&mut self, list: &str, slot: &str, beginning: &str) {
        let left: Vec<String> = self.list(list).into_iter().filter(|other| other != slot).collect();
        self.put(list, &left.join(","));
        self.drop_all(beginning);
    }

    fn moved(&mut self, list: &str, slot: &str, down: bool) {
        let mut slots = self.list(list);
        let Some(at) = slots.iter().position(|other| other == slot) else { return };
        let to = if down { at + 1 } else { at.wrapping_sub(1) };
        if to < slots.len() {
            slots.swap(at, to);
            self.put(list, &slots.join(","));
        }
    }

    /// A slot that no row of the list has had.
    fn free(&self, list: &str) -> String {
        let taken = self.list(list);
        let mut names = (0..).map(|number| format!("n{number}"));
        names.find(|name| !taken.contains(name)).unwrap_or_default()
    }
}
