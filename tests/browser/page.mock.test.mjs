/** The chat page in a real browser against the mock service. */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { MockServer } from "./mock_server.mjs";
import { EVIL, LABEL_RULES } from "./mock_outcomes.mjs";

const SCRATCH = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** @type {MockServer} */
let server;
/** @type {string} */
let origin;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let desktop;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
let complaints;

before(async () => {
  desktop = await openBrowser({ ...DESKTOP, permissions: ["clipboard-read", "clipboard-write"] });
  phone = await openBrowser(PHONE);
});

after(async () => {
  await desktop?.close();
  await phone?.close();
});

beforeEach(async () => {
  server = new MockServer();
  origin = await server.start();
  ({ page, complaints } = await openPage(desktop.context, origin));
  await page.goto(origin);
  await page.locator(".example").first().waitFor();
});

afterEach(async () => {
  await page.close();
  await server.stop();
  assert.deepEqual(complaints, [], "the browser had nothing to complain about");
});

/** @param {string} text */
async function say(text) {
  await page.locator("#message").fill(text);
  await page.locator("#send").click();
}

const answered = () => page.locator("#send").waitFor();
const lastTurn = () => page.locator(".turn").last();
/** @param {string} method @param {RegExp} path */
const asked = (method, path) => server.requests.filter((request) => request.method === method && path.test(request.path));
const posts = () => asked("POST", /\/turns$/);

/** Walks the usual three questions to the verdict. */
async function walkToVerdict() {
  await say(SCRATCH);
  for (let n = 0; n < 3; n += 1) {
    await answered();
    await lastTurn().locator(".option").nth(2).click();
  }
  await lastTurn().locator(".sheet").waitFor();
  await answered();
}

describe("a turn", () => {
  test("streams: progress by stage, text before the end, then cases, question and label", async () => {
    server.control.holdBefore = "turn.finished";
    await say(SCRATCH);
    await lastTurn().locator(".option").first().waitFor();
    assert.match(await lastTurn().locator(".state").innerText(), /正在写回复/);
    assert.match(await lastTurn().locator(".reply").innerText(), /我听到的是/);
    assert.ok(await page.locator("#stop").isVisible());
    server.control.holdBefore = "";
    await answered();
    assert.ok(!(await lastTurn().locator(".state").isVisible()));
    assert.equal(await lastTurn().locator(".card.case").count(), 3);
    assert.equal(await lastTurn().locator(".option").last().innerText(), "不清楚");
    assert.equal(await lastTurn().locator(".answer > .ai-label").innerText(), LABEL_RULES);
    assert.match(await page.locator(".ai-notice").innerText(), /AI生成.*未用大模型/s);
    assert.match(await page.locator("#case-code").innerText(), /K7QM-3XHD/);
  });

  test("shows the stages one after the other", async () => {
    server.control.holdBefore = "cases";
    await say(SCRATCH);
    await page.getByText("正在找相近的案例").waitFor();
    server.control.holdBefore = "verdict";
    await page.getByText("正在按准则衡量").waitFor();
    server.control.holdBefore = "";
    await answered();
  });

  test("tapping an option sends its text and shows it as the answer", async () => {
    await say(SCRATCH);
    await answered();
    await lastTurn().locator(".option", { hasText: "试过，花样太多或老误判" }).click();
    await answered();
    assert.equal(posts().at(-1)?.body.message, "试过，花样太多或老误判");
    const first = page.locator(".turn").first();
    assert.match(await first.locator(".answered").innerText(), /试过，花样太多或老误判/);
    assert.equal(await first.locator(".option").count(), 0);
    await lastTurn().locator(".option.unsure").click();
    await answered();
    assert.equal(posts().at(-1)?.body.message, "不清楚");
  });

  test("cases listed before are folded away", async () => {
    await say(SCRATCH);
    await answered();
    await lastTurn().locator(".option").nth(2).click();
    await answered();
    assert.match(await lastTurn().locator(".cases > summary").innerText(), /前面已列过/);
  });

  test("says finished sentences to screen readers, not tokens", async () => {
    await say(SCRATCH);
    await answered();
    const said = await page.locator("#announcer p").allInnerTexts();
    assert.ok(said.includes("我听到的是：鞋面老有划痕，六个人看还漏，客户要退货。"), said.join("|"));
    assert.ok(said.length < 6, "few, whole sentences");
    assert.equal(await page.locator("#log [aria-live]").count(), 0);
  });
});

