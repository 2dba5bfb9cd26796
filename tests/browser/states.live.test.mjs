/** The widget in every state and in bad weather: accessibility in both themes, lost streams, killed servers, two tabs, keyboard, composition, zoom. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, DESKTOP, PHONE } from "./browser.mjs";
import { HostServer, hostPage } from "./host_server.mjs";
import { LiveServer } from "./live_server.mjs";

const NEED = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const DECIDED = "冲床旁边装个摄像头，手进去AI就停机，把光栅省了";
const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };

const live = new LiveServer();
const host = new HostServer();
/** @type {string} */
let hostOrigin;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let desktop;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;
/** @type {import("playwright-core").Page[]} */
let pages = [];

before(async () => {
  hostOrigin = await host.start();
  await live.start();
  const key = await live.addSite("--origin", hostOrigin);
  const bubble = `<script src="${live.origin}/widget/v1.js" data-site="${key}" defer></script>`;
  host.pages.set("/", { html: hostPage(`<main>${bubble}</main>`) });
  desktop = await openBrowser(DESKTOP);
  phone = await openBrowser(SMALL_PHONE);
});

after(async () => {
  await desktop?.close();
  await phone?.close();
  await host.stop();
  await live.close();
});

afterEach(async () => {
  for (const page of pages.splice(0)) {
    await page.context().setOffline(false);
    await page.evaluate(() => localStorage.clear()).catch(() => {});
    await page.close();
  }
});

/** @param {typeof desktop} [browser] @param {boolean} [open] */
async function visit(browser = desktop, open = true) {
  const page = await browser.context.newPage();
  pages.push(page);
  await page.goto(`${hostOrigin}/`);
  if (open) {
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
  }
  return page;
}

/** @param {import("playwright-core").Page} page @param {string} text */
async function send(page, text) {
  await page.locator("#message").fill(text);
  await page.locator("#send").click();
}

/** @param {import("playwright-core").Page} page */
const answered = (page) => page.locator(".turn").last().locator(".question, .verdict").first().waitFor();

describe("everyone can use it", () => {
  for (const [name, theme] of /** @type {const} */ ([["light", "light"], ["dark", "dark"]])) {
    test(`axe finds nothing serious in any state (${name})`, async () => {
      for (const browser of [desktop, phone]) {
        const page = await visit(browser, false);
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        const check = async (/** @type {string} */ state) => {
          // A violation in a half-faded colour is none that anybody sees.
          const found = await page.evaluate(async (axe) => {
            const view = /** @type {any} */ (window);
            if (!view.axe) (0, eval)(axe);
            const { violations } = await view.axe.run(document, { resultTypes: ["violations"] });
            return violations.filter((/** @type {any} */ one) => ["serious", "critical"].includes(one.impact)).map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ").slice(0, 400)}`);
          }, AXE);
          assert.deepEqual(found, [], `${state}, ${browser === phone ? "phone" : "desktop"}`);
        };
        await page.locator(".launcher").waitFor();
        await check("closed");
        await page.locator(".launcher").click();
        await page.locator(".greeting").waitFor();
        await check("greeting");
        await send(page, NEED);
        await answered(page);
        await page.locator("#send").waitFor();
        await check("question");
        for (const [button, heading] of [["换一台手机接着谈", "device"], ["留了什么", "kept"], ["投诉和意见", "complain"]]) {
          await page.locator("#more").click();
          await check("more");
          await page.locator("dialog").getByRole("button", { name: button }).first().click();
          await check(heading ?? "");
          await page.keyboard.press("Escape");
          await page.locator("dialog").waitFor({ state: "detached" });
        }
        await page.locator("input[type=file]").setInputFiles([{ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") }]);
        await page.getByText("这个文件不是照片").waitFor();
        await check("a photo that was refused");
        await page.getByRole("button", { name: "去掉这张照片" }).click();
        await send(page, DECIDED);
        await page.locator(".verdict").last().waitFor();
        await page.locator("#send").waitFor();
        await page.evaluate(() => document.querySelector("industry-translator")?.shadowRoot?.querySelectorAll("details").forEach((part) => (part.open = true)));
        await check("verdict");
        await page.context().setOffline(true);
        await send(page, "还有一件事");
        await page.locator(".notice:not([hidden])").waitFor();
        await check("offline");
        await page.context().setOffline(false);
        await page.evaluate(() => localStorage.clear());
        await page.close();
      }
    });
  }

  test("by keyboard alone: open, say, answer, close", async () => {
    const page = await visit(desktop, false);
    await page.locator(".launcher").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#message").waitFor();
    await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.id === "message");
    await page.keyboard.type(NEED);
    await page.keyboard.press("Enter");
    await answered(page);
    await page.locator("#send").waitFor();
    for (let n = 0; n < 30 && !(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("option"))); n += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".turn").nth(1).waitFor();
    await page.keyboard.press("Escape");
    assert.ok(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("launcher")));
  });

  test("an Enter that ends a Chinese composition sends nothing", async () => {
    const page = await visit();
    await page.locator("#message").focus();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "xie mian", selectionStart: 8, selectionEnd: 8 });
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
    await session.send("Input.insertText", { text: "鞋面" });
    assert.equal(await page.locator("#message").inputValue(), "鞋面");
    assert.equal(await page.locator(".turn").count(), 0);
    // Nobody presses it again within a tick.
    await page.waitForTimeout(100);
    await page.keyboard.press("Enter");
    await page.locator(".turn").waitFor();
  });

  test("at 400 % zoom everything is reached and nothing hangs over the side", async () => {
    const page = await visit(desktop, false);
    await page.setViewportSize({ width: 320, height: 256 });
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await send(page, NEED);
    await answered(page);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    const wide = await page.locator(".log").evaluate((log) => log.scrollWidth - log.clientWidth);
    assert.ok(wide <= 1, `${wide} pixels too wide`);
    await page.locator(".turn .option").first().scrollIntoViewIfNeeded();
    await page.locator(".turn .option").first().click();
    await page.locator("#message").scrollIntoViewIfNeeded();
    assert.ok(await page.locator("#message").isVisible());
  });

  test("forced colours and dark keep the launcher and the answers in sight", async () => {
    const page = await visit(desktop, false);
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    const border = await page.locator(".launcher").evaluate((button) => getComputedStyle(button).borderTopStyle);
    assert.equal(border, "solid");
    await page.locator(".launcher").click();
    await page.locator(".example").first().waitFor();
    assert.equal(await page.locator(".example").first().evaluate((button) => getComputedStyle(button).borderTopStyle), "solid");
  });
});

