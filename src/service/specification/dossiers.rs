//! Six dossiers as real talks leave them, for the tests of the specification.

use std::collections::BTreeMap;

use crate::domain::{AiTask, Answer, CriterionId, Dossier, Evidence, Fact, FactState, Remedy, SectorRef};

/// What was said and understood: facts as key, label, value, quote; answers as criterion, score, quote.
pub(super) struct Talk {
    pub(super) task: AiTask,
    pub(super) trade: (&'static str, &'static str),
    pub(super) said: &'static [&'static str],
    pub(super) facts: &'static [(&'static str, &'static str, &'static str, &'static str)],
    pub(super) answers: &'static [(&'static str, u8, &'static str)],
    /// Knock-out, the criterion that it comes with, the playbook and the entry.
    pub(super) remedy: Option<(&'static str, &'static str, AiTask, &'static str)>,
}

pub(super) const SHOES: Talk = Talk {
    task: AiTask::VisualInspection,
    trade: ("C195", "制鞋业"),
    said: &[
        "鞋面成型后老有划伤、溢胶，六个人灯下看还漏，客户一个月退货三次，能不能上AI，要准确率高的",
        "一天做八千双",
        "赔了两万",
        "机器试过，反光误判太多",
        "漏一双就是扣款，班组长会再看一遍",
        "三个老检验员判得差不多",
        "坏鞋留了两框，没拍照",
        "没有客户图纸，也不拍人脸",
        "先拿十万以内先试",
        "班组长拿去返修",
        "夏天冬天换季才换款",
    ],
    facts: &[
        ("object", "对象", "鞋、鞋面", "鞋面成型后老有划伤"),
        ("process", "工序", "成型", "鞋面成型后老有划伤"),
        ("defects", "毛病", "划伤、溢胶", "鞋面成型后老有划伤"),
        ("people", "人数", "六", "六个人灯下看还漏"),
        ("returns", "退货返工", "退货三次", "客户一个月退货三次"),
        ("output", "产量", "一天做八千双", "一天做八千双"),
        ("loss", "损失", "赔了两万", "赔了两万"),
        ("budget", "打算花", "十万以内", "先拿十万以内先试"),
        ("bad_samples", "坏件留样", "坏鞋留了两框，没拍照", "坏鞋留了两框，没拍照"),
        ("who_acts", "谁来处理", "班组长拿去返修", "班组长拿去返修"),
        ("changeover", "换款频率", "夏天冬天换季才换款", "夏天冬天换季才换款"),
    ],
    answers: &[
        ("F1", 2, "客户一个月退货三次"),
        ("F2", 3, "机器试过，反光误判太多"),
        ("F3", 2, "三个老检验员判得差不多"),
        ("F4", 2, "漏一双就是扣款，班组长会再看一遍"),
        ("F5", 2, "赔了两万"),
        ("F7", 2, "班组长拿去返修"),
        ("T1", 1, "坏鞋留了两框，没拍照"),
        ("T2", 2, "坏鞋留了两框，没拍照"),
        ("T3", 2, "夏天冬天换季才换款"),
        ("T5", 2, "先拿十万以内先试"),
        ("T6", 3, "没有客户图纸，也不拍人脸"),
    ],
    remedy: None,
};

pub(super) const VALVES: Talk = Talk {
    task: AiTask::NoneConventionalAutomation,
    trade: ("C344", "泵阀制造"),
    said: &[
        "阀门打压试验工人偷懒，漏的也放过去，想用AI看水泡",
        "一天打四百只",
        "漏一只客户整批退，要赔三万",
        "现在两个人看水泡，看完写本子",
    ],
    facts: &[
        ("object", "对象", "阀门", "阀门打压试验工人偷懒"),
        ("process", "工序", "打压", "阀门打压试验工人偷懒"),
        ("defects", "毛病", "漏", "漏的也放过去"),
        ("output", "产量", "一天打四百只", "一天打四百只"),
        ("people", "人数", "两", "现在两个人看水泡"),
        ("current_way", "现在怎么做", "现在两个人看水泡，看完写本子", "现在两个人看水泡，看完写本子"),
        ("loss", "损失", "赔三万", "要赔三万"),
    ],
    answers: &[("F1", 1, "漏的也放过去"), ("F2", 0, "阀门打压试验工人偷懒，漏的也放过去，想用AI看水泡")],
    remedy: Some(("K1", "F2", AiTask::NoneConventionalAutomation, "压力衰减或差压测漏仪，加PLC互锁和追溯")),
};

