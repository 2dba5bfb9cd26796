/** The story of a table: a curator fills the template in another program, tries it, mends it, imports; a colleague publishes; an owner's next need finds it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser, openPage, PHONE } from "./browser.mjs";
import { addStaff, say } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SHOTS = process.env.YIGUAN_SHOTS;
const NEED = "砚台雕好以后石纹里有暗裂，敲了才知道，能不能上AI";

const live = new LiveServer();
const folder = mkdtempSync(join(tmpdir(), "yiguan-import-"));
/** @type {Awaited<ReturnType<typeof openBrowser>>[]} */
const browsers = [];

before(async () => {
  await live.start();
  const { context } = await open({ viewport: { width: 1280, height: 720 } });
  await addStaff(live, context, "lin", "curator");
  await addStaff(live, context, "chen", "curator");
});

after(async () => {
  for (const browser of browsers) await browser.close();
  await live.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {import("playwright-core").BrowserContextOptions} options */
async function open(options) {
  const browser = await openBrowser({ ...options, acceptDownloads: true });
  browsers.push(browser);
  return browser;
}

/** @param {string} login */
async function curator(login) {
  const { context } = await open({ viewport: { width: 1280, height: 720 } });
  const { page, complaints } = await openPage(context, live.origin);
  await page.goto(`${live.origin}/staff/sign-in?next=${encodeURIComponent("/staff/curation/import")}`);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("seven wonders of wenzhou");
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/staff\/curation\/import/);
  return { page, complaints };
}

/**
 * A spreadsheet that openpyxl has filled (Debian's python3-openpyxl); gives its path and its headings.
 * @param {string} name
 * @param {string} template a file, or - for none
 * @param {Record<string, string>[]} rows
 */
async function spreadsheet(name, template, rows) {
  const given = join(folder, `${name}.json`);
  const out = join(folder, `${name}.xlsx`);
  writeFileSync(given, JSON.stringify(rows));
  const script = fileURLToPath(new URL("fill.py", import.meta.url));
  const { stdout } = await promisify(execFile)("/usr/bin/python3", [script, template, given, out]);
  return { path: out, heads: /** @type {string[]} */ (JSON.parse(stdout)) };
}

/** An invented case by heading; letters drawn by its number, so that no two are alike. @param {number} n @returns {Record<string, string>} */
function invented(n) {
  let state = n * 7919 + 17;
  const words = (/** @type {number} */ count) =>
    Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return String.fromCharCode(0x4e00 + ((state >>> 8) % 3000));
    }).join("");
  return {
    编号: `story-${n}`, 标题: `${words(10)}${n}`, 行业代码: "C243", 行业: words(4), 工序: words(5), 老板原话: words(30), 问题: words(40), 任务类型: "外观检测",
    做法: words(50), 结局: "成功", 经验: `${words(9)}；${words(9)}`, 是否适合AI: "适合", 时机: "先试点", 关键词: `${words(3)}、${words(3)}`, 来源1标题: words(12), 来源1发布方: words(5),
    "投入金额（元）": String(10000 + n), 来源1日期: "2026-03-01",
  };
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function looks(page, name) {
  await page.addScriptTag({ content: AXE }).catch(() => page.evaluate(AXE));
  const found = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] }));
  const said = found.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ")}`);
  assert.deepEqual(said, [], `${name}: axe`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function everywhere(page, name) {
  await looks(page, `${name}-1280`);
  await page.setViewportSize({ width: 360, height: 740 });
  await looks(page, `${name}-360`);
  await page.setViewportSize({ width: 1280, height: 720 });
}

/** @param {import("playwright-core").Page} page @param {string} file */
async function uploads(page, file) {
  await page.goto(`${live.origin}/staff/curation/import`);
  await page.locator("#file").setInputFiles(file);
  await page.locator("form[action='/staff/curation/import'] button").click();
  await page.waitForURL(/\/jobs\//);
  await page.locator("#job[data-running=no]").waitFor({ timeout: 120_000 });
}

/** @param {import("playwright-core").Page} page */
const counts = (page) => page.locator(".counts .count").evaluateAll((all) => Object.fromEntries(all.map((one) => [one.classList[1], Number(one.querySelector("strong")?.textContent)])));

/** What an owner finds. @returns {Promise<string[]>} */
async function finds() {
  const begun = await (await fetch(`${live.origin}/api/v1/conversations`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).json();
  const outcome = await say(live.origin, { id: begun.conversation_id, token: begun.owner_token }, NEED);
  return outcome.cases.map((/** @type {{id: string}} */ one) => one.id);
}

describe("the story of a table", () => {
  test("template → openpyxl → dry run → mended → import → a second person → the next need", { timeout: 600_000 }, async () => {
    const lin = await curator("lin");
    await everywhere(lin.page, "import");
    const coming = lin.page.waitForEvent("download");
    await lin.page.locator("a[href$='cases.xlsx']").click();
    const template = join(folder, "template.xlsx");
    await (await coming).saveAs(template);
    const { heads } = await spreadsheet("empty", template, []);
    assert.ok(heads.includes("标题") && heads.includes("来源3可信度"), heads.join());

    // One that is in force first, so that a row can change it and two others can be nearly the same.
    const known = await lin.page.evaluate(async () => (await fetch("/staff/curation/export/knowledge.jsonl")).text());
    const lines = known.trim().split("\n").map((line) => JSON.parse(line));
    const old = lines.filter((line) => line.kind === "cases" && line.entry.sources.length === 1).map((line) => line.entry);
    const labels = /** @type {Record<string, string>} */ (await lin.page.evaluate(async () => (await fetch("/staff/curation/export/cases.csv")).text()).then(tableOf));
    const like = (/** @type {number} */ at, /** @type {Record<string, string>} */ more) => ({ ...rowOf(labels, old[at].id), ...more });

    const rows = Array.from({ length: 22 }, (_, n) => invented(n + 1));
    rows[0] = { ...rows[0], 标题: "砚台石纹暗裂检测", 老板原话: "砚台雕好以后石纹里有暗裂，敲了才知道", 关键词: "砚台、暗裂" };
    const wrong = /** @type {Record<string, string>[]} */ ([{ 问题: "" }, { 任务类型: "看一看" }, { 行业代码: "195" }, { 来源1网址: "www.example.cn" }, { "投入金额（元）": "很多" }]).map((bad, n) => ({ ...invented(40 + n), ...bad }));
    const near = [like(0, { 编号: "near-1" }), like(1, { 编号: "near-2" })];
    const changed = like(2, { 做法: `${like(2, {}).做法}改了一处` });
    const all = [...rows, ...wrong, ...near, changed];
    assert.equal(all.length, 30);

    await uploads(lin.page, (await spreadsheet("案例", template, all)).path);
    assert.deepEqual(await counts(lin.page), { error: 5, similar: 2, changed: 1, new: 22, identical: 0 });
    const told = (await lin.page.locator("#job").textContent()) ?? "";
    for (const place of [24, 25, 26, 27, 28]) assert.match(told, new RegExp(`[A-Z]${place}：`), `a cell of row ${place}`);
    assert.match(told, /改了一处/);
    await everywhere(lin.page, "dry-run");
    assert.ok(!(await finds()).includes("story-1"));

    const mended = [...rows, ...wrong.map((_, n) => invented(40 + n)), changed];
    await uploads(lin.page, (await spreadsheet("案例改好", template, mended)).path);
    assert.deepEqual(await counts(lin.page), { error: 0, similar: 0, changed: 1, new: 27, identical: 0 });
    await lin.page.locator("form[action$=confirm] button").click();
    await lin.page.locator(".notice.good").waitFor({ timeout: 120_000 });
    await everywhere(lin.page, "handed-in");
    assert.equal(await lin.page.locator("form[action$=publish]").count(), 0, "who imports does not publish");
    const address = lin.page.url();

    const chen = await curator("chen");
    await chen.page.goto(address);
    await chen.page.locator("form[action$=publish] button").click();
    await chen.page.locator(".notice.good").waitFor({ timeout: 120_000 });
    assert.match((await chen.page.locator(".notice.good").textContent()) ?? "", /已发布 28 行/);
    await everywhere(chen.page, "published");
    assert.equal((await finds())[0], "story-1");

    await uploads(lin.page, join(folder, "案例改好.xlsx"));
    assert.deepEqual(await counts(lin.page), { error: 0, similar: 0, changed: 0, new: 0, identical: 28 });
    await live.command("audit", "verify");
    assert.deepEqual([...lin.complaints, ...chen.complaints], []);
  });

  test("a table of one's own is mapped on a phone", { timeout: 240_000 }, async () => {
    const { context } = await open({ ...PHONE, viewport: { width: 360, height: 740 } });
    const { page, complaints } = await openPage(context, live.origin);
    await page.goto(`${live.origin}/staff/sign-in?next=${encodeURIComponent("/staff/curation/import")}`);
    await page.locator("input[name=login]").fill("lin");
    await page.locator("input[name=password]").fill("seven wonders of wenzhou");
    await page.locator("main form button").first().click();
    await page.waitForURL(/\/staff\/curation\/import/);
    const row = invented(90);
    const own = { 案例名称: row.标题, 痛点: row.问题, 解决方案: row.做法, 怎样: "成功", 备注: "无" };
    await uploads(page, (await spreadsheet("自己的表", "-", [/** @type {Record<string, string>} */ (own)])).path);
    assert.equal(await page.locator("select[name='key.0.0']").inputValue(), "title");
    await looks(page, "mapping-phone");
    await page.locator("form[action$=map] button").click();
    await page.locator("[role=alert]").waitFor();
    await page.locator("form[action$=cancel] button").click();
    await page.locator(".notice.wait").waitFor();
    assert.deepEqual(complaints, []);
  });
});

/** A table by id. @param {string} text @returns {Record<string, string>} */
function tableOf(text) {
  /** @type {Record<string, string>} */
  const table = {};
  const [head, ...rows] = records(text.replace(/^\ufeff/, ""));
  for (const row of rows) table[row[0] ?? ""] = JSON.stringify(Object.fromEntries((head ?? []).map((name, at) => [name, row[at] ?? ""])));
  return table;
}

/** @param {Record<string, string>} table @param {string} id @returns {Record<string, string>} */
const rowOf = (table, id) => JSON.parse(table[id] ?? "{}");

/** The records of a table as text. @param {string} text @returns {string[][]} */
function records(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = /** @type {string[]} */ (rows.at(-1));
    const sign = text[at] ?? "";
    if (quoted && sign === '"' && text[at + 1] === '"') (row[row.length - 1] += '"'), (at += 1);
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else if (quoted || sign !== "\r") row[row.length - 1] += sign;
  }
  return rows.filter((row) => row.length > 1);
}
