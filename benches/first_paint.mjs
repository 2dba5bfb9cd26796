/** Times the widget from nothing to usable on a slow phone: CPU four times slower, slow 4G. Run: node benches/first_paint.mjs [TIMES] */

import { openBrowser, PHONE } from "../tests/browser/browser.mjs";
import { HostServer, hostPage } from "../tests/browser/host_server.mjs";
import { LiveServer } from "../tests/browser/live_server.mjs";

/** Lighthouse's "slow 4G": 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 };
const CPU = 4;
const times = Number(process.argv[2] ?? 5);

const live = new LiveServer();
const host = new HostServer();
const hostOrigin = await host.start();
await live.start();
const key = await live.addSite("--origin", hostOrigin);
host.pages.set("/", { html: hostPage(`<script src="${live.origin}/widget/v1.js" data-site="${key}" defer></script>`) });
const browser = await openBrowser({ ...PHONE, viewport: { width: 360, height: 740 } });

/** @type {Record<string, number[]>} */
const measured = {};
/** @param {string} name @param {number} value */
const note = (name, value) => (measured[name] ??= []).push(value);

/**
 * @param {string} name
 * @param {string} address
 * @param {string|null} launcher what opens it, when it is a bubble
 */
async function visit(name, address, launcher) {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU });
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  const began = Date.now();
  await page.goto(address, { waitUntil: "commit" });
  if (launcher) {
    await page.locator(launcher).waitFor();
    note(`${name}: launcher is there (ms)`, Date.now() - began);
    note(`${name}: bytes before it is opened`, bytes);
    const tapped = Date.now();
    await page.locator(launcher).tap();
    await page.locator("#message").waitFor();
    note(`${name}: tapped to usable (ms)`, Date.now() - tapped);
  } else {
    await page.locator("#message").waitFor();
    note(`${name}: usable (ms)`, Date.now() - began);
  }
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  note(`${name}: first contentful paint (ms)`, Math.round(paint));
  note(`${name}: bytes in all`, bytes);
  note(`${name}: requests`, await page.evaluate(() => performance.getEntriesByType("resource").length + 1));
  await page.evaluate(() => localStorage.clear());
  await page.close();
}

for (let n = 0; n < times; n += 1) {
  await visit("bubble", `${hostOrigin}/`, ".launcher");
  await visit("page", `${live.origin}/w/${key}`, null);
}
for (const [name, values] of Object.entries(measured)) {
  const sorted = [...values].sort((a, b) => a - b);
  console.log(`${name.padEnd(44)} median ${String(sorted[Math.floor(sorted.length / 2)]).padStart(7)}  (${sorted[0]} to ${sorted.at(-1)})`);
}
await browser.close();
await host.stop();
await live.close();
