//! Round trips of rows, what people write in cells, headings that are guessed, and texts that are alike.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn row(pairs: &[(&str, &str)]) -> Row {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

fn good() -> Row {
    row(&[
        ("title", "鞋面划痕用相机看"),
        ("sector.code", "c195"),
        ("sector.name", "制鞋业"),
        ("process_step", "鞋面检验"),
        ("owner_words", "鞋面老有划痕"),
        ("problem", "漏检"),
        ("ai_task", "外观检测"),
        ("approach", "相机加光源"),
        ("cost.amount_cny", "12.5万元"),
        ("outcome", "成功"),
        ("lessons", "先打光；再训练"),
        ("fit", "适合"),
        ("timing", "先试点"),
        ("keywords", "鞋面、划痕，相机"),
        ("sources.0.title", "报道"),
        ("sources.0.publisher", "某报"),
        ("sources.0.date", "2026年3月1日"),
    ])
}

#[test]
fn a_row_becomes_an_entry_of_its_shape() {
    let columns = columns(TableKind::Case, 3);
    let entry = entry_of(TableKind::Case, &columns, &good()).unwrap();
    let case: crate::domain::Case = serde_json::from_value(entry.clone()).unwrap();
    assert_eq!((case.id.len(), case.cost.unwrap().amount_cny), (17, Some(125_000)));
    assert_eq!((case.keywords.len(), case.lessons.len()), (3, 2));
    assert_eq!(case.sources[0].date.as_deref(), Some("2026-03-01"));
    assert_eq!(entry["sector"]["code"], "C195");
}

#[test]
fn every_fault_names_its_column() {
    let columns = columns(TableKind::Case, 3);
    let mut bad = good();
    bad.remove("problem");
    bad.insert("outcome".into(), "很好".into());
    bad.insert("cost.amount_cny".into(), "很多".into());
    bad.insert("sources.0.url".into(), "www.x.cn".into());
    bad.insert("sources.1.title".into(), "只有标题".into());
    bad.insert("title".into(), "长".repeat(41));
    let faults = entry_of(TableKind::Case, &columns, &bad).unwrap_err();
    let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(
        keys,
        ["problem", "cost.amount_cny", "outcome", "sources.0.url", "sources.1.publisher", "title"],
        "{faults:?}"
    );
}

#[test]
fn headings_are_guessed_by_name_and_by_what_the_cells_hold() {
    let columns = columns(TableKind::Case, 3);
    let heads = ["案例名称", "痛点*", "解决方案", "投资（万元）", "怎样收场", "哪里看到", "备注"].map(str::to_owned);
    let samples = [vec!["", "", "", "", "成功", "https://a.cn/1", "x"], vec!["", "", "", "", "失败", "", "y"]];
    let samples: Vec<Vec<String>> =
        samples.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let keys = guess(&columns, &heads, &samples);
    let keys: Vec<Option<&str>> = keys.iter().map(Option::as_deref).collect();
    let wanted = ["title", "problem", "approach", "cost.amount_cny", "outcome", "sources.0.url"].map(Some);
    assert_eq!(keys[..6], wanted);
    assert_eq!(keys[6], None);
}

#[test]
fn what_is_nearly_the_same_is_found_among_many() {
    let text = |n: u32| format!("第{n}家厂的{}号线上老有毛病，工人看不过来，第{}次退货", n * 37 % 101, n * 7919);
    let mut sketch = Sketch::default();
    for n in 0..500 {
        sketch.meet(
            n,
            &format!("{}{n}", "甲乙丙丁戊己庚辛壬癸".chars().cycle().skip(n as usize % 7).take(30).collect::<String>()),
        );
    }
    let first = "鞋面老有划痕，六个人看还漏，客户要退货，想用相机来看，先在一条线上试";
    assert_eq!(sketch.meet(900, first), None);
    let (row, alike) = sketch.meet(901, &first.replace("六个人", "七个人")).unwrap();
    assert!(row == 900 && alike > 0.75, "{row} {alike}");
    assert!(likeness(first, &first.replace('六', "七")) > 0.85);
    assert!(likeness(&text(1), "完全不同的一句话讲的是报价") < 0.3);
}

