/** Staff and cases for the tests of the desk: accounts by the command, owners by the API, sign-in by the pages. */

import assert from "node:assert/strict";
import { openBrowser, openPage } from "./browser.mjs";

export const PASSWORD = "seven wonders of wenzhou";
const NEED = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";

/**
 * Makes an account and sets its password.
 * @param {import("./live_server.mjs").LiveServer} live
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} login
 * @param {...string} roles
 */
export async function addStaff(live, context, login, ...roles) {
  const said = await live.command("staff", "add", "--login", login, "--name", `${login}老师`, ...roles.flatMap((role) => ["--role", role]));
  const path = /\/staff\/link\/[0-9a-f]+/.exec(said)?.[0];
  if (!path) throw new Error(`no link in: ${said}`);
  const page = await context.newPage();
  await page.goto(live.origin + path);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.locator("main form button").click();
  await page.waitForURL(/sign-in/);
  await page.close();
}

/**
 * Signs in; the page stands at the queue afterwards.
 * @param {import("playwright-core").Page} page
 * @param {string} origin
 * @param {string} login
 */
export async function signIn(page, origin, login) {
  await page.goto(`${origin}/staff/sign-in?next=${encodeURIComponent("/staff/queue")}`);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/staff\/queue/);
}

/**
 * An owner who talks until nothing more is asked and hands it over.
 * @param {string} origin
 * @param {{need?: string, choose?: (options: string[]) => string|undefined}} [how]
 * @returns {Promise<{id: string, token: string, code: string}>}
 */
export async function ownerCase(origin, { need = NEED, choose = (options) => options.at(-1) } = {}) {
  const talk = await begins(origin);
  let words = need;
  for (let turn = 0; turn < 25; turn += 1) {
    const outcome = await say(origin, talk, words);
    const options = outcome?.question?.options ?? [];
    if (!outcome?.question) break;
    words = choose(options) ?? "不清楚";
  }
  await json(await fetch(`${origin}/api/v1/conversations/${talk.id}/submit`, { method: "POST", headers: headers(talk), body: "{}" }));
  return talk;
}

/** Somebody who says one thing and goes. @param {string} origin @param {string} need */
export async function says(origin, need) {
  return say(origin, await begins(origin), need);
}

/** @param {string} origin @returns {Promise<{id: string, token: string, code: string}>} */
async function begins(origin) {
  const begun = await json(await fetch(`${origin}/api/v1/conversations`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }));
  return { id: begun.conversation_id, token: begun.owner_token, code: begun.case_code };
}

/** @param {{token: string}} talk */
const headers = (talk) => ({ "content-type": "application/json", authorization: `Bearer ${talk.token}` });

/** @param {string} origin @param {{id: string, token: string}} talk @param {string} words */
export async function say(origin, talk, words) {
  const begun = await json(await fetch(`${origin}/api/v1/conversations/${talk.id}/turns`, { method: "POST", headers: headers(talk), body: JSON.stringify({ message: words }) }));
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    const turn = await json(await fetch(`${origin}/api/v1/turns/${begun.turn_id}`, { headers: headers(talk) }));
    if (turn.state !== "running") return turn.outcome;
  }
  throw new Error("the turn does not end");
}

/** @param {Response} response @returns {Promise<any>} */
async function json(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text || "null");
}

/**
 * Says a need on the page, taps 不清楚 to the end, hands it over.
 * @param {import("playwright-core").Page} page
 * @param {string} origin
 * @param {string} need
 * @returns {Promise<string>} the code of the case
 */
export async function handsOver(page, origin, need) {
  await page.goto(origin);
  await submits(page, need);
  return page.evaluate(() => JSON.parse(localStorage.getItem("yiguan.session") ?? "{}").caseCode);
}

/** The same on the page where the talk is. @param {import("playwright-core").Page} page @param {string} need */
export async function submits(page, need) {
  const before = await page.locator(".turn").count();
  await page.locator("#message").fill(need);
  await page.locator("#send").click();
  await page.locator(".turn").nth(before).locator(".answer-head").waitFor();
  await page.locator("#send").waitFor();
  for (let n = 0; n < 12 && (await page.locator(".turn").last().locator(".option.unsure").count()) > 0; n += 1) {
    const turns = await page.locator(".turn").count();
    await page.locator(".turn").last().locator(".option.unsure").click();
    await page.locator(".turn").nth(turns).waitFor();
    await page.locator("#send").waitFor();
  }
  await page.getByRole("button", { name: "提交给翻译官" }).click();
  await page.locator(".waiting").waitFor();
}

/**
 * Takes what blocks out of the way, line by line, as whoever goes through the list does.
 * @param {import("playwright-core").Page} page
 * @param {string} key `a` lets what a check found stand where a person may, `x` leaves the line out
 */
export async function clears(page, key = "a") {
  for (let count = 0; count < 60; count += 1) {
    const link = page.locator("#blocks a[href^='#f-']").first();
    if ((await link.count()) === 0) return;
    const id = (await link.getAttribute("href"))?.slice(1) ?? "";
    const version = await page.locator("#case").getAttribute("data-version");
    await page.locator(`#${id}`).evaluate((line) => line.focus());
    await page.keyboard.press(key);
    await page.waitForFunction((before) => document.getElementById("case")?.dataset.version !== before, version);
  }
}

/** Presses a button of the bar and waits for the next version, or for another page. @param {import("playwright-core").Page} page @param {string} what */
export async function decides(page, what) {
  const here = new URL(page.url()).pathname;
  const answered = page.waitForResponse((response) => response.request().method() === "POST" && /\/act$/.test(response.url()));
  await page.locator(`#part-bar button[value=${what}]`).click();
  const response = await answered;
  assert.ok(response.status() < 400, `${what}: ${response.status()}`);
  const { location } = response.headers();
  // The script goes on to the next case by itself; whoever goes elsewhere meanwhile is cut off.
  const next = location ? new URL(location, response.url()).pathname : here;
  if (next !== here) await page.waitForURL((url) => url.pathname !== here);
}

/**
 * A page of somebody who has signed in, at the queue, in a browser of its own.
 * @param {Awaited<ReturnType<typeof openBrowser>>[]} browsers takes the browser, to be closed in the end
 * @param {string} origin
 * @param {string} login
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function enters(browsers, origin, login, options = { viewport: { width: 1280, height: 720 } }) {
  const browser = await openBrowser(options);
  browsers.push(browser);
  const { page, complaints } = await openPage(browser.context, origin);
  await signIn(page, origin, login);
  return { page, complaints };
}
