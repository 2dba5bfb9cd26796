/** Near-duplicates in a real browser: a near copy of a seed case is found, told apart and taken back, merged by one curator and published by another; readable for everybody. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { parse } from "smol-toml";
import { openBrowser, openPage } from "./browser.mjs";
import { entersConsole, looksAt } from "./console.mjs";
import { addStaff } from "./desk.mjs";
import { LiveServer } from "./live_server.mjs";

const SEED = "aikawa-press-normal-image-ai";
const COPY = `${SEED}-copy`;
const PAIR = `[data-pair="${SEED}-${COPY}"]`;

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

/** What the seed says of the case. @returns {Record<string, any>} */
function seed() {
  return parse(readFileSync(new URL(`../../knowledge/cases/${SEED}.toml`, import.meta.url), "utf8"));
}

/**
 * The list, once the pair is on it (or no longer): the look follows the log within seconds.
 * @param {import("playwright-core").Page} page
 * @param {boolean} there
 */
async function lists(page, there) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(`${live.origin}/staff/curation/alike`);
    if ((await page.locator(PAIR).count()) > 0 === there) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`the pair is ${there ? "not " : "still "}on the list`);
}

describe("near-duplicates", () => {
  test("a near copy of a case is found, and the two become one when a second person publishes", async () => {
    const [one, other] = [await openBrowser(), await openBrowser()];
    try {
      const { page: li, complaints } = await openPage(one.context, live.origin);
      const { page: wu } = await openPage(other.context, live.origin);
      await entersConsole(li, live.origin, "li");
      await entersConsole(wu, live.origin, "wu");
      const original = seed();
      await li.goto(`${live.origin}/staff/curation/cases/new`);
      const texts = {
        id: COPY,
        title: `${original.title}二`.slice(-40),
        region: original.region ?? "",
        "sector.code": original.sector.code,
        "sector.name": original.sector.name,
        process_step: original.process_step,
        owner_words: original.owner_words,
        problem: original.problem,
        approach: original.approach,
        keywords: "重复的一条",
        "sources.0.title": "另一篇报道",
        "sources.0.publisher": "温州日报",
      };
      for (const [name, value] of Object.entries(texts)) await li.locator(`[name="${name}"]`).fill(value);
      for (const name of ["ai_task", "outcome", "fit", "timing"]) await li.locator(`[name="${name}"]`).selectOption(original[name]);
      await li.getByRole("button", { name: "存下并提交审核" }).click();
      await li.getByText("已提交审核").waitFor();
      await wu.goto(`${live.origin}/staff/curation/cases/${COPY}`);
      await wu.getByRole("button", { name: "发布", exact: true }).click();
      await wu.getByText("已发布，现在就查得到").waitFor();

      await lists(li, true);
      await looksAt(li, "alike-list");
      const pair = li.locator(PAIR);
      await pair.getByRole("button", { name: "不是重复" }).click();
      await li.locator("[role=alert]").waitFor();
      await looksAt(li, "alike-list-no-reason");
      await li.locator(PAIR).getByLabel("理由").fill("一条是试点，一条是推广");
      await li.locator(PAIR).getByRole("button", { name: "不是重复" }).click();
      await li.getByText("已记下").waitFor();
      assert.equal(await li.locator(PAIR).count(), 0);
      await li.getByRole("link", { name: /不是重复的案例/ }).click();
      await looksAt(li, "alike-dismissed");
      await li.locator(PAIR).getByRole("button", { name: "收回这个判定" }).click();
      await li.getByText("已收回").waitFor();

      await wu.goto(`${live.origin}/staff/curation`);
      await wu.getByRole("link", { name: /^疑似重复 \d/ }).click();
      await li.goto(`${live.origin}/staff/curation/alike`);
      await li.locator(PAIR).getByRole("link", { name: "合并…" }).click();
      await looksAt(li, "alike-merge");
      await li.locator(`[name="f.title"][value=other]`).check();
      await li.getByLabel("合并说明").fill("同一家厂的同一条线");
      await li.getByRole("button", { name: "合并并提交审核" }).click();
      await li.locator("#takes-in").waitFor();
      await looksAt(li, "alike-item-takes-in");
      await wu.reload();
      assert.equal(await wu.locator(PAIR).getByRole("link", { name: "合并…" }).count(), 0);
      await wu.goto(`${live.origin}/staff/curation/cases/${SEED}`);
      await wu.getByRole("button", { name: "发布", exact: true }).click();
      await wu.getByText("已发布，现在就查得到").waitFor();
      assert.match(await wu.locator("main").innerText(), /另一篇报道/);
      await wu.goto(`${live.origin}/staff/curation/cases/${COPY}`);
      await looksAt(wu, "alike-item-went-into");
      await wu.locator("#went-into a").click();
      await wu.waitForURL(new RegExp(`/cases/${SEED}$`));
      await lists(wu, false);
      assert.deepEqual(complaints, []);
    } finally {
      await one.close();
      await other.close();
    }
  });
});