describe("the result", () => {
  test("verdict as a picture with words, thirteen criteria, pilot and preparation", async () => {
    await walkToVerdict();
    const verdict = lastTurn().locator(".verdict");
    assert.equal(await verdict.getAttribute("data-code"), "pilot_first");
    assert.match(await verdict.locator("h3").innerText(), /先小范围试/);
    assert.equal(await verdict.locator(".criterion").count(), 13);
    assert.equal(await verdict.locator(".gauge").count(), 2);
    const row = verdict.locator(".criterion[data-id=F5]");
    assert.equal(await row.locator(".step.on").count(), 3);
    assert.equal(await row.locator(".criterion-word").innerText(), "3/3");
    assert.equal(await verdict.locator(".criterion[data-id=F7] .criterion-word").innerText(), "不清楚");
    await row.locator("summary").click();
    assert.match(await row.innerText(), /理由：[\s\S]*您的原话/);
    assert.match(await verdict.innerText(), /怎么试[\s\S]*先做这几件事/);
    assert.ok((await verdict.innerText()).includes(LABEL_RULES));
  });

  test("specification: seventeen sections, origins, open points marked, copy ends with the label", async () => {
    await walkToVerdict();
    const sheet = lastTurn().locator(".sheet");
    const [owner, provider] = ["老板看的", "服务商看的"].map((name) => sheet.getByRole("tab", { name }));
    assert.ok(await sheet.getByText("怎样才算做成").isVisible());
    assert.ok(!(await sheet.locator(".sheet-section").first().isVisible()));
    await owner.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await provider.getAttribute("aria-selected"), "true");
    assert.ok(await sheet.locator(".sheet-section").first().isVisible());
    assert.equal(await sheet.locator(".sheet-section").count(), 17);
    for (const origin of ["老板说的", "打法", "案例", "待确认", "政策", "准则"]) {
      assert.ok((await sheet.locator(".origin", { hasText: origin }).count()) > 0, origin);
    }
    assert.match(await sheet.locator(".sheet-section[data-section='7']").innerText(), /手机拍照识别皮革缺陷/);
    assert.ok((await sheet.locator("mark").count()) > 5);
    await sheet.getByRole("button", { name: "复制" }).click();
    await sheet.getByText("已复制").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.trimEnd().endsWith(LABEL_RULES), copied.slice(-80));
    assert.match(copied, /16 待确认与假设/);
  });

  test("text that is selected and copied by hand gets the label too", async () => {
    await say(SCRATCH);
    await answered();
    await page.locator(".reply").selectText();
    await page.keyboard.press("Control+c");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^我听到的是[\s\S]*未经翻译官审核$/);
  });

  test("on paper the sheet stands alone, unfolded, with the label", async () => {
    await walkToVerdict();
    await lastTurn().getByRole("button", { name: "打印" }).click();
    const paper = page.frameLocator("iframe.print-frame");
    await paper.locator(".sheet-title").waitFor({ state: "attached" });
    await page.emulateMedia({ media: "print" });
    assert.match(await paper.locator(".sheet .ai-label").first().innerText(), /未经翻译官审核/);
    assert.equal(await paper.locator(".verdict, .composer").count(), 0);
    assert.equal(await paper.locator("details:not([open])").count(), 0);
    // The whole talk on paper keeps its notice and loses what cannot be pressed there.
    assert.ok(await page.locator(".ai-notice").isVisible());
    assert.ok(!(await page.locator(".composer").isVisible()));
    await page.emulateMedia({ media: "screen" });
  });

  test("what is not suitable names the safer way; what is better without AI the cheaper", async () => {
    await say("冲床旁边装个摄像头，手进去AI就停机，把光栅省了");
    await answered();
    assert.match(await lastTurn().locator(".verdict[data-code=not_suitable]").innerText(), /不适合用AI[\s\S]*一票否决[\s\S]*安全光幕/);
    await say("打压试验工人偷懒，漏的也放过去，想用AI看水泡");
    await answered();
    assert.match(await lastTurn().locator(".verdict[data-code=conventional_better]").innerText(), /常规方案更好[\s\S]*测漏仪/);
  });
});

