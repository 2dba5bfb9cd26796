/** The owner's side of a review in a real browser against the mock service: the status, questions, the release, consent, hints. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { MockServer } from "./mock_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };
const QUESTION = "一天大约检多少双？";

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
  phone = await openBrowser(SMALL_PHONE);
});

after(async () => {
  await desktop?.close();
  await phone?.close();
});

beforeEach(async () => {
  server = new MockServer();
  server.control.delay = 1;
  origin = await server.start();
  ({ page, complaints } = await openPage(desktop.context, origin));
  await page.goto(origin);
  await page.locator(".example").first().waitFor();
});

afterEach(async () => {
  await page.context().setOffline(false);
  await page.evaluate(() => localStorage.clear()).catch(() => {});
  await page.close();
  await server.stop();
  assert.deepEqual(complaints, [], "the browser had nothing to complain about");
});

/** A talk with a draft that was submitted; returns its desk. @param {import("playwright-core").Page} [on] */
async function submitted(on = page) {
  await on.locator(".example").first().click();
  for (let n = 0; n < 3; n += 1) {
    await on.locator("#send").waitFor();
    await on.locator(".turn").last().locator(".option").nth(2).click();
  }
  await on.locator(".sheet").waitFor();
  await on.locator("#send").waitFor();
  await on.locator("button.submit").click();
  await on.locator(".waiting").waitFor();
  return server.desk();
}

/** What the page does by itself when its owner looks at it again. @param {import("playwright-core").Page} [on] */
const looksAgain = (on = page) => on.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
const log = () => page.locator("#log");
const steps = () => page.locator(".status-line li").allInnerTexts();
const now = () => page.locator(".step-now").innerText();
/** @param {string} method @param {RegExp} path */
const asked = (method, path) => server.requests.filter((request) => request.method === method && path.test(request.path));
const said = () => page.locator("#announcer p").allInnerTexts();

/** Records what the widget tells the page around it. @param {import("playwright-core").Page} [on] */
async function listen(on = page) {
  await on.evaluate(() => {
    const view = /** @type {any} */ (window);
    view.told = [];
    for (const name of ["question", "released", "status", "unread"]) document.addEventListener(`translator:${name}`, (event) => view.told.push([name, /** @type {CustomEvent} */ (event).detail]));
  });
}

/** @param {import("playwright-core").Page} [on] @returns {Promise<any[]>} */
const told = (on = page) => on.evaluate(() => /** @type {any} */ (window).told);

describe("the status line", () => {
  test("claims no step that was not reached, and none that never was", async () => {
    const desk = await submitted();
    assert.equal(await now(), "待认领");
    assert.deepEqual(await page.locator(".step-next").allInnerTexts(), ["审核中", "请您补充", "已签发"]);
    desk.claim();
    await looksAgain();
    await page.getByText("翻译官正在审核").waitFor();
    assert.equal(await now(), "审核中");
    desk.release();
    await looksAgain();
    await page.locator(".released").waitFor();
    // Nobody asked anything: that step is not shown as done.
    assert.deepEqual(await steps(), ["初稿（AI生成，未审核）", "待认领", "审核中", "已签发"]);
    assert.equal(await now(), "已签发");
    assert.match(await page.locator(".queue").innerText(), /已签发第1版[\s\S]*以签发的为准/);
    // A draft stays one.
    assert.match(await page.locator(".turn").last().locator(".answer > .ai-label").innerText(), /未经翻译官审核/);
  });

  test("what was declined says why, and can be submitted again, talked over or complained of", async () => {
    const desk = await submitted();
    desk.close("declined", "这不是厂里的事");
    await looksAgain();
    await log().getByText("没有受理。原因：这不是厂里的事").waitFor();
    assert.deepEqual(await steps(), ["初稿（AI生成，未审核）", "待认领", "审核中", "不受理"]);
    assert.ok((await said()).some((line) => line.includes("没有受理")));
    await page.locator(".queue").getByRole("button", { name: "投诉" }).click();
    await page.locator("dialog #complaint").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".queue").getByRole("button", { name: "再交一次" }).click();
    await log().getByText("已提交，在排队等翻译官审核").waitFor();
    assert.equal(await now(), "待认领");
    desk.close("declined", "重复了");
    await looksAgain();
    await page.locator(".queue").getByRole("button", { name: "找人工" }).click();
    await page.locator(".turn").nth(4).waitFor();
    assert.equal(asked("POST", /\/turns$/).at(-1)?.body.message, "找人工");
  });

  test("a release that was withdrawn is gone from the page, with the reason in its place", async () => {
    const desk = await submitted();
    desk.release();
    await looksAgain();
    await page.locator(".released").waitFor();
    desk.close("withdrawn", "验收指标写错了");
    await looksAgain();
    await log().getByText("请不要再用。原因：验收指标写错了").waitFor();
    assert.equal(await page.locator(".released, .consent").count(), 0);
    assert.deepEqual((await steps()).slice(-2), ["已签发", "已撤回"]);
  });
});

