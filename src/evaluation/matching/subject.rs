//! What a question or a fact is about: the thirteen criteria and the amounts, by plain cue words.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::{Asks, Question};
use crate::text::normalise;

/// A subject of an owner's talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it; the criteria are the rubric's")]
pub enum Subject {
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    T1,
    T2,
    T3,
    T4,
    T5,
    T6,
    Output,
    Loss,
    People,
    Budget,
    Trouble,
    Trade,
}

use Subject::{Budget, F1, F2, F3, F4, F5, F6, F7, Loss, Output, People, T1, T2, T3, T4, T5, T6, Trade, Trouble};

/// Amounts: each is a subject of its own, and narrower than the criterion that it helps to score.
const AMOUNTS: [Subject; 4] = [Output, Loss, People, Budget];

/// Words by which a subject is known, in questions and in a labeller's short notes.
#[rustfmt::skip]
const CUES: [(Subject, &[&str]); 19] = [
    (F1, &["目标", "怎样算", "要求做到", "合格率", "不良率", "次品率", "坏多少次", "几种毛病", "什么毛病", "哪些毛病", "哪类毛病",
        "缺陷种类", "频次", "多久一次", "几次", "次数"]),
    (F2, &["怎么判", "怎么测", "怎么检", "怎么查", "怎么管", "怎么做", "怎么排", "怎么记", "怎么算", "怎么看", "怎么量", "怎么选",
        "怎么配", "怎么定", "怎么报", "怎么处理", "怎么挑", "怎么换", "怎么弄", "怎么控", "现在靠", "现在用", "凭什么", "靠什么", "现有做法", "现有办法",
        "现行做法", "试过", "设过", "做过没", "别的办法", "有没有规则", "装过没", "传感器", "治具", "夹具", "光栅", "仪器", "色差仪", "测漏仪", "检测仪", "条码", "扫码", "二维码", "erp", "mes", "软件",
        "系统", "计数", "规矩", "规则", "依据", "公式", "常规", "自动化", "买过", "装过", "用过"]),
    (F3, &["一致", "说法", "样板", "标准样", "限度样", "判定标准", "判断标准", "检验标准", "标准", "看得出", "听得出", "肉眼", "分得清",
        "拍得", "凭经验", "老师傅凭", "师傅判", "公差", "容差"]),
    (F4, &["会怎样", "会怎么样", "后果", "最坏", "把关", "复检", "复核", "判错", "漏检", "误判", "误报", "伤人", "安全", "责任", "谁能拦",
        "谁把关", "谁放行", "谁复核", "谁复看", "谁再看", "完谁看", "谁核", "漏了怎么", "错了怎么", "坏了怎么", "报错了", "排错了", "答错", "弄错", "翻错"]),
    (F5, &["回本", "划算", "值不值", "赚回", "收益", "效益"]),
    (F6, &["同行", "先例", "做成过", "别家", "别人家", "供应商试", "打样试"]),
    (F7, &["谁用", "谁来用", "谁去", "谁看", "谁处理", "谁操作", "谁动手", "谁点头", "谁拍板", "谁签", "谁审", "谁来审", "给谁", "什么动作",
        "怎么用", "怎么动作", "用在哪"]),
    (T1, &["记录", "记下", "记不记", "数据", "照片", "图片", "坏件", "坏样", "样品", "样本", "留样", "台账", "存", "历史", "标注", "曲线",
        "单据", "表格", "缺陷样", "留没", "记不记", "存没", "有没有记", "导得出", "能导出", "存多久", "留了", "留着", "录音", "资料", "追溯"]),
    (T2, &["装得下", "装相机", "相机", "摄像头", "网络", "有网", "车间网", "接口", "数据口", "联网", "plc", "安装", "光线", "灯光", "油污", "工控",
        "电脑", "设备型号", "现场环境"]),
    (T3, &["换款", "换型", "换版", "换一次", "多少款", "几款", "款式", "品种", "花色", "型号", "工艺稳", "多久换", "几种产品",
        "规格多", "批量"]),
    (T4, &["牵头", "谁负责", "谁管", "谁来标", "谁维护", "会修", "懂电脑", "懂设备", "派谁", "配合", "负责人", "人手", "谁来弄", "谁弄", "谁盯", "谁跟", "谁领头", "谁带头", "谁干", "谁搞", "谁学", "愿不愿意", "肯不肯"]),
    (T5, &["补助", "补贴", "资金", "拿出多少钱", "政策"]),
    (T6, &["人脸", "隐私", "保密", "客户图纸", "图纸", "授权", "外传", "合同", "同意", "个人信息", "机密", "合规", "归属", "知情", "告知"]),
    (Output, &["产量", "日产", "月产", "一天多少", "一天几", "一个月几", "一年几", "一月几", "一班几", "几条", "几口", "几间", "几缸", "几炉", "几车", "几副", "几份", "几批", "用多少", "每天多少", "一天做", "一天要", "一天大概", "一个月多少", "一年多少", "多少件", "多少双", "多少只",
        "多少条", "多少台", "多少张", "多少单", "多少份", "多少页", "多少个", "多少箱", "件数", "订单量", "单量", "数量", "用量", "几台", "批量",
        "一月多少单", "规模", "多少回", "多少东西", "多少种"]),
    (Loss, &["损失", "亏", "赔", "废多少", "坏多少", "坏几", "错几", "错多少", "漏的有", "漏多少", "丢了", "丢多少", "丢单", "延期", "晚几", "折价", "报废", "返多少", "补多少", "差多少", "超多少", "误多少", "罚多少", "退多少", "退回", "退货", "退单", "返工", "报废", "扣款", "索赔", "投诉", "浪费", "停机", "金额", "废品", "罚", "耽误"]),
    (People, &["几个人", "多少人", "几人", "人数", "人工", "工资", "几个师傅", "现在几个", "几个老", "几个检", "几个业务", "几个阿姨", "几个女工", "几个工人", "多少工人", "几位", "班次", "几班"]),
    (Budget, &["预算", "花多少", "投多少", "投入", "投多少", "能投", "肯投", "钱呢", "钱有", "有多少钱", "准备多少", "打算多少", "和钱", "钱和", "拿得出", "拿出多少钱", "费用", "打算花", "出多少钱", "肯花"]),
    (Trouble, &["最想解决", "头痛", "最难", "真需求", "想得到", "要解决", "弄什么", "最头疼", "先做哪", "先谈哪", "先解决", "哪个先", "哪件", "最急", "头疼的是", "解决什么", "哪一类事", "最要紧",
        "主要问题", "具体问题", "什么问题", "哪里不好", "痛点", "真正想", "到底想", "什么毛病", "哪些毛病", "什么东西", "在哪", "哪里", "卡在", "原因", "为什么", "为啥", "怎么回事", "咋回事", "是什么样", "啥东西", "啥毛病", "什么产品", "什么图", "数什么",
        "量什么", "看什么", "什么料", "什么活", "什么事", "哪个岗位", "哪道", "哪个工序", "哪台", "哪种", "哪类", "哪方面", "用来做什么", "拿来做什么", "具体"]),
    (Trade, &["什么产品", "做什么", "做啥", "做的啥", "干什么的", "干啥的", "啥产品", "啥厂", "什么厂", "哪一行", "行业", "主要做什么", "做的什么"]),
];

