/** The message catalogue: every text that the page says by itself comes from the server. */

import { readJson } from "./api.js";

/** @type {Record<string, string>} */
let catalogue = {};

/** The language asked for by `?lang=`, else by the browser; Chinese when it asks for none of ours. */
export function wantedLocale() {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.languages?.[0] ?? navigator.language;
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