describe("bad weather", () => {
  test("offline in the middle of an answer: what is there stays, it says so, and goes on", async () => {
    const page = await visit(phone);
    await page.route("**/events", async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue();
    });
    await send(page, NEED);
    await page.locator(".turn").waitFor();
    await page.waitForTimeout(150);
    await page.context().setOffline(true);
    await page.getByText("正在重新连接").first().waitFor();
    assert.equal(await page.locator(".turn .said").innerText(), NEED);
    await page.context().setOffline(false);
    await answered(page);
    assert.ok(!(await page.getByText("正在重新连接").first().isVisible()));
    assert.equal(await page.locator(".turn").count(), 1);
  });

  test("a network that lets no stream through is asked plainly", async () => {
    const page = await visit();
    await page.route("**/events", (route) => route.abort());
    await send(page, NEED);
    await answered(page);
    assert.equal(await page.locator(".turn").count(), 1);
  });

  test("a reply that got lost does not double the message", async () => {
    const page = await visit();
    let lost = 0;
    await page.route("**/turns", async (route) => {
      if (lost > 0 || route.request().method() !== "POST") return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await send(page, NEED);
    await page.getByRole("button", { name: "重试" }).click();
    await answered(page);
    await page.reload();
    await page.locator(".launcher").click();
    await answered(page);
    assert.equal(await page.locator(".turn").count(), 1);
  });

  test("the server is killed in the middle of an answer and comes back", async () => {
    const page = await visit();
    await send(page, NEED);
    await answered(page);
    await page.locator("#send").waitFor();
    await page.locator(".turn .option").first().click();
    await live.kill();
    await page.waitForTimeout(500);
    assert.equal(await page.locator(".turn").count(), 2, "nothing is blank");
    await live.start();
    // Done just before the kill, or cut off by it: then it says so and the owner can send it again.
    const again = page.getByRole("button", { name: /再发一次|重试|重新发/ });
    await page.locator(".turn").last().locator(".question, .verdict").or(again).first().waitFor({ timeout: 60_000 });
    if (await again.first().isVisible()) await again.first().click();
    await page.locator(".turn").last().locator(".question, .verdict").first().waitFor();
  });

  test("two tabs share a talk: what one says the other finds, and neither is lost", async () => {
    const first = await visit();
    await send(first, NEED);
    await answered(first);
    await first.locator("#send").waitFor();
    const second = await visit();
    await answered(second);
    await Promise.all([first.locator(".turn .option").first().click(), second.locator(".turn .option").nth(1).click()]);
    await first.waitForTimeout(1_500);
    const refused = [first, second].filter(Boolean);
    for (const page of refused) {
      const retry = page.getByRole("button", { name: "重试" });
      if (await retry.isVisible()) await retry.click();
      await answered(page);
    }
    await first.reload();
    await first.locator(".launcher").click();
    await first.locator(".turn").nth(2).waitFor();
    assert.equal(await first.locator(".turn").count(), 3);
  });

  test("a stop is a call of its own; what was said so far stays", async () => {
    const page = await visit();
    const stopped = page.waitForRequest((request) => /\/stop$/.test(request.url()), { timeout: 5_000 }).catch(() => null);
    await page.route("**/events", async (route) => {
      await new Promise((done) => setTimeout(done, 800));
      await route.continue();
    });
    await send(page, NEED);
    await page.locator("#stop").click();
    assert.ok(await stopped);
    await page.locator("#send").waitFor();
    assert.equal(await page.locator(".turn .said").innerText(), NEED);
  });
});
