//! The form holds the rubric without loss, and what its buttons do leaves the rest as it was typed.

use super::read::{read, whole};
use super::sheet::Sheet;
use crate::domain::rubric::Rubric;
use crate::domain::{CriterionId, VerdictCode};

fn seed() -> Rubric {
    toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap()
}

fn faults(sheet: &Sheet) -> Vec<(String, &'static str)> {
    let (rubric, mut faults) = read(sheet, &seed());
    faults.extend(whole(&rubric));
    faults.into_iter().map(|fault| (fault.field, fault.name)).collect()
}

#[test]
fn the_form_gives_the_rubric_back() {
    let rubric = seed();
    let (read, faults) = read(&Sheet::of(&rubric), &rubric);
    assert_eq!(faults, []);
    assert_eq!(read, rubric);
    assert_eq!(whole(&read), []);
    // As it comes back from a browser.
    let pairs: Vec<_> =
        Sheet::of(&rubric).fields().map(|(name, text)| (name.to_owned(), text.replace('\n', "\r\n"))).collect();
    assert_eq!(Sheet::sent(pairs), Sheet::of(&rubric));
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_stays_as_it_was_typed() {
    let mut sheet = Sheet::of(&seed());
    for (field, text) in [
        ("c.F1.weight", "十二"),
        ("c.F2.question", ""),
        ("c.F3.o.0.score", "7"),
        ("c.F3.o.0.knock_out", "K99"),
        ("c.F4.ask", "1"),
        ("r.4.fit_below", "-3"),
        ("r.4.q.0.criterion", "F99"),
        ("v.E1.verdict", "not_suitable"),
        ("coverage.fit", "700"),
    ] {
        sheet.put(field, text);
    }
    let found = faults(&sheet);
    for (field, name) in [
        ("c.F1.weight", "weight"),
        ("c.F2.question", "empty"),
        ("c.F3.o.0.score", "score"),
        ("c.F3.o.0.knock_out", "no_knock_out"),
        ("c.F4.ask", "ask_twice"),
        ("r.4.fit_below", "percent"),
        ("r.4.q.0.criterion", "no_criterion"),
        ("weights.fit", "weights"),
        ("v.E1.verdict", "vector"),
        ("coverage.fit", "percent"),
    ] {
        assert!(found.contains(&(field.to_owned(), name)), "{field} {name}: {found:?}");
    }
    assert_eq!((sheet.text("c.F1.weight"), sheet.text("r.4.fit_below")), ("十二", "-3"));
}

#[test]
fn rows_are_added_moved_and_taken_out() {
    let mut sheet = Sheet::of(&seed());
    assert!(sheet.act("add_row"));
    assert_eq!(sheet.text("rows"), "0,1,2,3,4,5,6,7,n0,8");
    sheet.put("r.n0.verdict", "stop");
    assert!(sheet.act("row_up:n0") && sheet.act("row_up:n0"));
    assert_eq!(sheet.text("rows"), "0,1,2,3,4,5,n0,6,7,8");
    assert!(sheet.act("row_up:0") && sheet.act("row_down:8"));
    assert_eq!(sheet.text("rows"), "0,1,2,3,4,5,n0,6,7,8");
    let (rubric, _) = read(&sheet, &seed());
    assert_eq!((rubric.decisions.len(), rubric.decisions[6].verdict), (10, VerdictCode::Stop));
    assert!(sheet.act("drop_row:n0") && !sheet.act("check"));
    assert_eq!(read(&sheet, &seed()).0, seed());
    // The row that always holds must be the last one.
    assert!(sheet.act("row_up:8"));
    assert!(faults(&sheet).contains(&("rows".to_owned(), "last_row")));
}

#[test]
fn answers_keep_what_is_to_be_learnt_from_when_others_come_and_go() {
    let mut sheet = Sheet::of(&seed());
    sheet.act("drop_option:F2/1");
    sheet.act("add_option:F2");
    assert_eq!(sheet.text("c.F2.options"), "0,2,3,n0");
    let new = faults(&sheet);
    assert!(new.contains(&("c.F2.o.n0.text".to_owned(), "empty")), "{new:?}");
    for (name, text) in [("text", "说不好"), ("score", "1"), ("reason", "试过一半")] {
        sheet.put(&format!("c.F2.o.n0.{name}"), text);
    }
    let (rubric, found) = read(&sheet, &seed());
    assert_eq!(found, []);
    let (old, new) = (seed(), &rubric.criterion("F2").unwrap().options);
    let old = &old.criterion("F2").unwrap().options;
    assert_eq!((&new[0], &new[1], &new[2]), (&old[0], &old[2], &old[3]));
    assert!(new[3].examples.is_empty() && new[3].signs.is_empty());
    sheet.act("add_option:F2");
    assert_eq!(sheet.list("c.F2.options").len(), 4);
}

#[test]
fn a_criterion_comes_and_goes_with_everything_that_names_it() {
    let mut sheet = Sheet::of(&seed());
    sheet.act("drop_criterion:T6");
    let (rubric, _) = read(&sheet, &seed());
    let id = CriterionId::from("T6");
    assert!(rubric.criterion("T6").is_none() && !rubric.required.contains(&id) && !rubric.ask_order.contains(&id));
    assert!(rubric.decisions.iter().all(|row| !row.when.or_zero.contains(&id) && !row.when.at_least.contains_key(&id)));
    assert!(rubric.vectors.iter().all(|vector| vector.timing_scores.len() == 5));
    assert!(rubric.preparations.iter().all(|step| step.criterion != id));
    assert!(faults(&sheet).contains(&("weights.timing".to_owned(), "weights")));
    sheet.act("add_criterion:timing");
    assert_eq!(sheet.list("criteria").last().map(String::as_str), Some("T7"));
    sheet.act("add_criterion:fit");
    assert_eq!(sheet.list("criteria")[7], "F8");
    let (rubric, _) = read(&sheet, &seed());
    // Nobody has scored the new ones in the known cases.
    assert!(rubric.vectors.iter().all(|vector| vector.fit_scores[7] == -1 && vector.timing_scores[5] == -1));
}

#[test]
fn known_cases_take_the_verdicts_of_the_draft_when_they_are_told_to() {
    let mut sheet = Sheet::of(&seed());
    sheet.put("r.7.fit_at_least", "90");
    assert!(faults(&sheet).contains(&("v.E1.verdict".to_owned(), "vector")));
    let (rubric, _) = read(&sheet, &seed());
    sheet.take_verdicts(&rubric);
    assert_eq!(sheet.text("v.E1.verdict"), "pilot_first");
    assert_eq!(faults(&sheet), []);
}
