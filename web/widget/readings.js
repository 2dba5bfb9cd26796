/** Two readings of one document behind two tabs: what the owner reads and what a provider reads. */

import { h } from "./dom.js";

/** Numbers the sheets of a page, so that tabs and panels find each other. */
let sheets = 0;

/**
 * @typedef {{name: string, panel: HTMLElement}} Reading
 * @param {Reading[]} readings
 * @param {string} label what the tabs choose between
 */
export function readingTabs(readings, label) {
  sheets += 1;
  const tabs = readings.map(({ name, panel }, place) => {
    const id = `reading-${sheets}-${place}`;
    panel.id = `${id}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", id);
    return h("button", { type: "button", role: "tab", id, class: "reading-tab", "aria-controls": panel.id }, name);
  });
  const choose = (/** @type {number} */ chosen) => {
    tabs.forEach((tab, place) => {
      tab.setAttribute("aria-selected", String(place === chosen));
      tab.tabIndex = place === chosen ? 0 : -1;
      readings[place].panel.classList.toggle("other-reading", place !== chosen);
    });
  };
  const step = (/** @type {KeyboardEvent} */ event) => {
    const at = tabs.findIndex((tab) => tab === event.target);
    const last = tabs.length - 1;
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    tabs[next].focus();
  };
  tabs.forEach((tab, place) => tab.addEventListener("click", () => choose(place)));
  choose(0);
  return h("div", { role: "tablist", class: "reading-tabs", "aria-label": label, on: { keydown: step } }, tabs);
}