pub(super) const TOOLS: Talk = Talk {
    task: AiTask::PredictiveMaintenance,
    trade: ("C342", "金属加工机械制造"),
    said: &[
        "加工中心的铣刀老是断，断一把废一个件，想提前知道什么时候要断",
        "一个月断二十来把，一把刀加件亏三百块",
        "机床自带的过载报警试过，断了才报",
        "老师傅听声音听得出来",
        "误停一次耽误十分钟，操作工自己能复位",
        "换刀记录没记，机床曲线没存",
        "车间没网",
        "设备科长牵头",
        "没有保密的东西",
    ],
    facts: &[
        ("object", "对象", "加工中心", "加工中心的铣刀老是断"),
        ("part", "哪个部件坏", "铣刀", "加工中心的铣刀老是断"),
        ("frequency", "多久坏一次", "一个月断二十来把", "一个月断二十来把"),
        ("loss", "损失", "亏三百块", "一把刀加件亏三百块"),
        ("sign", "坏前有没有征兆", "老师傅听声音听得出来", "老师傅听声音听得出来"),
        ("records", "坏的记录", "换刀记录没记，机床曲线没存", "换刀记录没记，机床曲线没存"),
    ],
    answers: &[
        ("F1", 2, "一个月断二十来把"),
        ("F2", 2, "机床自带的过载报警试过，断了才报"),
        ("F3", 3, "老师傅听声音听得出来"),
        ("F4", 3, "误停一次耽误十分钟，操作工自己能复位"),
        ("F5", 3, "一把刀加件亏三百块"),
        ("T1", 0, "换刀记录没记，机床曲线没存"),
        ("T2", 0, "车间没网"),
        ("T4", 2, "设备科长牵头"),
        ("T6", 3, "没有保密的东西"),
    ],
    remedy: None,
};

pub(super) const QUOTES: Talk = Talk {
    task: AiTask::QuotationEstimation,
    trade: ("C344", "泵阀制造"),
    said: &[
        "外贸询盘太多，阀门图纸发过来老业务员才会报价，一份要隔两天，单子都让别人抢走了",
        "一个月八十份询盘",
        "公式表算不出来，非标的多",
        "经理看过才发",
        "旧报价都在邮箱里，实际工时没记",
        "客户签了保密，只能留在厂里",
        "草稿先给新业务员看",
        "我姓陈，电话13857712345，温州宏发阀门有限公司，客户是德国西格玛公司，图号HF-2031-05",
    ],
    facts: &[
        ("object", "对象", "阀门", "阀门图纸发过来老业务员才会报价"),
        ("process", "工序", "报价", "阀门图纸发过来老业务员才会报价"),
        ("volume", "报价份数", "一个月八十份询盘", "一个月八十份询盘"),
        ("quote_time", "多久报一份", "隔两天", "一份要隔两天"),
        ("formula", "公式够不够", "公式表算不出来，非标的多", "公式表算不出来，非标的多"),
        ("sign_off", "谁签发", "经理看过才发", "经理看过才发"),
        ("history", "旧账", "旧报价都在邮箱里，实际工时没记", "旧报价都在邮箱里，实际工时没记"),
        ("secrecy", "图纸能否外传", "客户签了保密，只能留在厂里", "客户签了保密，只能留在厂里"),
        ("user_action", "谁用", "草稿先给新业务员看", "草稿先给新业务员看"),
        ("phone", "电话", "13857712345", "电话13857712345"),
        ("customer", "主要客户", "德国西格玛公司", "客户是德国西格玛公司"),
        ("drawing", "图号", "图号HF-2031-05", "图号HF-2031-05"),
    ],
    answers: &[
        ("F1", 2, "一份要隔两天"),
        ("F2", 2, "公式表算不出来，非标的多"),
        ("F3", 2, "阀门图纸发过来老业务员才会报价"),
        ("F4", 3, "经理看过才发"),
        ("F5", 3, "一个月八十份询盘"),
        ("F7", 3, "草稿先给新业务员看"),
        ("T1", 2, "旧报价都在邮箱里，实际工时没记"),
        ("T2", 2, "旧报价都在邮箱里，实际工时没记"),
        ("T3", 2, "公式表算不出来，非标的多"),
        ("T5", 2, "一个月八十份询盘"),
        ("T6", 2, "客户签了保密，只能留在厂里"),
    ],
    remedy: None,
};