#[test]
fn a_trade_has_a_row_for_each_word_and_each_narrower_trade() {
    let columns = columns(TableKind::Term, 1);
    let group = |code: &str| json!({"code": code, "name": format!("行业{code}"), "signs": ["甲乙", "丙丁"]});
    let groups = json!([group("C131"), group("C132"), group("C133")]);
    let word = json!({"plain": "起皮", "technical": "皮层剥离", "english": "peeling", "kind": "defect", "synonyms": [], "tasks": []});
    let words = json!([word]);
    let body = json!({"sector": "other", "name": "其他", "codes": [], "signs": [], "groups": groups, "terms": words});
    let rows = rows_of(TableKind::Term, &columns, &body);
    assert_eq!(rows.len(), 3);
    let read = rows.iter().map(|cells| {
        let row: Row = columns.iter().map(|column| column.key.clone()).zip(cells.iter().cloned()).collect();
        entry_of(TableKind::Term, &columns, &row).unwrap()
    });
    let read: Vec<serde_json::Value> = read.collect();
    let found: Vec<&serde_json::Value> = read.iter().map(|entry| &entry["groups"][0]).collect();
    assert_eq!(found, groups.as_array().unwrap().iter().collect::<Vec<_>>());
    assert_eq!((read[0]["name"].as_str(), read[1].get("name")), (Some("其他"), None));
    assert_eq!(read[2]["terms"], json!([]));
}

#[test]
fn a_long_text_says_what_a_short_one_says() {
    let short = letters("某区技改补助办法：设备投入补15%", 1_000);
    assert_eq!(short, "某区技改补助办法设备投入补15");
    let long = format!("{}别的话{}", "前面还有一页纸的话", short);
    assert!(contained(&long, &short) > 0.99 && contained("别的话", &short) < 0.1);
    assert!(contained("", &short) < 0.1 && contained(&long, "") < 0.1);
    assert_eq!(letters("甲 乙，A", 2), "甲乙");
}

fn word() -> impl Strategy<Value = String> {
    "[a-z\u{4e00}-\u{4e20}、；,，\"\\[=']{1,8}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("empty", |t| !t.is_empty())
}

proptest! {
    #[test]
    fn lists_come_back_as_they_were(items in prop::collection::vec(word(), 1..6), odd in any::<bool>()) {
        let items: Vec<String> = if odd { items.iter().map(|item| format!("{item}\n甲")).collect() } else { items };
        for shape in [Shape::Words, Shape::Lines] {
            let cell = write_cell(shape, Some(&json!(items)));
            prop_assert_eq!(read_cell(shape, &cell).unwrap(), Some(json!(items)));
        }
    }

    #[test]
    fn groups_come_back_as_they_were(name in word(), signs in prop::collection::vec(word(), 1..4)) {
        let groups = json!([{"code": "C1951", "name": name, "signs": signs}]);
        let cell = write_cell(Shape::Groups, Some(&groups));
        prop_assert_eq!(read_cell(Shape::Groups, &cell).unwrap(), Some(groups));
    }
}

#[test]
fn dates_and_numbers_are_read_as_people_write_them() {
    let day = |text| read_cell(Shape::Day, text).ok().flatten();
    assert_eq!(day("2026/3/1"), Some(json!("2026-03-01")));
    assert_eq!(day("2026年3月"), Some(json!("2026-03")));
    assert_eq!(day("2026"), Some(json!("2026")));
    assert_eq!(day("明年"), None);
    let whole = |text| read_cell(Shape::Whole, text).ok().flatten();
    assert_eq!(whole("1,200,000"), Some(json!(1_200_000)));
    assert_eq!(whole("1.25亿"), Some(json!(125_000_000)));
    assert_eq!(whole("35.0"), Some(json!(35)));
    assert_eq!(whole("1.5"), None);
}

#[test]
fn a_trade_is_a_row_a_word() {
    let trade = json!({"sector": "pens", "name": "制笔", "codes": ["C2412"], "signs": ["笔厂"], "terms": [
        {"plain": "漏墨", "technical": "渗漏", "synonyms": ["渗墨"], "english": "leak", "kind": "defect", "tasks": []},
        {"plain": "断水", "technical": "中断", "synonyms": [], "english": "starve", "kind": "defect", "tasks": []}]});
    let columns = columns(TableKind::Term, 0);
    let rows = rows_of(TableKind::Term, &columns, &trade);
    assert_eq!((rows.len(), rows[0][1].as_str(), rows[1][1].as_str()), (2, "制笔", ""));
    let read = |row: &Vec<String>| {
        let row = columns.iter().zip(row).map(|(column, text)| (column.key.clone(), text.clone())).collect();
        entry_of(TableKind::Term, &columns, &row).unwrap()
    };
    let bare = json!({"sector": "pens", "name": "制笔", "signs": ["笔厂"], "terms": []});
    let only = rows_of(TableKind::Term, &columns, &bare);
    assert_eq!((only.len(), read(&only[0])), (1, bare));
    let second: Value = read(&rows[1]);
    assert_eq!(second["terms"][0], trade["terms"][1]);
    assert_eq!(second.get("name"), None);
}
