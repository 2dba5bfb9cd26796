/** What this device keeps: the way back to one conversation, never a word of it (workshop computers are shared). */

/** @typedef {{id: string, token: string, caseCode: string, locale?: string}} Session */

const KEY = "yiguan.session";

/** @returns {Session|null} */
export function loadSession() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const whole = [kept?.id, kept?.token, kept?.caseCode].every((part) => typeof part === "string");
    return whole ? kept : null;
  } catch {
    return null;
  }
}

/** @param {Session} session */
export function saveSession({ id, token, caseCode, locale }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ id, token, caseCode, locale }));
  } catch {
    // Storage may be switched off: the conversation then lasts as long as the page.
  }
}

/** Forgets the conversation on this device. */
export function clearSession() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
