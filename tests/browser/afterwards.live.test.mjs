/** What comes after a release, in a real browser: a follow-up that is too early, a proposal, the figures; readable for everybody. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { addStaff, ownerCase, signIn } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const NEED = "我是温州鑫达鞋业有限公司的王建国，厂在瓯海区娄桥，一年退货赔了13.7万元。鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";

const live = new LiveServer();
/** @type {{id: string, token: string, code: string}} */
let talk;

before(async () => {
  await live.start();
  const browser = await openBrowser();
  try {
    await addStaff(live, browser.context, "li", "translator");
    await addStaff(live, browser.context, "wu", "translator", "lead");
    talk = await ownerCase(live.origin, { need: NEED });
    const { page: li } = await openPage(browser.context, live.origin);
    await signIn(li, live.origin, "li");
    const second = await openBrowser();
    try {
      const { page: wu } = await openPage(second.context, live.origin);
      await signIn(wu, live.origin, "wu");
      await release(li, wu);
    } finally {
      await second.close();
    }
  } finally {
    await browser.close();
  }
  await fetch(`${live.origin}/api/v1/conversations/${talk.id}/consent`, { method: "PUT", headers: { authorization: `Bearer ${talk.token}` } });
});

after(() => live.close());

/**
 * The API of the desk in the session of a page.
 * @param {import("playwright-core").Page} page
 * @param {object} action
 * @returns {Promise<any>}
 */
async function does(page, action) {
  return page.evaluate(async ({ id, action }) => {
    const token = /** @type {HTMLInputElement} */ (document.querySelector("input[name=_csrf]")).value;
    const seen = await (await fetch(`/api/v1/reviews/${id}`)).json();
    const headers = { "content-type": "application/json", "x-csrf-token": token, "if-match": `"${seen.version}"` };
    const done = await fetch(`/api/v1/reviews/${id}/actions`, { method: "POST", headers, body: JSON.stringify(action) });
    const said = await done.json();
    if (!done.ok) throw new Error(JSON.stringify(said));
    return said;
  }, { id: talk.id, action });
}

/** @param {import("playwright-core").Page} page @returns {Promise<any>} */
const looks = (page) => page.evaluate(async (id) => (await fetch(`/api/v1/reviews/${id}`)).json(), talk.id);

/**
 * From the queue to a release, past a second reader where one is needed.
 * @param {import("playwright-core").Page} li
 * @param {import("playwright-core").Page} wu
 */
async function release(li, wu) {
  await does(li, { action: "claim" });
  const seen = await looks(li);
  for (const field of seen.fields.filter((/** @type {any} */ one) => one.doubtful)) await does(li, { action: "accept", field: field.id });
  const { blocks } = await looks(li);
  for (const block of blocks.filter((/** @type {any} */ one) => one.kind === "finding")) await does(li, { action: "accept", field: block.field });
  const done = await does(li, { action: "approve" });
  if (done.state === "second") {
    const { judging } = await looks(li);
    await does(wu, { action: "claim" });
    for (const [criterion, score] of Object.entries(judging.scores)) {
      await does(wu, { action: "score", criterion, score: score.score, evidence: score.evidence, reason: "看过材料" });
    }
    await does(wu, { action: "give_second", note: "同意" });
    await does(li, { action: "approve" });
  }
  await does(li, { action: "release" });
}

describe("everyone can use it", () => {
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    for (const [size, options] of /** @type {const} */ ([["desktop", { ...DESKTOP, viewport: { width: 1280, height: 720 } }], ["phone", PHONE]])) {
      test(`axe finds nothing in any page, and nothing runs over (${theme}, ${size})`, async () => {
        const browser = await openBrowser({ ...options, colorScheme: theme, reducedMotion: "reduce" });
        try {
          const { page, complaints } = await openPage(browser.context, live.origin);
          await signIn(page, live.origin, "li");
          for (const path of ["/staff/follow-ups", `/staff/cases/${talk.code}/follow-ups`, `/staff/cases/${talk.code}/propose`, "/staff/figures"]) {
            const response = await page.goto(live.origin + path);
            assert.equal(response?.status(), 200, path);
            for (const table of await page.locator("details summary").all()) await table.click();
            const found = await page.evaluate(async (axe) => {
              const view = /** @type {any} */ (window);
              if (!view.axe) (0, eval)(axe);
              const { violations } = await view.axe.run(document, { resultTypes: ["violations"] });
              return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ").slice(0, 300)}`);
            }, AXE);
            assert.deepEqual(found, [], path);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(over <= 0, `${path}: ${over} pixels too wide`);
          }
          assert.deepEqual(complaints.filter((one) => !one.includes("unsafe-eval")), []);
        } finally {
          await browser.close();
        }
      });
    }
  }
});

describe("without scripts", () => {
  test("a case is proposed by keyboard, and what names the firm is shown as hidden", async () => {
    const browser = await openBrowser({ viewport: { width: 1280, height: 720 }, javaScriptEnabled: false });
    try {
      const page = await browser.context.newPage();
      await signIn(page, live.origin, "li");
      await page.goto(`${live.origin}/staff/cases/${talk.code}/propose`);
      const hidden = await page.locator("section[aria-labelledby=hidden]").innerText();
      for (const telling of ["温州鑫达鞋业有限公司", "王建国", "瓯海", "13.7"]) assert.ok(hidden.includes(telling), `${telling}: ${hidden}`);
      for (const box of await page.locator("textarea").all()) {
        const text = await box.inputValue();
        assert.ok(!/鑫达|王建国|瓯海|娄桥|13\.7/.test(text), text);
      }
      await page.locator("#lessons").fill("先统一样板");
      await page.locator("#lessons").press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText("提议了，等策展人看。").waitFor();
      await page.getByText(/li老师在/).waitFor();
    } finally {
      await browser.close();
    }
  });

  test("the figures are downloaded as a spreadsheet", async () => {
    const browser = await openBrowser({ viewport: { width: 1280, height: 720 }, javaScriptEnabled: false, acceptDownloads: true });
    try {
      const page = await browser.context.newPage();
      await signIn(page, live.origin, "wu");
      await page.goto(`${live.origin}/staff/figures`);
      assert.equal(await page.locator("svg").count(), 7);
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /下载表格/ }).click()]);
      assert.match(file.suggestedFilename(), /^yiguan-figures-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.xlsx$/);
    } finally {
      await browser.close();
    }
  });
});
