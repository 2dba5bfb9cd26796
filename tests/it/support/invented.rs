//! Invented cases as a table: valid, and no two of them alike.

/// The headings of the template that the rows fill.
pub(crate) const HEADS: [&str; 16] = [
    "编号",
    "标题",
    "行业代码",
    "行业",
    "工序",
    "老板原话",
    "问题",
    "任务类型",
    "做法",
    "结局",
    "经验",
    "是否适合AI",
    "时机",
    "关键词",
    "来源1标题",
    "来源1发布方",
];

const TASKS: [&str; 5] = ["外观检测", "预测性维护", "生产排程", "单据识别", "知识问答"];

/// As many letters as are wanted, drawn from some thousand by the number of the case.
fn words(seed: usize, place: usize, count: usize) -> String {
    let mut state =
        (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (place as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_u32(0x4e00 + u32::try_from((state >> 33) % 3_000).unwrap()).unwrap()
        })
        .collect()
}

/// The cells of an invented case.
pub(crate) fn cells(n: usize) -> Vec<String> {
    let text = |place, count| words(n, place, count);
    [
        format!("invented-{n:06}"),
        format!("{}{n}", text(1, 12)),
        format!("C{}", 130 + n % 300),
        text(2, 4),
        text(3, 6),
        text(4, 30),
        text(5, 40),
        TASKS[n % TASKS.len()].to_owned(),
        text(6, 50),
        "成功".to_owned(),
        format!("{}；{}", text(7, 12), text(8, 12)),
        "适合".to_owned(),
        "先试点".to_owned(),
        format!("{}、{}", text(9, 3), text(10, 3)),
        text(11, 14),
        text(12, 5),
    ]
    .to_vec()
}

/// A table as text.
pub(crate) fn csv(heads: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| {
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
    };
    let mut lines = vec![line(heads.to_vec())];
    lines.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    lines.join("\r\n")
}
