/** Imports many invented cases, kills the service in the middle, and measures whether it goes on answering and how much memory it takes. Run: node benches/import_load.mjs [ROWS] */

import { readFileSync } from "node:fs";
import { openBrowser } from "../tests/browser/browser.mjs";
import { addStaff } from "../tests/browser/desk.mjs";
import { LiveServer } from "../tests/browser/live_server.mjs";

const rows = Number(process.argv[2] ?? 50_000);
const HEADS = ["编号", "标题", "行业代码", "行业", "工序", "老板原话", "问题", "任务类型", "做法", "结局", "经验", "是否适合AI", "时机", "关键词", "来源1标题", "来源1发布方"];

/** @param {number} n */
function cells(n) {
  let state = (n * 7919 + 17) >>> 0;
  const words = (/** @type {number} */ count) => Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(0x4e00 + ((state >>> 8) % 3000));
  }).join("");
  return [`load-${n}`, `${words(10)}${n}`, `C${130 + (n % 300)}`, words(4), words(6), words(30), words(40), "外观检测", words(50), "成功", `${words(12)}；${words(12)}`, "适合", "先试点", `${words(3)}、${words(3)}`, words(14), words(5)];
}

const live = new LiveServer();
await live.start();
const { context, close } = await openBrowser();
const request = context.request;

/** The token of the session. */
let csrf = "";
/** @param {string} login */
async function enter(login) {
  await request.post(`${live.origin}/staff/sign-in`, { form: { login, password: "seven wonders of wenzhou", code: "" } });
  csrf = /name="_csrf" value="([0-9a-f]{64})"/.exec(await (await request.get(`${live.origin}/staff/account`)).text())?.[1] ?? "";
}

/** Highest memory of the service so far, in MiB. */
function peak() {
  const status = readFileSync(`/proc/${live.pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

/** @type {number[]} */
const waits = [];
async function asks() {
  const begun = performance.now();
  const answer = await fetch(`${live.origin}/api/v1/search`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "鞋面老有划痕，六个人看还漏" }) });
  if (!answer.ok) throw new Error(`search: ${answer.status} ${await answer.text()}`);
  waits.push(performance.now() - begun);
}

/** Follows a job to its end, asking as an owner all the while; kills the service once at that share. @param {string} path @param {string} name @param {number} killAt */
async function follows(path, name, killAt) {
  const begun = performance.now();
  let killed = false;
  let most = 0;
  for (;;) {
    const page = await (await request.get(live.origin + path)).text();
    const done = Number(/已看过 (\d+) 行/.exec(page)?.[1] ?? /(\d+) \/ \d+ 行/.exec(page)?.[1] ?? 0);
    if (page.includes('data-running="no"')) {
      most = Math.max(most, peak());
      console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s, peak ${most} MiB`);
      return page;
    }
    if (!killed && done > rows * killAt) {
      killed = true;
      most = peak();
      console.log(`${name}: killed at ${done}, peak ${most} MiB`);
      await live.kill();
      await live.start();
    }
    await asks();
    await new Promise((go) => setTimeout(go, 200));
  }
}


await addStaff(live, context, "lin", "curator");
await addStaff(live, context, "chen", "curator");
await enter("lin");
const table = [HEADS, ...Array.from({ length: rows }, (_, n) => cells(n))].map((row) => row.map((cell) => `"${cell}"`).join(",")).join("\r\n");
console.log(`${rows} rows, ${(Buffer.byteLength(table) / 2 ** 20).toFixed(0)} MiB, peak before ${peak()} MiB`);
const sent = await request.post(`${live.origin}/staff/curation/import`, {
  multipart: { _csrf: csrf, kind: "cases", file: { name: "cases.csv", mimeType: "text/csv", buffer: Buffer.from(table) } }, timeout: 120_000,
});
const job = new URL(sent.url()).pathname;
const tried = await follows(job, "dry run", 0.4);
console.log(/<strong>(\d+)<\/strong> 新增/.exec(tried)?.[0]);
await request.post(`${live.origin}${job}/confirm`, { form: { _csrf: csrf, take: "new" } });
const written = await follows(job, "written", 0.4);
console.log(/已交给第二个人：[^<]*/.exec(written)?.[0]);
await context.clearCookies();
await enter("chen");
const publishing = await request.post(`${live.origin}${job}/publish`, { form: { _csrf: csrf } });
const published = await follows(new URL(publishing.url()).pathname, "published", 0.4);
console.log(/已发布[^<]*/.exec(published)?.[0]);
waits.sort((a, b) => a - b);
console.log(`search while it ran: ${waits.length} times, median ${waits[waits.length >> 1]?.toFixed(0)} ms, 95 % ${waits[Math.floor(waits.length * 0.95)]?.toFixed(0)} ms, longest ${waits.at(-1)?.toFixed(0)} ms`);
const out = await request.get(`${live.origin}/staff/curation/export/knowledge.jsonl`, { timeout: 300_000 });
const ids = (await out.text()).split("\n").filter((line) => line.includes('"id":"load-') || line.includes('"load-')).length;
console.log(`exported again: ${ids} of them; peak ${peak()} MiB`);
await live.kill();
console.log(await live.command("index", "verify").catch((error) => error.stdout || String(error)));
await close();
await live.close();
