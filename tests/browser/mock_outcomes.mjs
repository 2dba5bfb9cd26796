/** What the mock service answers: outcomes in the shapes of the domain types, out of the real knowledge files. */

import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

const root = new URL("../../", import.meta.url);
/** @param {string} path @returns {any} */
const toml = (path) => parse(readFileSync(new URL(path, root), "utf8"));

const rubric = toml("knowledge/rubric/0.1.toml");
export const LABEL_RULES = toml("web/messages.toml").label.rules.zh;
export const LABEL_DRAFT = toml("web/messages.toml").label.draft.zh;
export const EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"\'&amp;';

/** @param {any} source */
const source = ({ title, publisher, url, date = "", grade = null }) => ({ title, publisher, url, date, grade });

/** @param {string} id @param {number} score */
function caseHit(id, score) {
  const found = toml(`knowledge/cases/${id}.toml`);
  return {
    id, title: found.title, score, why: [{ term: "划痕", weight: 0.6, from: "words" }, { term: "外观缺陷", weight: 0.2, from: "glossary" }],
    sources: found.sources.map(source), sector: found.sector, region: found.region ?? null, ai_task: found.ai_task,
    problem: found.problem, result: found.result ?? null, fit: found.fit, outcome: found.outcome, lessons: found.lessons,
  };
}

/** @param {string} id */
function policyHit(id) {
  const found = toml(`knowledge/policies/${id}.toml`);
  return {
    id, title: found.title, score: 1, why: [], sources: found.sources.map(source), issuer: found.issuer, region: found.region,
    summary: found.summary, valid_from: found.valid_from ?? null, valid_to: found.valid_to ?? null, status: found.status, as_of: found.as_of,
  };
}

export const CASES = [
  caseHit("leather-defect-phone-photo-dhaka", 9.1),
  caseHit("adidas-speedfactory-closure", 6.2),
  caseHit("juyuantongda-seat-pulley-ai-vision", 5.5),
];
export const POLICIES = [policyHit("WZ-AI3Y-2025"), policyHit("CN-AIMFG-2026")];

const EVIL_CASE = {
  ...CASES[0], id: "evil", title: `坏标题 ${EVIL}`, problem: EVIL, lessons: [EVIL],
  sources: [
    { title: "脚本地址", publisher: "某人", url: "javascript:alert(1)", date: "2025", grade: "original" },
    { title: "明文地址", publisher: "某报", url: "http://example.invalid/a", date: "2025-01", grade: "original" },
    { title: "转载", publisher: "某站", url: "https://example.invalid/b", date: "2025-01-02", grade: "reprint_or_unverified" },
    { title: "原文", publisher: "某局", url: "https://example.invalid/c", date: "2025-01-03", grade: "original" },
    { title: "未评级", publisher: "某局", url: "https://example.invalid/d", date: "2025-01-03" },
  ],
};

/** @param {Record<string, number|null>} scores @returns {any[]} */
const criteria = (scores) => rubric.criteria.map((/** @type {any} */ c) => {
  const score = scores[c.id];
  const option = c.options.find((/** @type {any} */ o) => o.score === score);
  return {
    id: c.id, name: c.name, owner_name: c.owner_name, weight: c.weight, score: score ?? null, unknown: score === null, reason: option?.reason ?? "",
    quote: option ? option.text : null, evidence: option ? "E1" : null,
  };
});

/** @param {any} c @param {Record<string, number|null>} scores */
const known = (c, scores) => scores[c.id] !== undefined && scores[c.id] !== null;

/** @param {"fit"|"timing"} name @param {Record<string, number|null>} scores */
function group(name, scores) {
  const all = rubric.criteria.filter((/** @type {any} */ c) => c.group === name);
  const answered = all.filter((/** @type {any} */ c) => known(c, scores));
  const sum = (/** @type {any[]} */ list, /** @type {(c: any) => number} */ of) => list.reduce((n, c) => n + of(c), 0);
  const weight = sum(answered, (c) => c.weight);
  return {
    score: weight > 0 ? Math.round((sum(answered, (c) => (c.weight * Number(scores[c.id])) / 3) / weight) * 1000) / 10 : 0,
    coverage: Math.round((weight / sum(all, (c) => c.weight)) * 1000) / 10,
  };
}

