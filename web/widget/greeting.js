/** What stands on the page before anything was said. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/**
 * @param {string|null} words those of the site, when it has its own
 * @param {(text: string) => void} onSend
 * @param {() => void} onReturn for who has talked on another device
 */
export function greeting(words, onSend, onReturn) {
  const example = (/** @type {string} */ text) => h("li", {}, h("button", { type: "button", class: "example", on: { click: () => onSend(text) } }, text));
  return h(
    "section",
    { class: "greeting" },
    h("h2", {}, t("greeting_title")),
    h("p", { class: "lead" }, words ?? t("greeting_text")),
    h("p", { class: "eyebrow" }, t("greeting_examples")),
    h("ul", { class: "examples" }, [t("example_1"), t("example_2"), t("example_3")].map(example)),
    h("p", { class: "muted small" }, t("greeting_privacy")),
    h("button", { type: "button", class: "quiet", id: "go-on", on: { click: onReturn } }, t("go_on")),
  );
}
