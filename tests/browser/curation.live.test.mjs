/** The curation console in a real browser: a new case with gaps, a second curator, versions, the overview; readable for everybody. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";
import { entersConsole, looksAt } from "./console.mjs";
import { addStaff } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";


const live = new LiveServer();

before(async () => {
  await live.start();
  const browser = await openBrowser();
  try {
    await addStaff(live, browser.context, "li", "curator");
    await addStaff(live, browser.context, "wu", "curator");
  } finally {
    await browser.close();
  }
});

after(() => live.close());

const CASE = {
  id: "zipper-tooth-gap",
  region: "浙江温州龙湾",
  "sector.code": "C4119",
  "sector.name": "拉链制造",
  process_step: "成品检验",
  owner_words: "拉链缺齿老是漏检，客户一拉就坏",
  problem: "拉链缺齿靠人看，一天看两万条，眼睛跟不上",
  approach: "线扫相机拍链牙，模型找缺齿",
  keywords: "拉链、缺齿、链牙",
  "sources.0.title": "龙湾企业改造纪实",
};

describe("the curation console", () => {
  test("a case goes from one curator's form into force by another, and back to an earlier version", async () => {
    const one = await openBrowser();
    const other = await openBrowser();
    try {
      const { page: li } = await openPage(one.context, live.origin);
      const { page: wu } = await openPage(other.context, live.origin);
      await entersConsole(li, live.origin, "li");
      await entersConsole(wu, live.origin, "wu");
      await looksAt(li, "overview");
      await li.goto(`${live.origin}/staff/curation/cases`);
      await looksAt(li, "list");
      await li.getByRole("link", { name: "新建" }).click();
      for (const [name, value] of Object.entries(CASE)) await li.locator(`[name="${name}"]`).fill(value);
      for (const [name, value] of [["ai_task", "visual_inspection"], ["outcome", "success"], ["fit", "suitable"], ["timing", "now"]]) {
        await li.locator(`[name="${name}"]`).selectOption(value);
      }
      await li.getByRole("button", { name: "存下并提交审核" }).click();
      assert.match(await li.locator("#wrong").innerText(), /2 处要改/);
      assert.equal(await li.locator('[name="owner_words"]').inputValue(), CASE.owner_words);
      assert.equal(await li.locator('[name="title"]').getAttribute("aria-invalid"), "true");
      await looksAt(li, "form");
      await li.locator('[name="title"]').fill("拉链缺齿检测");
      await li.locator('[name="sources.0.publisher"]').fill("温州日报");
      await li.getByRole("button", { name: "存下并提交审核" }).click();
      await li.getByText("已提交审核").waitFor();
      await looksAt(li, "item-open");

      await wu.goto(`${live.origin}/staff/curation/cases?tab=in_review`);
      await wu.getByRole("link", { name: "拉链缺齿检测" }).click();
      await wu.getByRole("button", { name: "发布" }).click();
      await wu.getByText("已发布，现在就查得到").waitFor();
      await looksAt(wu, "item");

      await wu.getByRole("link", { name: "修改" }).click();
      await wu.locator('[name="title"]').fill("拉链链牙缺齿检测");
      await wu.getByRole("button", { name: "存下并提交审核" }).click();
      await wu.getByText("已提交审核").waitFor();
      assert.equal(await wu.locator("ins").first().innerText(), "拉链链牙缺齿检测");
      await li.reload();
      await li.goto(`${live.origin}/staff/curation/cases/zipper-tooth-gap`);
      await li.getByRole("button", { name: "发布" }).click();
      await li.getByText("已发布").first().waitFor();
      await li.getByRole("link", { name: "第1版" }).click();
      await looksAt(li, "version");
      await li.getByRole("button", { name: "恢复这一版" }).click();
      await li.getByText("旧版的内容成了新的一版").waitFor();
      await li.getByRole("link", { name: "移除…" }).click();
      await looksAt(li, "remove");
    } finally {
      await one.close();
      await other.close();
    }
  });

  test("policies, words, playbooks and the rubric are readable too", async () => {
    const browser = await openBrowser();
    try {
      const { page } = await openPage(browser.context, live.origin);
      await entersConsole(page, live.origin, "li");
      for (const library of ["policies", "glossary", "playbooks", "rubric"]) {
        await page.goto(`${live.origin}/staff/curation/${library}`);
        await looksAt(page, `list-${library}`);
        await page.locator("tbody th a").first().click();
        await page.locator("#content").waitFor();
        await looksAt(page, `item-${library}`);
        await page.getByRole("link", { name: "修改" }).click();
        await page.locator("#note").waitFor();
        await looksAt(page, `form-${library}`);
      }
    } finally {
      await browser.close();
    }
  });
});
