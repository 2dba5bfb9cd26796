/** A mock of the service for browser tests: plays scripted events with real shapes, and misbehaves when told to. */

import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { createHash, randomUUID } from "node:crypto";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";
import { eventsOf, outcomeFor } from "./mock_outcomes.mjs";
import { Desk, ownersCall, waiting } from "./mock_review.mjs";

const web = new URL("../../web/", import.meta.url);
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };

/**
 * @typedef {import("node:http").IncomingMessage} Request
 * @typedef {import("node:http").ServerResponse} Response
 * @typedef {{id: string, conversation: string, message: string, state: string, finished: string|null, outcome: any, events: any[], played: number,
 *   wake: Set<() => void>}} Turn
 */

export class MockServer {
  /** Settings that a test changes. Delays in milliseconds. */
  control = {
    /** Between two events. */
    delay: 5,
    /** Cut the stream once, after the event of this number. */
    cutAfter: 0,
    /** Hold all turns before the event of this type until it is cleared. */
    holdBefore: "",
    /** The next turns posted end in this problem, one each. @type {any[]} */
    problems: [],
    /** Drop the connection of the next n posts after the turn was taken. */
    dropReplies: 0,
    /** Replaces the events of the next turn. @type {((events: any[]) => any[])|null} */
    rewrite: null,
  };
  /** Everything that was asked. @type {{method: string, path: string, headers: import("node:http").IncomingHttpHeaders, body: any}[]} */
  requests = [];
  /** @type {Map<string, {id: string, token: string, code: string, locale: string, turns: Turn[], handover: any, review: any, consent: any, keys: Map<string, Turn>}>} */
  conversations = new Map();
  /** @type {Map<string, Turn>} */
  turns = new Map();
  /** @type {Set<Response>} */
  #streams = new Set();
  #server = createServer((request, response) => {
    this.#serve(request, response).catch((cause) => {
      console.error(cause);
      response.destroy();
    });
  });

  /** @param {number} [port] @returns {Promise<string>} the address */
  async start(port = 0) {
    await new Promise((resolve) => this.#server.listen(port, "127.0.0.1", () => resolve(undefined)));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : port}`;
  }

  /** Breaks every open stream, as a network does. */
  cutStreams() {
    for (const response of this.#streams) response.destroy();
    this.#streams.clear();
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param {Request} request @param {Response} response */
  async #serve(request, response) {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname;
    if (path === "/readyz") return json(response, 200, {});
    if (!path.startsWith("/api/")) return this.#file(path, response);
    const body = request.method === "POST" ? await readBody(request) : null;
    this.requests.push({ method: request.method ?? "", path, headers: request.headers, body });
    const [, turnId, action] = /^\/api\/v1\/turns\/([^/]+)(?:\/(events|stop))?$/.exec(path) ?? [];
    const [, talkId, turnsPart] = /^\/api\/v1\/conversations\/([^/]+)(\/.+)?$/.exec(path) ?? [];
    if (path === "/api/v1/messages") return json(response, 200, catalogue(url.searchParams.get("locale") ?? "zh-CN"));
    if (path.startsWith("/api/v1/sites/")) return json(response, 200, { key: path.split("/").at(-1), name: "译官", greeting: null, locale: "zh-CN", enabled: true });
    if (path === "/api/v1/conversations") return this.#open(body, response);
    if (turnId) return this.#turn(turnId, action, request, response);
    const talk = this.conversations.get(talkId ?? "");
    if (!talk || request.headers.authorization !== `Bearer ${talk.token}`) return problem(response, 404, "no_conversation", "找不到这段对话。请检查编号，或者开始新的对话。");
    if (turnsPart === "/submit") return this.#submit(talk, response);
    if (turnsPart === "/turns") return this.#post(talk, request, body, response);
    if (turnsPart) return this.#owners(talk, request.method ?? "", turnsPart, body, response);
    const turns = talk.turns.map((turn) => ({ turn_id: turn.id, message: turn.message, state: turn.state, finished_at: turn.finished, outcome: turn.outcome }));
    const handover = talk.handover && { ...talk.handover, state: talk.review.state };
    const shown = { conversation_id: talk.id, case_code: talk.code, locale: talk.locale, dossier: [], handover, review: talk.review, case_consent: talk.consent, contact: null, turns };
    const tag = `W/"${createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 24)}"`;
    response.setHeader("etag", tag);
    if (request.headers["if-none-match"] !== tag) return json(response, 200, shown);
    response.writeHead(304);
    response.end();
  }

  /** The desk for the talk that was begun last. */
  desk() {
    const talk = [...this.conversations.values()].at(-1);
    return new Desk(talk);
  }

  /** @param {any} talk @param {string} method @param {string} path @param {any} body @param {Response} response */
  #owners(talk, method, path, body, response) {
    const done = ownersCall(talk, method, path, body);
    if (!done) return problem(response, 404, "not_found", "没有这个地址。");
    if (done.code) return problem(response, done.status, done.code, done.detail ?? "");
    if (done.file === undefined) return json(response, done.status, done.body);
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.end(done.file);
  }

  /** @param {string} path @param {Response} response */
  #file(path, response) {
    if (path === "/host") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP });
      return void response.end('<!doctype html><html lang="zh-CN"><title>区政务网</title><main><h1>惠企服务</h1></main><script src="/widget/v1.js" data-site="pk_own" defer></script></html>');
    }
    const page = path === "/" || path.startsWith("/w/");
    const name = page ? "pages/index.html" : normalize(path).slice(1);
    if (name === "widget/widget.css") {
      const sheets = ["base", "shell", "chat", "cards", "verdict", "grounds", "read_back", "sheet", "more", "review"].map((one) => readFileSync(new URL(`widget/${one}.css`, web), "utf8"));
      response.writeHead(200, { "content-type": "text/css; charset=utf-8", "content-security-policy": CSP });
      return void response.end(`${sheets.join("")}@media print {${readFileSync(new URL("widget/print.css", web), "utf8")}}`);
    }
    const file = fileURLToPath(new URL(name, web));
    if (!/^(pages|assets|widget)\//.test(name) || !existsSync(file)) return problem(response, 404, "not_found", "没有这个地址。");
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": CSP, "x-content-type-options": "nosniff" });
    const body = readFileSync(file);
    response.end(/\.(html|js)$/.test(name) ? body.toString("utf8").replaceAll("@build@", "/widget/").replaceAll("@preload@", "") : body);
  }

  /** @param {any} body @param {Response} response */
  #open(body, response) {
    const talk = { id: randomUUID(), token: randomUUID(), code: "K7QM-3XHD", locale: body?.locale ?? "zh-CN", turns: [], handover: null, review: null, consent: null, keys: new Map() };
    this.conversations.set(talk.id, talk);
    json(response, 201, { conversation_id: talk.id, owner_token: talk.token, case_code: talk.code });
  }

  /** @param {any} talk @param {Request} request @param {any} body @param {Response} response */
  #post(talk, request, body, response) {
    const refusal = this.control.problems.shift();
    if (refusal) return problem(response, refusal.status, refusal.code, refusal.detail);
    const key = String(request.headers["idempotency-key"] ?? randomUUID());
    const turn = talk.keys.get(key) ?? this.#begin(talk, body.message, body.corrects);
    talk.keys.set(key, turn);
    if (this.control.dropReplies > 0) {
      this.control.dropReplies -= 1;
      return void response.destroy();
    }
    json(response, 202, { turn_id: turn.id });
  }

  /** @param {any} talk @param {Response} response */
  #submit(talk, response) {
    const refusal = this.control.problems.shift();
    if (refusal) return problem(response, refusal.status, refusal.code, refusal.detail);
    talk.handover ??= { wish: "review", state: "waiting", requested_at: new Date().toISOString() };
    talk.review ??= waiting();
    if (["released", "declined", "withdrawn"].includes(talk.review.state)) Object.assign(talk.review, { state: "waiting", closing: null });
    json(response, 202, { ...talk.handover, state: talk.review.state });
  }

  /** @param {any} talk @param {string} message @param {string} [corrects] @returns {Turn} */
  #begin(talk, message, corrects) {
    const id = randomUUID();
    const outcome = outcomeFor(talk.turns.length, message, corrects);
    let events = eventsOf(outcome, id, talk.id);
    if (this.control.rewrite) events = this.control.rewrite(events);
    this.control.rewrite = null;
    /** @type {Turn} */
    const turn = { id, conversation: talk.id, message, state: "running", finished: null, outcome: null, events, played: 0, wake: new Set() };
    talk.turns.push(turn);
    this.turns.set(id, turn);
    this.#play(turn);
    return turn;
  }

  /** The turn goes on whether anyone listens or not. @param {Turn} turn */
  async #play(turn) {
    while (turn.played < turn.events.length) {
      await sleep(this.control.delay);
      const next = turn.events[turn.played];
      if (next && next.type === this.control.holdBefore) continue;
      turn.played += 1;
      if (next?.type === "turn.finished") this.#finish(turn, next);
      for (const wake of turn.wake) wake();
    }
  }

  /** @param {Turn} turn @param {any} event */
  #finish(turn, event) {
    const finished = new Date().toISOString();
    const talk = this.conversations.get(turn.conversation);
    if (talk && event.outcome?.wants_person) {
      talk.handover ??= { wish: "person", state: "waiting", requested_at: finished };
      talk.review ??= waiting();
    }
    Object.assign(turn, { state: event.state, outcome: event.outcome, finished });
  }

  /** @param {string} id @param {string|undefined} action @param {Request} request @param {Response} response */
  async #turn(id, action, request, response) {
    const turn = this.turns.get(id);
    const token = this.conversations.get(turn?.conversation ?? "")?.token;
    if (!turn || request.headers.authorization !== `Bearer ${token}`) return problem(response, 404, "no_turn", "找不到这一轮。请检查编号。");
    if (action === "stop") {
      if (turn.state === "running") turn.events = [...turn.events.slice(0, turn.played), { type: "turn.finished", state: "stopped", outcome: null }];
      return json(response, 202, {});
    }
    if (!action) return json(response, 200, { turn_id: id, state: turn.state, message: turn.message, outcome: turn.outcome });
    await this.#stream(turn, Number(request.headers["last-event-id"] ?? 0), response);
  }

  /** @param {Turn} turn @param {number} from @param {Response} response */
  async #stream(turn, from, response) {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "content-security-policy": CSP });
    this.#streams.add(response);
    response.write(": hello\n\n");
    for (let number = from + 1; !response.destroyed; number += 1) {
      while (turn.played < number && !response.destroyed) await nextWake(turn, response);
      const event = turn.events[number - 1];
      if (!event) continue;
      response.write(`id: ${number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (this.control.cutAfter === number) {
        this.control.cutAfter = 0;
        // The bytes must leave before the connection is torn down.
        await sleep(30);
        return void response.destroy();
      }
      if (event.type === "turn.finished") break;
    }
    response.end();
  }
}

/** @param {Turn} turn @param {Response} response */
async function nextWake(turn, response) {
  await new Promise((resolve) => {
    const wake = () => {
      turn.wake.delete(wake);
      resolve(undefined);
    };
    turn.wake.add(wake);
    setTimeout(wake, 200);
  });
  response.write(": heartbeat\n\n");
}

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} locale */
function catalogue(locale) {
  const lang = locale.startsWith("en") ? "en" : "zh";
  /** @type {any} */
  const all = parse(readFileSync(new URL("messages.toml", web), "utf8"));
  return Object.fromEntries(Object.entries(all).flatMap(([section, list]) => Object.entries(list).map(([name, text]) => [`${section}.${name}`, text[lang]])));
}

/** @param {Request} request @returns {Promise<any>} */
async function readBody(request) {
  /** @type {Buffer[]} */
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString("utf8") || "null");
}

/** @param {Response} response @param {number} status @param {any} body */
function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "content-security-policy": CSP });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

/** @param {Response} response @param {number} status @param {string} code @param {string} detail */
function problem(response, status, code, detail) {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `/problems/${code}`, title: code, status, detail, code }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = new MockServer();
  server.control.delay = 40;
  console.log(await server.start(Number(process.env.YIGUAN_LISTEN?.split(":").at(-1) ?? 8099)));
}
