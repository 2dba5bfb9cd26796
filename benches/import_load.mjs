/** Imports many invented cases, kills the service in the middle of each step, and shows whether it goes on answering, how much memory it takes, and that nothing is lost or doubled. Run: node benches/import_load.mjs [ROWS] [clauses|characters] */

import { openBrowser } from "../tests/browser/browser.mjs";
import { addStaff, PASSWORD } from "../tests/browser/desk.mjs";
import { LiveServer } from "../tests/browser/live_server.mjs";
import { inventedCases } from "./invented_cases.mjs";
import { Phase, sleep } from "./load_phase.mjs";

const rows = Number(process.argv[2] ?? 50_000);
const kind = process.argv[3] === "characters" ? "characters" : "clauses";
/** The share of the rows after which the service is killed. */
const KILL_AT = 0.4;
/** Between two looks at a job, in milliseconds: in that time some hundred rows are written. */
const PAUSE = 100;
/** Rows between two lines that tell how far it is. */
const TELL = rows / 10;

const live = new LiveServer();
await live.start();
const { context, close } = await openBrowser();
const request = context.request;
/** The token of the session. */
let csrf = "";
/** @type {Record<string, string|number>[]} */
const report = [];

/** @param {string} login */
async function enter(login) {
  await context.clearCookies();
  await request.post(`${live.origin}/staff/sign-in`, { form: { login, password: PASSWORD, code: "" } });
  csrf = /name="_csrf" value="([0-9a-f]{64})"/.exec(await (await request.get(`${live.origin}/staff/account`)).text())?.[1] ?? "";
}

/** How many rows the page of a job says are done; the slash is escaped in pages. @param {string} page */
const rowsDone = (page) => Number(/已看过 (\d+) 行|(\d+) (?:\/|&#x2f;) \d+ 行/.exec(page)?.slice(1).find(Boolean) ?? 0);

/** Follows a job to its end and kills the service once in the middle. @param {string} name @param {string} path @returns {Promise<string>} the job's page */
async function follows(name, path) {
  const phase = new Phase(live, name);
  let [killed, told, at] = [false, 0, performance.now()];
  for (;; await sleep(PAUSE)) {
    const page = await (await request.get(live.origin + path)).text();
    const done = rowsDone(page);
    if (page.includes('data-running="no"')) {
      if (!killed) throw new Error(`${name}: it was over before it could be killed`);
      report.push(await phase.end());
      return page;
    }
    if (done - told >= TELL) {
      console.log(`${name}: ${done} rows, ${Math.round((done - told) / (performance.now() - at) * 1000)} rows/s`);
      [told, at] = [done, performance.now()];
    }
    if (!killed && done >= rows * KILL_AT) {
      killed = true;
      console.log(`${name}: kill -9 at ${done} rows`);
      await phase.kill();
    }
  }
}

/** @param {string} what @param {unknown} is @param {unknown} should */
function holds(what, is, should) {
  console.log(`${is === should ? "ok" : "WRONG"}: ${what}: ${is}${is === should ? "" : `, not ${should}`}`);
  if (is !== should) process.exitCode = 1;
}

await addStaff(live, context, "lin", "curator");
await addStaff(live, context, "chen", "curator");
await enter("lin");
const table = Buffer.from(inventedCases(rows, kind));
console.log(`${rows} rows of ${kind}, ${(table.length / 2 ** 20).toFixed(0)} MiB`);
const sent = await request.post(`${live.origin}/staff/curation/import`, {
  multipart: { _csrf: csrf, kind: "cases", file: { name: "cases.csv", mimeType: "text/csv", buffer: table } }, timeout: 120_000,
});
const job = new URL(sent.url()).pathname;
const tried = await follows("dry run", job);
const fresh = Number(/<strong>(\d+)<\/strong> 新增/.exec(tried)?.[1]);
const alike = Number(/<strong>(\d+)<\/strong> 相近/.exec(tried)?.[1]);
holds("rows that are new or alike", fresh + alike, rows);
await request.post(`${live.origin}${job}/confirm`, { form: { _csrf: csrf, take: "new" } });
const written = await follows("writing", job);
holds("versions handed to a second person", /已交给第二个人：(\d+) 行新版本，0 行.*没变的 0 行.*没写的 0 行.*没写的 0 行/.exec(written)?.[1], String(fresh));
await enter("chen");
const publishing = await request.post(`${live.origin}${job}/publish`, { form: { _csrf: csrf } });
const published = await follows("publishing", new URL(publishing.url()).pathname);
holds("published", /已发布 (\d+) 行，定了日子的 0 行，没发布的 0 行/.exec(published)?.[1], String(fresh));

const resting = new Phase(live, "half a minute later");
await sleep(30_000);
report.push(await resting.end());
const out = await request.get(`${live.origin}/staff/curation/export/knowledge.jsonl`, { timeout: 600_000 });
const ids = (await out.text()).split("\n").map((line) => /"id":"(load-\d+)"/.exec(line)?.[1]).filter(Boolean);
holds("exported again", ids.length, fresh);
holds("of them different", new Set(ids).size, fresh);
await live.kill();
console.log((await live.command("index", "verify").catch((error) => (process.exitCode = 1, error.stdout || String(error)))).trim());
console.table(report);
await close();
await live.close();
