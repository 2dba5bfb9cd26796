/** Keeps what was typed and is not saved yet, in this tab: a broken connection, a reload or an expired session loses nothing. */

import { boxes, root } from "./page.js";

/** What was typed, over which text, and why it does not save itself: `other` somebody changed the line too, `proposed` a model wrote it. */
/** @typedef {{text: string, base: string, held: string}} Kept */

/** @param {HTMLFormElement} form */
const nameOf = (form) => form.dataset.saves ?? form.dataset.keep ?? "";

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} box */
function key(form, box) {
  const place = boxes(form).filter((other) => other.name === box.name).indexOf(box);
  return `yiguan:${root().dataset.code}:${nameOf(form)}:${box.name}:${place}`;
}

/** Notes what stands in a box, or forgets it when that is what the server has. @param {HTMLTextAreaElement} box */
export function keep(box) {
  const form = box.form;
  if (!form || !nameOf(form)) return;
  const name = key(form, box);
  try {
    if (box.value === box.defaultValue) sessionStorage.removeItem(name);
    else {
      const before = read(name);
      const base = form.dataset.held === undefined ? box.defaultValue : (before?.base ?? box.defaultValue);
      sessionStorage.setItem(name, JSON.stringify({ text: box.value, base, held: form.dataset.held ?? "" }));
    }
  } catch {
    // A full or forbidden store: the text still stands on the page.
  }
}

/** Forgets what was kept of a box: the server has it. @param {HTMLTextAreaElement} box */
export function settle(box) {
  if (box.form && nameOf(box.form)) sessionStorage.removeItem(key(box.form, box));
}

/** Forgets what was kept of a form. @param {HTMLFormElement} form */
export function forget(form) {
  for (const box of boxes(form)) sessionStorage.removeItem(key(form, box));
  delete form.dataset.held;
}

/**
 * Puts what was kept back into its boxes. Where the server's text has changed since, it is put back but not saved by itself.
 * @param {ParentNode} part
 * @returns {number} how many boxes were filled
 */
export function restore(part) {
  let filled = 0;
  for (const box of boxes(part)) {
    const form = box.form;
    if (!form || !nameOf(form) || box === document.activeElement) continue;
    const name = key(form, box);
    const kept = read(name);
    if (!kept) continue;
    if (kept.text === box.defaultValue) {
      sessionStorage.removeItem(name);
      continue;
    }
    if (kept.base !== box.defaultValue) form.dataset.held = "other";
    else if (kept.held === "proposed") form.dataset.held = kept.held;
    box.value = kept.text;
    const fold = box.closest("details");
    if (fold) fold.open = true;
    filled += 1;
  }
  return filled;
}

/**
 * What was kept of this case and has no box on the page: it went to somebody else, or the line is gone.
 * @returns {{text: string, forget: () => void}[]}
 */
export function lost() {
  const mine = `yiguan:${root().dataset.code}:`;
  const here = new Set(boxes(root()).flatMap((box) => (box.form && nameOf(box.form) ? [key(box.form, box)] : [])));
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(mine) && !here.has(name));
  return names.flatMap((name) => {
    const kept = read(name);
    return kept ? [{ text: kept.text, forget: () => sessionStorage.removeItem(name) }] : [];
  });
}

/** Takes a line that a model wrote as typed and not saved: a person says whether it stands. @param {ParentNode} part */
export function takeProposals(part) {
  for (const box of part.querySelectorAll(/** @type {"textarea"} */ ("textarea[data-proposed]"))) {
    const proposal = box.defaultValue;
    box.defaultValue = box.closest(".line")?.querySelector(":scope > .text")?.textContent ?? "";
    box.value = proposal;
    delete box.dataset.proposed;
    if (box.form) box.form.dataset.held = "proposed";
    keep(box);
  }
}

/** @param {string} name @returns {Kept|null} */
function read(name) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
    return kept && typeof kept.text === "string" && typeof kept.base === "string" ? kept : null;
  } catch {
    return null;
  }
}
