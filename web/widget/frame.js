/** The frame around a talk: head, log, message box. */

import { h, s } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";

/**
 * @typedef {ReturnType<typeof buildFrame>} Frame
 */

/**
 * @param {{heading: "h1"|"h2", languageHref: string|null, closable: boolean}} options `heading`: the level that fits the page;
 *   `closable`: whether it can be put away
 */
export function buildFrame({ heading, languageHref, closable }) {
  const caseCode = h("p", { class: "case-code", id: "case-code", hidden: true });
  const notice = h("span", {}, t("notice"));
  const answeredBy = h("span", { class: "answered-by", id: "answered-by" });
  const language = languageHref && h("a", { class: "quiet", id: "language", href: languageHref, lang: t("language_tag"), title: t("language_hint") }, t("language"));
  const fresh = h("button", { class: "quiet", id: "new", type: "button", hidden: true }, t("new_conversation"));
  const more = h("button", { class: "quiet", id: "more", type: "button", "aria-haspopup": "dialog" }, t("more"));
  const close = closable ? h("button", { class: "quiet", id: "close", type: "button", "aria-label": t("close") }, icon("close")) : null;
  const head = h(
    "header",
    { class: "top", part: "header" },
    h(
      "div",
      { class: "top-bar" },
      h("span", { class: "seal", "aria-hidden": "true" }, "译"),
      h("div", { class: "brand" }, h(heading, { class: "brand-name", id: "brand" }, t("brand"), " ", h("span", { class: "tagline" }, t("tagline"))), caseCode),
      h("nav", { class: "top-actions", "aria-label": t("actions") }, language, fresh, more, close),
    ),
    h("slot", { name: "header" }),
    h("p", { class: "ai-notice" }, icon("spark"), notice, " ", answeredBy),
  );
  const turns = h("div", { class: "column", id: "turns" });
  const log = h("div", { class: "log", id: "log", part: "log", tabindex: "0", role: "region", "aria-label": t("log") }, turns);
  const composer = composerParts();
  const announcer = h("div", { class: "sr-only", id: "announcer", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  const skip = h("a", { class: "skip", href: "#message" }, t("skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    composer.area.focus();
  });
  const app = h("div", { class: "app" }, skip, head, log, composer.form, h("slot", { name: "footer" }), announcer);
  return { app, log, turns, announcer, caseCode, notice, answeredBy, fresh, more, close, composer };
}

function composerParts() {
  const area = h("textarea", { id: "message", part: "input", rows: 1, autocomplete: "off", "aria-describedby": "counter hint", placeholder: t("input_placeholder") });
  const up = s("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M12 4l7 7-1.4 1.4L13 7.8V20h-2V7.8l-4.6 4.6L5 11z" }));
  const send = h("button", { class: "send", id: "send", part: "send", type: "submit" }, up, h("span", {}, t("send")));
  const square = s("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: "M7 7h10v10H7z" }));
  const stop = h("button", { class: "send stop", id: "stop", type: "button", hidden: true }, square, h("span", {}, t("stop")));
  const counter = h("span", { id: "counter", class: "counter", hidden: true });
  const tools = h("div", { class: "tools" });
  const tray = h("div", { class: "tray" });
  const form = h(
    "form",
    { class: "composer", id: "composer", part: "composer", novalidate: true },
    tray,
    h("div", { class: "composer-inner" }, tools, h("label", { class: "sr-only", for: "message" }, t("input_label")), area, send, stop),
    h("p", { class: "composer-notes" }, h("span", { id: "hint", class: "hint" }, t("input_hint_desktop")), counter),
  );
  return { form, area, send, stop, counter, tools, tray };
}
