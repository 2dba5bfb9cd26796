/** The chat page in a real browser against the real binary, with no model: what the issue says must be seen. */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { DESKTOP, openBrowser, openPage } from "./browser.mjs";
import { LiveServer } from "./live_server.mjs";

const SCRATCH = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const GRATING = "冲床旁边装个摄像头，手进去AI就停机，把光栅省了";
const BUBBLES = "打压试验工人偷懒，漏的也放过去，想用AI看水泡";
/** A turn may take its time in a debug build, milliseconds. */
const PATIENCE = 60_000;
const QUESTIONS = 12;
/** What an owner with a fair case taps; a criterion that is not named gets the third answer, or the last there is. */
const PREFERRED = 2;
/** Sections 0 to 16. */
const SECTIONS = 17;

/** @type {LiveServer} */
let server;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
let complaints;

before(async () => {
  server = new LiveServer();
  await server.start();
  browser = await openBrowser(DESKTOP);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(async () => {
  ({ page, complaints } = await openPage(browser.context, server.origin));
  page.setDefaultTimeout(PATIENCE);
  await page.goto(server.origin);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.locator(".example").first().waitFor();
});

afterEach(async () => {
  await page.close();
  assert.deepEqual(complaints, [], "the browser had nothing to complain about");
});

const lastTurn = () => page.locator(".turn").last();

/** Waits until the newest turn has ended, and shows why when it failed. */
async function answered() {
  await page.locator("#send").waitFor();
  const notice = lastTurn().locator(".notice");
  assert.ok(!(await notice.isVisible()), await notice.innerText().catch(() => ""));
}

/** @param {string} text */
async function say(text) {
  await page.locator("#message").fill(text);
  await page.locator("#message").press("Enter");
  await lastTurn().getByText(text).first().waitFor();
  await answered();
}

/** Taps the preferred answer of the open question; false when there is none. */
async function tap() {
  const options = lastTurn().locator(".option:not(.unsure)");
  const count = await options.count();
  if (count === 0) return false;
  const turns = await page.locator(".turn").count();
  await options.nth(Math.min(PREFERRED, count - 1)).click();
  await page.locator(".turn").nth(turns).waitFor();
  await answered();
  return true;
}

/** Whether the newest turn shows a verdict that stands. */
const judged = async () => (await lastTurn().locator(".verdict:not([data-code=not_enough_info])").count()) > 0;

/** Answers questions until a verdict stands; how many it took. */
async function walk() {
  let taps = 0;
  while (!(await judged()) && taps < QUESTIONS && (await tap())) taps += 1;
  return taps;
}

/** What the page shows of the conversation, for comparing before and after. */
const shown = () => page.locator(".turn").evaluateAll((turns) => turns.map((turn) => turn.querySelector(".said")?.textContent + "\n" + turn.querySelector(".reply")?.textContent));

describe("the sentence of the issue", () => {
  test("gives fitting cases and a question; tapping leads to a verdict and a specification", async () => {
    await say(SCRATCH);
    const cards = lastTurn().locator(".card.case");
    const kinds = await cards.evaluateAll((all) => all.map((card) => [card.getAttribute("data-task"), card.getAttribute("data-sector")]));
    assert.ok(kinds.length > 0, "there are cases");
    assert.ok(kinds.some(([task, sector]) => task === "visual_inspection" || sector === "C195"), JSON.stringify(kinds));
    assert.ok((await lastTurn().locator(".sources li").count()) >= kinds.length, "each case names a source");
    assert.ok((await lastTurn().locator(".reply").innerText()).length > 10);
    assert.match(await lastTurn().locator(".answer > .ai-label").innerText(), /未经翻译官审核/);
    assert.match(await page.locator("#answered-by").innerText(), /未用大模型/);
    assert.match(await page.locator("#case-code").innerText(), /[2-9A-Z]{4}-[2-9A-Z]{4}/);
    const options = await lastTurn().locator(".option").allInnerTexts();
    assert.ok(options.length >= 3 && options.length <= 5, options.join("|"));
    assert.equal(options.at(-1), "不清楚");

    const taps = await walk();
    assert.ok(await judged(), `a verdict after ${taps} answers`);
    const verdict = lastTurn().locator(".verdict");
    assert.match(String(await verdict.getAttribute("data-code")), /^(suitable_now|pilot_first|prepare_first)$/);
    assert.equal(await verdict.locator(".criterion").count(), 13);
    const sheet = lastTurn().locator(".sheet");
    await sheet.waitFor();
    assert.equal(await sheet.locator(".sheet-section").count(), SECTIONS);
    assert.match(await sheet.locator(".ai-label").first().innerText(), /未经翻译官审核/);
    assert.ok((await sheet.locator(".origin-owner").count()) > 0, "some lines are the owner's words");
    assert.ok((await sheet.locator("mark").count()) > 0, "what nobody said is to be confirmed");

    const before = await shown();
    await page.reload();
    await lastTurn().locator(".sheet").waitFor();
    assert.deepEqual(await shown(), before, "a refresh shows the same conversation");
  });

  test("不清楚 is taken as an answer", async () => {
    await say(SCRATCH);
    const asked = await lastTurn().locator(".question").getAttribute("data-criterion");
    await lastTurn().locator(".option.unsure").click();
    await page.locator(".turn").nth(1).waitFor();
    await answered();
    assert.notEqual(await lastTurn().locator(".question").getAttribute("data-criterion").catch(() => null), asked);
  });
});

describe("the read-back card", () => {
  test("a line is corrected, the card is submitted, and both are there after a reload", async () => {
    await say(SCRATCH);
    const card = () => lastTurn().locator(".read-back");
    await card().locator("summary").click();
    await card().locator("li[data-key=people] .line-button").click();
    await card().locator(".line-editor input").fill("十个人");
    const turns = await page.locator(".turn").count();
    await page.keyboard.press("Enter");
    await page.locator(".turn").nth(turns).waitFor();
    await answered();
    assert.match((await card().locator("li[data-key=people]").textContent()) ?? "", /十个人/);
    for (let n = 0; n < 2 * QUESTIONS && (await tap()); n += 1);
    const submit = card().getByRole("button", { name: "提交给翻译官" });
    await submit.click();
    await card().locator(".waiting").waitFor();
    await page.reload();
    await card().locator(".queue[data-wish=review] .waiting").waitFor();
    assert.match((await card().locator("li[data-key=people]").textContent()) ?? "", /十个人/);
  });

  test("who asks for a person is told that he waits", async () => {
    await say(SCRATCH);
    await say("找人工");
    await page.reload();
    const card = lastTurn().locator(".read-back");
    await card.locator(".queue[data-wish=person]").waitFor({ state: "attached" });
    assert.match((await card.locator(".waiting").textContent()) ?? "", /已转给翻译官/);
  });
});

describe("where AI is not the answer", () => {
  test("a camera instead of the light curtain does not fit, and the safe way is named", async () => {
    await say(GRATING);
    await walk();
    const verdict = lastTurn().locator(".verdict[data-code=not_suitable]");
    await verdict.waitFor();
    const text = await verdict.innerText();
    assert.match(text, /不适合/);
    assert.match(text, /安全光幕|光幕|光栅|双手/);
  });

  test("bubbles in the pressure test: an ordinary way is better, and it is named", async () => {
    await say(BUBBLES);
    await walk();
    const verdict = lastTurn().locator(".verdict[data-code=conventional_better]");
    await verdict.waitFor();
    assert.match(await verdict.innerText(), /常规方案更好/);
    assert.ok((await verdict.locator(".alternative .big").innerText()).length > 1);
  });
});

describe("trouble", () => {
  test("after kill -9 in the middle of a conversation everything is still there", async () => {
    await say(SCRATCH);
    await tap();
    const before = await shown();
    await server.kill();
    await page.locator("#message").fill("服务断了，这句也不能丢");
    await page.locator("#message").press("Enter");
    await lastTurn().getByRole("button", { name: "重试" }).waitFor();
    await server.start();
    await lastTurn().getByRole("button", { name: "重试" }).click();
    await answered();
    assert.deepEqual((await shown()).slice(0, before.length), before);
    await page.reload();
    await page.locator(".turn").nth(before.length).waitFor();
    assert.deepEqual((await shown()).slice(0, before.length), before);
    assert.match(await lastTurn().locator(".said").innerText(), /这句也不能丢/);
  });

  test("a turn that a kill cut off is not lost: the page comes back and can send it again", async () => {
    await say(SCRATCH);
    await page.locator("#message").fill("再补一句：一天一万双");
    const posted = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/turns"));
    await page.locator("#message").press("Enter");
    assert.equal((await posted).status(), 202);
    await server.kill();
    await server.start();
    await page.locator("#send").waitFor();
    // Finished just before the kill, or cut off by it: either way the words are there and the owner can go on.
    const again = lastTurn().getByRole("button", { name: "再发一次" });
    if (await again.isVisible()) await again.click();
    await answered();
    assert.ok((await page.locator(".said", { hasText: "一天一万双" }).count()) >= 1);
    assert.ok((await lastTurn().locator(".reply").innerText()).length > 0);
  });

  test("an unknown conversation is refused in the owner's language", async () => {
    await page.evaluate(() =>
      localStorage.setItem("yiguan.session", JSON.stringify({ id: "00000000-0000-4000-8000-000000000000", token: "x", caseCode: "AAAA-AAAA" })),
    );
    await page.reload();
    await page.locator("#turns > .notice").waitFor();
    assert.match(await page.locator("#turns > .notice").innerText(), /[\u4e00-\u9fff]/);
    assert.ok(await page.locator(".example").first().isVisible());
  });
});
