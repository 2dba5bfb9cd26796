//! What stands in each section of a specification (spec-writing.md part 4), by dossier, playbook, cases and rubric.

use super::WriteInput;
use super::fill::{answer, line, list, open, owner, playbook, rubric, service};
use crate::domain::{Item, Layer, Origin, Playbook, TO_CONFIRM, TermKind, VerdictCode};
use crate::service::understanding::Meaning;

/// Facts of the business in the order in which a reader wants them: key and label.
const BUSINESS: [(&str, &str); 9] = [
    ("object", "对象"),
    ("process", "工序"),
    ("defects", "毛病"),
    ("people", "现在的人数"),
    ("shifts", "班次"),
    ("output", "产量"),
    ("returns", "退货返工"),
    ("loss", "损失"),
    ("machines", "设备台数"),
];

/// The lines of section `number`, 0 to 16.
pub(super) fn items(number: u8, input: &WriteInput<'_>) -> Vec<Item> {
    let task = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task));
    match (number, task) {
        (0, _) => identity(input),
        (1, task) => business(input, task),
        (2, _) => users(input),
        (3, Some(task)) => inputs(input, task),
        (4, Some(task)) => list("输出", &task.outputs),
        (5, Some(task)) => indicators(task),
        (6, task) => baseline(input, task),
        (7, task) => data(input, task),
        (8, Some(task)) => integration(task),
        (9, _) => deployment(input),
        (10, task) => safety(input, task),
        (11, Some(task)) => acceptance(task),
        (12, _) => operation(),
        (13, _) => milestones(input),
        (14, _) => ownership(input),
        (15, _) => policies(input),
        (16, task) => open_points(input, task),
        (_, None) => vec![open("内容")],
        (_, Some(_)) => vec![],
    }
}

fn identity(input: &WriteInput<'_>) -> Vec<Item> {
    let cases: Vec<String> = input.cases.iter().map(|case| format!("{}（{}）", case.title, case.id)).collect();
    let mut items = vec![
        service("编号", &format!("{}-初稿", input.case_code)),
        service("状态", "初稿，未经翻译官审核，不能作为合同附件"),
        service("生成者", input.provider),
        open("审核人"),
        service("准则版本", &input.verdict.rubric_version),
    ];
    if !cases.is_empty() {
        items.push(service("参考案例", &cases.join("；")));
    }
    items
}

fn business(input: &WriteInput<'_>, task: Option<&Playbook>) -> Vec<Item> {
    let needs: Vec<&str> = input.dossier.needs(input.knowledge).map(String::as_str).collect();
    let need = needs.join("；");
    let mut items = vec![line("老板原话", &need, Origin::Owner { quote: need.clone() })];
    if let Some(task) = task {
        items.push(playbook("归类", &format!("{}：{}", task.name, task.summary)));
    }
    if let Some(way) = &input.verdict.alternative {
        items.push(playbook("采用的办法", &format!("{}。{}", way.name.trim_end_matches('。'), way.why)));
    }
    items.extend(
        BUSINESS
            .iter()
            .map(|(key, label)| (input.dossier.fact(key), label))
            .filter(|(fact, _)| fact.is_some())
            .map(|(fact, label)| owner(label, fact)),
    );
    items.extend(terms(input));
    items.push(answer("现状与目标", input.dossier, "F1"));
    items.push(open("目标值"));
    items.push(open("这一期不做什么"));
    items.push(answer("回本估计", input.dossier, "F5"));
    items
}

/// What the owner's words are called by engineers: the trade's own term before a shared one.
fn terms(input: &WriteInput<'_>) -> Vec<Item> {
    let needs: Vec<&str> = input.dossier.needs(input.knowledge).map(String::as_str).collect();
    let words = needs.join("\n");
    let mut items: Vec<Item> = vec![];
    for found in input.lexicon.find(&words) {
        let mut candidates: Vec<_> = found
            .meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Term(index, term) if term.technical != found.word && is_technical(term.kind) => {
                    Some((*index, term))
                }
                _ => None,
            })
            .collect();
        candidates.sort_by_key(|(index, _)| input.lexicon.sector(*index) != input.dossier.sector.as_ref());
        let own = candidates.first().filter(|(index, _)| {
            let sector = input.lexicon.sector(*index);
            sector.is_none() || sector == input.dossier.sector.as_ref() || candidates.len() == 1
        });
        let known = |items: &[Item], label: &str| items.iter().any(|item| item.label == label);
        let label = format!("行话「{}」", found.word);
        if let Some((_, term)) = own.filter(|_| !known(&items, &label)) {
            let text = format!("{}（{}）", term.technical, term.english);
            items.push(line(&label, &text, Origin::Owner { quote: found.word.to_owned() }));
        }
    }
    items
}

