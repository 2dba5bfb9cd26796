/** The microphone against the real service and an endpoint that listens: a fake device speaks, the owner reads before sending. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openBrowser, openPage, PHONE } from "./browser.mjs";
import { LiveServer } from "./live_server.mjs";

const HEARD = "鞋面老有划痕，六个人看还漏";
/** @type {Buffer[]} */
const received = [];
const endpoint = createServer((request, response) => {
  /** @type {Buffer[]} */
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    received.push(Buffer.concat(parts));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ text: HEARD }));
  });
});
const live = new LiveServer();
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let phone;

before(async () => {
  await new Promise((done) => endpoint.listen(0, "127.0.0.1", () => done(undefined)));
  const address = endpoint.address();
  live.settings = { YIGUAN_SPEECH_BASE_URL: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/v1`, YIGUAN_SPEECH_MODEL: "ear" };
  await live.start();
  phone = await openBrowser({ ...PHONE, permissions: ["microphone"] }, ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});

after(async () => {
  await phone?.close();
  await live.close();
  endpoint.closeAllConnections();
  await new Promise((done) => endpoint.close(done));
});

test("what was said comes into the message box to be read first, and is sent only then", async () => {
  const { page, complaints } = await openPage(phone.context, live.origin);
  await page.goto(live.origin);
  await page.locator("#voice").tap();
  await page.getByText("说完再点一下").waitFor();
  await page.waitForTimeout(600);
  await page.locator("#voice").tap();
  await page.getByText("看看对不对").waitFor();
  assert.equal(await page.locator("#message").inputValue(), HEARD);
  assert.equal(await page.locator(".turn").count(), 0);
  assert.ok(received[0]?.includes("webm") && received[0].length > 500, "a real recording");
  await page.locator("#send").tap();
  await page.locator(".turn .question").waitFor();
  assert.deepEqual(complaints, []);
});

test("without an endpoint there is no button", async () => {
  const deaf = new LiveServer();
  await deaf.start();
  const { page } = await openPage(phone.context, deaf.origin);
  await page.goto(deaf.origin);
  await page.locator("#photo").waitFor();
  assert.equal(await page.locator("#voice").count(), 0);
  await page.close();
  await deaf.close();
});
