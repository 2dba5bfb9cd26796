/** The message catalogue: every text that the page says by itself comes from the server. */

import { readJson } from "./api.js";
import { loadSession } from "./store.js";

/** @type {Record<string, string>} */
let catalogue = {};

/** The language asked for by `?lang=`, else that of the talk on this device, else the browser's; Chinese when it is none of ours. */
export function wantedLocale() {
  const asked = new URLSearchParams(location.search).get("lang") ?? loadSession()?.locale ?? navigator.languages?.[0] ?? navigator.language;
  return /^en\b/i.test(asked ?? "") ? "en" : "zh-CN";
}

/**
 * Loads the catalogue of a language.
 * @param {string} locale
 */
export async function loadMessages(locale) {
  catalogue = await readJson(`/api/v1/messages?locale=${encodeURIComponent(locale)}`);
}

/**
 * A message with its `{placeholders}` filled in; the key itself when there is none.
 * @param {string} key `name` of the section `page`, or `section.name`
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = catalogue[key.includes(".") ? key : `page.${key}`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * A day and an hour, as people here read them.
 * @param {string} time RFC 3339
 */
export function moment(time) {
  const parts = /** @type {const} */ ({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return new Date(time).toLocaleString(document.documentElement.lang, parts);
}

/**
 * Puts texts where the page's markup asks for them.
 * @param {ParentNode} root
 */
export function fillTexts(root) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = t(element.getAttribute("data-text") ?? "");
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.getAttribute("data-label") ?? ""));
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) {
    element.setAttribute("placeholder", t(element.getAttribute("data-placeholder") ?? ""));
  }
}
