/** The message catalogue: every text that the page says by itself comes from the server. */

import { readJson } from "./api.js";

/** What the widget says by itself. */
const SECTIONS = "page,label,error,stage";

/** @type {Record<string, string>} */
let catalogue = {};

let language = "zh-CN";

/**
 * The first of these that names a language of ours decides; Chinese when none does.
 * @param {...(string|null|undefined)} wishes language tags, the strongest wish first
 */
export function chooseLocale(...wishes) {
  const wish = wishes.find((tag) => tag && /^(en|zh)\b/i.test(tag));
  return /^en\b/i.test(wish ?? "") ? "en" : "zh-CN";
}

/** The language of what is loaded. */
export const locale = () => language;

/**
 * Loads the catalogue of a language: one for all widgets of a page.
 * @param {string} wanted
 */
export async function loadMessages(wanted) {
  if (wanted === language && Object.keys(catalogue).length > 0) return;
  catalogue = await readJson(`/api/v1/messages?locale=${encodeURIComponent(wanted)}&sections=${SECTIONS}`);
  language = wanted;
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
 * A day, as people here read it.
 * @param {string} date RFC 3339, with or without a time
 */
export function day(date) {
  const parts = /** @type {const} */ ({ year: "numeric", month: "long", day: "numeric" });
  return new Date(date.includes("T") ? date : `${date}T00:00:00`).toLocaleDateString(language, parts);
}

/**
 * A day and an hour, as people here read them.
 * @param {string} time RFC 3339
 */
export function moment(time) {
  const parts = /** @type {const} */ ({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return new Date(time).toLocaleString(language, parts);
}
