//! Merging by every choice, and sources that are neither lost nor doubled.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn one() -> Value {
    json!({"id": "a", "title": "甲", "region": "温州", "sector": {"code": "C195", "name": "制鞋业"}, "process_step": "检验",
        "owner_words": "同", "problem": "甲的问题", "ai_task": "visual_inspection", "approach": "甲的做法",
        "outcome": "success", "fit": "suitable", "timing": "now", "lessons": ["先做样品"], "keywords": ["划痕", "鞋面"],
        "cost": {"amount_cny": 120_000, "note": "含相机"},
        "sources": [{"title": "纪实", "publisher": "日报", "url": "https://a.cn/1", "grade": "original"}]})
}

fn other() -> Value {
    json!({"id": "b", "title": "乙", "duration": "三个月", "sector": {"code": "C1951", "name": "纺织面料鞋制造"},
        "process_step": "检验", "owner_words": "同", "problem": "乙的问题", "ai_task": "visual_inspection",
        "approach": "乙的做法", "outcome": "partial", "fit": "suitable", "timing": "now", "lessons": [],
        "keywords": ["鞋面", "漏检"], "sources": [
            {"title": "纪实（转载）", "publisher": "晚报", "url": "https://a.cn/1", "date": "2025", "grade": "reprint_or_unverified"},
            {"title": "纪实", "publisher": "日报", "url": "https://a.cn/1/", "date": "2025-06", "grade": "original"}]})
}

#[test]
fn every_field_is_that_of_the_side_that_was_chosen_whatever_is_chosen() {
    let (one, other) = (one(), other());
    let fields = merge_fields(EntryKind::Case, &one, &other);
    let chosen: Vec<&str> = fields.iter().filter(|field| field.how == How::Chosen).map(|field| field.name).collect();
    assert_eq!(chosen, ["title", "region", "sector", "problem", "approach", "duration", "cost", "outcome"]);
    for keep in Side::BOTH {
        for choice in 0_u32..1 << chosen.len() {
            let side = |name: &str| {
                let place = chosen.iter().position(|known| *known == name).unwrap();
                if choice >> place & 1 == 0 { Side::One } else { Side::Other }
            };
            let body = merged(EntryKind::Case, (&one, &other), keep, &side);
            for name in &chosen {
                assert_eq!(body.get(name), side(name).of((&one, &other)).get(name), "{name}");
            }
            assert_eq!(body["id"], keep.of(("a", "b")));
            assert_eq!(body["owner_words"], "同");
            assert_eq!(body["lessons"], json!(["先做样品"]));
            let words: BTreeSet<&str> =
                body["keywords"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
            assert_eq!(words, BTreeSet::from(["划痕", "鞋面", "漏检"]));
            assert_eq!(body["sources"].as_array().unwrap().len(), 2);
        }
    }
}

#[test]
fn a_form_begins_with_the_side_that_says_something() {
    let fields = merge_fields(EntryKind::Case, &one(), &other());
    let of = |name: &str| fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!((of("duration").suggested, of("duration").how), (Side::Other, How::Chosen));
    assert_eq!((of("region").suggested, of("title").suggested), (Side::One, Side::One));
    assert_eq!((of("company").how, of("timing").how, of("sources").how), (How::Same, How::Same, How::Joined));
    assert_eq!(of("sector").specs.len(), 2);
    assert!(!fields.iter().any(|field| field.name == "id"));
}

#[test]
fn the_same_place_is_one_source_and_another_grade_is_another() {
    let (one, other) = (one(), other());
    let found = sources_of_both(one.get("sources"), other.get("sources"));
    assert_eq!(
        found[0],
        json!({"title": "纪实", "publisher": "日报", "url": "https://a.cn/1", "date": "2025-06", "grade": "original"})
    );
    assert_eq!(found[1]["grade"], "reprint_or_unverified");
    let bare = json!([{"title": "纪实", "publisher": "日报"}]);
    assert_eq!(sources_of_both(Some(&bare), one.get("sources")), one["sources"].as_array().unwrap().clone());
}

#[test]
fn what_no_form_has_stays_and_nothing_is_a_pair_with_itself() {
    let (mut one, mut other) = (one(), other());
    one["later"] = json!(1);
    other["later"] = json!(2);
    other["more"] = json!(3);
    let body = merged(EntryKind::Case, (&one, &other), Side::One, &|_| Side::Other);
    assert_eq!((&body["later"], &body["more"]), (&json!(1), &json!(3)));
    assert_eq!(Pair::of(EntryKind::Case, "a", "a"), None);
    assert_eq!(Pair::of(EntryKind::Case, "b", "a"), Pair::of(EntryKind::Case, "a", "b"));
}

#[test]
fn a_look_goes_through_both_kinds_and_ends() {
    let mut at = LookPosition::beginning(7, 3);
    at = at.behind(Some("x"), 2);
    assert_eq!(at.full.as_ref().unwrap().after.as_deref(), Some("x"));
    at = at.behind(None, 0);
    let full = at.full.clone().unwrap();
    assert_eq!((full.kind, full.after, full.looked), (EntryKind::Policy, None, 2));
    at = at.behind(Some("P"), 1).behind(None, 0);
    assert_eq!(at, LookPosition { seq: 7, full: None });
}

fn source() -> impl Strategy<Value = Value> {
    let words = || prop_oneof![Just("甲"), Just("乙")];
    let url = proptest::option::of(prop_oneof![Just("https://a.cn"), Just("https://a.cn/"), Just("https://b.cn/x")]);
    let grade = proptest::option::of(prop_oneof![Just("original"), Just("reprint_or_unverified")]);
    let date = proptest::option::of(prop_oneof![Just("2025"), Just("2025-06")]);
    (words(), words(), url, grade, date).prop_map(|(title, publisher, url, grade, date)| {
        let mut source = json!({"title": title, "publisher": publisher});
        for (name, value) in [("url", url), ("grade", grade), ("date", date)] {
            if let Some(value) = value {
                source[name] = json!(value);
            }
        }
        source
    })
}

fn sources() -> impl Strategy<Value = Value> {
    proptest::collection::vec(source(), 0..5).prop_map(Value::Array)
}

/// Where a source is found, by what a reader would say.
fn told(source: &Value) -> (String, Option<String>) {
    let text = |name: &str| source.get(name).and_then(Value::as_str).map(str::to_owned);
    let place = text("url").map(|url| url.trim_end_matches('/').to_owned());
    (place.unwrap_or_else(|| format!("{}|{}", source["title"], source["publisher"])), text("grade"))
}

proptest! {
    #[test]
    fn no_source_is_lost_or_doubled_and_every_one_keeps_its_grade(one in sources(), other in sources()) {
        let both = sources_of_both(Some(&one), Some(&other));
        let places: Vec<_> = both.iter().map(told).collect();
        prop_assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
        for source in one.as_array().unwrap().iter().chain(other.as_array().unwrap()) {
            let (place, grade) = told(source);
            // Told at its place with its grade (or with one, when nobody had graded it), or by one that says all of it.
            let graded = |(known, its): &(String, Option<String>)| *known == place && (grade.is_none() || *its == grade);
            let kept = places.iter().any(graded) || both.iter().any(|known| {
                let all = |name: &str| source.get(name).is_none_or(|value| known.get(name) == Some(value));
                ["title", "publisher", "url", "grade"].into_iter().all(all)
            });
            prop_assert!(kept, "{source} in {both:?}");
        }
        let all = Value::Array(both.clone());
        prop_assert_eq!(sources_of_both(Some(&all), Some(&all)), both);
    }
}