/// What a text is about.
pub fn subjects_of_text(text: &str) -> BTreeSet<Subject> {
    let text = normalise(text);
    // The shortest note of all: what there is to spend.
    if text.trim() == "钱" {
        return BTreeSet::from([Budget]);
    }
    let cued = CUES.iter().filter(|(_, cues)| cues.iter().any(|cue| text.contains(cue))).map(|(subject, _)| *subject);
    let mut found: BTreeSet<Subject> = cued.collect();
    let counts = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if !found.contains(&Loss) && !counts(&["钱", "元"]) && counts(&SPANS) && counts(&["多少", "几", "多大"]) {
        found.insert(Output);
    }
    found
}

/// Spans of time in which output is counted.
const SPANS: [&str; 9] = ["一天", "每天", "一个月", "每月", "一年", "每年", "一班", "一周", "一季"];

/// What a question is about: its criterion; an amount stands in place of the criterion that it helps to score.
pub fn subjects_of_question(question: &Question) -> BTreeSet<Subject> {
    match question.asks {
        Asks::Trouble | Asks::Need | Asks::Detail => return BTreeSet::from([Trouble]),
        Asks::Trade => return BTreeSet::from([Trade]),
        Asks::Conflict { .. } => return subjects_of_text(&question.text),
        Asks::Criterion | Asks::Fact => {}
    }
    let Some(criterion) = question.criterion.as_ref().and_then(|id| of_criterion(id.as_str())) else {
        return subjects_of_text(&question.text);
    };
    let amounts = || -> BTreeSet<Subject> {
        let named = of_key(&question.key).into_iter();
        let by_words = subjects_of_text(&question.text).into_iter().filter(|subject| AMOUNTS.contains(subject));
        named.chain(by_words).collect()
    };
    match criterion {
        F5 => Some(amounts()).filter(|amounts| !amounts.is_empty()).unwrap_or_else(|| BTreeSet::from([F5])),
        F1 | T5 => amounts().into_iter().chain([criterion]).collect(),
        other => BTreeSet::from([other]),
    }
}

/// The amount that a playbook's fact is by its key.
fn of_key(key: &str) -> Option<Subject> {
    match key {
        "output" | "daily_volume" | "volume" | "items" | "runs" | "sku_count" => Some(Output),
        "loss" | "monthly_loss" | "stop_loss" | "lost_time" | "late_cost" | "returns" => Some(Loss),
        "people" => Some(People),
        "budget" => Some(Budget),
        _ => None,
    }
}

fn of_criterion(id: &str) -> Option<Subject> {
    let all = [F1, F2, F3, F4, F5, F6, F7, T1, T2, T3, T4, T5, T6];
    all.into_iter().find(|subject| format!("{subject:?}") == id)
}

#[cfg(test)]
mod tests {
    use super::super::tests::question;
    use super::*;

    #[test]
    fn an_amount_is_narrower_than_its_criterion() {
        let asked = |key, text| subjects_of_question(&question(key, "F5", text, ""));
        assert_eq!(asked("daily_volume", "一天要看多少件？"), BTreeSet::from([Output]));
        assert_eq!(asked("monthly_loss", "为这个一个月退货赔多少？"), BTreeSet::from([Loss]));
        assert_eq!(asked("bill", "这一样一个月缴多少钱？"), BTreeSet::from([F5]));
    }

    #[test]
    fn a_criterion_is_a_subject_whatever_the_words() {
        assert_eq!(subjects_of_question(&question("knobs", "F2", "师傅一般动哪几个参数？", "")), BTreeSet::from([F2]));
    }

    #[test]
    fn notes_of_labellers_are_known() {
        for (note, subject) in [
            ("一天多少", Output),
            ("现在怎么判", F2),
            ("有没有色差仪", F2),
            ("预算", Budget),
            ("坏件留了吗", T1),
            ("谁来用", F7),
            ("有ERP吗", F2),
            ("毛边造成的损失", Loss),
            ("最想解决什么", Trouble),
        ] {
            assert!(subjects_of_text(note).contains(&subject), "{note}");
        }
        assert!(subjects_of_text("今天天气好").is_empty());
    }
}
