/** The page of a case: what stands on it, and where things are. */

/** @returns {HTMLElement} the whole case; it is never replaced, what stands in it is */
export function root() {
  return /** @type {HTMLElement} */ (document.getElementById("case"));
}

/** A sentence that the server put on the page for scripts. @param {string} name */
export function words(name) {
  return root().dataset[`words${name}`] ?? "";
}

/** The version that was seen last. */
export function version() {
  return Number(root().dataset.version);
}

/** Tells in the line for it, and to whoever listens to the page. @param {string} text @param {""|"bad"|"wait"} [kind] */
export function tell(text, kind = "") {
  const line = document.getElementById("saved");
  if (!line) return;
  line.textContent = text;
  line.className = `saved ${kind}`;
}

/** Whether somebody is typing there. @param {Element|null} element */
export function isTyping(element) {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || (element instanceof HTMLInputElement && !["checkbox", "radio", "submit", "button"].includes(element.type));
}

/** Every box of a part in which something can be written. @param {ParentNode} part @returns {HTMLTextAreaElement[]} */
export function boxes(part) {
  return [...part.querySelectorAll("textarea")].filter((box) => !box.readOnly);
}
