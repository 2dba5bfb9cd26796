//! The columns of each kind of table.

use serde_json::Value;

use super::choices::{FITS, GRADES, LEVELS, OUTCOMES, POLICY_KINDS, SIZES, TASKS, TERM_KINDS, TIMINGS};
use super::{Shape, TableKind};
use crate::domain::StoredEntry;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The path of what it holds, such as `sector.code` or `sources.0.title`.
    pub key: String,
    /// Its heading.
    pub head: String,
    /// What it holds.
    pub shape: Shape,
    /// Whether every row must fill it.
    pub must: bool,
    /// What to write there, in a sentence.
    pub note: &'static str,
}

/// Key, heading, shape, whether it must be filled, what to write there.
type Spec = (&'static str, &'static str, Shape, bool, &'static str);

const CASE: &[Spec] = &[
    ("id", "编号", Shape::Id, false, "小写字母、数字和短横线；不填就按标题生成，同一标题编号不变"),
    ("title", "标题", Shape::Text, true, "一句话说清楚，最多40个字"),
    ("region", "地区", Shape::Text, false, "在哪里做的，比如浙江温州"),
    ("company", "企业", Shape::Text, false, "已公开的企业名；没有公开就不填"),
    ("company_size", "企业规模", Shape::Choice(SIZES), false, "从列表里选"),
    ("sector.code", "行业代码", Shape::Code, true, "国民经济行业分类代码，比如C195"),
    ("sector.name", "行业", Shape::Text, true, "比如制鞋业"),
    ("process_step", "工序", Shape::Text, true, "哪道工序，比如鞋面检验"),
    ("owner_words", "老板原话", Shape::Text, true, "老板会怎么说这个需求"),
    ("problem", "问题", Shape::Text, true, "出了什么毛病"),
    ("ai_task", "任务类型", Shape::Choice(TASKS), true, "从列表里选；不用AI的也有对应的类型"),
    ("approach", "做法", Shape::Text, true, "怎么做的"),
    ("data_used", "所用数据", Shape::Text, false, "用了什么数据"),
    ("result", "结果", Shape::Text, false, "公开的结果，数字照抄"),
    ("duration", "周期", Shape::Text, false, "用了多久"),
    ("cost.amount_cny", "投入金额（元）", Shape::Whole, false, "整数；120万也可以"),
    ("cost.note", "投入说明", Shape::Text, false, "钱花在哪里"),
    ("outcome", "结局", Shape::Choice(OUTCOMES), true, "从列表里选"),
    ("lessons", "经验", Shape::Lines, false, "为什么成或不成；几条就分几行，或用；隔开"),
    ("fit", "是否适合AI", Shape::Choice(FITS), true, "从列表里选"),
    ("timing", "时机", Shape::Choice(TIMINGS), true, "从列表里选"),
    ("keywords", "关键词", Shape::Words, true, "用、隔开"),
];

const POLICY: &[Spec] = &[
    ("id", "编号", Shape::Id, false, "大写字母、数字和短横线；不填就按名称生成，同一名称编号不变"),
    ("title", "名称", Shape::Text, true, "文件全名"),
    ("issuer", "发布机关", Shape::Text, true, "谁发的"),
    ("level", "层级", Shape::Choice(LEVELS), true, "从列表里选"),
    ("region", "适用地区", Shape::Text, true, "比如浙江省温州市；全国的写全国"),
    ("kind", "类别", Shape::Choice(POLICY_KINDS), true, "从列表里选"),
    ("summary", "内容摘要", Shape::Text, true, "用自己的话说清楚讲了什么"),
    ("who_can_apply", "谁能申报", Shape::Text, false, "谁能用上它"),
    ("amount", "支持额度", Shape::Text, false, "照抄公布的数"),
    ("conditions", "条件", Shape::Text, false, "要满足什么"),
    ("valid_from", "生效日期", Shape::Day, false, "2026-03-01；只知道年月就写2026-03"),
    ("valid_to", "截止日期", Shape::Day, false, "最后有效的一天，写法同上；没公布就不填"),
    ("status", "状态", Shape::Text, true, "比如实施中；征求意见的不会给老板看"),
    ("keywords", "关键词", Shape::Words, false, "用、隔开"),
    ("verification", "核实程度", Shape::Text, true, "full_text 看过全文，excerpt 看过节选，secondary 只看过转述"),
    ("as_of", "核实日期", Shape::Day, true, "哪天核实的，比如2026-03-01"),
];

const TERM: &[Spec] = &[
    ("sector", "行业代号", Shape::Id, true, "小写英文，比如footwear；同一行业的词写同一个代号"),
    ("name", "行业名称", Shape::Text, false, "比如制鞋；新的行业，第一行要填"),
    ("codes", "行业代码", Shape::Words, false, "比如C195；新的行业，第一行填"),
    ("signs", "行业提示词", Shape::Words, false, "老板话里出现哪些词就知道是这一行，用、隔开"),
    ("groups", "细分行业", Shape::Groups, false, "一行一个：C1951 布鞋：布鞋、帆布鞋"),
    ("plain", "行话", Shape::Text, true, "车间里怎么说，至少两个字"),
    ("technical", "规范词", Shape::Text, true, "书面上怎么说"),
    ("synonyms", "其他说法", Shape::Words, false, "用、隔开"),
    ("english", "英文", Shape::Text, true, "英文怎么说"),
    ("kind", "词类", Shape::Choice(TERM_KINDS), true, "从列表里选"),
    ("tasks", "相关任务", Shape::Choices(TASKS), false, "最多两个，用、隔开；没有就不填"),
];

const SOURCE: &[Spec] = &[
    ("title", "标题", Shape::Text, false, "登在哪里的标题；至少要有一个来源"),
    ("publisher", "发布方", Shape::Text, false, "谁登的"),
    ("url", "网址", Shape::Link, false, "http://或https://开头"),
    ("date", "日期", Shape::Day, false, "2026-03-01或2026-03或2026"),
    ("grade", "可信度", Shape::Choice(GRADES), false, "原始发布页才会给老板看链接"),
];

/// The columns of a kind, with room for so many sources.
pub fn columns(kind: TableKind, sources: usize) -> Vec<Column> {
    let specs = match kind {
        TableKind::Case => CASE,
        TableKind::Policy => POLICY,
        TableKind::Term => TERM,
    };
    let own = specs.iter().map(|(key, head, shape, must, note)| Column {
        key: (*key).to_owned(),
        head: (*head).to_owned(),
        shape: *shape,
        must: *must,
        note,
    });
    let sources = if kind == TableKind::Term { 0 } else { sources };
    let more = (0..sources).flat_map(|place| {
        SOURCE.iter().map(move |(key, head, shape, must, note)| Column {
            key: format!("sources.{place}.{key}"),
            head: format!("来源{}{head}", place + 1),
            shape: *shape,
            // Nothing is published without a source.
            must: *must || (place == 0 && matches!(*key, "title" | "publisher")),
            note,
        })
    });
    own.chain(more).collect()
}

/// The most sources that one of these has.
pub fn most_sources<'a>(entries: impl IntoIterator<Item = &'a StoredEntry>) -> usize {
    let count = |entry: &StoredEntry| entry.body.get("sources").and_then(Value::as_array).map_or(0, Vec::len);
    entries.into_iter().map(count).max().unwrap_or(0)
}
