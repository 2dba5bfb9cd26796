/** One document in a real browser: a curator uploads a Word file, lets a model fill in the form, checks it against the passages, saves a draft. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser, openPage } from "./browser.mjs";
import { addStaff, PASSWORD } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SHOTS = process.env.SHOTS;
const SIZES = { desk: { width: 1280, height: 720 }, phone: { width: 360, height: 740 } };
const TITLE = "某区智能化技术改造补助办法";
const PARAGRAPHS = [
  TITLE,
  "某区经济和信息化局2026年2月10日印发",
  "第一条 为推动工业企业技术改造，制定本办法。",
  ...Array.from({ length: 40 }, (_, place) => `第${place + 2}条 企业应当按要求报送材料，逐级审核，公示无异议后拨付。`),
  "补助标准：按设备投入的15%给予补助，最高不超过300万元。",
  "本办法自2026年3月1日起施行，有效期至2028年12月31日。",
];
/** What the model proposes; the last two do not hold. */
const PROPOSED = [
  { key: "title", value: TITLE, quote: TITLE },
  { key: "issuer", value: "某区经济和信息化局", quote: "某区经济和信息化局2026年2月10日印发" },
  { key: "level", value: "区县", quote: "某区经济和信息化局" },
  { key: "kind", value: "补助", quote: "按设备投入的15%给予补助" },
  { key: "amount", value: "设备投入的15%，最高300万元", quote: "按设备投入的15%给予补助，最高不超过300万元。" },
  { key: "valid_from", value: "2026-03-01", quote: "自2026年3月1日起施行" },
  { key: "valid_to", value: "2030-12-31", quote: "有效期至2028年12月31日" },
  { key: "conditions", value: "先到先得", quote: "资金用完为止" },
];
const TYPED = {
  region: "浙江省温州市某区",
  summary: "企业买设备，按投入补15%，最高300万元。",
  status: "实施中",
  verification: "full_text",
  as_of: "2026-11-01",
  "sources.0.title": TITLE,
  "sources.0.publisher": "某区政府网",
};

/** Whether the model answers. */
let awake = true;
/** What it was asked. @type {string[]} */
const asked = [];

/** A frame of a streamed reply. @param {object} delta @param {string|null} finish */
const frame = (delta, finish) =>
  `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", model: "script", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** A model that keeps to schemas and proposes what is written above. */
const model = createServer((request, response) => {
  /** @type {Buffer[]} */
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(parts).toString());
    const canary = body.response_format?.json_schema?.schema?.properties?.canary?.enum?.[0];
    if (!canary) asked.push(JSON.stringify(body.messages));
    if (!awake) {
      response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify({ error: { message: "no" } }));
      return;
    }
    const text = JSON.stringify(canary ? { canary } : { fields: PROPOSED });
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(frame({ role: "assistant", content: text }, null) + frame({}, "stop") + "data: [DONE]\n\n");
  });
});

const live = new LiveServer();
const folder = mkdtempSync(join(tmpdir(), "yiguan-document-"));
const file = join(folder, "办法.docx");

before(async () => {
  await new Promise((done) => model.listen(0, "127.0.0.1", () => done(undefined)));
  const address = model.address();
  const port = typeof address === "object" && address ? address.port : 0;
  live.settings = { YIGUAN_LLM_BASE_URL: `http://127.0.0.1:${port}/v1`, YIGUAN_LLM_MODEL: "script" };
  await live.start();
  const given = join(folder, "paragraphs.json");
  writeFileSync(given, JSON.stringify(PARAGRAPHS));
  await promisify(execFile)("/usr/bin/python3", [fileURLToPath(new URL("word.py", import.meta.url)), given, file]);
  const browser = await openBrowser();
  try {
    await addStaff(live, browser.context, "lin", "curator");
  } finally {
    await browser.close();
  }
});

after(async () => {
  await live.close();
  model.closeAllConnections();
  await new Promise((done) => model.close(done));
  rmSync(folder, { recursive: true, force: true });
});