describe("the read-back card", () => {
  const card = () => lastTurn().locator(".read-back");

  test("is folded while a question is open, and unfolds by itself at the end", async () => {
    await say(SCRATCH);
    await answered();
    assert.equal(await card().getAttribute("open"), null);
    assert.match(await card().locator("summary").innerText(), /已知 3 条 · 待确认 1 条/);
    assert.equal(await lastTurn().locator(".question").getAttribute("data-key"), "F2");
    await lastTurn().locator(".option").nth(2).click();
    for (let n = 1; n < 3; n += 1) {
      await answered();
      await lastTurn().locator(".option").nth(2).click();
    }
    await lastTurn().locator(".sheet").waitFor();
    await answered();
    assert.equal(await card().getAttribute("open"), "");
    assert.equal(await page.locator(".read-back").count(), 1, "there is one card");
    assert.match(await card().locator(".card-open").innerText(), /日产量[\s\S]*还不清楚/);
    assert.ok(await card().getByRole("button", { name: "提交给翻译官" }).isVisible());
  });

  test("a line is corrected by keyboard; the open question is not taken for answered", async () => {
    await say(SCRATCH);
    await answered();
    await card().locator("summary").focus();
    await page.keyboard.press("Enter");
    const edit = card().getByRole("button", { name: "改这一行：检验人数" });
    await edit.focus();
    await page.keyboard.press("Enter");
    const input = card().getByLabel("检验人数，应该是");
    assert.equal(await input.inputValue(), "6人");
    await page.keyboard.press("Escape");
    assert.ok(await edit.evaluate((button) => button === /** @type {ShadowRoot} */ (button.getRootNode()).activeElement), "the focus comes back");
    await page.keyboard.press("Enter");
    await input.fill("十个");
    await page.keyboard.press("Enter");
    await page.locator(".turn").nth(1).waitFor();
    await answered();
    assert.deepEqual(posts().at(-1)?.body, { message: "十个", corrects: "people" });
    const line = card().locator("li[data-key=people]");
    assert.equal(await line.getAttribute("data-state"), "confirmed");
    assert.match((await line.textContent()) ?? "", /十个.*您改过/);
    assert.equal(await page.locator(".turn").first().locator(".answered:visible").count(), 0);
    assert.equal(await lastTurn().locator(".option").count(), 5);
  });

  test("is submitted once it was read; the wait is shown again after a reload", async () => {
    await walkToVerdict();
    server.control.problems.push({ status: 409, code: "turn_running", detail: "上一句还在处理。" });
    await card().getByRole("button", { name: "提交给翻译官" }).click();
    await card().getByText("上一句还在处理").waitFor();
    await card().getByRole("button", { name: "提交给翻译官" }).click();
    await card().locator(".waiting").waitFor();
    assert.match(await card().locator(".waiting").innerText(), /已提交.*K7QM-3XHD/);
    assert.equal(asked("POST", /\/submit$/).length, 2);
    await page.reload();
    await card().locator(".waiting").waitFor();
    assert.equal(await card().locator("button.submit").count(), 0);
  });

  test("another need is talked about next; who asks for a person waits from then on", async () => {
    await walkToVerdict();
    await card().getByRole("button", { name: "接着谈这一件：仓库老对不上账" }).click();
    await answered();
    assert.equal(posts().at(-1)?.body.message, "仓库老对不上账");
    await say("找人工");
    await card().locator(".waiting").waitFor();
    assert.match((await card().locator(".waiting").textContent()) ?? "", /已转给翻译官/);
  });
});

