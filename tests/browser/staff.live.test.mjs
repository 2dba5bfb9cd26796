/** The pages of staff in a real browser: in by keyboard, readable for everybody, in through an identity provider. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage, DESKTOP, PHONE } from "./browser.mjs";
import { LiveServer } from "./live_server.mjs";
import { CLIENT, OidcServer } from "./oidc_server.mjs";

const PASSWORD = "seven wonders of wenzhou";
const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };

const live = new LiveServer();
const provider = new OidcServer();

before(async () => {
  await provider.listen();
  live.settings = { YIGUAN_OIDC_ISSUER: provider.issuer, YIGUAN_OIDC_CLIENT_ID: CLIENT.id, YIGUAN_OIDC_CLIENT_SECRET: CLIENT.secret };
  await live.start();
  provider.serve(`${live.origin}/staff/openid/callback`);
});

after(async () => {
  await provider.close();
  await live.close();
});

/**
 * Makes an account; returns the path of its link.
 * @param {string} login @param {...string} roles
 */
async function add(login, ...roles) {
  const said = await live.command("staff", "add", "--login", login, "--name", `${login}先生`, ...roles.flatMap((role) => ["--role", role]));
  const link = /\/staff\/link\/[0-9a-f]{64}/.exec(said)?.[0];
  assert.ok(link, said);
  return link;
}

/** @param {import("playwright-core").Page} page @param {() => Promise<unknown>} deed */
async function goes(page, deed) {
  await Promise.all([page.waitForEvent("load"), deed()]);
}

/** @param {import("playwright-core").Page} page @param {string} link */
async function enter(page, link) {
  const login = await setPassword(page, link);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(PASSWORD);
  await goes(page, () => page.keyboard.press("Enter"));
}

/** @param {import("playwright-core").Page} page @param {string} link @returns {Promise<string>} the login */
async function setPassword(page, link) {
  await page.goto(live.origin + link);
  const login = await page.locator("input[name=username]").inputValue();
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#again").fill(PASSWORD);
  await goes(page, () => page.keyboard.press("Enter"));
  return login;
}

/** What stands where the keyboard is. @param {import("playwright-core").Page} page */
const focused = (page) => page.evaluate(() => {
  const at = /** @type {HTMLElement} */ (document.activeElement);
  return at.id || at.textContent?.trim() || at.tagName;
});

describe("staff come in", () => {
  test("by keyboard alone, from the link to the log and out again", async () => {
    const link = await add("keys", "auditor");
    const browser = await openBrowser({ viewport: { width: 1280, height: 720 } });
    try {
      const { page, complaints } = await openPage(browser.context, live.origin);
      const press = async (/** @type {string[]} */ ...keys) => { for (const key of keys) await page.keyboard.press(key); };
      await page.goto(live.origin + link);
      assert.equal(await focused(page), "password");
      await page.keyboard.type("short");
      await press("Tab");
      await page.keyboard.type("short");
      await goes(page, () => press("Enter"));
      assert.match(await page.locator("[role=alert]").innerText(), /至少12个字符/);
      assert.equal(await page.locator("#password").getAttribute("aria-invalid"), "true");
      await page.keyboard.type(PASSWORD);
      await press("Tab");
      await page.keyboard.type(PASSWORD);
      await goes(page, () => press("Enter"));
      assert.equal(new URL(page.url()).pathname, "/staff/sign-in");
      assert.equal(await focused(page), "login");
      await page.keyboard.type("keys");
      await press("Tab");
      await page.keyboard.type(PASSWORD);
      await press("Tab", "Tab");
      assert.equal(await focused(page), "登录");
      await goes(page, () => press("Enter"));
      assert.equal(new URL(page.url()).pathname, "/staff/audit");
      assert.match(await page.locator("tbody").innerText(), /登录/);
      await press("Tab");
      assert.equal(await focused(page), "跳到正文");
      await press("Enter", "Tab");
      assert.equal(await focused(page), "action", "the skip link leads past the bar");
      for (let steps = 0; steps < 12 && (await focused(page)) !== "退出"; steps++) await press("Shift+Tab");
      await goes(page, () => press("Enter"));
      assert.match(await page.locator("[role=status]").innerText(), /已退出/);
      await page.goto(`${live.origin}/staff/audit`);
      assert.equal(new URL(page.url()).pathname, "/staff/sign-in");
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });

  test("from a page elsewhere nobody sends a form", async () => {
    const link = await add("victim", "admin");
    const browser = await openBrowser(DESKTOP);
    try {
      const page = await browser.context.newPage();
      await enter(page, link);
      const token = await page.locator("input[name=_csrf]").first().inputValue();
      const cookie = (await browser.context.cookies()).find((one) => one.name === "yiguan_staff");
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, "Strict", "/"]);
      // Even with a token that leaked: the cookie does not go along, and the browser says where the form comes from.
      const elsewhere = await browser.context.newPage();
      await elsewhere.route("http://evil.test/**", (route) => route.fulfill({
        contentType: "text/html",
        body: `<form method="post" action="${live.origin}/staff/account/sign-out-everywhere"><input name="_csrf" value="${token}"><button>x</button></form>`,
      }));
      await elsewhere.goto("http://evil.test/");
      await goes(elsewhere, () => elsewhere.getByRole("button").click());
      await page.goto(`${live.origin}/staff/account`);
      assert.equal(new URL(page.url()).pathname, "/staff/account", "still signed in");
    } finally {
      await browser.close();
    }
  });
});

