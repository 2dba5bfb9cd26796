/** Opens pages in the system's Chromium and records what must never happen: CSP violations, errors, foreign hosts. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const DESKTOP = { viewport: { width: 1280, height: 800 } };

/**
 * A browser context with a fresh profile.
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @param {string[]} [more] further arguments of the browser
 */
export async function openBrowser(options = DESKTOP, more = []) {
  const profile = mkdtempSync(join(tmpdir(), "yiguan-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: [...ARGS, ...more], locale: "zh-CN", ...options,
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}

/**
 * A page that remembers every complaint of the browser.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} origin
 */
export async function openPage(context, origin) {
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to|CSP/i.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) complaints.push(`foreign: ${request.url()}`);
  });
  return { page, complaints };
}
