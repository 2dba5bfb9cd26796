/** The curators' lab in a real browser: a rubric changed and replayed without scripts, readable for everybody. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { addStaff, ownerCase, signIn } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const NEED = "我是温州鑫达鞋业有限公司的王建国，厂在瓯海区娄桥，一年退货赔了13.7万元。鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const LAB = "/staff/curation/rubric/lab";
/** Where pictures of the pages go, when somebody wants to look at them. */
const SHOTS = process.env.YIGUAN_SHOTS;

const live = new LiveServer();
/** @type {{id: string, token: string, code: string}} */
let talk;

before(async () => {
  await live.start();
  const browser = await openBrowser();
  try {
    await addStaff(live, browser.context, "lin", "curator");
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
      await fetch(`${live.origin}/api/v1/conversations/${talk.id}/consent`, { method: "PUT", headers: { authorization: `Bearer ${talk.token}` } });
      await li.goto(`${live.origin}/staff/cases/${talk.code}/propose`);
      await li.getByRole("button", { name: "提议进案例库" }).click();
      await li.getByText("提议了，等策展人看。").waitFor();
    } finally {
      await second.close();
    }
  } finally {
    await browser.close();
  }
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

test("a rubric is changed, mended where it is wrong, and replayed, without scripts", async () => {
  const browser = await openBrowser({ viewport: { width: 1280, height: 720 }, javaScriptEnabled: false, acceptDownloads: true });
  try {
    const page = await browser.context.newPage();
    await signIn(page, live.origin, "lin");
    await page.goto(live.origin + LAB);
    await page.getByText("准则 0.2：改一版").first().waitFor();
    // A weight that is no number, and the wish to save all the same.
    await page.locator("[id='c.T1'] > summary").click();
    await page.locator("[id='c.T1.weight']").fill("三十");
    await page.locator("[id='reason']").fill("数据没备好的先别上");
    await page.getByRole("button", { name: "提交，请第二个人看" }).first().click();
    await page.locator("section[role=alert]").waitFor();
    assert.equal(await page.locator("[id='c.T1.weight']").inputValue(), "三十");
    await page.locator("section[role=alert] a", { hasText: "T1" }).first().click();
    await page.locator("[id='c.T1.weight']").fill("28");
    // The row of "prepare first" takes whatever has a timing below 90.
    await page.locator("#row-6 > summary").click();
    await page.locator("[id='r.6.timing_below']").fill("90");
    await page.getByRole("button", { name: "检查" }).first().click();
    await page.getByText("新规则算出来的结论和这里写的不一样").first().waitFor();
    await page.getByRole("button", { name: "都改成新规则算出来的" }).click();
    await page.getByRole("button", { name: "存草稿并重放" }).first().click();
    await page.getByText("草稿存好了，下面是重放。").waitFor();
    const flips = page.locator("section[aria-labelledby=flips]");
    await flips.getByText(talk.code).waitFor();
    assert.match(await flips.innerText(), /AI合适，先小范围试[\s\S]*AI对路，先做准备/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /下载表格/ }).click()]);
    assert.equal(file.suggestedFilename(), "yiguan-rubric-0.2-replay.xlsx");
    // The draft is found again, and goes on where it was left.
    await page.getByRole("link", { name: "接着改" }).click();
    assert.equal(await page.locator("[id='r.6.timing_below']").inputValue(), "90");
    await page.getByRole("button", { name: "提交，请第二个人看" }).first().click();
    await page.getByText("提交了，等第二个人看。").waitFor();
  } finally {
    await browser.close();
  }
});

describe("everyone can use it", () => {
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    for (const [size, options] of /** @type {const} */ ([["desktop", { ...DESKTOP, viewport: { width: 1280, height: 720 } }], ["phone", { ...PHONE, viewport: { width: 360, height: 740 } }]])) {
      test(`axe finds nothing in any page, and nothing runs over (${theme}, ${size})`, async () => {
        const browser = await openBrowser({ ...options, colorScheme: theme, reducedMotion: "reduce" });
        try {
          const { page, complaints } = await openPage(browser.context, live.origin);
          await signIn(page, live.origin, "lin");
          const pages = [
            ["rubric", `${LAB}?draft=0.2`],
            ["replay", `${LAB}/0.2/replay?n=50`],
            ["books", "/staff/curation/playbooks/lab"],
            ["book", "/staff/curation/playbooks/lab/visual_inspection"],
            ["calibration", "/staff/curation/calibration"],
            ["answers", "/staff/curation/answers"],
            ["candidates", "/staff/curation/candidates"],
            ["candidate", `/staff/curation/candidates/${talk.code}`],
          ];
          for (const [name, path] of pages) {
            const response = await page.goto(live.origin + path);
            assert.equal(response?.status(), 200, path);
            if (name === "book") {
              await page.getByRole("button", { name: "看规格书会怎么变" }).click();
              await page.getByText("最近1份规格书").waitFor();
            }
            await shot(page, `${name}-${size}-${theme}`);
            await page.evaluate(() => document.querySelectorAll("details").forEach((part) => part.setAttribute("open", "")));
            if (SHOTS && name === "rubric") {
              await page.locator("[id='c.F2']").screenshot({ path: `${SHOTS}/criterion-${size}-${theme}.png` });
              await page.locator("#row-7").screenshot({ path: `${SHOTS}/row-${size}-${theme}.png` });
            }
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

/**
 * A picture of the page, when somebody wants to look.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.screenshot({ path: `${SHOTS}/${name}-top.png` });
}
