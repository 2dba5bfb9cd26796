/** The whole page, by itself or inside the iframe shell of another page. */

import { define } from "./element.js";

/** Commands that the page around the frame may give. */
const COMMANDS = ["send", "newCase", "setContext", "resume"];

const query = new URLSearchParams(location.search);
const parent = window.parent === window ? null : originOf(query.get("parent"));
const element = document.createElement("industry-translator");
const site = /^\/w\/(pk_[A-Za-z0-9]+)/.exec(location.pathname)?.[1];
if (site) element.setAttribute("site", site);
element.setAttribute("mode", "page");
const lang = query.get("lang");
const theme = query.get("theme");
if (lang) element.setAttribute("locale", lang);
if (theme) element.setAttribute("theme", theme);
for (const hint of ["region", "industry"]) if (query.get(hint)) element.setAttribute(hint, query.get(hint) ?? "");
if (parent && query.get("closable")) element.setAttribute("closable", "");
element.addEventListener("translator:ready", () => {
  document.documentElement.lang = element.lang;
  document.title = document.querySelector(`meta[name="title-${element.lang}"]`)?.getAttribute("content") ?? document.title;
});
if (parent) {
  for (const name of ["ready", "open", "close", "message", "field", "progress", "submitted", "status", "question", "released", "handoff", "unread", "error"]) {
    element.addEventListener(`translator:${name}`, (event) => {
      window.parent.postMessage({ industryTranslator: name, detail: /** @type {CustomEvent} */ (event).detail }, parent);
    });
  }
  window.addEventListener("message", (event) => {
    if (event.origin !== parent || event.source !== window.parent) return;
    const { industryTranslator: command, detail } = event.data ?? {};
    const translator = /** @type {import("./element.js").IndustryTranslator} */ (element);
    if (!COMMANDS.includes(command)) return;
    if (command === "send" && typeof detail?.text === "string") void translator.send(detail.text);
    if (command === "newCase") void translator.newCase();
    if (command === "setContext") translator.setContext(detail ?? {});
    if (command === "resume") void translator.resume(String(detail?.code ?? ""));
  });
}
define();
document.getElementById("talk")?.replaceWith(element);

/**
 * @param {string|null} text
 * @returns {string|null} an origin as `event.origin` has it
 */
function originOf(text) {
  try {
    const url = new URL(text ?? "");
    return /^https?:$/.test(url.protocol) ? url.origin : null;
  } catch {
    return null;
  }
}
