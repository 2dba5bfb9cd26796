/** Texts save themselves a moment after the last key, and at once when somebody leaves the box. */

import { forget, keep } from "./keep.js";
import { tell, words } from "./page.js";
import { againLater, send } from "./send.js";

/** How long after the last key, milliseconds. */
const CALM = 1_500;

/** @type {WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>} */
const timers = new WeakMap();
let composing = false;

/** Listens to every box of the page. */
export function startSaving() {
  document.addEventListener("compositionstart", () => {
    composing = true;
  });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    typed(event.target);
  });
  document.addEventListener("input", (event) => typed(event.target));
  document.addEventListener("focusout", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || !box.form) return;
    // From one box of a form to the next is no leaving, and a button of the form saves by itself.
    if (event.relatedTarget instanceof Node && box.form.contains(event.relatedTarget)) return;
    void flush(box.form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void saveAll();
  });
}

/** @param {EventTarget|null} box */
function typed(box) {
  if (!(box instanceof HTMLTextAreaElement) || !box.form) return;
  keep(box);
  const form = box.form;
  if (form.dataset.saves === undefined || !["text", "basis"].includes(box.name)) return;
  clearTimeout(timers.get(form));
  if (form.dataset.held === undefined) timers.set(form, setTimeout(() => void flush(form), CALM));
}

/**
 * Saves every text that is not saved yet.
 * @param {HTMLFormElement|null} [but] a form that is left out
 * @returns {Promise<boolean>} false when something is still not saved
 */
export async function saveAll(but = null) {
  let all = true;
  for (const form of document.querySelectorAll(/** @type {"form"} */ ("form[data-saves]"))) {
    if (form !== but && !(await flush(form))) all = false;
  }
  return all;
}

/** Saves a form's text when it is not saved yet. @param {HTMLFormElement} form @returns {Promise<boolean>} */
async function flush(form) {
  clearTimeout(timers.get(form));
  const text = form.elements.namedItem("text");
  const basis = form.elements.namedItem("basis");
  if (!form.isConnected || form.dataset.saves === undefined || !(text instanceof HTMLTextAreaElement)) return true;
  const changed = text.value !== text.defaultValue || (basis instanceof HTMLTextAreaElement && basis.value !== basis.defaultValue);
  if (!changed) return true;
  if (composing) return false;
  if (form.dataset.held !== undefined) {
    tell(words(form.dataset.held === "proposed" ? "Proposed" : "Held"), "wait");
    return false;
  }
  if (text.value.trim() === "") {
    tell(words("Empty"), "wait");
    return false;
  }
  const button = form.querySelector(/** @type {"button"} */ ("button[value^=edit]"));
  const result = await send(form, button, true);
  if (result === "offline") againLater(() => void flush(form));
  return result === "saved";
}

/**
 * Sends a form that somebody sent.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement|null} button
 * @param {boolean} [alone] true: other texts are not saved first
 */
export async function submit(form, button, alone = false) {
  clearTimeout(timers.get(form));
  const deed = button?.value ?? "";
  const saves = deed.startsWith("edit");
  // A text of another box goes first: a decision is made on what stands there. What takes the line's own text away does not.
  const own = ["mark_unknown", "leave_out", "restore"].includes(deed) ? form : null;
  if (!saves && !alone && !(await saveAll(own))) return "refused";
  if (own) forget(own);
  if (saves) delete form.dataset.held;
  const result = await send(form, button);
  if (result === "saved" && form.dataset.keep !== undefined) {
    forget(form);
    if (form.isConnected) form.reset();
  }
  return result;
}