/// Kinds of words that an engineer must read in his own terms.
fn is_technical(kind: TermKind) -> bool {
    matches!(kind, TermKind::Defect | TermKind::Process | TermKind::Equipment | TermKind::Material | TermKind::Measure)
}

fn users(input: &WriteInput<'_>) -> Vec<Item> {
    vec![answer("谁用、做什么动作", input.dossier, "F7"), open("几秒内做完"), open("复判人和停机权")]
}

fn inputs(input: &WriteInput<'_>, task: &Playbook) -> Vec<Item> {
    let mut items = list("现场条件", &task.environment);
    items.push(answer("设备与网络", input.dossier, "T2"));
    items.push(answer("品种与换款", input.dossier, "T3"));
    items.extend(to_ask(input, task, 3));
    items
}

fn indicators(task: &Playbook) -> Vec<Item> {
    let layer = |layer: Layer| match layer {
        Layer::Business => "业务",
        Layer::Model => "模型",
        Layer::Engineering => "工程",
    };
    task.indicators
        .iter()
        .map(|indicator| {
            let text = format!(
                "{}；目标值：{TO_CONFIRM}（{}）；条件：{}；样本：{}",
                indicator.definition, indicator.unit, indicator.conditions, indicator.samples
            );
            playbook(&format!("{}·{}", layer(indicator.layer), indicator.name), &text)
        })
        .collect()
}

fn baseline(input: &WriteInput<'_>, task: Option<&Playbook>) -> Vec<Item> {
    let mut items = vec![
        owner("现在的人工", input.dossier.fact("people")),
        answer("常规办法试过没有", input.dossier, "F2"),
        open("现在的漏检、误判和节拍（同一批封存样品上测）"),
        open("新办法要好过现在多少才算成"),
    ];
    let ways = task.map(|task| task.conventional.as_slice()).unwrap_or_default();
    let wanted = input.verdict.code != VerdictCode::ConventionalBetter && task.is_some_and(|t| !t.task.needs_no_ai());
    let ruled_out = ways.iter().filter(|_| wanted);
    items.extend(ruled_out.map(|way| playbook("先排除的常规办法", &format!("{}：{}", way.name, way.when))));
    items
}

fn data(input: &WriteInput<'_>, task: Option<&Playbook>) -> Vec<Item> {
    let mut items = vec![answer("现有数据", input.dossier, "T1")];
    items.extend(task.map(|task| list("需要的数据", &task.data)).unwrap_or_default());
    items.push(answer("敏感内容与归属", input.dossier, "T6"));
    let owned = if by_ordinary_means(input) {
        "测量数据归需方"
    } else {
        "原始数据、标注和由此训练的模型归需方"
    };
    items.push(rubric("数据归属", &format!("{owned}，用于别家须另行书面同意")));
    items
}

fn integration(task: &Playbook) -> Vec<Item> {
    let mut items = list("接口", &task.integration);
    items.push(playbook("失效时", &task.fail_safe));
    items
}

fn deployment(input: &WriteInput<'_>) -> Vec<Item> {
    vec![
        service("地点", "境内部署；用到大模型的，只用已备案的模型"),
        service("断网", "断网时现场照常能判或能停，不许悬空"),
        answer("现场条件", input.dossier, "T2"),
        open("算力、权限、日志和备份"),
    ]
}

fn safety(input: &WriteInput<'_>, task: Option<&Playbook>) -> Vec<Item> {
    let mut items = vec![answer("判错的后果与把关", input.dossier, "F4")];
    if input.verdict.knock_outs.iter().any(|knock_out| knock_out.id.as_str() == "K3") {
        let way = input.verdict.alternative.as_ref().map_or(TO_CONFIRM, |way| way.name.as_str());
        items.push(playbook("独立的安全装置", &format!("{way}；必须先装，AI不得作为唯一保护")));
    }
    let traps = task.map(|task| list("风险", &task.traps)).unwrap_or_default();
    items.extend(traps);
    items.push(open("责任划分与质保"));
    items
}

