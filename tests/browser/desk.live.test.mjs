/** The translators' desk in a real browser: keyboard alone, two editors, no scripts, nothing lost, readable for everybody. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openBrowser, PHONE } from "./browser.mjs";
import { addStaff, clears, enters, ownerCase, say } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const LAPTOP = { viewport: { width: 1280, height: 720 } };
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };
/** Where screenshots go, for looking at them; nowhere unless asked for. */
const SHOTS = process.env.SHOTS ?? "";

const live = new LiveServer();
/** @type {Awaited<ReturnType<typeof openBrowser>>[]} */
const browsers = [];

before(async () => {
  // No case is drawn by lot: which ones are read twice is told by the rules alone.
  live.settings = { YIGUAN_REVIEW_SECOND_PERCENT: "0" };
  await live.start();
  const browser = await open();
  await addStaff(live, browser.context, "lin", "translator");
  await addStaff(live, browser.context, "chen", "translator");
  await addStaff(live, browser.context, "wang", "lead");
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});

after(async () => {
  for (const browser of browsers) await browser.close();
  await live.close();
});

/** @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(options = LAPTOP) {
  const browser = await openBrowser(options);
  browsers.push(browser);
  return browser;
}

/** A page at the queue. @param {string} login @param {import("playwright-core").BrowserContextOptions} [options] */
const enter = (login, options = LAPTOP) => enters(browsers, live.origin, login, options);

/** @param {import("playwright-core").Page} page @param {string} name */
async function shoot(page, name) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** @param {import("playwright-core").Page} page @param {string} state */
async function accessible(page, state) {
  const found = await page.evaluate(async (axe) => {
    const view = /** @type {any} */ (window);
    if (!view.axe) (0, eval)(axe);
    const { violations } = await view.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ").slice(0, 400)}`);
  }, AXE);
  assert.deepEqual(found, [], state);
}

/** @param {import("playwright-core").Page} page @param {string} code */
async function claim(page, code) {
  await page.goto(`${live.origin}/staff/cases/${code}`);
  await page.locator("#part-bar button[value=claim]").click();
  await page.locator("#case[data-form]").waitFor();
}

/** @param {import("playwright-core").Page} page */
const saved = (page) => page.waitForFunction(() => document.getElementById("saved")?.textContent?.startsWith("已保存"));