describe("what the verdict rests on", () => {
  test("the payback row by row, what would change it, and the translator's grounds", async () => {
    await walkToVerdict();
    const verdict = lastTurn().locator(".verdict");
    const payback = await verdict.locator(".payback").innerText();
    for (const part of [/24～36 万元/, /省下的人工[\s\S]*待确认/, /打算投入[\s\S]*20 万元/, /7～11 个月/, /3\/3/]) assert.match(payback, part);
    const flips = verdict.locator(".flips li");
    assert.equal(await flips.count(), 2);
    assert.match(await flips.first().innerText(), /照片和记录：从“没留”变成“拿得出照片或单据”[\s\S]*AI合适，现在可以做/);
    assert.match(await flips.nth(1).innerText(), /同时，多久回本/);
    const grounds = verdict.locator(".for-translator");
    assert.equal(await grounds.getAttribute("open"), null);
    await grounds.locator("summary").click();
    assert.equal(await grounds.locator("li").count(), 3);
    assert.ok(await grounds.getByText("决策表第5行").isVisible());
  });

  test("a price is shown with the case that published it", async () => {
    await say("打压试验工人偷懒，漏的也放过去，想用AI看水泡");
    await answered();
    assert.match(await lastTurn().locator(".alternative").innerText(), /公开价[\s\S]*一台3万元（《/);
  });
});

