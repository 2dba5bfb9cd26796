//! Which column a heading of somebody's own table means: by its name, and by what its cells hold.

use super::{Column, Shape, read_cell};

/// Other headings that people use.
const OTHERS: &[(&str, &[&str])] = &[
    ("id", &["id", "序号编号", "案例编号", "政策编号", "代号"]),
    ("title", &["名称", "案例名称", "政策名称", "文件名称", "题目", "标题", "项目名称"]),
    ("region", &["地区", "地方", "所在地", "地址", "区域", "适用范围", "适用区域"]),
    ("company", &["企业名称", "公司", "公司名称", "单位", "厂名"]),
    ("company_size", &["规模"]),
    ("sector.code", &["行业分类代码", "行业编码", "国民经济行业代码"]),
    ("sector.name", &["行业名称", "所属行业", "行业类别"]),
    ("process_step", &["环节", "应用环节", "生产环节", "场景"]),
    ("owner_words", &["企业原话", "需求原话", "老板的话", "需求描述", "需求"]),
    ("problem", &["痛点", "存在问题", "问题描述", "背景"]),
    ("ai_task", &["任务", "ai任务", "应用类型"]),
    ("approach", &["解决方案", "方案", "技术方案", "实施内容", "措施"]),
    ("data_used", &["数据"]),
    ("result", &["成效", "效果", "实施效果", "成果"]),
    ("duration", &["时长", "实施周期", "工期"]),
    ("cost.amount_cny", &["投入", "投资", "金额", "投资额", "费用"]),
    ("cost.note", &["费用说明", "投资说明"]),
    ("outcome", &["结论", "最终结果"]),
    ("lessons", &["经验教训", "启示", "心得"]),
    ("fit", &["适合ai", "适配度", "适合程度"]),
    ("timing", &["实施时机"]),
    ("keywords", &["标签", "关键字"]),
    ("issuer", &["发文机关", "发布单位", "印发单位", "发文单位", "部门"]),
    ("level", &["级别", "政策级别"]),
    ("kind", &["类型", "政策类型", "词性"]),
    ("summary", &["摘要", "主要内容", "内容", "政策内容"]),
    ("who_can_apply", &["申报对象", "适用对象", "支持对象"]),
    ("amount", &["额度", "补助金额", "补贴标准", "支持标准"]),
    ("conditions", &["申报条件"]),
    ("valid_from", &["生效时间", "施行日期", "实施日期", "开始日期", "起始日期"]),
    ("valid_to", &["失效日期", "有效期至", "截止时间", "结束日期"]),
    ("status", &["政策状态"]),
    ("as_of", &["核对日期", "更新日期"]),
    ("plain", &["俗称", "口语", "土话", "车间说法"]),
    ("technical", &["术语", "标准词", "专业术语", "标准名称"]),
    ("synonyms", &["同义词", "别名", "别称"]),
    ("english", &["english", "英文名", "英文名称"]),
    ("sources.0.title", &["来源", "出处", "来源标题", "文章标题"]),
    ("sources.0.publisher", &["发布方", "来源单位", "媒体", "发布媒体"]),
    ("sources.0.url", &["链接", "网址", "来源链接", "来源网址", "原文链接"]),
    ("sources.0.date", &["发布日期", "发布时间", "来源日期"]),
];

/// The key that a heading means by its name alone.
pub fn key_of_head(columns: &[Column], head: &str) -> Option<String> {
    let head = plain(head);
    if head.is_empty() {
        return None;
    }
    if let Some(column) = columns.iter().find(|column| plain(&column.head) == head || column.key == head) {
        return Some(column.key.clone());
    }
    let known = |key: &str| columns.iter().any(|column| column.key == key);
    let other = OTHERS.iter().find(|(key, names)| known(key) && names.contains(&head.as_str()));
    other.map(|(key, _)| (*key).to_owned())
}

/// The key that each heading means; each key once. What no name tells is told by its cells: addresses, or words of a list.
pub fn guess(columns: &[Column], heads: &[String], samples: &[Vec<String>]) -> Vec<Option<String>> {
    let mut taken: Vec<String> = vec![];
    let mut keys: Vec<Option<String>> = vec![];
    for head in heads {
        let key = key_of_head(columns, head).filter(|key| !taken.contains(key));
        taken.extend(key.clone());
        keys.push(key);
    }
    for (place, key) in keys.iter_mut().enumerate() {
        if key.is_some() || heads[place].trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> =
            samples.iter().filter_map(|row| row.get(place)).map(|cell| cell.trim()).filter(|c| !c.is_empty()).collect();
        let fits = |column: &&Column| {
            let telling = matches!(column.shape, Shape::Choice(_) | Shape::Link | Shape::Code);
            // A letter alone may be anything.
            let coded = |cell: &&&str| column.shape != Shape::Code || cell.bytes().any(|byte| byte.is_ascii_digit());
            telling
                && !taken.contains(&column.key)
                && cells.iter().filter(coded).filter(|cell| read_cell(column.shape, cell).is_ok()).count()
                    == cells.len()
        };
        let found = columns.iter().find(fits).filter(|_| !cells.is_empty()).map(|column| column.key.clone());
        taken.extend(found.clone());
        *key = found;
    }
    keys
}

/// A heading without what people put around it: spaces, stars, remarks in brackets.
fn plain(head: &str) -> String {
    let cut = head.split(['（', '(', '\n']).next().unwrap_or_default();
    let cut = if cut.trim().is_empty() { head } else { cut };
    cut.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '*' | '＊' | '：' | ':'))
        .collect::<String>()
        .to_lowercase()
}
