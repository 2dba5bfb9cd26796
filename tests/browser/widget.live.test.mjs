/** The widget on pages of other origins, kind and hostile, against the real service. */

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, DESKTOP, PHONE } from "./browser.mjs";
import { HostServer, hostPage } from "./host_server.mjs";
import { LiveServer } from "./live_server.mjs";

const NEED = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };

const live = new LiveServer();
const host = new HostServer();
/** @type {string} */
let hostOrigin;
/** @type {string} the key of a site that lists the host */
let key;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let desktop;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;
/** @type {import("playwright-core").Page[]} */
let pages = [];

before(async () => {
  hostOrigin = await host.start();
  await live.start();
  key = await live.addSite("--origin", hostOrigin, "--greeting", "某区的老板您好，哪件事最头疼？");
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
    // Each test begins a talk of its own.
    await page.evaluate(() => localStorage.clear()).catch(() => {});
    await page.close();
  }
});

/** @param {string} [attributes] */
const tag = (attributes = "") => `<script src="${live.origin}/widget/v1.js" data-site="${key}" ${attributes} defer></script>`;

/**
 * Opens a host page; every error of the page and every violation of its policy is remembered.
 * @param {string} html
 * @param {{csp?: string, browser?: typeof desktop}} [options]
 */
async function visit(html, { csp, browser = desktop } = {}) {
  const path = `/${host.pages.size}`;
  host.pages.set(path, { html, csp });
  const page = await browser.context.newPage();
  pages.push(page);
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => /Content Security Policy|Refused/.test(message.text()) && complaints.push(message.text()));
  await page.goto(hostOrigin + path);
  return { page, complaints };
}

/**
 * @param {import("playwright-core").Page|import("playwright-core").FrameLocator} place
 * @param {string} text
 */
async function say(place, text) {
  await place.locator("#message").fill(text);
  await place.locator("#send").click();
  await place.locator(".turn .question").last().waitFor();
}

describe("the bubble", () => {
  test("opens, talks to the service of another origin, closes with Escape and gives the focus back", async () => {
    const { page, complaints } = await visit(hostPage(tag()));
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    assert.match(await page.locator(".greeting .lead").innerText(), /某区的老板您好/);
    await say(page, NEED);
    assert.match(await page.locator("#case-code").innerText(), /[2-9A-Z]{4}-[2-9A-Z]{4}/);
    await page.keyboard.press("Escape");
    assert.ok(await page.locator(".launcher").isVisible());
    assert.ok(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("launcher")));
    await page.reload();
    await page.locator(".launcher").click();
    await page.locator(".turn .question").last().waitFor();
    assert.deepEqual(complaints, []);
  });

  test("fills a phone, keeps out of the host's head and title, and asks no other host", async () => {
    const { page, complaints } = await visit(hostPage(tag()), { browser: phone });
    /** @type {string[]} */
    const foreign = [];
    page.on("request", (request) => [hostOrigin, live.origin].some((own) => request.url().startsWith(own)) || foreign.push(request.url()));
    const head = await page.evaluate(() => document.head.innerHTML);
    await page.locator(".launcher").tap();
    await page.locator("#message").waitFor();
    const box = await page.locator(".panel").boundingBox();
    assert.deepEqual(box && [box.x, box.y, box.width, box.height], [0, 0, 360, 740]);
    await say(page, NEED);
    assert.equal(await page.evaluate(() => document.head.innerHTML), head);
    assert.equal(await page.title(), "某区政务网");
    assert.deepEqual(foreign, []);
    assert.deepEqual(complaints, []);
  });

  test("tells the host page what happens, without a word of what was said", async () => {
    const { page } = await visit(hostPage(`<script>window.heard = []; for (const name of ["ready", "open", "close", "message", "field", "progress", "unread"]) document.addEventListener("translator:" + name, (event) => heard.push([name, event.detail]));</script>${tag()}`));
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await say(page, NEED);
    await page.locator("#close").click();
    const heard = await page.evaluate(() => /** @type {any} */ (window).heard);
    const names = new Set(heard.map((/** @type {any} */ one) => one[0]));
    for (const name of ["ready", "open", "message", "field", "progress", "close"]) assert.ok(names.has(name), `${name} of ${[...names]}`);
    assert.doesNotMatch(JSON.stringify(heard), /划痕|六个人|退货/);
    assert.ok(heard.every((/** @type {any} */ one) => one[1].site === key));
  });

  test("gives the words to a page that asks for them", async () => {
    const { page } = await visit(hostPage(`<script>window.heard = []; document.addEventListener("translator:message", (event) => heard.push(event.detail.text));</script>${tag("data-share-text")}`));
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await say(page, NEED);
    await page.waitForFunction(() => /** @type {any} */ (window).heard.length > 0);
    assert.ok((await page.evaluate(() => /** @type {any} */ (window).heard[0])).length > 10);
  });
});

