/** What to tell the owner when something did not work, and what can be done about it. */

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { t } from "./messages.js";

/**
 * What to tell the owner.
 * @param {unknown} cause
 */
export function explain(cause) {
  if (cause instanceof ApiError) return cause.detail || t(cause.status === 0 ? "offline" : "unexpected");
  return t("unexpected");
}

/**
 * True when the conversation is not there any more, or not this device's.
 * @param {unknown} cause
 */
export const isGone = (cause) => cause instanceof ApiError && [401, 403, 404].includes(cause.status) && cause.code !== "no_fact";

/**
 * What helps with a message that was not taken; nothing when only another message does.
 * @param {unknown} cause
 * @returns {"start_over"|"retry"|"edit"|null}
 */
export function remedy(cause) {
  if (isGone(cause)) return "start_over";
  if (!(cause instanceof ApiError) || cause.temporary) return "retry";
  return cause.code === "no_fact" ? null : "edit";
}

/**
 * Stands in the log when the conversation of this device cannot be shown.
 * @param {unknown} cause
 * @param {() => void} retry
 */
export function resumeNotice(cause, retry) {
  const button = h("button", { type: "button", class: "quiet", on: { click: retry } }, t("retry"));
  return h("div", { class: "notice", role: "alert" }, h("p", {}, explain(cause)), !isGone(cause) && h("div", { class: "notice-actions" }, button));
}