describe("the desk", () => {
  test("a case by keyboard alone, from the queue to the next case", async () => {
    const talk = await ownerCase(live.origin);
    const { page, complaints } = await enter("lin");
    const link = page.locator(`a[href="/staff/cases/${talk.code}"]`);
    for (let count = 0; count < 80 && !(await link.evaluate((one) => one === document.activeElement)); count += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#part-bar button[value=claim]").waitFor();
    for (let count = 0; count < 120 && !(await page.evaluate(() => document.activeElement instanceof HTMLButtonElement && document.activeElement.value === "claim")); count += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#case[data-form]").waitFor();
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement?.id);
    assert.match(first ?? "", /^f-\d+$/);
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    assert.equal(await page.evaluate(() => document.activeElement?.id), first, "j and k go there and back");
    await page.keyboard.press("a");
    await page.locator(`#${first}.accepted`).waitFor();
    await page.waitForFunction((before) => document.activeElement?.id !== before && document.activeElement?.matches(".entry"), first);
    const second = (await page.evaluate(() => document.activeElement?.id)) ?? "";
    await page.keyboard.press("e");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("ae 由翻译官改写");
    assert.equal(await page.locator(`#${second} textarea[name=text]`).inputValue(), "ae 由翻译官改写", "letters are letters while typing");
    await saved(page);
    await page.locator(`#${second} .text`, { hasText: "由翻译官改写" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.id), second);
    await page.keyboard.press("?");
    await page.locator("#keys[open]").waitFor();
    await page.keyboard.press("Escape");
    // What blocks is named, and Ctrl+Enter leads there.
    await page.keyboard.press("Control+Enter");
    if ((await page.locator("#blocks").count()) > 0) {
      assert.ok(await page.evaluate(() => document.activeElement?.closest("#blocks") !== null), "the list of what blocks has the focus");
      await page.keyboard.press("Escape");
      await clears(page, "x");
      await page.keyboard.press("Control+Enter");
    }
    await page.waitForURL(/\/staff\/(queue|cases)/);
    await page.waitForFunction((code) => !location.pathname.endsWith(code), talk.code);
    assert.deepEqual(complaints, []);
  });

  test("focus shows the words that a line rests on", async () => {
    const talk = await ownerCase(live.origin);
    const { page } = await enter("lin");
    await claim(page, talk.code);
    const line = page.locator(".entry.line[data-at^=turn]").first();
    await line.evaluate((one) => one.focus());
    await page.locator(".turn.lit").waitFor();
    assert.ok(await page.evaluate(() => (CSS.highlights.get("cited")?.size ?? 0) > 0), "the words themselves are marked");
    await shoot(page, "case_words");
  });

  test("one editor at two desks: what lies apart is merged, what meets is shown", async () => {
    const talk = await ownerCase(live.origin);
    const here = await enter("chen");
    await claim(here.page, talk.code);
    const there = await enter("chen");
    await there.page.goto(`${live.origin}/staff/cases/${talk.code}`);
    const edit = async (/** @type {import("playwright-core").Page} */ page, /** @type {number} */ field, /** @type {string} */ text) => {
      await page.locator(`#f-${field}`).evaluate((line) => line.focus());
      await page.keyboard.press("e");
      await page.locator(`#f-${field} textarea[name=text]`).fill(text);
      await page.locator(`#f-${field} button[value=edit]`).click();
    };
    await edit(here.page, 3, "这边改的第三行");
    await saved(here.page);
    await edit(there.page, 5, "那边改的第五行");
    await there.page.locator("#saved", { hasText: "已经并进来" }).waitFor();
    assert.equal(await there.page.locator("#f-3 > .text").textContent(), "这边改的第三行", "the other's work is on this page now");
    // Both write the same line: the second one sees both texts and decides.
    await edit(here.page, 5, "这边又改第五行");
    await here.page.locator("#merge-box[open]").waitFor();
    assert.ok(await here.page.locator("#merge-box", { hasText: "那边改的第五行" }).isVisible());
    assert.equal(await here.page.locator("#merge-box textarea[name=text]").inputValue(), "这边又改第五行");
    await shoot(here.page, "merge");
    await accessible(here.page, "merge view");
    await here.page.locator("#merge-box textarea[name=text]").fill("两边合起来的第五行");
    await here.page.locator("#merge-box button.main").click();
    await here.page.locator("#merge-box:not([open])").waitFor({ state: "attached" });
    assert.equal(await here.page.locator("#f-5 > .text").textContent(), "两边合起来的第五行");
    assert.equal(await here.page.locator("#f-5 textarea[name=text]").inputValue(), "两边合起来的第五行");
    await edit(there.page, 5, "不要的写法");
    await there.page.locator("#merge-box[open]").waitFor();
    await there.page.locator("#merge-box [data-theirs]").click();
    await there.page.locator("#f-5 > .text", { hasText: "两边合起来的第五行" }).waitFor();
    assert.equal(await there.page.locator("#f-5 textarea[name=text]").inputValue(), "两边合起来的第五行");
    assert.deepEqual([...here.complaints, ...there.complaints], []);
  });

  test("what is typed survives a lost connection and a reload", async () => {
    const talk = await ownerCase(live.origin);
    const { page } = await enter("chen");
    await claim(page, talk.code);
    await page.locator("#f-4").evaluate((line) => line.focus());
    await page.keyboard.press("e");
    await page.context().setOffline(true);
    await page.locator("#f-4 textarea[name=text]").fill("断网时写的");
    await page.locator("#saved.bad", { hasText: "没保存上" }).waitFor();
    // The tab stays, the page goes before the connection is back.
    await page.goto("about:blank");
    await page.context().setOffline(false);
    await page.goto(`${live.origin}/staff/cases/${talk.code}`);
    // The line of what was saved may tell of something newer by now.
    await page.locator("#f-4 > .text", { hasText: "断网时写的" }).waitFor();
  });

  test("without scripts: accept, edit, approve", async () => {
    const talk = await ownerCase(live.origin);
    const { page } = await enter("lin", { ...LAPTOP, javaScriptEnabled: false });
    await page.goto(`${live.origin}/staff/cases/${talk.code}`);
    await page.locator("button[value=claim]").click();
    await page.locator("#f-1 button[value=accept]").click();
    await page.locator("#f-1.accepted").waitFor();
    await page.locator("#f-2 details[data-key=e] summary").click();
    await page.locator("#f-2 textarea[name=text]").fill("没有脚本也能改");
    await page.locator("#f-2 textarea[name=basis]").fill("电话核实");
    await page.locator("#f-2 button[value=edit]").click();
    await page.locator("#f-2.edited .text", { hasText: "没有脚本也能改" }).waitFor();
    for (let count = 0; count < 60; count += 1) {
      const link = page.locator("#blocks a[href^='#f-']").first();
      if ((await link.count()) === 0) break;
      await page.locator(`${await link.getAttribute("href")} button[value=leave_out]`).click();
    }
    await page.locator("button[value=approve]").click();
    await page.waitForURL(/done=(approve|ask_second)|tab=mine/);
  });

  test("a second reader judges without the first one's verdict", async () => {
    // Much money is at stake: the rules want a second reader.
    const talk = await ownerCase(live.origin, { need: "鞋面老有划痕，六个人看还漏，一年赔客户八十万，打算投一百万上AI" });
    const first = await enter("lin");
    await claim(first.page, talk.code);
    await clears(first.page, "x");
    await first.page.locator("#part-bar button[value=approve]", { hasText: "送复核" }).click();
    await first.page.waitForFunction((code) => !location.pathname.endsWith(code), talk.code);
    const second = await enter("chen");
    await claim2(second.page, talk.code);
    assert.equal(await second.page.locator("#history").count(), 0);
    assert.equal(await second.page.locator("#part-verdict", { hasText: "信息不足" }).count(), 1, "nothing of the first verdict is shown");
    await shoot(second.page, "second_reader");
    await accessible(second.page, "second reader");
    for (const one of await second.page.locator(".criterion").all()) {
      const id = (await one.getAttribute("id")) ?? "";
      const version = await second.page.locator("#case").getAttribute("data-version");
      await second.page.locator(`#${id}`).evaluate((line) => line.focus());
      await second.page.keyboard.press("e");
      await second.page.locator(`#${id} input[name=score]`).first().check();
      await second.page.locator(`#${id} textarea[name=reason]`).fill("谈话里这么说");
      await second.page.locator(`#${id} button[value=score]`).click();
      await second.page.waitForFunction((before) => document.getElementById("case")?.dataset.version !== before, version);
    }
    await second.page.locator("#part-bar summary", { hasText: "交复核结论" }).click();
    await second.page.locator("#give-second textarea").fill("和谈话对不上");
    await second.page.locator("#give-second button[value=give_second]").click();
    await second.page.waitForFunction((code) => !location.pathname.endsWith(code), talk.code);
    await first.page.goto(`${live.origin}/staff/cases/${talk.code}`);
    await first.page.locator("[data-view=verdict]").click();
    await first.page.locator("#part-second table").waitFor();
    await shoot(first.page, "disagreement");
    await accessible(first.page, "disagreement");
  });

  test("the owner's answer comes into its line while the case stands open", async () => {
    const talk = await ownerCase(live.origin);
    const { page } = await enter("lin");
    await claim(page, talk.code);
    await page.locator("#f-6").evaluate((line) => line.focus());
    await page.keyboard.press("q");
    await page.locator("#f-6 textarea[name=question]").fill("一天做多少双？");
    await page.locator("#f-6 button[value=ask]").click();
    await page.locator("#f-6.asked").waitFor();
    const answered = await fetch(`${live.origin}/api/v1/conversations/${talk.id}/questions/1/answer`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${talk.token}` }, body: JSON.stringify({ text: "三千双" }) });
    assert.ok(answered.ok, await answered.text());
    await page.locator("#f-6 > .text", { hasText: "三千双" }).waitFor({ timeout: 40_000 });
    assert.equal(await page.locator("#f-6 .mark.owner").count(), 1);
  });

  for (const theme of /** @type {const} */ (["light", "dark"])) {
    test(`axe finds nothing in queue and case (${theme})`, async () => {
      const talk = await ownerCase(live.origin);
      await say(live.origin, talk, "还有，老板娘说最好年底前弄好");
      const { page, complaints } = await enter("wang");
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.goto(`${live.origin}/staff/queue`);
      await accessible(page, "queue");
      await shoot(page, `queue_${theme}`);
      for (const tab of ["second", "overdue"]) {
        await page.goto(`${live.origin}/staff/queue?tab=${tab}&words=nothing`);
        await accessible(page, `empty ${tab}`);
      }
      await page.goto(`${live.origin}/staff/cases/${talk.code}`);
      await accessible(page, "unclaimed case");
      await page.locator("#part-bar button[value=claim]").click();
      await page.locator("#case[data-form]").waitFor();
      await page.locator(".entry.line").nth(3).evaluate((line) => /** @type {HTMLElement} */ (line).focus());
      await page.keyboard.press("e");
      await accessible(page, "case");
      await shoot(page, `case_${theme}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth), "the page itself does not scroll");
      for (const view of ["plain", "verdict", "history"]) {
        await page.locator(`[data-view=${view}]`).click();
        await accessible(page, view);
        await shoot(page, `${view}_${theme}`);
      }
      await page.locator("details.up summary", { hasText: "退回补充" }).click();
      await accessible(page, "return");
      await shoot(page, `return_${theme}`);
      await page.keyboard.press("Escape");
      await page.locator("#help").click();
      await accessible(page, "keys");
      await shoot(page, `keys_${theme}`);
      assert.deepEqual(complaints, []);
    });
  }

  test("on a small phone one side at a time", async () => {
    const talk = await ownerCase(live.origin);
    const { page, complaints } = await enter("wang", SMALL_PHONE);
    await accessible(page, "queue on a phone");
    await shoot(page, "queue_phone");
    await claim(page, talk.code);
    await accessible(page, "case on a phone");
    await shoot(page, "case_phone");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await page.locator("[data-pane=talk]").click();
    assert.ok(await page.locator("#talk").isVisible());
    assert.ok(!(await page.locator("#form").isVisible()));
    await shoot(page, "talk_phone");
    assert.deepEqual(complaints, []);
  });
});

/** Takes a case as its second reader. @param {import("playwright-core").Page} page @param {string} code */
async function claim2(page, code) {
  await page.goto(`${live.origin}/staff/cases/${code}`);
  await page.locator("#part-bar button[value=claim]").click();
  await page.locator("#case[data-blind][data-mine]").waitFor();
}