describe("what was said and found stays text", () => {
  test("no markup of any text is ever live", async () => {
    await say(`坏字符 ${EVIL}`);
    await answered();
    assert.equal(await page.evaluate(() => "pwned" in window), false);
    assert.equal(await page.locator("#turns img, #turns script").count(), 0);
    assert.ok((await lastTurn().locator(".reply").innerText()).includes(EVIL));
    assert.equal(await lastTurn().locator(".option").first().innerText(), EVIL);
    await page.reload();
    await lastTurn().locator(".reply").waitFor();
    assert.equal(await page.evaluate(() => "pwned" in window), false);
  });

  test("only original https sources are links, and those are safe", async () => {
    await say("坏字符");
    await answered();
    const links = page.locator(".card[data-id=evil] .sources a");
    assert.deepEqual(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href"))), ["https://example.invalid/c"]);
    assert.equal(await links.first().getAttribute("rel"), "noopener noreferrer");
    assert.equal(await links.first().getAttribute("target"), "_blank");
    const text = await page.locator(".card[data-id=evil] .sources").innerText();
    for (const title of ["脚本地址", "明文地址", "转载", "未评级"]) assert.ok(text.includes(title), title);
    assert.match(text, /某站 · 2025-01-02/);
  });
});

describe("trouble on the way", () => {
  test("a cut stream is resumed where it broke off, each event once", async () => {
    server.control.cutAfter = 16;
    await say(SCRATCH);
    await answered();
    const streams = asked("GET", /\/events$/);
    assert.equal(streams.length, 2);
    assert.equal(streams[0].headers["last-event-id"], undefined);
    assert.equal(streams[1].headers["last-event-id"], "16");
    assert.match(String(streams[1].headers.authorization), /^Bearer /);
    const reply = await lastTurn().locator(".reply").innerText();
    assert.equal(reply.match(/我听到的是/g)?.length, 1);
    assert.equal(posts().length, 1);
  });

  test("while the service is away the log stays and says so; then the answer goes on", async () => {
    server.control.holdBefore = "question";
    await say(SCRATCH);
    await page.locator(".reply", { hasText: "先问您一件" }).waitFor();
    await page.route("**/events", (route) => route.abort());
    server.cutStreams();
    await page.getByText("正在重新连接").first().waitFor();
    assert.match(await page.locator(".reply").innerText(), /我听到的是/);
    await page.unroute("**/events");
    server.control.holdBefore = "";
    await answered();
    assert.equal(await lastTurn().locator(".link-state").isVisible(), false);
    assert.equal(await lastTurn().locator(".option").count(), 5);
  });

  test("a network that lets no stream through still gets the answer by asking plainly", async () => {
    await page.route("**/events", (route) => route.abort());
    await say(SCRATCH);
    await answered();
    assert.match(await lastTurn().locator(".reply").innerText(), /我听到的是/);
    assert.equal(await lastTurn().locator(".option").count(), 5);
  });

  test("a restarted service with nothing to replay still ends the turn", async () => {
    server.control.holdBefore = "question";
    await say(SCRATCH);
    await page.locator(".reply", { hasText: "先问您一件" }).waitFor();
    const turn = [...server.turns.values()][0];
    Object.assign(turn, { events: [], played: 0, state: "interrupted" });
    server.cutStreams();
    await page.getByText("服务重启打断了这一句").waitFor();
    await answered();
    assert.match(await lastTurn().locator(".reply").innerText(), /我听到的是/);
    assert.ok(await page.getByRole("button", { name: "再发一次" }).isVisible());
  });

  test("a problem is shown in the service's words; retry sends the same key", async () => {
    server.control.problems.push({ status: 503, code: "unavailable", detail: "服务还没准备好：数据库打不开。" });
    await say(SCRATCH);
    await page.getByText("数据库打不开").waitFor();
    await page.getByRole("button", { name: "重试" }).click();
    await answered();
    await lastTurn().locator(".option").first().waitFor();
    const keys = posts().map((request) => request.headers["idempotency-key"]);
    assert.equal(keys.length, 2);
    assert.ok(keys[0] && keys[0] === keys[1]);
    assert.equal(await page.locator(".turn").count(), 1);
  });

  test("a reply lost after the turn was taken makes no second turn", async () => {
    server.control.dropReplies = 1;
    await say(SCRATCH);
    // Chromium itself may send a dropped POST again; the key makes either way harmless.
    await Promise.race([lastTurn().locator(".option").first().waitFor(), page.getByRole("button", { name: "重试" }).waitFor()]);
    const retry = page.getByRole("button", { name: "重试" });
    if (await retry.isVisible()) await retry.click();
    await lastTurn().locator(".option").first().waitFor();
    assert.equal(new Set(posts().map((request) => request.headers["idempotency-key"])).size, 1);
    assert.equal([...server.conversations.values()][0].turns.length, 1);
  });

  test("a refused message comes back to be changed", async () => {
    server.control.problems.push({ status: 422, code: "long_message", detail: "一次最多4000个字。" });
    await say(SCRATCH);
    await page.getByText("一次最多4000个字").waitFor();
    await page.getByRole("button", { name: "改一下再发" }).click();
    assert.equal(await page.locator("#message").inputValue(), SCRATCH);
    assert.equal(await page.locator(".turn").count(), 0);
  });

  test("an error event is shown and the message can be sent again with a new key", async () => {
    server.control.rewrite = (events) => [
      ...events.slice(0, 12),
      { type: "error", code: "internal", message: "我们这边出了错，已经记下。" },
      { type: "turn.finished", state: "failed", outcome: null },
    ];
    await say(SCRATCH);
    await page.getByText("我们这边出了错，已经记下。").waitFor();
    await page.getByRole("button", { name: "再发一次" }).click();
    await lastTurn().locator(".option").first().waitFor();
    assert.equal(new Set(posts().map((request) => request.headers["idempotency-key"])).size, 2);
  });

  test("stop is its own call; what was said so far stays", async () => {
    server.control.holdBefore = "question";
    await say(SCRATCH);
    await page.locator(".reply", { hasText: "先问您一件" }).waitFor();
    await page.locator("#stop").click();
    await answered();
    assert.equal(asked("POST", /\/stop$/).length, 1);
    assert.match(await lastTurn().locator(".reply").innerText(), /我听到的是/);
    assert.match(await lastTurn().locator(".notice").innerText(), /已经停下/);
  });

  test("an unknown conversation on this device leads to a new one", async () => {
    await say(SCRATCH);
    await answered();
    server.conversations.clear();
    await page.reload();
    await page.getByText("找不到这段对话").waitFor();
    assert.ok(await page.locator(".example").first().isVisible());
    assert.equal(await page.evaluate(() => localStorage.getItem("yiguan.session")), null);
  });
});

describe("coming back", () => {
  test("a reload shows everything again and keeps no word on the device", async () => {
    await walkToVerdict();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!kept.includes("划痕"), kept);
    await page.reload();
    await lastTurn().locator(".sheet").waitFor();
    assert.equal(await page.locator(".turn").count(), 4);
    assert.match(await page.locator(".turn").first().locator(".answered").innerText(), /试过/);
    assert.match(await page.locator("#case-code").innerText(), /K7QM-3XHD/);
  });

  test("a reload in the middle of an answer attaches from the start", async () => {
    server.control.holdBefore = "question";
    await say(SCRATCH);
    await page.locator(".reply", { hasText: "先问您一件" }).waitFor();
    await page.reload();
    await page.locator(".reply", { hasText: "先问您一件" }).waitFor();
    assert.ok(await page.locator("#stop").isVisible());
    server.control.holdBefore = "";
    await answered();
    assert.equal(await lastTurn().locator(".option").count(), 5);
    assert.equal(posts().length, 1);
    assert.equal(asked("GET", /\/events$/).at(-1)?.headers["last-event-id"], undefined);
  });

  test("new conversation asks first and forgets the old one here", async () => {
    await say(SCRATCH);
    await answered();
    page.once("dialog", (dialog) => dialog.dismiss());
    await page.locator("#new").click();
    assert.equal(await page.locator(".turn").count(), 1);
    page.once("dialog", (dialog) => dialog.accept());
    await page.locator("#new").click();
    await page.locator(".example").first().waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("yiguan.session")), null);
    await page.locator(".example").first().click();
    await answered();
    assert.equal(server.conversations.size, 2);
  });
});