describe("everyone can use it", () => {
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    test(`axe finds nothing in any page, and nothing runs over (${theme})`, async () => {
      for (const [size, options] of /** @type {const} */ ([["desktop", DESKTOP], ["phone", SMALL_PHONE]])) {
        const browser = await openBrowser({ ...options, colorScheme: theme, reducedMotion: "reduce" });
        try {
          const { page, complaints } = await openPage(browser.context, live.origin);
          const check = async (/** @type {string} */ state) => {
            const found = await page.evaluate(async (axe) => {
              const view = /** @type {any} */ (window);
              if (!view.axe) (0, eval)(axe);
              const { violations } = await view.axe.run(document, { resultTypes: ["violations"] });
              return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" | ").slice(0, 300)}`);
            }, AXE);
            assert.deepEqual(found, [], `${state}, ${size}`);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(over <= 0, `${state}, ${size}: ${over} pixels too wide`);
          };
          const link = await add(`axe-${theme}-${size}`, "admin", "lead");
          await page.goto(`${live.origin}${link}x`);
          await check("a link that opens nothing");
          await page.goto(live.origin + link);
          await check("link");
          await page.goto(`${live.origin}/staff/sign-in`);
          await page.locator("#login").fill("nobody");
          await page.locator("#password").fill("nothing");
          await goes(page, () => page.keyboard.press("Enter"));
          await check("sign in, refused");
          await enter(page, link);
          await page.goto(`${live.origin}/staff/people`);
          await check("people");
          await page.locator("#login").fill(`more-${theme}-${size}`);
          await page.locator("#name").fill("王五");
          await goes(page, () => page.getByRole("button", { name: "添加，生成链接" }).click());
          assert.match(await page.locator("[role=alert]").innerText(), /至少选一个角色/);
          await check("people, refused");
          await page.locator("#add ~ form input[value=translator]").check();
          await goes(page, () => page.getByRole("button", { name: "添加，生成链接" }).click());
          assert.match(await page.locator("#link").inputValue(), /^http:\/\/127\.0\.0\.1:\d+\/staff\/link\/[0-9a-f]{64}$/);
          await check("handed over");
          await page.goto(`${live.origin}/staff/account`);
          await check("account");
          await goes(page, () => page.getByRole("button", { name: "开启两步验证" }).click());
          await page.locator(".scan svg").waitFor();
          await check("authenticator app");
          await page.goto(`${live.origin}/staff/audit`);
          await check("log");
          assert.deepEqual(complaints.filter((one) => !one.includes("unsafe-eval")), []);
        } finally {
          await browser.close();
        }
      }
    });
  }
});

describe("an identity provider", () => {
  /** @param {import("playwright-core").Page} page @param {string} name */
  async function through(page, name) {
    await page.goto(`${live.origin}/staff/sign-in`);
    await page.getByRole("link", { name: "用单位账号登录" }).click();
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("any");
    await page.locator("input[name=password]").press("Enter");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${live.origin}/staff/**`);
  }

  test("lets in whom it knows and an administrator has added, and makes no accounts", async () => {
    await add("wang@ai.wz", "auditor");
    await add("staff.zhao", "auditor");
    await add("zhao@ai.wz", "admin");
    for (const [name, heading] of [["stranger", "没有办成"], ["wang", "操作日志"], ["wang", "操作日志"], ["zhao", "操作日志"]]) {
      const browser = await openBrowser(DESKTOP);
      try {
        const page = await browser.context.newPage();
        await through(page, name ?? "");
        await page.getByRole("heading", { level: 1, name: heading }).waitFor();
        if (name !== "stranger") {
          const who = name === "wang" ? "wang@ai.wz" : "staff.zhao";
          assert.equal(await page.locator(".who").innerText(), `${who}先生`, "an address that is not verified is nobody's");
          await page.goto(`${live.origin}/staff/account`);
          assert.match(await page.locator("main").innerText(), /已关联/);
        } else {
          assert.match(await page.locator("[role=alert]").innerText(), /还没有账号/);
        }
      } finally {
        await browser.close();
      }
    }
    assert.match(await live.command("audit", "verify"), /日志完好/);
    const log = (await live.command("audit", "export")).trim().split("\n").map((line) => JSON.parse(line));
    const count = (/** @type {string} */ action, /** @type {string} */ detail) => log.filter((entry) => entry.action === action && entry.detail === detail).length;
    assert.deepEqual([count("staff.openid_joined", ""), count("staff.signed_in", "openid"), count("staff.sign_in_failed", "openid")], [2, 3, 1]);
  });

  test("an answer that belongs to no try opens nothing", async () => {
    const browser = await openBrowser(DESKTOP);
    try {
      const page = await browser.context.newPage();
      await page.goto(`${live.origin}/staff/openid/callback?code=x&state=y`);
      assert.match(await page.locator("[role=alert]").innerText(), /过期/);
      // With a try under way, but another one's state.
      await page.goto(`${live.origin}/staff/sign-in`);
      await page.getByRole("link", { name: "用单位账号登录" }).click();
      await page.locator("input[name=login]").waitFor();
      await page.goto(`${live.origin}/staff/openid/callback?code=x&state=${"0".repeat(64)}`);
      assert.match(await page.locator("[role=alert]").innerText(), /过期/);
    } finally {
      await browser.close();
    }
  });
});