/** @param {string} code @param {Record<string, number|null>} scores @param {any} [more] */
function verdict(code, scores, more = {}) {
  return {
    code, fit: group("fit", scores), timing: group("timing", scores), criteria: criteria(scores), knock_outs: [],
    explanation: "", alternative: null, prepare: [], pilot: null, rubric_version: "0.1", payback: null, flips: [], for_translator: [], ...more,
  };
}

/** @param {string} key @param {string} label @param {string|null} value @param {string|null} unit @param {string|null} quote */
const fact = (key, label, value, unit, quote) => ({ key, label, value, unit, state: value === null ? "unknown" : "proposed", quote });

export const FACTS = [
  fact("object", "产品", "鞋面", null, "鞋面"),
  fact("defect", "毛病", "划痕", null, "老有划痕"),
  fact("people", "检验人数", "6", "人", "六个人看还漏"),
  fact("volume", "日产量", null, null, null),
];

/** @param {any[]} facts @param {string[]} [needs] */
function readBack(facts, needs = []) {
  const line = (/** @type {any} */ one) => ({ key: one.key, label: one.label, value: `${one.value ?? ""}${one.unit ?? ""}`, state: one.state });
  return { known: facts.filter((one) => one.value !== null).map(line), open: facts.filter((one) => one.value === null).map(line), other_needs: needs };
}

const PAYBACK = {
  rows: [
    { label_key: "payback.losses", value: 240_000, high: 360_000, basis: { kind: "owner", quote: "一个月赔两三万" }, assumption: false },
    { label_key: "payback.labour", value: null, high: null, basis: { kind: "owner", quote: "六个人看还漏" }, assumption: false },
    { label_key: "payback.all_saved", value: null, high: null, basis: { kind: "open" }, assumption: true },
    { label_key: "payback.investment", value: 200_000, high: null, basis: { kind: "owner", quote: "打算花二十万" }, assumption: false },
    { label_key: "payback.running", value: 30_000, high: null, basis: { kind: "rubric" }, assumption: true },
  ],
  saved: 360_000, gain: 330_000, investment: 200_000, running: 30_000, months: [7.3, 11.4], score: 3,
};
const FLIPS = [
  { criterion: "T1", owner_name: "照片和记录", from: "没留", to: "拿得出照片或单据", also: null, verdict: "suitable_now", better: true },
  { criterion: "F2", owner_name: "普通办法试过没有", from: "试过，不管用", to: "没试过", also: { criterion: "F5", owner_name: "多久回本", from: "一年半内", to: "三年以上" }, verdict: "conventional_better", better: false },
];
const GROUNDS = ["F1 规律性：2分（说得清）；原话「鞋面老有划痕」；证据E1", "甲组（合不合适）：Σ(权重×得分)÷3＝56，已答权重75，得74.7分，覆盖率85%", "决策表第5行：AI合适，先小范围试"];

/** @param {any} part */
const outcome = (part) => ({
  read_back: readBack(part.dossier ?? FACTS, ["仓库老对不上账"]), wants_person: false,
  reply: "", cases: CASES, policies: [], dossier: FACTS, ai_task: "visual_inspection", sector: { code: "C195", name: "制鞋业" },
  verdict: verdict("not_enough_info", {}), question: null, specification: null, answered_by: "rules", label: LABEL_RULES, ...part,
});

/** @param {string} id */
function question(id) {
  const c = rubric.criteria.find((/** @type {any} */ one) => one.id === id);
  return { key: id, criterion: id, asks: { kind: "criterion" }, text: c.question, example: c.example, options: c.options.map((/** @type {any} */ o) => o.text) };
}

const ASKED = ["F2", "F4", "F5"];
const HEARD = { F1: 1 };
const FULL = { F1: 2, F2: 2, F3: 2, F4: 2, F5: 3, F6: 3, F7: null, T1: 1, T2: 2, T3: 2, T4: 1, T5: 2, T6: 2 };

/**
 * The outcome of the `n`th turn of the usual walk, n from 0: three questions, then a verdict.
 * @param {number} n
 * @param {string} message
 */