describe("a translator's question", () => {
  test("is shown and said with who asks, answered by keyboard, and stays with its answer", async () => {
    await listen();
    const desk = await submitted();
    desk.ask(QUESTION);
    await looksAgain();
    const card = page.locator(".asked");
    await card.getByText("林翻译问您").waitFor();
    assert.ok((await said()).includes(`林翻译问您：${QUESTION}`), (await said()).join("|"));
    assert.equal(await now(), "请您补充");
    await card.getByLabel("您的回答").focus();
    await page.keyboard.press("Enter");
    await card.getByText("还没写内容").waitFor();
    await page.keyboard.type("一千双");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("旺季两千");
    await page.keyboard.press("Enter");
    await card.getByText("您答：一千双").waitFor();
    assert.deepEqual(asked("POST", /questions\/1\/answer$/).map((one) => one.body), [{ text: "一千双\n旺季两千" }]);
    assert.equal(await now(), "审核中");
    assert.ok(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("asked")), "the focus stays with the answer");
    desk.ask("有没有照片？");
    await looksAgain();
    await page.locator(".asked").nth(1).getByRole("button", { name: "不清楚" }).click();
    await page.locator(".asked").nth(1).getByText("您答：不清楚").waitFor();
    assert.deepEqual(asked("POST", /questions\/2\/answer$/).at(-1)?.body, {});
    await page.reload();
    await page.locator(".asked").nth(1).waitFor();
    assert.deepEqual(await page.locator(".asked .answered").allInnerTexts(), ["您答：一千双\n旺季两千", "您答：不清楚"]);
    assert.equal(await page.locator(".asked textarea").count(), 0);
  });

  test("tells the page around it without a word of the question", async () => {
    await listen();
    const desk = await submitted();
    desk.ask(QUESTION);
    await looksAgain();
    await page.locator(".asked").waitFor();
    desk.release();
    await looksAgain();
    await page.locator(".released").waitFor();
    const names = (await told()).map(([name]) => name);
    assert.deepEqual(names.filter((name) => name !== "status"), ["question", "released"]);
    assert.deepEqual((await told()).find(([name]) => name === "released")?.[1], { site: "pk_own", number: 1 });
    assert.ok(!JSON.stringify(await told()).includes("双"));
  });

  test("the Enter that ends a Chinese word does not send", async () => {
    const desk = await submitted();
    desk.ask(QUESTION);
    await looksAgain();
    const area = page.locator(".asked textarea");
    await area.focus();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Input.imeSetComposition", { text: "yi qian", selectionStart: 7, selectionEnd: 7 });
    await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 });
    await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 });
    await devtools.send("Input.insertText", { text: "一千" });
    await area.evaluate((box) => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true })));
    assert.equal(await area.inputValue(), "一千");
    assert.equal(asked("POST", /answer$/).length, 0);
    await page.keyboard.press("Enter");
    await log().getByText("您答：一千").waitFor();
  });

  test("an answer without a network is kept and sent when it is back", async () => {
    const desk = await submitted();
    desk.ask(QUESTION);
    await looksAgain();
    await page.locator(".asked textarea").fill("一千双");
    await page.context().setOffline(true);
    await page.locator(".asked").getByRole("button", { name: "发送" }).click();
    await page.getByText("连上网就自动再发").waitFor();
    assert.equal(await page.locator(".asked textarea").inputValue(), "一千双");
    await page.context().setOffline(false);
    await log().getByText("您答：一千双").waitFor();
    assert.equal(server.desk().review.questions[0].answer, "一千双");
  });

  test("what is being written stays while the page asks how things are; a question that was taken back says so", async () => {
    const desk = await submitted();
    desk.ask(QUESTION);
    desk.ask("有没有照片？");
    await looksAgain();
    await page.locator(".asked textarea").first().fill("一千");
    await page.locator(".contact input[type=tel]").fill("138");
    desk.review.questions.pop();
    await looksAgain();
    await page.getByText("收回了这个问题").waitFor();
    assert.equal(await page.locator(".asked textarea").first().inputValue(), "一千");
    assert.equal(await page.locator(".contact input[type=tel]").inputValue(), "138");
  });

  test("answered on another device in the meantime: the page says so and goes on", async () => {
    const desk = await submitted();
    desk.ask(QUESTION);
    await looksAgain();
    await page.locator(".asked textarea").fill("一千双");
    desk.review.questions[0].answer = "两千双";
    await page.locator(".asked").getByRole("button", { name: "发送" }).click();
    await page.getByText("已经回答过了").waitFor();
    await looksAgain();
    await log().getByText("您答：两千双").waitFor();
  });

  test("on a phone Enter is a new line", async () => {
    const { page: small, complaints: found } = await openPage(phone.context, origin);
    await small.goto(origin);
    await small.locator(".example").first().waitFor();
    const desk = await submitted(small);
    desk.ask(QUESTION);
    await looksAgain(small);
    await small.locator(".asked textarea").fill("一千双");
    await small.locator(".asked textarea").press("Enter");
    assert.equal(await small.locator(".asked textarea").inputValue(), "一千双\n");
    assert.equal(asked("POST", /answer$/).length, 0);
    assert.deepEqual(found, []);
    await small.evaluate(() => localStorage.clear());
    await small.close();
  });
});