fn acceptance(task: &Playbook) -> Vec<Item> {
    let mut items = list("步骤", &task.acceptance);
    if !task.standards.is_empty() {
        items.push(playbook("引用标准", &task.standards.join("、")));
    }
    items.push(rubric("样品", "需方封存样品，供方未见；换一批再测一次；判定人和争议办法写进合同"));
    items.push(open("件数、班次和通过线"));
    items
}

fn operation() -> Vec<Item> {
    vec![
        rubric("监控", "定期用封存样品复测，指标变差就报警"),
        rubric("换款", "换款、换料、换灯之后先复测再用"),
        open("复训触发条件和年费"),
    ]
}

fn milestones(input: &WriteInput<'_>) -> Vec<Item> {
    let steps = if by_ordinary_means(input) {
        ["选型询价", "拿样件试测", "装机", "试运行", "验收", "互锁放行"]
    } else {
        ["样品可判性", "采集与标注", "离线达标", "单线试运行", "验收", "复制到其他线"]
    };
    let mut items: Vec<Item> =
        steps.iter().map(|step| rubric(step, &format!("继续或停止线{TO_CONFIRM}，付款比例{TO_CONFIRM}"))).collect();
    if let Some(pilot) = &input.verdict.pilot {
        items.push(rubric("试点范围", &pilot.scope));
        items.push(rubric("停止线", &pilot.stop_line));
    }
    items.extend(
        input.verdict.prepare.iter().map(|step| rubric("先准备", &format!("{}；达标：{}", step.action, step.target))),
    );
    items
}

/// True when the answer to the need is no AI.
fn by_ordinary_means(input: &WriteInput<'_>) -> bool {
    [VerdictCode::ConventionalBetter, VerdictCode::NotSuitable].contains(&input.verdict.code)
}

fn ownership(input: &WriteInput<'_>) -> Vec<Item> {
    vec![
        open("合作方式（委托、合作或其他）"),
        rubric("成果", "成果归属、保密和竞业写进合同；办理技术合同登记"),
        answer("客户授权", input.dossier, "T6"),
    ]
}

fn policies(input: &WriteInput<'_>) -> Vec<Item> {
    let mut items: Vec<Item> = input
        .policies
        .iter()
        .map(|policy| {
            let text = format!("{}；{}；核对日期{}；只作参考", policy.issuer, policy.status, policy.as_of);
            line(&policy.title, &text, Origin::Policy { id: policy.id.clone() })
        })
        .collect();
    if items.is_empty() {
        items.push(service("政策", "没有检索到对得上的现行政策"));
    }
    items
}

fn open_points(input: &WriteInput<'_>, task: Option<&Playbook>) -> Vec<Item> {
    // Whoever buys a gauge need not answer what only a model would ask.
    let wanted = !by_ordinary_means(input);
    let unknown = input.verdict.criteria.iter().filter(|criterion| wanted && criterion.score.is_none());
    let mut items: Vec<Item> = unknown.map(|criterion| open(&criterion.name)).collect();
    if let Some(task) = task {
        let asked = |section| to_ask(input, task, section);
        items.extend((1u8..=14).filter(|section| *section != 3).flat_map(asked));
    }
    items.push(rubric("说明", "以上每条定负责人和截止日期；口头说的要拿照片、单据或现场核对"));
    items
}

/// The questions of the playbook for a section that the dossier cannot answer yet.
fn to_ask(input: &WriteInput<'_>, task: &Playbook, section: u8) -> Vec<Item> {
    let answered = |criterion: Option<&crate::domain::CriterionId>| {
        criterion.and_then(|id| input.dossier.answers.get(id)).is_some_and(|answer| answer.score.is_some())
    };
    let wanted = task.facts.iter().filter(|fact| fact.section == section && fact.must);
    wanted
        .filter(|fact| input.dossier.fact(&fact.key).is_none() && !answered(fact.criterion.as_ref()))
        .map(|fact| line(&fact.label, &format!("{TO_CONFIRM}：{}{}", fact.ask, fact.example), Origin::ToConfirm))
        .collect()
}