function usual(n, message) {
  if (n < ASKED.length) {
    const scores = { ...HEARD, ...Object.fromEntries(ASKED.slice(0, n).map((id) => [id, 2])) };
    const reply = n === 0
      ? "我听到的是：鞋面老有划痕，六个人看还漏，客户要退货。相近的案例找到了3个，最像的是《手机拍照识别皮革缺陷的低成本尝试》，放在下面。还差几件事才好下结论，先问您一件："
      : message === "不清楚" ? "不清楚没关系，先记成待确认。再问您一件：" : "记下了。再问您一件：";
    return outcome({ reply, verdict: verdict("not_enough_info", scores), question: question(ASKED[n]) });
  }
  return outcome({
    reply: "AI合适，但先小范围试。规格书初稿在下面，没说过的数都写着“待确认”。哪里说得不对，直接告诉我，我重新算。",
    policies: POLICIES,
    verdict: verdict("pilot_first", FULL, {
      explanation: "AI合适，但先小范围试。合不合适75.3分，时机52.1分。弱的是数据底子、有人牵头。先拿一条线、一个型号试，定好花多少、试多久、不行就停。",
      prepare: [
        { criterion: "T1", action: "定一个工位、一种毛病，固定机位和光源每天拍；坏件留样贴标签", target: "连续拍满两周；每类关键缺陷留够样品", support: "地方有数据券或数据标注支持的可以问" },
        { criterion: "T4", action: "定一名牵头人，每周留出固定时间", target: "有任命书和周会记录", support: "服务商入户诊断" },
      ],
      pilot: { scope: "一条线、一个型号或一类毛病：鞋面划痕", limits: "周期和投入上限待确认，由您和翻译官商定，写进合同", stop_line: "到期漏检或误判没到约定值，或复检的人没少，就停；到了再谈下一条线" },
      payback: PAYBACK, flips: FLIPS, for_translator: GROUNDS,
    }),
    specification: SPECIFICATION,
  });
}

const TITLES = ["标识与版本", "业务问题", "用户与动作", "输入", "输出", "指标", "基线", "数据", "集成", "部署", "安全与责任", "验收", "运维", "里程碑与付款", "知识产权与合作方式", "政策与资金", "待确认与假设"];
/** @param {string} label @param {string} text @param {any} origin */
const item = (label, text, origin) => ({ label, text, origin });
const open = { kind: "to_confirm" };
const playbook = { kind: "playbook" };

/** @type {Record<number, any[]>} */
const ITEMS = {
  0: [item("编号", "K7QM-3XHD", { kind: "service" }), item("准则版本", "0.1", { kind: "rubric" })],
  1: [item("难处", "鞋面划痕漏检，客户退货", { kind: "owner", quote: "鞋面老有划痕，六个人看还漏，客户要退货" }), item("月损失", "待确认", open)],
  2: [item("谁用", "检验员6人，复检有疑的件", { kind: "owner", quote: "六个人看还漏" })],
  3: [item("图像", "固定机位、固定光源拍鞋面，像素待确认", playbook), item("节拍", "待确认", open)],
  4: [item("输出", "每只鞋面：好、坏、存疑三档，附缺陷位置框", playbook)],
  5: [item("漏检率", "按缺陷类别分别统计，目标值待确认", playbook), item("误判率", "目标值待确认", playbook)],
  7: [item("样品", "良品与划痕件，同一机位拍摄；可先用手机照片摸底", { kind: "case", id: "leather-defect-phone-photo-dhaka" })],
  11: [item("怎么验", "双方共同封样，盲测一批，由厂方检验员复核", playbook)],
  15: [item("可问的政策", "示范场景申报，资金条款待确认", { kind: "policy", id: "WZ-AI3Y-2025" })],
  16: [item("待确认", "月损失、节拍、像素、漏检目标", open)],
};

export const SPECIFICATION = {
  title: "鞋面划痕视觉检验：先在一条线试点",
  label: `草稿 · ${LABEL_RULES}`,
  plain: [
    { title: "要解决什么", text: "鞋面上的划痕。您的原话：「鞋面老有划痕」" },
    { title: "怎样才算做成", text: "您先封好一批样品，漏掉几件、错挑几件都数清楚" },
    { title: "还没定的两件", text: "月损失；目标值。没定的都写着“待确认”" },
  ],
  sections: TITLES.map((title, number) => ({ number, title, items: ITEMS[number] ?? [item(title, "待确认", open)] })),
  findings: [{ section: 5, rule: "rates", message: "漏检率没有目标值" }],
  answered_by: "rules",
};

