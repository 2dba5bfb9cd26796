/** The story of a case: an owner on a phone, a translator, a second reader, a signed file that is checked with the command. */

import assert from "node:assert/strict";
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DESKTOP, openBrowser, openPage, PHONE } from "./browser.mjs";
import { addStaff, clears, decides, enters, handsOver } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

/** People could be hurt: such a case is always read twice. */
const NEED = "冲床旁边装个摄像头，手进去AI就停机，把光栅省了";
/** The criterion that says what a mistake costs. */
const DANGER = "F4";

const live = new LiveServer();
/** @type {Awaited<ReturnType<typeof openBrowser>>[]} */
const browsers = [];

before(async () => {
  await live.start();
  const { context } = await open(DESKTOP);
  await addStaff(live, context, "lin", "translator");
  await addStaff(live, context, "chen", "translator");
});

after(async () => {
  for (const browser of browsers) await browser.close();
  await live.close();
});

/** @param {import("playwright-core").BrowserContextOptions} options */
async function open(options) {
  const browser = await openBrowser({ ...options, acceptDownloads: true });
  browsers.push(browser);
  return browser;
}

/** @param {string} login */
const colleague = (login) => enters(browsers, live.origin, login);

describe("the story of a case", () => {
  test("owner → draft → claim → question → answer → edit → second reader → release → signed file → verify", async () => {
    const phone = await open({ ...PHONE, viewport: { width: 360, height: 740 } });
    const owner = await openPage(phone.context, live.origin);
    const code = await handsOver(owner.page, live.origin, NEED);
    await owner.page.locator(".status-line [aria-current=step]", { hasText: "待认领" }).waitFor();

    const lin = await colleague("lin");
    const at = `${live.origin}/staff/cases/${code}`;
    await lin.page.goto(at);
    await decides(lin.page, "claim");
    await lin.page.goto(at);
    const line = lin.page.locator("section[aria-labelledby=section-2] .entry.line").first();
    const id = await line.getAttribute("id");
    await line.evaluate((one) => one.focus());
    await lin.page.keyboard.press("q");
    await line.locator("textarea[name=question]").fill("谁在冲床上操作？几个人？");
    await line.locator("button[value=ask]").click();
    await lin.page.locator(`#${id} .badge.wait`).waitFor();

    await owner.page.reload();
    await owner.page.locator(".status-line [aria-current=step]", { hasText: "请您补充" }).waitFor();
    const asked = owner.page.locator(".question.asked").first();
    await asked.locator(".question-text", { hasText: "谁在冲床上操作" }).waitFor();
    await asked.locator("textarea").fill("两个冲压工，白班一个夜班一个");
    await asked.locator("button.primary").tap();
    await asked.locator(".answered", { hasText: "两个冲压工" }).waitFor();

    await lin.page.goto(at);
    await lin.page.locator(`#${id} > .text`, { hasText: "两个冲压工" }).waitFor();
    const other = lin.page.locator("section[aria-labelledby=section-1] .entry.line").first();
    await other.evaluate((one) => one.focus());
    await lin.page.keyboard.press("e");
    await other.locator("textarea[name=text]").fill("冲床伸手有危险，要可靠的停机办法");
    await other.locator("button[value=edit]").click();
    await lin.page.locator(`#${await other.getAttribute("id")} .mark.human`).waitFor();
    await clears(lin.page);
    await decides(lin.page, "approve");

    const chen = await colleague("chen");
    await chen.page.goto(at);
    assert.equal(await chen.page.locator("#case[data-blind]").count(), 1, "the second reader does not see the first verdict");
    await decides(chen.page, "claim");
    await chen.page.goto(at);
    await chen.page.locator("[data-view=verdict]").click();
    const criterion = chen.page.locator(`#c-${DANGER}`);
    await criterion.evaluate((one) => one.focus());
    await chen.page.keyboard.press("e");
    await criterion.locator("input[name=score][value='0']").first().check();
    await criterion.locator("textarea[name=reason]").fill("会伤人，漏一次就是事故");
    await criterion.locator("button[value=score]").click();
    await chen.page.locator(`#c-${DANGER} .score`).waitFor();
    await chen.page.locator("#part-bar summary", { hasText: "复核" }).click();
    await decides(chen.page, "give_second");

    await lin.page.goto(at);
    await lin.page.locator("[data-view=verdict]").click();
    const keep = lin.page.locator("#second input[name=keep][value=second]");
    if ((await keep.count()) > 0) {
      await keep.check();
      await lin.page.locator("#second textarea[name=reason]").fill("采纳复核意见");
      await lin.page.locator("#second button[value=settle]").click();
      await lin.page.locator("#second .notice").waitFor();
      await lin.page.goto(at);
    }
    await decides(lin.page, "approve");
    await lin.page.goto(at);
    await decides(lin.page, "release");

    await owner.page.reload();
    const released = owner.page.locator(".released[data-number='1']");
    await released.waitFor();
    assert.match((await released.locator(".released-head").textContent()) ?? "", /已签发.*lin老师/s);
    for (const format of ["PDF", "Word"]) {
      const coming = owner.page.waitForEvent("download");
      await released.getByRole("button", { name: format }).click();
      const file = join(live.data, (await coming).suggestedFilename());
      await (await coming).saveAs(file);
      assert.match(await live.command("release", "verify", file), /验证通过/);
      const bytes = readFileSync(file);
      bytes[Math.floor(bytes.length / 2)] ^= 1;
      writeFileSync(`${file}.changed`, bytes);
      await assert.rejects(live.command("release", "verify", `${file}.changed`), "a changed file is found");
    }
    await live.command("audit", "verify");
    assert.deepEqual([...owner.complaints, ...lin.complaints, ...chen.complaints], []);
  });
});