describe("the page's own script", () => {
  test("calls made before the widget is loaded are kept; twice loaded is once shown; destroyed it is gone", async () => {
    const stub = '<script>window.IndustryTranslator = { q: [["open"]] };</script>';
    const { page, complaints } = await visit(hostPage(`${stub}${tag()}${tag()}`));
    await page.locator("#message").waitFor();
    assert.equal(await page.locator("industry-translator").count(), 1);
    await page.evaluate(() => /** @type {any} */ (window).IndustryTranslator.close());
    assert.ok(await page.locator(".launcher").isVisible());
    await page.evaluate((text) => /** @type {any} */ (window).IndustryTranslator.send(text), NEED);
    await page.locator(".turn .question").waitFor();
    await page.evaluate(() => /** @type {any} */ (window).IndustryTranslator.destroy());
    assert.equal(await page.locator("industry-translator").count(), 0);
    assert.deepEqual(complaints, []);
  });

  test("several widgets: the element and an inline one, each with a talk of its own site", async () => {
    const other = await live.addSite("--origin", hostOrigin);
    const { page } = await visit(hostPage(`<industry-translator site="${other}" mode="inline" id="one"></industry-translator><div id="here"></div>${tag('data-mode="inline" data-target="#here"')}`));
    await page.locator("#one #message").waitFor();
    await page.locator("#here #message").waitFor();
    assert.ok(!(await page.evaluate(() => document.activeElement?.shadowRoot)), "an inline widget does not take the focus");
    await page.locator("#one #message").fill(NEED);
    await page.locator("#one #send").click();
    await page.locator("#one .turn .question").waitFor();
    assert.equal(await page.locator("#here .turn").count(), 0);
    const keys = await page.evaluate(() => Object.keys(localStorage));
    assert.ok(keys.includes(`yiguan.session.${other}`), String(keys));
  });
});

