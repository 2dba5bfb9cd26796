/** The style sheets, fetched as text and adopted: the host page's policy on styles does not reach constructed sheets. */

import { HOME } from "./api.js";
import { cleanFetch } from "./clean_fetch.js";

/** The service puts all sheets into one but that of the dark theme, which holds only where it is wanted. */
const NAMES = ["widget", "dark"];

/** @typedef {"light"|"dark"|"auto"} Theme */

/** When the sheets of a theme hold. @type {Record<Theme, string>} */
const DARK = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };

/** @type {Promise<[string, string][]>|null} */
let texts = null;

/** @returns {Promise<[string, string][]>} each sheet's name and text, fetched once for all widgets of a page */
function load() {
  texts ??= Promise.all(NAMES.map(fetchSheet)).catch((cause) => {
    texts = null;
    throw cause;
  });
  return texts;
}

/**
 * @param {string} name
 * @returns {Promise<[string, string]>}
 */
async function fetchSheet(name) {
  const response = await cleanFetch()(new URL(`./${name}.css`, import.meta.url).href, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${HOME}: ${name}.css: ${response.status}`);
  return [name, await response.text()];
}

/**
 * Puts the sheets on a shadow root, in its own document's name.
 * @param {ShadowRoot} root
 * @param {Theme} theme
 * @param {string} [nonce] for browsers that cannot construct sheets
 */
export async function dress(root, theme, nonce) {
  const sheets = await load();
  const view = root.ownerDocument.defaultView ?? window;
  const medium = (/** @type {string} */ name) => (name === "dark" ? DARK[theme] : "all");
  if (!("adoptedStyleSheets" in root)) return dressOld(/** @type {any} */ (root), sheets.map(([name, text]) => [medium(name), text]), nonce);
  root.adoptedStyleSheets = sheets.map(([name, text]) => {
    const sheet = new /** @type {typeof window} */ (view).CSSStyleSheet({ media: medium(name) });
    sheet.replaceSync(text);
    return sheet;
  });
}

/**
 * @param {ShadowRoot} root
 * @param {[string, string][]} sheets medium and text
 * @param {string} [nonce]
 */
function dressOld(root, sheets, nonce) {
  for (const old of root.querySelectorAll("style")) old.remove();
  for (const [medium, text] of sheets) {
    const style = document.createElement("style");
    style.media = medium;
    if (nonce) style.nonce = nonce;
    style.textContent = text;
    root.prepend(style);
  }
}
