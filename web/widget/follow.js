/** Follows a running turn to its end, whatever the network does: lost streams are resumed where they broke off. */

import { ApiError, bearer, readTurn, request } from "./api.js";
import { readEvents } from "./sse.js";

/** @import {TurnEvent} from "./types.js" */

/** Silence after which a stream counts as lost, milliseconds; the service sends a heartbeat at least every ten seconds. */
const SILENCE = 25_000;
/** Silence after which a page that was in the background asks anew, milliseconds. */
const AWAKE_SILENCE = 3_000;
/** With heartbeats but no event for so long, milliseconds, the page asks plainly: a restarted service may have nothing to replay. */
const IDLE = 6_000;
const FIRST_DELAY = 400;
const LONGEST_DELAY = 15_000;

/**
 * Plays the events of a turn in order and each once, until `turn.finished`.
 * @param {string} turnId
 * @param {string} token
 * @param {{onEvent: (event: TurnEvent) => void, onConnection: (state: "live"|"lost") => void, signal: AbortSignal}} handlers
 *   aborting the signal only stops watching, never the turn
 * @returns {Promise<void>}
 * @throws {ApiError} when the service refuses for good
 */
export async function followTurn(turnId, token, handlers) {
  const place = { last: 0, finished: false };
  let delay = FIRST_DELAY;
  while (!place.finished && !handlers.signal.aborted) {
    const before = place.last;
    try {
      await attach(turnId, token, place, handlers);
    } catch (cause) {
      if (cause instanceof ApiError && !cause.temporary) throw cause;
    }
    if (place.finished || handlers.signal.aborted) return;
    handlers.onConnection("lost");
    if (place.last > before) delay = FIRST_DELAY;
    await pause(delay * (0.75 + Math.random() / 2), handlers.signal);
    delay = Math.min(delay * 2, LONGEST_DELAY);
    if (delay > FIRST_DELAY * 4) await reconcile(turnId, token, place, handlers);
  }
}

/**
 * One stream, from where the last one broke off.
 * @param {string} turnId
 * @param {string} token
 * @param {{last: number, finished: boolean}} place
 * @param {Parameters<typeof followTurn>[2]} handlers
 */
async function attach(turnId, token, place, handlers) {
  const { onEvent, onConnection, signal } = handlers;
  const own = new AbortController();
  const watch = watchSilence(() => own.abort());
  const give_up = () => own.abort();
  signal.addEventListener("abort", give_up);
  let eventAt = Date.now();
  const ask = setInterval(async () => {
    if (Date.now() - eventAt < IDLE) return;
    eventAt = Date.now();
    // What the service refuses for good shows up on the stream as well.
    await reconcile(turnId, token, place, handlers).catch(() => {});
    if (place.finished) own.abort();
  }, IDLE / 4);
  try {
    /** @type {Record<string, string>} */
    const resume = place.last > 0 ? { "last-event-id": String(place.last) } : {};
    const headers = bearer(token, { accept: "text/event-stream", ...resume });
    const response = await request(`/api/v1/turns/${encodeURIComponent(turnId)}/events`, { headers, signal: own.signal });
    if (!response.body) return;
    onConnection("live");
    for await (const { id, data } of readEvents(response.body, watch.heard)) {
      if (place.finished) return;
      eventAt = Date.now();
      const number = Number(id);
      if (id !== "" && number <= place.last) continue;
      const event = parse(data);
      if (id !== "" && Number.isFinite(number)) place.last = number;
      if (!event || signal.aborted) continue;
      place.finished ||= event.type === "turn.finished";
      onEvent(event);
      if (place.finished) return;
    }
  } finally {
    watch.end();
    clearInterval(ask);
    signal.removeEventListener("abort", give_up);
  }
}

/**
 * @param {string} data
 * @returns {TurnEvent|null} nothing for what is no event of ours
 */
function parse(data) {
  try {
    const event = JSON.parse(data);
    return typeof event?.type === "string" ? event : null;
  } catch {
    return null;
  }
}

/**
 * Asks plainly how far the turn is, for networks that let no stream through.
 * @param {string} turnId
 * @param {string} token
 * @param {{last: number, finished: boolean}} place
 * @param {Parameters<typeof followTurn>[2]} handlers
 */
async function reconcile(turnId, token, place, { onEvent, signal }) {
  try {
    const turn = await readTurn(token, turnId);
    if (turn.state === "running" || signal.aborted || place.finished) return;
    place.finished = true;
    onEvent({ type: "turn.finished", state: turn.state, outcome: turn.outcome });
  } catch (cause) {
    if (cause instanceof ApiError && !cause.temporary) throw cause;
  }
}

/**
 * Calls `lost` when nothing is heard for too long, sooner when the page comes back to the front.
 * @param {() => void} lost
 */
function watchSilence(lost) {
  let last = Date.now();
  const check = () => Date.now() - last > SILENCE && lost();
  const awake = () => document.visibilityState === "visible" && Date.now() - last > AWAKE_SILENCE && lost();
  const timer = setInterval(check, 1_000);
  document.addEventListener("visibilitychange", awake);
  window.addEventListener("online", lost);
  return {
    heard: () => (last = Date.now()),
    end: () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", awake);
      window.removeEventListener("online", lost);
    },
  };
}

/**
 * Waits; a page that comes to the front or back online does not wait on.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const seen = () => document.visibilityState === "visible" && done();
    const timer = setTimeout(done, milliseconds);
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