describe("the message box", () => {
  test("Enter during composition does not send, Enter after it does", async () => {
    const box = page.locator("#message");
    const cdp = await page.context().newCDPSession(page);
    await box.focus();
    await cdp.send("Input.imeSetComposition", { text: "xiemian", selectionStart: 7, selectionEnd: 7 });
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 });
    await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 });
    assert.equal(await page.locator(".turn").count(), 0);
    await cdp.send("Input.insertText", { text: "鞋面有划痕" });
    assert.equal(posts().length, 0);
    // Some input methods report the Enter that ends a composition as key 229, or one tick too late.
    await box.evaluate((area) => {
      area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }));
      area.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      area.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
      area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 13, bubbles: true, cancelable: true }));
    });
    assert.equal(await page.locator(".turn").count(), 0);
    await page.keyboard.press("Enter");
    await answered();
    assert.equal(posts().at(-1)?.body.message, "鞋面有划痕");
  });

  test("Shift+Enter starts a new line", async () => {
    await page.locator("#message").focus();
    await page.keyboard.type("第一行");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("第二行");
    assert.equal(await page.locator("#message").inputValue(), "第一行\n第二行");
    assert.equal(posts().length, 0);
  });

  test("counts from 80 % and does not send what is too long", async () => {
    const counter = page.locator("#counter");
    await page.locator("#message").fill("字".repeat(3_199));
    assert.ok(!(await counter.isVisible()));
    await page.locator("#message").fill("字".repeat(3_200));
    assert.match(await counter.innerText(), /3200 \/ 4000/);
    // Characters outside the first plane count once, as at the service.
    await page.locator("#message").fill("𠮷".repeat(4_000));
    assert.match(await counter.innerText(), /4000 \/ 4000/);
    await page.locator("#message").fill("字".repeat(4_001));
    await page.locator("#message").press("Enter");
    assert.match(await counter.innerText(), /超了 1 字/);
    assert.equal(posts().length, 0);
  });

  test("while an answer runs typing is possible and Enter does not send", async () => {
    server.control.holdBefore = "turn.finished";
    await say(SCRATCH);
    await lastTurn().locator(".option").first().waitFor();
    await page.locator("#message").fill("还有一句");
    await page.locator("#message").press("Enter");
    assert.equal(posts().length, 1);
    assert.equal(await page.locator("#message").inputValue(), "还有一句");
    server.control.holdBefore = "";
    await answered();
  });
});

