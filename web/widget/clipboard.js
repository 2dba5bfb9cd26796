/** Copying: whatever leaves the page by the clipboard ends with the AI label (标识办法第四条). */

import { h } from "./dom.js";

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it worked
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * For plain http in a workshop's network, where `navigator.clipboard` is missing.
 * @param {string} text
 */
function copyBySelection(text) {
  const area = h("textarea", { class: "sr-only", readonly: true, "aria-hidden": "true" });
  const focused = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/**
 * What is selected in the tree that holds `part`; browsers disagree on who knows it.
 * @param {Node} part
 * @returns {Selection|null}
 */
function selectionIn(part) {
  const root = /** @type {any} */ (part.getRootNode());
  return typeof root.getSelection === "function" ? root.getSelection() : document.getSelection();
}

/**
 * Adds the label to what the owner selects and copies by hand out of an answer.
 * @param {HTMLElement} log
 * @param {() => string} label of a draft; what was released carries its own
 */
export function labelManualCopies(log, label) {
  log.addEventListener("copy", (event) => {
    const selection = selectionIn(log);
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    const touched = [...log.querySelectorAll(".answer, .released")].filter((answer) => selection.containsNode(answer, true));
    const released = touched.every((answer) => answer.matches(".released"));
    const end = (released && touched[0]?.querySelector(".ai-label")?.textContent) || label();
    const text = selection.toString();
    if (touched.length === 0 || text.endsWith(end)) return;
    event.clipboardData.setData("text/plain", `${text}\n\n${end}`);
    event.preventDefault();
  });
}