/** @param {import("playwright-core").Page} page @param {string} name */
async function looksAt(page, name) {
  for (const [size, at] of Object.entries(SIZES)) {
    await page.setViewportSize(at);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run()).violations);
      const said = found.map((/** @type {any} */ one) => [one.id, one.nodes.map((/** @type {any} */ node) => node.html.slice(0, 160))]);
      assert.deepEqual(said, [], `${name}, ${size}, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${name}: ${wide} pixels too wide at ${size}`);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: `${SHOTS}/${name}-${size}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(SIZES.desk);
}

describe("one document", () => {
  test("its form is filled in for trial, checked against its passages and saved as a draft", async () => {
    const browser = await openBrowser({ viewport: SIZES.desk });
    try {
      const { page, complaints } = await openPage(browser.context, live.origin);
      await page.goto(`${live.origin}/staff/sign-in?next=${encodeURIComponent("/staff/curation/import")}`);
      await page.locator("input[name=login]").fill("lin");
      await page.locator("input[name=password]").fill(PASSWORD);
      await page.locator("main form button").first().click();
      await page.waitForURL(/\/staff\/curation\/import/);

      await page.locator("#document-file").setInputFiles(file);
      await page.getByRole("button", { name: "读出文字，开始填" }).click();
      await page.waitForURL(/\/documents\/[0-9a-f-]+\/policies/);
      await page.locator(".original").getByText("第41条").waitFor();
      await looksAt(page, "document-empty");
      assert.equal(await page.locator("details.optional").getAttribute("open"), null, "what is optional is folded");

      // The model fails once: what was typed is there, and the button as well.
      const field = (/** @type {string} */ key) => page.locator(`form [name="${key}"]`);
      await field("region").fill(TYPED.region);
      awake = false;
      await page.getByRole("button", { name: "请AI试填" }).click();
      await page.getByText("现在连不上大模型").waitFor();
      assert.equal(await field("region").inputValue(), TYPED.region);
      await looksAt(page, "document-failed");
      awake = true;
      await page.getByRole("button", { name: "请AI试填" }).click();
      await page.getByText("AI试填了6栏").waitFor();

      assert.ok(asked.length > 0 && asked.every((body) => body.includes(TITLE)), "the model was given the text");
      for (const { key, value } of PROPOSED.slice(0, 6)) assert.equal(await field(key).inputValue(), value, key);
      assert.equal(await field("region").inputValue(), TYPED.region, "what was typed stays");
      assert.equal(await field("valid_to").inputValue(), "", "a date that the passage does not bear stays out");
      assert.equal(await field("conditions").inputValue(), "", "a passage that is not there bears nothing");
      assert.match(await page.locator("#proposed").innerText(), /另有2处/);
      await looksAt(page, "document-proposed");

      // The passage is one step away, however far down it stands.
      const from = page.locator("#p-valid_from");
      assert.match(await from.innerText(), /AI试填，请核对/);
      await from.getByRole("link").click();
      const marked = page.locator("mark:target");
      assert.equal(await marked.innerText(), "自2026年3月1日起施行");
      assert.ok(await marked.evaluate((mark) => {
        const [box, frame] = [mark.getBoundingClientRect(), mark.closest(".original")?.getBoundingClientRect()];
        return frame && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
      }), "the passage is in sight");
      await page.reload();
      assert.equal(await field("issuer").inputValue(), PROPOSED[1]?.value, "a reload shows it again");

      await field("amount").fill("按设备投入的15%，最高300万元");
      for (const [key, value] of Object.entries(TYPED)) await field(key).fill(value);
      // Enter saves; it does not ask the model.
      const before = asked.length;
      await field("as_of").press("Enter");
      await page.getByText("草稿存好了").waitFor();
      assert.equal(asked.length, before);
      await page.getByRole("link", { name: "去看草稿" }).click();
      await page.getByText("AI试填过的栏（6）").click();
      const grounds = page.locator("details.grounds");
      assert.match(await grounds.innerText(), /人改过，AI试填的是：设备投入的15%，最高300万元/);
      assert.match(await grounds.innerText(), /自2026年3月1日起施行/);
      await looksAt(page, "document-draft");
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });
});
