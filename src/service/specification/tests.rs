//! Six specifications, and a dangerous seventh, held to what a translator asks of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::dossiers::{ALL, PRESS, QUOTES, SHOES, TOOLS, Talk, VALVES, WAREHOUSE, dossier};
use crate::domain::{Dossier, Locale, Origin, Specification, TO_CONFIRM};
use crate::redaction::{Redactor, Vault};
use crate::service::Knowing;
use crate::service::drafting::{WriteInput, verdict_for};
use crate::service::knowledge::{assemble, seed};
use crate::store::KnowledgeState;

static SEED: LazyLock<Knowing> = LazyLock::new(|| {
    let knowledge = assemble(&seed().unwrap()).unwrap();
    Knowing::of(knowledge, KnowledgeState { seq: 0, version: "test".to_owned() }).unwrap()
});

/// The draft of that dossier by rules.
fn drafted(dossier: &Dossier) -> Specification {
    let redactor = Redactor::new();
    let mut vault = Vault::new();
    let history: Vec<_> = dossier.said.iter().map(|said| redactor.mask(said, &mut vault)).collect();
    let verdict = verdict_for(&SEED.knowledge, dossier, Locale::ZhCn);
    super::draft(&WriteInput {
        masked: history.last().unwrap(),
        history: &history,
        dossier,
        news: &[],
        knowledge: &SEED.knowledge,
        lexicon: &SEED.lexicon,
        cases: &[],
        policies: &[],
        verdict: &verdict,
        outlook: None,
        question: None,
        remarks: &[],
        first: false,
        index_down: false,
        provider: "译官",
        vault: &vault,
        redactor: &redactor,
        case_code: "K7QM-3XHD",
        locale: Locale::ZhCn,
    })
}

fn section(draft: &Specification, number: usize) -> String {
    let items = draft.sections[number].items.iter();
    items.map(|item| format!("{}：{}", item.label, item.text)).collect::<Vec<_>>().join("\n")
}

fn printed(draft: &Specification) -> String {
    let plain = draft.plain.iter().map(|line| format!("{}：{}", line.title, line.text)).collect::<Vec<_>>().join("\n");
    let sections = (0..17).map(|n| format!("\n{n} {}\n{}", draft.sections[n].title, section(draft, n)));
    format!("{}\n{plain}\n{}", draft.title, sections.collect::<Vec<_>>().join("\n"))
}

fn of(talk: &Talk) -> Specification {
    drafted(&dossier(talk))
}

#[test]
fn every_title_names_the_object_and_says_no_word_twice() {
    let titles: BTreeMap<&str, String> = ALL.iter().map(|(name, talk)| (*name, of(talk).title)).collect();
    assert_eq!(titles["shoes"], "鞋面成型外观检测技术规格书");
    assert_eq!(titles["valves"], "阀门打压技术要求（常规方案）");
    assert_eq!(titles["tools"], "加工中心铣刀预测性维护技术规格书");
    assert_eq!(titles["quotes"], "阀门报价与工时估算技术规格书");
    assert_eq!(titles["printing"], "印刷业生产排产技术规格书");
    assert_eq!(titles["warehouse"], "仓库物料管理与信息化技术要求（常规方案）");
}

#[test]
fn all_checks_hold_and_no_section_is_empty_talk() {
    for (name, talk) in ALL {
        let draft = of(talk);
        assert!(draft.findings.is_empty(), "{name}: {:?}", draft.findings);
        for number in [1, 2, 5, 7, 11] {
            let items = &draft.sections[number].items;
            assert!(items.iter().all(|item| item.text != TO_CONFIRM && item.label != "内容"), "{name} {number}");
            let object = draft.sections[number].items.iter().any(|item| item.origin != Origin::ToConfirm);
            assert!(object, "{name} {number}");
        }
        let text = printed(&draft);
        assert!(!text.replace("要准确率高的", "").contains("准确率"), "{name}: {text}");
    }
}

#[test]
fn the_object_stands_in_the_sections_that_a_provider_reads_first() {
    for (name, talk, object) in [("shoes", &SHOES, "鞋面"), ("tools", &TOOLS, "铣刀"), ("valves", &VALVES, "阀门")]
    {
        let draft = of(talk);
        for number in [1, 2, 3, 6, 7, 8, 11, 12] {
            assert!(section(&draft, number).contains(object), "{name} {number}: {}", section(&draft, number));
        }
    }
}

#[test]
fn every_kind_of_defect_has_its_own_rates() {
    let draft = of(&SHOES);
    let labels: Vec<&str> = draft.sections[5].items.iter().map(|item| item.label.as_str()).collect();
    for label in ["模型·漏检率（划伤）", "模型·误判率（划伤）", "模型·漏检率（溢胶）", "模型·误判率（溢胶）"]
    {
        let item = draft.sections[5].items.iter().find(|item| item.label == label);
        let text = &item.unwrap_or_else(|| panic!("{label} is not in {labels:?}")).text;
        assert!(["单位：%", "条件：", "样本：", "目标值：待确认"].iter().all(|part| text.contains(part)), "{text}");
    }
    assert!(section(&draft, 5).contains("现状：退货三次"), "the owner's number stands where it is measured");
    assert!(section(&draft, 5).contains("不单独用来验收"), "a bare accuracy is split");
}

