/** Takes a fresh page of the server into the one on the screen: what changed is replaced, what somebody is typing stays. */

import { restore, takeProposals } from "./keep.js";
import { boxes, isTyping, root } from "./page.js";

/** Each part as the server sent it last, without the version. @type {Map<string, string>} */
const known = new Map();
/** Called after anything was replaced. @type {(() => void)[]} */
const listeners = [];

/** @param {() => void} listener */
export function onSwap(listener) {
  listeners.push(listener);
}

/** Remembers the parts as they are; to be called before a script changes anything. */
export function remember() {
  for (const part of parts(document)) known.set(part.id, plain(part));
}

/** Takes in a page. @param {Document} page @returns {boolean} false when it is no page of this case */
export function take(page) {
  const fresh = page.getElementById("case");
  const old = root();
  if (!fresh || fresh.dataset.code !== old.dataset.code) return false;
  const same = shape(fresh) === shape(old);
  for (const name of [...old.getAttributeNames(), ...fresh.getAttributeNames()].filter((name) => name.startsWith("data-"))) {
    const value = fresh.getAttribute(name);
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
  }
  document.title = page.title;
  if (same) takeParts(page);
  else takeAll(fresh, old);
  for (const input of old.querySelectorAll("input[name=version]")) input.setAttribute("value", old.dataset.version ?? "");
  takeProposals(old);
  restore(old);
  for (const listener of listeners) listener();
  return true;
}

/** @param {ParentNode} place @returns {HTMLElement[]} */
const parts = (place) => [...place.querySelectorAll(/** @type {"div"} */ ("[data-part]"))];

/** Which parts there are, in order, and whether they can be written in. @param {HTMLElement} place */
const shape = (place) => [...["form", "mine", "blind"].map((name) => name in place.dataset), ...parts(place).map((part) => part.id)].join(" ");

/** @param {HTMLElement} part */
const plain = (part) => part.outerHTML.replace(/name="version" value="\d+"/g, "");

/** @param {Document} page */
function takeParts(page) {
  for (const part of parts(page)) {
    const now = plain(part);
    if (known.get(part.id) === now) continue;
    const old = document.getElementById(part.id);
    // Parts hold no parts, but one may be gone with a neighbour.
    if (!old) continue;
    known.set(part.id, now);
    replace(old, /** @type {HTMLElement} */ (document.importNode(part, true)));
  }
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function replace(old, fresh) {
  const focus = document.activeElement;
  const inside = focus instanceof HTMLElement && old.contains(focus);
  if (inside && isTyping(focus)) {
    around(old, fresh, focus);
    return;
  }
  const mark = inside ? describe(old, focus) : "";
  const open = [...old.querySelectorAll("details")].map((fold) => fold.open);
  const folds = [...fresh.querySelectorAll("details")];
  // Where as many can be unfolded as before they are the same ones.
  if (folds.length === open.length && !old.matches(".line")) for (const [place, fold] of folds.entries()) fold.open ||= open[place] ?? false;
  old.replaceWith(fresh);
  if (!inside) return;
  const again = mark === "" ? fresh : fresh.querySelector(/** @type {"button"} */ (mark));
  (again ?? fresh).focus({ preventScroll: true });
  // A button that stands folded away takes no focus.
  if (document.activeElement !== again) fresh.focus({ preventScroll: true });
}

/** Replaces everything in a part but the child in which somebody is typing. @param {HTMLElement} old @param {HTMLElement} fresh @param {HTMLElement} focus */
function around(old, fresh, focus) {
  const kept = [...old.children].find((child) => child.contains(focus));
  if (!kept) return;
  for (const child of [...old.children]) if (child !== kept) child.remove();
  const twin = [...fresh.children].find((child) => child.tagName === kept.tagName && child.className === kept.className);
  if (twin) meet(kept, twin);
  let before = true;
  for (const child of [...fresh.children]) {
    if (child === twin) before = false;
    else if (before) kept.before(child);
    else old.append(child);
  }
  for (const name of ["class", "data-at", "data-pieces"]) {
    const value = fresh.getAttribute(name);
    if (value !== null) old.setAttribute(name, value);
  }
  // What stands around the box belongs to the text before: it comes with the next page after the typing.
  known.delete(old.id);
}

/** A box in which somebody types meets the server's text: an untouched one takes it, another waits until a person has looked. @param {Element} kept @param {Element} twin */
function meet(kept, twin) {
  for (const box of boxes(kept)) {
    const other = boxes(twin).find((one) => one.name === box.name);
    if (!other || other.defaultValue.trim() === box.defaultValue.trim()) continue;
    if (box.value === box.defaultValue) box.value = other.defaultValue;
    else if (box.value.trim() !== other.defaultValue.trim() && box.form) box.form.dataset.held = "other";
    box.defaultValue = other.defaultValue;
  }
}

/** How to find an element of a part again. @param {HTMLElement} part @param {HTMLElement} focus */
function describe(part, focus) {
  if (focus === part) return "";
  const button = focus.closest("button");
  if (button?.name) return `button[name="${button.name}"][value="${button.value}"]`;
  const fold = focus.closest("details");
  return fold?.dataset.key ? `details[data-key="${fold.dataset.key}"] > summary` : "";
}

/** Another case altogether, as after a claim. @param {HTMLElement} fresh @param {HTMLElement} old */
function takeAll(fresh, old) {
  const scrolled = new Map([...old.querySelectorAll(".pane")].map((pane) => [pane.id, pane.scrollTop]));
  const focus = document.activeElement instanceof HTMLElement ? document.activeElement.closest("[data-part], .pane")?.id : undefined;
  old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  known.clear();
  remember();
  for (const [id, top] of scrolled) {
    const pane = document.getElementById(id);
    if (pane) pane.scrollTop = top;
  }
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}