describe("pages that make it hard", () => {
  test("a strict policy: no inline style, no eval, trusted types", async () => {
    const csp = `default-src 'none'; script-src ${live.origin}; connect-src ${live.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const { page, complaints } = await visit(hostPage(tag()), { csp });
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await say(page, NEED);
    const box = await page.locator(".panel").boundingBox();
    assert.equal(box?.width, 440);
    assert.deepEqual(complaints, []);
  });

  test("global resets, frozen prototypes and another fetch change nothing", async () => {
    const head = `<style>* { font-size: 3px !important; color: red !important; display: inline !important; margin: 40px !important; text-transform: uppercase !important; } html { font-size: 50px; } button { display: none !important; }</style>
      <script>window.fetch = () => Promise.reject(new Error("blocked by the page")); for (const type of [Object, Array, Promise, Function, String, Element, Node]) Object.freeze(type.prototype);</script>`;
    const { page, complaints } = await visit(hostPage(tag(), head));
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await say(page, NEED);
    const look = await page.locator(".reply").last().evaluate((reply) => {
      const { fontSize, color, textTransform } = getComputedStyle(reply);
      return { fontSize, color, textTransform };
    });
    assert.equal(look.fontSize, "17px");
    assert.notEqual(look.color, "rgb(255, 0, 0)");
    assert.equal(look.textTransform, "none");
    assert.deepEqual(complaints, []);
  });

  test("a page that the site does not list is refused, and told why", async () => {
    const stranger = await live.addSite("--origin", "https://www.example.com");
    const { page } = await visit(hostPage(`<script src="${live.origin}/widget/v1.js" data-site="${stranger}" defer></script>`));
    await page.locator(".launcher").click();
    await page.getByText("没有登记").waitFor();
    assert.ok((await page.locator(".loading").innerText()).includes(hostOrigin));
  });

  test("a site that is switched off says so and loses nothing", async () => {
    const closing = await live.addSite("--origin", hostOrigin);
    const { page } = await visit(hostPage(`<script src="${live.origin}/widget/v1.js" data-site="${closing}" data-open="on" defer></script>`));
    await page.locator("#message").waitFor();
    await say(page, NEED);
    await live.command("site", "off", closing);
    await page.locator("#message").fill("还有一件事");
    await page.locator("#send").click();
    await page.getByText("这个入口已经停用").waitFor();
    assert.equal(await page.locator(".turn .question").count(), 1);
  });

  test("the quota of a talk ends with a kind word", async () => {
    const small = await live.addSite("--origin", hostOrigin, "--talk-messages", "1");
    const { page } = await visit(hostPage(`<script src="${live.origin}/widget/v1.js" data-site="${small}" data-open="on" defer></script>`));
    await page.locator("#message").waitFor();
    await say(page, NEED);
    await page.locator("#message").fill("再问一句");
    await page.locator("#send").click();
    await page.getByText("明天零点后可以接着谈").waitFor();
  });
});

describe("a talk that was handed to people", () => {
  test("is asked after from another origin, and what is known already is not sent again", async () => {
    const { page, complaints } = await visit(hostPage(tag()));
    await page.locator(".launcher").click();
    await page.locator("#message").waitFor();
    await say(page, NEED);
    await page.locator("#send").waitFor();
    /** @type {number[]} */
    const answers = [];
    page.on("response", (response) => {
      if (response.request().method() === "GET" && /\/conversations\/[^/]+$/.test(response.url())) answers.push(response.status());
    });
    await say(page, "找人工");
    await page.locator(".waiting").first().waitFor({ state: "attached" });
    for (const end = Date.now() + 15_000; !answers.includes(304) && Date.now() < end; ) {
      await page.waitForTimeout(1_100);
      await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
    }
    assert.deepEqual(answers.slice(0, 2), [200, 304]);
    assert.deepEqual(complaints, []);
  });
});

describe("the iframe shell and the page", () => {
  test("the iframe shell talks, tells the page around it, and closes", async () => {
    const { page, complaints } = await visit(hostPage(`<script>window.heard = []; for (const name of ["ready", "message"]) document.addEventListener("translator:" + name, () => heard.push(name));</script>${tag('data-isolation="iframe"')}`));
    await page.locator(".launcher").click();
    const inside = page.frameLocator("industry-translator iframe");
    await inside.locator("#message").waitFor();
    await say(inside, NEED);
    await page.waitForFunction(() => /** @type {any} */ (window).heard.includes("message"));
    await inside.locator("#close").click();
    await page.locator(".launcher").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("what the page knows, and the code of an earlier talk, reach the frame, also when they are said before it is there", async () => {
    const { page, complaints } = await visit(hostPage(`<script>window.IndustryTranslator = { q: [["resume", "AB2D-EF3H"]] };</script>${tag('data-isolation="iframe" data-industry="眼镜" data-region="浙江省温州市"')}`), { browser: phone });
    const inside = page.frameLocator("industry-translator iframe");
    await inside.locator("#return-code").waitFor();
    assert.equal(await inside.locator("#return-code").inputValue(), "AB2D-EF3H");
    await inside.locator(".dialog-foot button").click();
    const started = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/v1/conversations"));
    await say(inside, "机器老坏");
    const { industry, region } = (await started).postDataJSON();
    assert.deepEqual({ industry, region }, { industry: "眼镜", region: "浙江省温州市" });
    await inside.locator(".read-back summary").first().click();
    assert.match(await inside.locator(".read-back").innerText(), /行业（网页填的，请您核一下）[\s\S]*眼镜/);
    assert.deepEqual(complaints, []);
  });

  test("only the site's own pages may frame it", async () => {
    const stranger = await live.addSite("--origin", "https://www.example.com");
    const { page } = await visit(hostPage(`<iframe src="${live.origin}/w/${stranger}" width="300" height="300"></iframe>`));
    await page.waitForTimeout(500);
    const frame = page.frames().find((one) => one !== page.mainFrame());
    assert.notEqual(new URL(frame?.url() ?? "about:blank").pathname, `/w/${stranger}`);
  });

  test("the page for WeChat and QR codes works by itself, and so does its poster", async () => {
    const page = await phone.context.newPage();
    pages.push(page);
    await page.goto(`${live.origin}/w/${key}`);
    await page.locator("#message").waitFor();
    await say(page, NEED);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
    await page.goto(`${live.origin}/w/${key}/poster`);
    assert.ok(await page.locator("img.code").evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth > 0));
    assert.match(await page.locator(".address").innerText(), new RegExp(`/w/${key}$`));
    assert.equal((await page.goto(`${live.origin}/w/pk_nothing`))?.status(), 404);
  });
});
