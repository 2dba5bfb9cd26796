/** What an owner may do beside talking, against the real service: photos, another device, a number, a copy, deletion, a complaint. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { submits } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";
import { photoWithPosition } from "./photo.mjs";

const NEED = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const live = new LiveServer();
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let desktop;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;
/** @type {import("playwright-core").Page[]} */
let pages = [];
/** @type {string[][]} */
let complaints = [];

before(async () => {
  await live.start();
  desktop = await openBrowser({ ...DESKTOP, acceptDownloads: true });
  phone = await openBrowser({ ...PHONE, viewport: { width: 360, height: 740 } });
});

after(async () => {
  await desktop?.close();
  await phone?.close();
  await live.close();
});

afterEach(async () => {
  for (const page of pages.splice(0)) {
    await page.evaluate(() => localStorage.clear()).catch(() => {});
    await page.close();
  }
  assert.deepEqual(complaints.splice(0).flat(), [], "the browser had nothing to complain about");
});

/** @param {typeof desktop} [browser] */
async function visit(browser = desktop) {
  const opened = await openPage(browser.context, live.origin);
  pages.push(opened.page);
  complaints.push(opened.complaints);
  await opened.page.goto(live.origin);
  await opened.page.locator("#message").waitFor();
  return opened.page;
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} text
 */
async function say(page, text) {
  const before = await page.locator(".turn").count();
  await page.locator("#message").fill(text);
  await page.locator("#send").click();
  await page.locator(".turn").nth(before).locator(".answer-head").waitFor();
  await page.locator("#send").waitFor();
}

/** Says a need that the rules decide at once, so that it can be submitted. @param {import("playwright-core").Page} page */
const submit = (page) => submits(page, "冲床旁边装个摄像头，手进去AI就停机，把光栅省了");

describe("photos", () => {
  test("are made small, lose their position, come with the message and back after a reload", async () => {
    const page = await visit(phone);
    await say(page, NEED);
    const chooser = page.waitForEvent("filechooser");
    await page.locator("#photo").tap();
    await (await chooser).setFiles([{ name: "a.jpg", mimeType: "image/jpeg", buffer: photoWithPosition() }]);
    await page.getByText("已传好").waitFor();
    const posted = page.waitForRequest((request) => /\/turns$/.test(request.url()));
    await page.locator("#send").click();
    const body = (await posted).postDataJSON();
    assert.equal(body.photos.length, 1);
    await page.locator(".turn").last().locator("canvas.photo").waitFor();
    await page.locator("#send").waitFor();
    await page.reload();
    await page.locator(".turn").nth(1).locator("canvas.photo").waitFor();
    const stored = await page.evaluate(async ([id]) => {
      const session = JSON.parse(localStorage.getItem("yiguan.session") ?? "{}");
      const response = await fetch(`/api/v1/conversations/${session.id}/photos/${id}`, { headers: { authorization: `Bearer ${session.token}` } });
      return [...new Uint8Array(await response.arrayBuffer())];
    }, body.photos);
    const bytes = Buffer.from(stored).toString("latin1");
    assert.equal(bytes.slice(0, 2), "\xff\xd8");
    assert.ok(!bytes.includes("Exif") && !bytes.includes("N28.0123"), "nothing of the camera is kept");
  });

  test("what is no photo is refused with a word on what to do; it can be taken away", async () => {
    const page = await visit();
    await page.locator("input[type=file]").setInputFiles([{ name: "b.jpg", mimeType: "image/jpeg", buffer: Buffer.from("%PDF-1.7 no photo") }]);
    await page.getByText("这个文件不是照片").waitFor();
    await page.locator("#send").click();
    await page.getByText("还有照片没传好").waitFor();
    await page.getByRole("button", { name: "去掉这张照片" }).click();
    assert.equal(await page.locator(".waiting-photo").count(), 0);
    assert.equal(await page.locator(".turn").count(), 0);
  });
});