describe("asking how it stands", () => {
  const reads = () => asked("GET", /\/conversations\/[^/]+$/);

  test("every minute while it is looked at, more seldom without a network, and only what is new comes back", async () => {
    await page.clock.install();
    await submitted();
    /** @param {number} count */
    const until = async (count) => {
      for (const end = Date.now() + 5_000; reads().length < count && Date.now() < end; ) await new Promise((done) => setTimeout(done, 50));
      await new Promise((done) => setTimeout(done, 200));
    };
    await until(1);
    await page.clock.runFor(50_000);
    await until(1);
    assert.equal(reads().length, 1, "not before a minute is over");
    await page.clock.runFor(20_000);
    await until(2);
    assert.equal(reads().length, 2);
    assert.match(String(reads().at(-1)?.headers["if-none-match"]), /^W\//);
    await page.context().setOffline(true);
    let lost = 0;
    page.on("requestfailed", (request) => (lost += Number(request.url().includes("/conversations/"))));
    for (let minute = 0; minute < 6; minute += 1) {
      await page.clock.runFor(60_000);
      await new Promise((done) => setTimeout(done, 100));
    }
    assert.ok(lost >= 1 && lost <= 3, `${lost} calls in six minutes without a network`);
    const offline = reads().length;
    await page.context().setOffline(false);
    await page.clock.runFor(4_000);
    await until(offline + 1);
    assert.ok(reads().length > offline, "it asks as soon as it is back online");
  });

  test("nobody asks for a talk that was not handed over", async () => {
    await page.clock.install();
    await page.locator(".example").first().click();
    await page.locator("#send").waitFor();
    await page.clock.runFor(200_000);
    await looksAgain();
    await page.clock.runFor(5_000);
    assert.equal(reads().length, 0);
  });
});

describe("the bubble", () => {
  test("shows a mark when something is new, also before it was opened; opening shows it and takes the mark away", async () => {
    const desk = await submitted();
    await page.waitForFunction(() => localStorage.getItem("yiguan.session")?.includes("seen"));
    // Asked only once the page that would have shown it is gone.
    await page.goto(`${origin}/host`);
    await page.locator(".launcher").waitFor();
    desk.ask(QUESTION);
    await page.goto(`${origin}/host`);
    await page.locator(".launcher .unread").waitFor();
    assert.equal(await page.locator(".launcher .unread").innerText(), "1");
    assert.match((await page.locator(".launcher").getAttribute("aria-label")) ?? "", /1 有新消息/);
    await page.locator(".launcher").click();
    await page.locator(".asked").getByText(QUESTION).waitFor();
    assert.ok(await page.locator(".asked").isVisible());
    await page.locator("#close").click();
    assert.equal(await page.locator(".launcher .unread").count(), 0);
    await listen();
    desk.release();
    await looksAgain();
    await page.locator(".launcher .unread").waitFor();
    assert.deepEqual((await told()).map(([name]) => name).filter((name) => name !== "status").sort(), ["released", "unread"]);
    assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes("双"), "no word is kept on the device");
    await page.locator(".launcher").click();
    await page.locator(".released").waitFor();
    // Seen once, it is no news on the next page.
    await page.goto(`${origin}/host`);
    await page.locator(".launcher").waitFor();
    await page.waitForTimeout(800);
    assert.equal(await page.locator(".launcher .unread").count(), 0);
  });
});

