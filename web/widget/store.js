/** What this device keeps: the way back to one conversation, never a word of it (workshop computers are shared). */

/**
 * @typedef {{q: number, r: number, c: string}} Seen what was seen of a review: the newest question, the newest release, how it was closed
 * @typedef {{id: string, token: string, caseCode: string, locale?: string, seen?: Seen, refused?: boolean}} Session
 *   `seen`: only once it was handed over; `refused`: the owner does not want it to become a case
 */

/** Each site of a page has a talk of its own. @param {string} site */
const keyOf = (site) => (site === "pk_own" ? "yiguan.session" : `yiguan.session.${site}`);

/**
 * @param {string} site
 * @returns {Session|null}
 */
export function loadSession(site) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(site)) ?? "null");
    const whole = [kept?.id, kept?.token, kept?.caseCode].every((part) => typeof part === "string");
    return whole ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} site
 * @param {Session} session
 */
export function saveSession(site, { id, token, caseCode, locale, seen, refused }) {
  try {
    localStorage.setItem(keyOf(site), JSON.stringify({ id, token, caseCode, locale, seen, refused }));
  } catch {
    // Storage may be switched off: the conversation then lasts as long as the page.
  }
}

/**
 * Forgets the conversation on this device.
 * @param {string} site
 */
export function clearSession(site) {
  try {
    localStorage.removeItem(keyOf(site));
  } catch {
    // Nothing was kept.
  }
}

const LARGE = "yiguan.large";

/** Whether this device's owner wants large type. */
export function isLarge() {
  try {
    return localStorage.getItem(LARGE) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} large */
export function keepLarge(large) {
  try {
    if (large) localStorage.setItem(LARGE, "yes");
    else localStorage.removeItem(LARGE);
  } catch {
    // It holds as long as the page does.
  }
}
