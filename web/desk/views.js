/** One reading of the form at a time, and one side at a time where the window is narrow. Without scripts all stand below one another. */

import { root } from "./page.js";

let view = "";
let pane = "form";

/** Begins with what the address names. */
export function startViews() {
  root().addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    if (link.dataset.view) showView(link.dataset.view);
    else if (link.dataset.pane) showPane(link.dataset.pane);
    else reveal(link.hash.slice(1));
  });
  refreshViews();
  if (location.hash.length > 1) reveal(decodeURIComponent(location.hash.slice(1)));
}

/** Puts the page into the chosen view again, as after it was replaced. */
export function refreshViews() {
  root().classList.add("live");
  const known = views().map((one) => one.id);
  if (!known.includes(view)) view = known[0] ?? "";
  showView(view);
  showPane(pane);
}

/** @returns {HTMLElement[]} */
const views = () => [...document.querySelectorAll(/** @type {"div"} */ (".view"))];

/** @param {string} name */
export function showView(name) {
  const changed = view !== name;
  view = name;
  for (const one of views()) one.hidden = one.id !== name;
  mark("view", name);
  const side = document.getElementById("form");
  if (changed && side) side.scrollTop = 0;
}

/** The view of that number, from 1. @param {number} number */
export function viewAt(number) {
  const link = [...document.querySelectorAll(/** @type {"a"} */ ("[data-view]"))][number - 1];
  if (link?.dataset.view) showView(link.dataset.view);
}

/** @param {string} name */
export function showPane(name) {
  pane = name;
  for (const one of document.querySelectorAll(".pane")) one.classList.toggle("shown", one.id === name);
  mark("pane", name);
}

/** @param {"view"|"pane"} kind @param {string} name */
function mark(kind, name) {
  for (const link of document.querySelectorAll(/** @type {"a"} */ (`a[data-${kind}]`))) {
    if (link.dataset[kind] === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Goes to a place of the page, wherever it is hidden. @param {string} id */
export function reveal(id) {
  const target = document.getElementById(id);
  if (!target) return;
  const inView = target.closest(".view");
  if (inView) showView(inView.id);
  const inPane = target.closest(".pane");
  if (inPane) showPane(inPane.id);
  const fold = target.closest("details");
  if (fold) fold.open = true;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (target.matches(".turn, .source")) target.classList.add("lit");
  const place = target.matches("details") ? target.querySelector("summary") : target;
  if (place && !place.matches("[tabindex], summary, a, button")) place.setAttribute("tabindex", "-1");
  target.scrollIntoView({ block: "nearest" });
  /** @type {HTMLElement|null} */ (place)?.focus({ preventScroll: true });
}
