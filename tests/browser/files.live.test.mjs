/** Downloads opened with independent tools: pdftotext, pdfinfo, LibreOffice, unzip; the number inside leads back to the database. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { openBrowser, openPage, DESKTOP } from "./browser.mjs";
import { LiveServer } from "./live_server.mjs";

const run = promisify(execFile);
const live = new LiveServer();
const folder = mkdtempSync(join(tmpdir(), "yiguan-files-"));
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  await live.start();
  browser = await openBrowser({ ...DESKTOP, acceptDownloads: true });
  ({ page } = await openPage(browser.context, live.origin));
  await page.goto(live.origin);
  await page.locator("#message").fill("冲床旁边装个摄像头，手进去AI就停机，把光栅省了");
  await page.locator("#send").click();
  await page.locator(".sheet").last().waitFor();
  await page.locator("#send").waitFor();
});

after(async () => {
  await browser?.close();
  await live.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} button */
async function download(button) {
  const coming = page.waitForEvent("download");
  await page.locator(".sheet").last().getByRole("button", { name: button }).click();
  const file = join(folder, (await coming).suggestedFilename());
  await (await coming).saveAs(file);
  return file;
}

/** What the page shows must stand in the file. @param {string} text */
async function assertWhole(text) {
  const close = (/** @type {string} */ words) => words.replace(/\s+/g, "");
  const title = await page.locator(".sheet-title").last().innerText();
  const label = await page.locator(".sheet .ai-label").last().innerText();
  for (const words of [title, label, "老板看的", "服务商看的", "业务问题", "验收"]) assert.ok(close(text).includes(close(words)), words);
  assert.ok(close(text).indexOf(close(label)) < 200, "the label stands at the top");
}

/** The number leads to the row of the file. @param {string} aigc */
async function assertKnown(aigc) {
  const { Label, ContentProducer, ProduceID } = JSON.parse(aigc);
  assert.equal(Label, "1");
  assert.match(ContentProducer, /译官/);
  const { stdout } = await run("sqlite3", [join(live.data, "yiguan.sqlite"), `SELECT count(*) FROM exports WHERE produce_id = '${ProduceID}'`]);
  assert.equal(stdout.trim(), "1", ProduceID);
}

describe("the draft as a file", () => {
  test("PDF: the Chinese is text, the label is on every page, the metadata is inside", async () => {
    const file = await download("PDF");
    const { stdout: text } = await run("pdftotext", ["-layout", file, "-"]);
    await assertWhole(text);
    const pages = text.split("\f").filter((one) => one.trim() !== "");
    assert.ok(pages.length >= 2);
    for (const one of pages) assert.match(one.replace(/\s+/g, ""), /未经翻译官审核/);
    const { stdout: info } = await run("pdfinfo", ["-custom", file]);
    await assertKnown(/AIGC:\s+(\{.*\})/.exec(info)?.[1] ?? info);
  });

  test("Word: headings and tables open in LibreOffice, the metadata is inside", async () => {
    const file = await download("Word");
    const { stdout: custom } = await run("unzip", ["-p", file, "docProps/custom.xml"]);
    const value = /name="AIGC".*?<vt:lpwstr>(.*?)<\/vt:lpwstr>/s.exec(custom)?.[1] ?? custom;
    await assertKnown(value.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
    const { stdout: document } = await run("unzip", ["-p", file, "word/document.xml"]);
    assert.match(document, /<w:tbl>/);
    assert.match(document, /w:pStyle w:val="Heading1"/);
    await run("soffice", [`-env:UserInstallation=file://${folder}/office`, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, file], { timeout: 120_000 });
    await assertWhole(readFileSync(file.replace(/\.docx$/, ".txt"), "utf8"));
  });
});