describe("everyone can use it", () => {
  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    test(`no serious finding of axe (${scheme})`, async () => {
      // Without motion no colour is measured half way through a transition.
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await audit("greeting");
      await walkToVerdict();
      await page.evaluate(() => document.querySelector("industry-translator")?.shadowRoot?.querySelectorAll("details").forEach((part) => (part.open = true)));
      await audit("verdict");
      server.control.problems.push({ status: 503, code: "unavailable", detail: "服务还没准备好。" });
      await say("冲床旁边的光栅");
      await page.getByRole("button", { name: "重试" }).waitFor();
      await audit("error");
    });
  }

  /** @param {string} state */
  async function audit(state) {
    const violations = await page.evaluate(`(async () => {
      if (!window.axe) { ${AXE} }
      const { violations } = await window.axe.run(document);
      return violations.filter((v) => v.impact === "serious" || v.impact === "critical")
        .map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).slice(0, 3).join(" | "));
    })()`);
    assert.deepEqual(violations, [], state);
  }

  test("the whole walk works by keyboard", async () => {
    await page.locator(".example").first().focus();
    await page.keyboard.press("Enter");
    await answered();
    // Focus went to the new turn: the next stop is the first answer.
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("option")));
    await page.keyboard.press("Enter");
    await answered();
    assert.equal(posts().length, 2);
  });

  test("at 400 % zoom nothing is cut off sideways and the box can be reached", async () => {
    await page.setViewportSize({ width: 320, height: 200 });
    await walkToVerdict();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${width}`);
    await page.locator("#message").scrollIntoViewIfNeeded();
    assert.ok(await page.locator("#message").isVisible());
  });

  test("English by ?lang=en, Chinese answers of the service left as they are", async () => {
    await page.goto(`${origin}/?lang=en`);
    await page.getByText("What troubles your factory most?").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.locator(".example").first().click();
    await answered();
    assert.equal(await lastTurn().locator(".option.unsure").innerText(), "Not sure");
    await lastTurn().locator(".option.unsure").click();
    await answered();
    assert.equal(posts().at(-1)?.body.message, "不清楚");
    assert.equal(asked("POST", /conversations$/).at(-1)?.body.locale, "en");
  });
});

describe("on a phone", () => {
  test("Enter is a new line, targets are large, nothing scrolls sideways, the box stays in view", async () => {
    const { page: small, complaints: found } = await openPage(phone.context, origin);
    await small.goto(origin);
    await small.locator(".example").first().waitFor();
    await small.locator("#message").fill(SCRATCH);
    await small.locator("#message").press("Enter");
    assert.equal(posts().length, 0);
    await small.locator("#send").tap();
    for (let n = 0; n < 3; n += 1) {
      await small.locator("#send").waitFor();
      await small.locator(".turn").last().locator(".option").nth(2).tap();
    }
    await small.locator(".sheet").waitFor();
    await small.locator("#send").waitFor();
    for (const width of [360, 390, 414]) {
      await small.setViewportSize({ width, height: 760 });
      assert.ok((await small.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width}`);
      const box = await small.locator("#message").boundingBox();
      assert.ok(box && box.y + box.height <= 760, "the box is in view");
    }
    const low = await small.evaluate(() =>
      [...(document.querySelector("industry-translator")?.shadowRoot?.querySelectorAll("button, summary, .top-actions a") ?? [])]
        .map((target) => ({ name: target.textContent, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
        .map(({ name }) => name),
    );
    assert.deepEqual(low, []);
    assert.deepEqual(found, []);
    await small.evaluate(() => localStorage.clear());
    await small.close();
  });
});