const GRATING = outcome({
  reply: "这件事关系到手，我直说：光栅不能省。",
  ai_task: "safety_monitoring", sector: null, dossier: [fact("machine", "机器", "冲床", null, "冲床旁边装个摄像头")],
  verdict: verdict("not_suitable", { F4: 0 }, {
    explanation: "这件事现在不适合用AI。关系到人身安全，AI会漏、会慢，不能当唯一的保护。",
    knock_outs: [{ id: "K3", name: "人身安全、法定检验或放行全靠它，没人把关", message: "关系到人身安全，AI会漏、会慢，不能当唯一的保护。先装经过认证的安全装置，AI只能做提醒。", quote: "手进去AI就停机，把光栅省了" }],
    alternative: { name: "安全光幕、双手按钮和联锁门", why: "这些是独立的安全装置，动作快、有标准、能验证。", visible_in: "装好点检一次当场看得出", come_back: "装齐了，还想统计违规、做培训，再加摄像头提醒" },
  }),
});

const BUBBLES = outcome({
  reply: "这件事不用AI，现成的办法更划算。",
  ai_task: "none_conventional_automation", sector: { code: "C344", name: "泵、阀门、压缩机制造" }, dossier: [],
  verdict: verdict("conventional_better", { F2: 0 }, {
    explanation: "这件事不用AI，现成的办法更划算。建议用自动测漏仪加防错放行。",
    knock_outs: [{ id: "K1", name: "规则、传感器、治具、标准设备或管理制度就能办", message: "不用AI，现成的办法更便宜、更快、更稳。", quote: "打压试验工人偷懒" }],
    alternative: { name: "压降式测漏仪加联锁放行", why: "保压和读数由仪器做，不合格夹具不松开。", visible_in: "装好当班就看得出", come_back: null, price: { text: "一台3万元", case_id: CASES[2].id, title: CASES[2].title } },
  }),
});

const evil = () => outcome({
  reply: `回复里有 ${EVIL}`, cases: [EVIL_CASE], policies: [{ ...POLICIES[0], title: EVIL, summary: EVIL }],
  dossier: [fact("evil", EVIL, EVIL, EVIL, EVIL)],
  verdict: verdict("pilot_first", FULL, { explanation: EVIL, alternative: { name: EVIL, why: EVIL, visible_in: EVIL, come_back: EVIL } }),
  question: { key: "F2", criterion: "F2", asks: { kind: "criterion" }, text: `问 ${EVIL}`, example: EVIL, options: [EVIL, "第二个"] },
  specification: { ...SPECIFICATION, title: EVIL, sections: [{ number: 1, title: EVIL, items: [item(EVIL, EVIL, { kind: "owner", quote: EVIL })] }] },
});

/** @param {string} key @param {string} value */
const corrected = (key, value) => FACTS.map((one) => (one.key === key ? { ...one, value, unit: null, state: "confirmed", quote: value } : one));

/**
 * @param {number} n how many turns went before
 * @param {string} message
 * @param {string} [corrects]
 */
export function outcomeFor(n, message, corrects) {
  if (corrects) {
    const dossier = corrected(corrects, message);
    return { ...usual(Math.max(0, n - 1), message), reply: `好，改过来了：现在按${message}。`, dossier, read_back: readBack(dossier, ["仓库老对不上账"]) };
  }
  if (message.includes("找人工")) return { ...usual(Math.max(0, n - 1), message), reply: "好，已经转给翻译官排队。", wants_person: true };
  if (message.includes("光栅")) return GRATING;
  if (message.includes("打压")) return BUBBLES;
  if (message.includes("坏字符")) return evil();
  return usual(n, message);
}

/**
 * The events that lead to an outcome, in the service's order.
 * @param {any} result
 * @param {string} turnId
 * @param {string} conversationId
 * @returns {any[]}
 */
export function eventsOf(result, turnId, conversationId) {
  const pieces = result.reply.match(/[\s\S]{1,4}/gu) ?? [];
  return [
    { type: "turn.started", turn_id: turnId, conversation_id: conversationId },
    { type: "stage", stage: "understanding" },
    ...result.dossier.map((/** @type {any} */ one) => ({ type: "fact.updated", fact: one })),
    { type: "stage", stage: "retrieval" },
    { type: "cases", cases: result.cases, policies: result.policies },
    { type: "stage", stage: "judging" },
    { type: "verdict", verdict: result.verdict },
    { type: "stage", stage: "drafting" },
    ...pieces.map((/** @type {string} */ text) => ({ type: "text.delta", text })),
    ...(result.specification ? [{ type: "specification", specification: result.specification }] : []),
    ...(result.question ? [{ type: "question", question: result.question }] : []),
    { type: "turn.finished", state: "finished", outcome: result },
  ];
}
