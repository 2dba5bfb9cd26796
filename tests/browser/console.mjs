/** What the browser tests of the curation console share: signing in there, and the checks that everybody can read a page. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { PASSWORD } from "./desk.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SHOTS = process.env.YIGUAN_SHOTS;
const SIZES = { desk: { width: 1280, height: 720 }, phone: { width: 360, height: 740 } };

/**
 * Signs in; the page stands at the console afterwards.
 * @param {import("playwright-core").Page} page
 * @param {string} origin
 * @param {string} login
 */
export async function entersConsole(page, origin, login) {
  await page.goto(`${origin}/staff/sign-in?next=${encodeURIComponent("/staff/curation")}`);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/staff\/curation/);
}

/** Clean for axe in both themes, nothing over the edge at both sizes. @param {import("playwright-core").Page} page @param {string} name */
export async function looksAt(page, name) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(AXE);
    const found = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run()).violations);
    assert.deepEqual(found.map((/** @type {any} */ one) => [one.id, one.nodes.map((/** @type {any} */ node) => node.html.slice(0, 160))]), [], `${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const [size, at] of Object.entries(SIZES)) {
    await page.setViewportSize(at);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${name}: ${wide} pixels too wide at ${size}`);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: `${SHOTS}/${name}-${size}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(SIZES.desk);
}
