/** Prints one sheet by itself, out of a frame of its own: the host page is none of our business. */

import { h } from "./dom.js";
import { dress } from "./sheets.js";

/** How long the frame stays after the print dialogue was opened, milliseconds: some phones print in the background. */
const KEPT = 60_000;

/** @param {HTMLElement} sheet */
export async function printSheet(sheet) {
  const frame = h("iframe", { class: "print-frame", title: sheet.getAttribute("aria-label"), "aria-hidden": "true", tabindex: "-1" });
  document.body.append(frame);
  // Out of sight, but laid out: a hidden frame prints nothing.
  for (const [name, value] of [["position", "fixed"], ["width", "0"], ["height", "0"], ["border", "0"], ["inset", "auto 0 0 auto"]]) frame.style.setProperty(name ?? "", value ?? "");
  const inside = frame.contentDocument;
  const view = frame.contentWindow;
  if (!inside || !view) return;
  inside.title = sheet.querySelector(".sheet-title")?.textContent ?? "";
  const host = inside.createElement("div");
  const copy = inside.importNode(sheet, true);
  for (const fold of copy.querySelectorAll("details")) fold.open = true;
  const app = inside.createElement("div");
  app.className = "app print-one";
  app.append(copy);
  host.attachShadow({ mode: "open" }).append(app);
  inside.body.append(host);
  if (host.shadowRoot) await dress(host.shadowRoot, "light");
  const away = () => frame.remove();
  view.addEventListener("afterprint", away);
  setTimeout(away, KEPT);
  view.focus();
  view.print();
}

/**
 * Folded parts would stay out of print: they open for it and close again.
 * @param {HTMLElement} log
 */
export function unfoldForPrint(log) {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  const open = () => {
    opened = [...log.querySelectorAll("details")].filter((part) => !part.open);
    for (const part of opened) part.open = true;
  };
  const close = () => {
    for (const part of opened) part.open = false;
    opened = [];
  };
  window.addEventListener("beforeprint", open);
  window.addEventListener("afterprint", close);
  return () => {
    window.removeEventListener("beforeprint", open);
    window.removeEventListener("afterprint", close);
  };
}