pub(super) const PRINTING: Talk = Talk {
    task: AiTask::ProductionScheduling,
    trade: ("C231", "印刷业"),
    said: &[
        "印刷厂插单太多，排产全靠厂长脑子，五台机天天改，老是误交期",
        "一个月晚二十张单",
        "排产软件买过，没人照着排",
        "排错了大不了加班，厂长拍板",
        "工时有大概的表，不准",
        "换一次版要四十分钟",
        "单子都在ERP里",
        "没有客户机密",
    ],
    facts: &[
        ("process", "工序", "印刷、排产", "排产全靠厂长脑子"),
        ("machines", "设备台数", "五台机", "五台机天天改"),
        ("current_way", "现在谁排", "排产全靠厂长脑子", "排产全靠厂长脑子"),
        ("late_count", "晚了几张", "一个月晚二十张单", "一个月晚二十张单"),
        ("changeover_time", "换一次多久", "换一次版要四十分钟", "换一次版要四十分钟"),
        ("work_hours", "工时准不准", "工时有大概的表，不准", "工时有大概的表，不准"),
        ("who_acts", "谁拍板", "排错了大不了加班，厂长拍板", "排错了大不了加班，厂长拍板"),
    ],
    answers: &[
        ("F1", 2, "一个月晚二十张单"),
        ("F2", 2, "排产软件买过，没人照着排"),
        ("F3", 2, "工时有大概的表，不准"),
        ("F4", 3, "排错了大不了加班，厂长拍板"),
        ("F5", 2, "一个月晚二十张单"),
        ("F7", 3, "排错了大不了加班，厂长拍板"),
        ("T1", 2, "单子都在ERP里"),
        ("T2", 2, "单子都在ERP里"),
        ("T3", 2, "换一次版要四十分钟"),
        ("T5", 2, "一个月晚二十张单"),
        ("T6", 3, "没有客户机密"),
    ],
    remedy: None,
};

pub(super) const PRESS: Talk = Talk {
    task: AiTask::SafetyMonitoring,
    trade: ("C338", "金属制日用品制造"),
    said: &["冲床旁边装个摄像头，手进去AI就停机，把光栅省了"],
    facts: &[("object", "对象", "冲床", "冲床旁边装个摄像头")],
    answers: &[("F4", 0, "冲床旁边装个摄像头，手进去AI就停机，把光栅省了")],
    remedy: Some(("K3", "F4", AiTask::SafetyMonitoring, "冲床、压机手部防护")),
};

pub(super) const WAREHOUSE: Talk = Talk {
    task: AiTask::NoneManagementOrIt,
    trade: ("C382", "输配电及控制设备制造"),
    said: &[
        "仓库里料找不到，盘点一次停两天，账对不上，想上AI找料",
        "料有三千多种，各叫各的，没条码",
        "现在记在仓管脑子里",
        "会计牵头",
    ],
    facts: &[
        ("object", "对象", "仓库物料", "仓库里料找不到"),
        ("current_way", "现在怎么记", "现在记在仓管脑子里", "现在记在仓管脑子里"),
        ("code", "有没有编码", "料有三千多种，各叫各的，没条码", "料有三千多种，各叫各的，没条码"),
        ("owner", "谁牵头", "会计牵头", "会计牵头"),
    ],
    answers: &[("F1", 1, "账对不上"), ("F2", 0, "仓库里料找不到，盘点一次停两天"), ("T4", 2, "会计牵头")],
    remedy: Some(("K1", "F2", AiTask::NoneManagementOrIt, "库位编码、条码，加现有ERP的仓库模块")),
};

/// The six, by name.
pub(super) const ALL: [(&str, &Talk); 6] = [
    ("shoes", &SHOES),
    ("valves", &VALVES),
    ("tools", &TOOLS),
    ("quotes", &QUOTES),
    ("printing", &PRINTING),
    ("warehouse", &WAREHOUSE),
];

pub(super) fn dossier(talk: &Talk) -> Dossier {
    let fact = |(key, label, value, quote): &(&str, &str, &str, &str)| Fact {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        value: Some((*value).to_owned()),
        unit: (*key == "people").then(|| "人".to_owned()),
        state: FactState::Proposed,
        quote: Some((*quote).to_owned()),
    };
    let answer = |(id, score, quote): &(&str, u8, &str)| {
        let out = talk.remedy.filter(|(_, criterion, ..)| criterion == id).map(|(out, ..)| out.into());
        let quote = (*quote).to_owned();
        let answer = Answer {
            score: Some(*score),
            knock_out: out,
            reason: "说了".to_owned(),
            quote,
            source: None,
            evidence: Evidence::E1,
        };
        (CriterionId::from(*id), answer)
    };
    Dossier {
        said: talk.said.iter().map(|said| (*said).to_owned()).collect(),
        sector: Some(SectorRef { code: talk.trade.0.to_owned(), name: talk.trade.1.to_owned() }),
        ai_task: Some(talk.task),
        facts: talk.facts.iter().map(fact).collect(),
        answers: talk.answers.iter().map(answer).collect::<BTreeMap<_, _>>(),
        remedy: talk.remedy.map(|(out, _, task, name)| Remedy {
            task,
            name: name.to_owned(),
            knock_out: out.into(),
            quote: talk.said.first().copied().unwrap_or_default().to_owned(),
        }),
        ..Dossier::default()
    }
}