describe("what was released", () => {
  test("stands with number, day, reviewers, verdict and both readings; its files are those of the release", async () => {
    const desk = await submitted();
    desk.release({ second_reader: "陈复核", override_reason: "现场看过，可以直接做" });
    await looksAgain();
    const card = page.locator(".released");
    await card.waitFor();
    const text = await card.innerText();
    for (const part of [/已签发 第1版/, /2026年11月28日，翻译官林翻译审核，陈复核复核/, /和按准则算的不一样/, /技术规格书（已签发 第1版）/, /如何验证/, /翻译官林翻译已审核/]) assert.match(text, part);
    assert.doesNotMatch(text, /初稿|未经翻译官审核/);
    assert.equal(await card.locator(".verdict[data-code=pilot_first]").count(), 1);
    await card.getByRole("tab", { name: "服务商看的" }).click();
    assert.equal(await card.locator(".sheet-section:visible").count(), 17);
    for (const [name, format] of [["Word", "docx"], ["PDF", "pdf"], ["数据", "json"]]) {
      const [file] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name, exact: true }).click()]);
      assert.equal(file.suggestedFilename(), `yiguan-K7QM-3XHD-v1.${format}`);
      assert.equal(asked("GET", new RegExp(`/releases/1/files/${format}$`)).length, 1);
    }
    await card.locator(".explanation, .sheet-title").first().selectText();
    await page.keyboard.press("Control+c");
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /翻译官林翻译已审核$/);
  });

  test("while a newer version is being worked on the last one counts, and says so; then the new one stands there", async () => {
    const desk = await submitted();
    desk.release();
    desk.claim();
    await looksAgain();
    await page.getByText("新版签发前，以这一版为准").waitFor();
    assert.equal(await now(), "审核中");
    desk.release();
    await looksAgain();
    await page.locator(".released[data-number='2']").waitFor();
    assert.equal(await page.locator(".released").count(), 1);
    assert.equal(await page.getByText("以这一版为准").count(), 0);
  });

  test("stays behind what the owner says next", async () => {
    const desk = await submitted();
    desk.release();
    await looksAgain();
    await page.locator(".released").waitFor();
    await page.locator("#message").fill("还有一件事");
    await page.locator("#send").click();
    await page.locator(".turn").nth(4).locator(".reply:not(:empty)").waitFor();
    await page.locator("#send").waitFor();
    assert.ok(await page.locator("#turns > :last-child").evaluate((last) => last.classList.contains("review")));
  });
});

describe("consent that others may learn from the case", () => {
  test("is asked for after a release only, given, taken back, and refused for good on this device", async () => {
    const desk = await submitted();
    assert.equal(await page.locator(".consent").count(), 0);
    desk.release();
    await looksAgain();
    const part = page.locator(".consent");
    assert.match(await part.innerText(), /去掉公司名后给其他老板参考[\s\S]*会留下[\s\S]*会去掉/);
    await part.getByRole("button", { name: "同意", exact: true }).click();
    await part.getByText("您同意了").waitFor();
    assert.equal(asked("PUT", /\/consent$/).length, 1);
    await page.reload();
    await part.getByText("您同意了").waitFor();
    await part.getByRole("button", { name: "收回同意" }).click();
    await part.getByText("好，不给别人看").waitFor();
    assert.equal(asked("DELETE", /\/consent$/).length, 1);
    await page.reload();
    await part.getByText("好，不给别人看").waitFor();
    await part.getByRole("button", { name: "改主意了" }).click();
    await part.getByRole("button", { name: "不同意" }).click();
    await part.getByText("好，不给别人看").waitFor();
    assert.equal(asked("DELETE", /\/consent$/).length, 1, "a refusal is nobody's business");
  });

  test("says what was wrong when it could not be kept", async () => {
    const desk = await submitted();
    desk.release();
    await looksAgain();
    await page.locator(".consent").waitFor();
    desk.review.release = null;
    await page.locator(".consent").getByRole("button", { name: "同意", exact: true }).click();
    await page.getByText("还没有签发的结果").waitFor();
  });
});

