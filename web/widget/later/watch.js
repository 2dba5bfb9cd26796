/** Asks now and then how a talk stands that was handed to people; without a stream, for it may take days. */

import { ApiError, readConversation } from "../api.js";

/** @import {Review, StoredConversation} from "../types.js" */
/** @import {Seen, Session} from "../store.js" */

/** How often a page that is looked at asks, milliseconds. */
const EVERY = 60_000;
/** Longest wait when the service cannot be reached, milliseconds. */
const LONGEST = 600_000;
/** Nobody asks twice within so short a time, milliseconds. */
const SHORTEST = 1_000;

/**
 * Asks while the page is looked at: at once when it comes to the front or back online, then every minute.
 * @param {Session} session
 * @param {(talk: StoredConversation|null) => void} onAnswer nothing when there is nothing new
 * @param {AbortSignal} signal ends it
 * @param {{tag: string}} [known] what is known already
 * @returns {() => void} asks now
 */
export function watchTalk(session, onAnswer, signal, known = { tag: "" }) {
  let delay = EVERY;
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  /** When the timer goes off, milliseconds since 1970. */
  let due = Infinity;
  const rest = () => {
    clearTimeout(timer);
    due = Infinity;
  };
  const wait = (/** @type {number} */ time) => {
    // Who looked while an answer was on its way is answered soon after it, not a minute later.
    if (signal.aborted || due <= Date.now() + time) return;
    rest();
    due = Date.now() + time;
    timer = setTimeout(() => {
      rest();
      void ask();
    }, time);
  };
  const ask = async () => {
    // Who looks elsewhere is told when he looks here again.
    if (signal.aborted || document.visibilityState !== "visible") return;
    const early = asked + SHORTEST - Date.now();
    if (early > 0) return wait(early);
    asked = Date.now();
    rest();
    try {
      const talk = await readConversation(session, known);
      if (signal.aborted) return;
      delay = EVERY;
      onAnswer(talk);
    } catch (cause) {
      // A talk that is gone, or not this device's any more, will not come back.
      if (cause instanceof ApiError && !cause.temporary) return end();
      delay = Math.min(delay * 2, LONGEST);
    }
    wait(delay * (0.9 + Math.random() / 5));
  };
  const now = () => void ask();
  const end = () => {
    rest();
    document.removeEventListener("visibilitychange", now);
    window.removeEventListener("online", now);
  };
  document.addEventListener("visibilitychange", now);
  window.addEventListener("online", now);
  signal.addEventListener("abort", end);
  wait(delay);
  return now;
}

/**
 * What there is to be seen of a review.
 * @param {Review|null|undefined} review
 * @returns {Seen}
 */
export function toSee(review) {
  const state = review?.state ?? "";
  return {
    q: Math.max(0, ...(review?.questions ?? []).map(({ id }) => id)),
    r: review?.release?.number ?? 0,
    c: ["declined", "withdrawn"].includes(state) ? state : "",
  };
}

/**
 * How many things are new.
 * @param {Seen|undefined} seen
 * @param {Review|null|undefined} review
 */
export function countNew(seen, review) {
  const { q, r, c } = seen ?? toSee(null);
  const now = toSee(review);
  const questions = (review?.questions ?? []).filter((asked) => asked.id > q && asked.answer === null).length;
  return questions + Number(now.r > r) + Number(now.c !== "" && now.c !== c);
}
