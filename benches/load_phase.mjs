/** What a service does while it works on something: its memory, and how long owners wait for a search. */

import { readFileSync, writeFileSync } from "node:fs";

const QUERY = "鞋面老有划痕，六个人看还漏";
/** Between two looks at memory and two searches, in milliseconds. */
const PAUSE = 100;

/** @param {number} ms */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** One phase, watched from its beginning to its end. */
export class Phase {
  /** Milliseconds of each search. @type {number[]} */
  #waits = [];
  #failed = 0;
  #peak = 0;
  #anonymous = 0;
  #begun = performance.now();
  #took = 0;
  #over = false;
  #away = false;
  #watching;

  /** @param {import("../tests/browser/live_server.mjs").LiveServer} live @param {string} name */
  constructor(live, name) {
    this.live = live;
    this.name = name;
    this.#forgetPeak();
    this.#watching = Promise.all([this.#keepAsking(), this.#keepLooking()]);
  }

  /** Kills the service as a power cut would, and starts it again. */
  async kill() {
    this.#look();
    this.#away = true;
    await this.live.kill();
    await this.live.start();
    this.#away = false;
  }

  /** Ends the phase. @returns {Promise<Record<string, string|number>>} a row of the report */
  async end() {
    this.#took = performance.now() - this.#begun;
    this.#look();
    this.#over = true;
    await this.#watching;
    const waits = this.#waits.toSorted((a, b) => a - b);
    const at = (/** @type {number} */ share) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0);
    return {
      phase: this.name, seconds: Math.round(this.#took / 1000), "peak MiB": this.#peak, "of it anonymous": this.#anonymous,
      searches: waits.length, failed: this.#failed, "median ms": at(0.5), "p99 ms": at(0.99), "longest ms": at(1),
    };
  }

  /** The kernel counts the peak anew from here on. */
  #forgetPeak() {
    writeFileSync(`/proc/${this.live.pid}/clear_refs`, "5");
  }

  #look() {
    if (!this.live.pid) return;
    const status = readFileSync(`/proc/${this.live.pid}/status`, "utf8");
    const mib = (/** @type {string} */ name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
    this.#peak = Math.max(this.#peak, mib("VmHWM"));
    this.#anonymous = Math.max(this.#anonymous, mib("RssAnon"));
  }

  async #keepLooking() {
    for (; !this.#over; await sleep(PAUSE)) {
      this.#look();
    }
  }

  async #keepAsking() {
    for (; !this.#over; await sleep(PAUSE)) {
      // Nobody is answered while the service is killed and starts again.
      if (this.#away) continue;
      const [begun, pid] = [performance.now(), this.live.pid];
      const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: QUERY }) };
      const answer = await fetch(`${this.live.origin}/api/v1/search`, request).catch(() => null);
      const read = await answer?.text().catch(() => null);
      if (this.#away || pid !== this.live.pid) continue;
      if (answer?.ok && read) this.#waits.push(performance.now() - begun);
      else this.#failed += 1;
    }
  }
}
