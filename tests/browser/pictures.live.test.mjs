/** Photos and a model that takes images: one goes there only where the owner has said that nothing on it tells who he is. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, openPage, PHONE } from "./browser.mjs";
import { LiveServer } from "./live_server.mjs";
import { photoWithPosition } from "./photo.mjs";

/** Where screenshots go, for looking at them; nowhere unless asked for. */
const SHOTS = process.env.SHOTS ?? "";

/** What the model was asked. @type {string[]} */
const asked = [];
/** A model that is down once it has read: the rules answer then, and what it was sent is known. */
const model = createServer((request, response) => {
  /** @type {Buffer[]} */
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    asked.push(Buffer.concat(parts).toString());
    response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: { message: "no", type: "invalid_request_error" } }));
  });
});
const live = new LiveServer();
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;

before(async () => {
  await new Promise((done) => model.listen(0, "127.0.0.1", () => done(undefined)));
  const address = model.address();
  const port = typeof address === "object" && address ? address.port : 0;
  live.settings = { YIGUAN_LLM_BASE_URL: `http://127.0.0.1:${port}/v1`, YIGUAN_LLM_MODEL: "eye", YIGUAN_LLM_IMAGES: "true" };
  await live.start();
  phone = await openBrowser({ ...PHONE, viewport: { width: 360, height: 740 } });
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});

after(async () => {
  await phone?.close();
  await live.close();
  model.closeAllConnections();
  await new Promise((done) => model.close(done));
});

test("a photo goes to the model when its box was ticked, and only then", async () => {
  const { page, complaints } = await openPage(phone.context, live.origin);
  await page.goto(live.origin);
  const sends = async (/** @type {string} */ words, /** @type {boolean} */ cleared) => {
    asked.length = 0;
    const turns = await page.locator(".turn").count();
    await page.locator("input[type=file]").setInputFiles([{ name: "a.jpg", mimeType: "image/jpeg", buffer: photoWithPosition() }]);
    await page.getByText("已传好").waitFor();
    const box = page.getByLabel("照片上没有人脸、证件、客户名称");
    assert.equal(await box.isChecked(), false, "nobody has said so yet");
    if (cleared) await box.tap();
    await page.locator("#message").fill(words);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/photo_${cleared ? "cleared" : "not_cleared"}.png` });
    await page.locator("#send").tap();
    await page.locator(".turn").nth(turns).locator(".answer-head").waitFor();
    await page.locator("#send").waitFor();
    return asked.filter((body) => body.includes("data:image/jpeg;base64,")).length;
  };
  assert.equal(await sends("鞋面老有划痕，六个人看还漏，能不能上AI", false), 0);
  assert.ok(asked.length > 0, "the model was asked about the words");
  assert.ok((await sends("就是照片上这种划痕", true)) > 0, "a photo that was cleared goes to the model");
  assert.ok(!asked.some((body) => body.includes("N28.0123")));
  assert.deepEqual(complaints, []);
});

test("where the model takes no images nobody is asked about it", async () => {
  const blind = new LiveServer();
  await blind.start();
  const { page } = await openPage(phone.context, blind.origin);
  await page.goto(blind.origin);
  await page.locator("input[type=file]").setInputFiles([{ name: "a.jpg", mimeType: "image/jpeg", buffer: photoWithPosition() }]);
  await page.getByText("已传好").waitFor();
  assert.equal(await page.locator(".waiting-photo ~ label input[type=checkbox]").count(), 0);
  await page.close();
  await blind.close();
});