describe("what the page around it may say", () => {
  test("region and trade go along when a talk begins", async () => {
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector("industry-translator"));
      element.setContext({ region: "浙江省温州市", industry: "制鞋", words: "不要" });
    });
    await page.locator(".example").first().click();
    await page.locator("#send").waitFor();
    const { body } = /** @type {any} */ (asked("POST", /\/conversations$/).at(-1));
    assert.deepEqual(body, { locale: "zh-CN", site: "pk_own", region: "浙江省温州市", industry: "制鞋" });
  });

  test("resume opens the form with the code filled in, and says what becomes of the talk that is open", async () => {
    const resume = () => page.evaluate(() => /** @type {any} */ (document.querySelector("industry-translator")).resume("AB2D-EF3H"));
    await resume();
    assert.equal(await page.locator("#return-code").inputValue(), "AB2D-EF3H");
    assert.equal(await page.locator("#return-secret").inputValue(), "");
    await page.keyboard.press("Escape");
    await page.locator(".example").first().click();
    await page.locator("#send").waitFor();
    await resume();
    await page.getByText("这台设备上现在的对话是 K7QM-3XHD").waitFor();
  });
});

describe("everyone can use it", () => {
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    test(`axe finds nothing serious in any state of a review (${theme})`, async () => {
      for (const browser of [desktop, phone]) {
        const { page: one, complaints: found } = await openPage(browser.context, origin);
        const small = browser === phone;
        const check = async (/** @type {string} */ state) => {
          const violations = await one.evaluate(async (axe) => {
            const view = /** @type {any} */ (window);
            if (!view.axe) (0, eval)(axe);
            const { violations } = await view.axe.run(document, { resultTypes: ["violations"] });
            return violations.filter((/** @type {any} */ one) => ["serious", "critical"].includes(one.impact)).map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ").slice(0, 400)}`);
          }, AXE);
          assert.deepEqual(violations, [], `${state}, ${small ? "phone" : "desktop"}`);
          const width = await one.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
          assert.ok(Number(width[0]) <= Number(width[1]), `${state}: ${width}`);
          const low = await one.evaluate(() =>
            [...(document.querySelector("industry-translator")?.shadowRoot?.querySelectorAll(".review button, .review summary, .queue button") ?? [])]
              .map((target) => ({ name: target.textContent, box: target.getBoundingClientRect() }))
              .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
              .map(({ name }) => name),
          );
          assert.deepEqual(low, [], state);
        };
        await one.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await one.goto(origin);
        await one.locator(".example").first().waitFor();
        const desk = await submitted(one);
        await check("waiting");
        desk.ask(QUESTION);
        await looksAgain(one);
        await one.locator(".asked").waitFor();
        await check("asked");
        await one.locator(".asked").getByRole("button", { name: "发送" }).click();
        await one.getByText("还没写内容").waitFor();
        await check("empty answer");
        await one.locator(".asked").getByRole("button", { name: "不清楚" }).click();
        await one.locator(".asked .answered").waitFor();
        desk.release({ second_reader: "陈复核", override_reason: "现场看过" });
        await looksAgain(one);
        await one.locator(".consent").waitFor();
        await one.evaluate(() => document.querySelector("industry-translator")?.shadowRoot?.querySelectorAll("details").forEach((part) => (part.open = true)));
        await check("released");
        desk.claim();
        await looksAgain(one);
        await one.getByText("以这一版为准").waitFor();
        await check("revising");
        desk.close("withdrawn", "验收指标写错了");
        await looksAgain(one);
        await one.locator("#log").getByText("请不要再用").waitFor();
        await check("withdrawn");
        assert.deepEqual(found, []);
        await one.evaluate(() => localStorage.clear());
        await one.close();
      }
    });
  }
});