#[test]
fn facts_stand_in_their_section_with_the_owners_words() {
    let draft = of(&SHOES);
    let at = |number: usize, label: &str| {
        draft.sections[number].items.iter().find(|item| item.label == label).map(|item| item.text.as_str())
    };
    assert_eq!(at(7, "坏件留样"), Some("坏鞋留了两框，没拍照"));
    assert_eq!(at(2, "谁来处理"), Some("班组长拿去返修"));
    assert_eq!(at(12, "换款频率"), Some("夏天冬天换季才换款"));
    assert!(at(6, "现在的做法").is_some_and(|text| text.starts_with("六个人灯下看还漏") && text.contains("同一批")));
    let valves = of(&VALVES);
    let limit = valves.sections[5].items.iter().find(|item| item.label == "合格线").expect("a gap");
    assert_eq!((limit.text.as_str(), &limit.origin), ("待确认，请质量负责人答", &Origin::ToConfirm));
}

#[test]
fn ordinary_means_get_requirements_of_their_own() {
    let draft = of(&VALVES);
    let text = printed(&draft);
    for words in ["测漏仪", "量程、分辨力", "互锁", "二维码", "标准件", "漏检率（漏）"] {
        assert!(text.contains(words), "{words}");
    }
    for number in 2..15 {
        let text = section(&draft, number);
        assert!(!["训练", "标注", "模型"].iter().any(|word| text.contains(word)), "{number}: {text}");
    }
    assert!(section(&of(&WAREHOUSE), 11).contains("仓库物料"), "{}", section(&of(&WAREHOUSE), 11));
}

#[test]
fn what_must_be_prepared_first_comes_first() {
    let draft = of(&TOOLS);
    assert_eq!(draft.sections[13].items[0].label, "先准备");
    assert!(draft.plain.iter().any(|line| line.title == "您要准备什么" && line.text.contains("布网")));
}

#[test]
fn a_danger_has_its_own_safety_device() {
    let draft = of(&PRESS);
    let device = draft.sections[10].items.iter().find(|item| item.label == "独立的安全装置").expect("a device");
    assert!(device.text.contains("光幕") && device.text.contains("必须先装"), "{}", device.text);
    assert!(draft.findings.is_empty(), "{:?}", draft.findings);
}

#[test]
fn nothing_is_said_three_times_and_each_open_point_once() {
    for (name, talk) in ALL {
        let draft = of(talk);
        let mut quotes: BTreeMap<&str, usize> = BTreeMap::new();
        for item in draft.sections.iter().flat_map(|section| &section.items) {
            if let Origin::Owner { quote } = &item.origin {
                *quotes.entry(quote).or_default() += 1;
            }
        }
        assert!(quotes.values().all(|count| *count <= 2), "{name}: {quotes:?}");
        let points = &draft.sections[16].items;
        let labels: std::collections::BTreeSet<&str> = points.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(labels.len(), points.len(), "{name}");
        for point in points.iter().filter(|item| item.origin == Origin::ToConfirm) {
            assert!(point.text.contains("负责人：待确认") && point.text.contains("截止：待确认"), "{}", point.text);
        }
    }
}

#[test]
fn the_provider_reads_no_identifier_and_the_owner_reads_his_own_words() {
    let mut dossier = dossier(&QUOTES);
    let secrets = ["13857712345", "温州宏发阀门有限公司", "西格玛", "HF-2031-05", "陈建国"];
    dossier.said[0] = format!("温州宏发阀门有限公司，我叫陈建国，{}", dossier.said[0]);
    let draft = drafted(&dossier);
    let sections = serde_json::to_string(&(&draft.title, &draft.sections, &draft.findings)).unwrap();
    for secret in secrets {
        assert!(!sections.contains(secret), "{secret}: {sections}");
    }
    assert!(sections.contains("〔公司〕") && sections.contains("〔姓名〕"), "{sections}");
    assert!(!sections.contains("〔公司1〕"), "what is masked here cannot be brought back");
    assert!(draft.plain.iter().any(|line| line.text.contains("温州宏发阀门有限公司")), "{:?}", draft.plain);
    assert!((8..=10).contains(&draft.plain.len()));
}

#[test]
fn the_same_dossier_gives_the_same_text() {
    for (name, talk) in ALL {
        assert_eq!(of(talk), of(talk), "{name}");
    }
}

/// What is published names nobody: masking it for the provider must not tear words out of it.
#[test]
fn published_words_stay_whole() {
    for book in SEED.knowledge.playbooks.iter() {
        let text = printed(&drafted(&Dossier {
            said: vec!["老板我姓陈，想看看".to_owned()],
            ai_task: Some(book.task),
            ..Dossier::default()
        }));
        for published in book.outputs.iter().chain(&book.environment) {
            assert!(text.contains(published.as_str()), "{}: {published}", book.name);
        }
    }
}
