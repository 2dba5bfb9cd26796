/** Starts and kills the real binary on a random port with its own data directory. */

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const BINARY = process.env.YIGUAN_BIN ? resolve(process.env.YIGUAN_BIN) : resolve(here, "../../target/debug/yiguan");
/** The first start reads the knowledge and builds the index; a debug build takes its time. Milliseconds. */
const START_PATIENCE = 180_000;

export class LiveServer {
  data = mkdtempSync(join(tmpdir(), "yiguan-live-"));
  origin = "";
  /** Settings of this service, as environment variables. @type {Record<string, string>} */
  settings = {};
  #port = 0;
  /** @type {import("node:child_process").ChildProcess|null} */
  #process = null;

  /** Starts the binary; a later start takes the same port, so that the page finds its service again. */
  async start() {
    const env = { ...clean(process.env), YIGUAN_LISTEN: `127.0.0.1:${this.#port}`, YIGUAN_DATA_DIR: this.data, ...this.settings };
    const child = spawn(BINARY, [], { env, cwd: this.data, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    this.origin = await address(child);
    this.#port = Number(new URL(this.origin).port);
    await this.#ready();
  }

  /** The process, for those who measure it. */
  get pid() {
    return this.#process?.pid ?? 0;
  }

  async #ready() {
    for (const end = Date.now() + START_PATIENCE; Date.now() < end; await sleep(100)) {
      const response = await fetch(`${this.origin}/readyz`).catch(() => null);
      if (response?.ok) return;
    }
    throw new Error("the service never became ready");
  }

  /**
   * Runs another command of the binary on the same data.
   * @param {...string} words
   * @returns {Promise<string>} what it printed
   */
  async command(...words) {
    const env = { ...clean(process.env), YIGUAN_LISTEN: new URL(this.origin).host, YIGUAN_DATA_DIR: this.data };
    const { stdout } = await promisify(execFile)(BINARY, words, { env, cwd: this.data });
    return stdout;
  }

  /**
   * Makes a site; returns its key.
   * @param {...string} words options of `yiguan site add`
   */
  async addSite(...words) {
    const said = await this.command("site", "add", "--name", "某区政务网", ...words);
    const key = /pk_[0-9a-f]+/.exec(said)?.[0];
    if (!key) throw new Error(`no key in: ${said}`);
    return key;
  }

  /** Kills the process as a power cut would, and waits until it is gone. */
  async kill() {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
  }

  async close() {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/**
 * The environment without settings of another service: no model, no database, no Qdrant.
 * @param {NodeJS.ProcessEnv} env
 */
const clean = (env) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("YIGUAN_")));

/**
 * Waits for the line that names the address.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string>}
 */
function address(child) {
  return new Promise((done, fail) => {
    let said = "";
    const timer = setTimeout(() => fail(new Error(`no address after ${START_PATIENCE} ms:\n${said}`)), START_PATIENCE);
    const hear = (/** @type {Buffer} */ piece) => {
      said += piece.toString("utf8");
    };
    child.stderr?.on("data", hear);
    child.stdout?.on("data", (piece) => {
      hear(piece);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      done(found[0]);
    });
    child.once("error", fail);
    child.once("exit", (code, signal) => fail(new Error(`ended with ${code ?? signal} before it was ready:\n${said}`)));
  });
}

/** @param {number} ms */
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