describe("another device", () => {
  test("goes on with code and secret; a wrong secret opens nothing", async () => {
    const first = await visit();
    await say(first, NEED);
    await first.locator("#more").click();
    await first.getByRole("button", { name: "换一台手机接着谈" }).click();
    await first.getByRole("button", { name: "生成密码" }).click();
    await first.getByText("只显示这一次").waitFor();
    const shown = await first.locator(".secret").innerText();
    const code = /编号：(\S+)/.exec(shown)?.[1] ?? "";
    const secret = /密码：(\S+?)（/.exec(shown)?.[1] ?? "";
    const second = await visit(phone);
    await second.locator("#go-on").tap();
    await second.locator("#return-code").fill(code);
    await second.locator("#return-secret").fill("AAAA-AAAA-AAAA");
    await second.getByRole("button", { name: "打开对话" }).tap();
    await second.getByText("编号和密码对不上").waitFor();
    await second.locator("#return-secret").fill(secret.toLowerCase());
    await second.getByRole("button", { name: "打开对话" }).tap();
    await second.locator(".turn .question").waitFor();
    assert.ok((await second.locator("#case-code").innerText()).includes(code));
    await second.reload();
    await second.locator(".turn .question").waitFor();
  });
});

describe("a person", () => {
  test("gets a number only with consent, and it can be taken back; the status line is honest", async () => {
    const page = await visit();
    await submit(page);
    assert.equal(await page.locator(".step-now").innerText(), "待认领");
    await page.locator("#contact-phone").fill("13800000000");
    await page.getByRole("button", { name: "留下电话" }).click();
    await page.getByText("没有勾选同意").waitFor();
    await page.locator("#contact-agree").check();
    await page.getByRole("button", { name: "留下电话" }).click();
    await page.getByText("已留电话：13800000000").waitFor();
    await page.reload();
    await page.getByText("已留电话：13800000000").waitFor();
    await page.getByRole("button", { name: "删掉电话" }).click();
    await page.locator("#contact-phone").waitFor();
  });
});

describe("rights", () => {
  test("a copy of everything, then deletion with a receipt; nothing is left", async () => {
    const page = await visit();
    await say(page, NEED);
    const code = (await page.locator("#case-code").getAttribute("data-code")) ?? "";
    await page.locator("#more").click();
    await page.getByRole("button", { name: "留了什么" }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载一份完整副本" }).click();
    const copy = readFileSync((await (await coming).path()) ?? "", "utf8");
    assert.ok(copy.includes(NEED) && copy.includes(code));
    const session = await page.evaluate(() => JSON.parse(localStorage.getItem("yiguan.session") ?? "{}"));
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "彻底删除这段对话" }).click();
    assert.match(await page.locator(".receipt").innerText(), /DEL-[0-9A-F]{12}/);
    await page.getByRole("button", { name: "关闭" }).last().click();
    await page.locator(".greeting").waitFor();
    const gone = await fetch(`${live.origin}/api/v1/conversations/${session.id}`, { headers: { authorization: `Bearer ${session.token}` } });
    assert.equal(gone.status, 404);
  });

  test("a complaint gets a number and a promised day; an empty one does not", async () => {
    const page = await visit(phone);
    await page.locator("#more").tap();
    await page.getByRole("button", { name: "投诉和意见" }).tap();
    await page.getByRole("button", { name: "提交投诉" }).tap();
    await page.getByText("请写清楚要投诉什么").waitFor();
    await page.locator("#complaint").fill("结论说不适合，我不同意");
    await page.getByRole("button", { name: "提交投诉" }).tap();
    assert.match(await page.locator(".receipt").innerText(), /TS-\d{8}-[0-9A-F]{8}，\d{4}年\d+月\d+日前答复/);
  });

  test("large type stays after a reload, and the dialogue keeps the keyboard inside", async () => {
    const page = await visit();
    const size = () => page.locator("h1").evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
    const before = await size();
    await page.locator("#more").click();
    await page.getByRole("button", { name: "大字" }).click();
    for (let n = 0; n < 8; n += 1) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => !document.activeElement?.shadowRoot?.activeElement || document.activeElement.shadowRoot.activeElement.closest("dialog") !== null));
    }
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.ok((await size()) > before * 1.2);
    await page.reload();
    await page.locator("#message").waitFor();
    assert.ok((await size()) > before * 1.2);
  });
});
