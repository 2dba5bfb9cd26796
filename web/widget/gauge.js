/** A half-ring for a score of 0 to 100, with the share of what is known under it. */

import { h, s } from "./dom.js";
import { t } from "./messages.js";

/** @import {GroupScore} from "./types.js" */

const ARC = "M12 60 A48 48 0 0 1 108 60";
/** Length of `ARC`: half the circumference for a radius of 48. */
const LENGTH = Math.PI * 48;

/** @param {number} number */
const rounded = (number) => Math.round(Math.max(0, Math.min(100, number)));

/**
 * @param {string} name
 * @param {GroupScore} group
 */
export function gauge(name, group) {
  const known = group.coverage > 0;
  const score = rounded(group.score);
  const coverage = rounded(group.coverage);
  const filled = (LENGTH * (known ? score : 0)) / 100;
  const ring = s(
    "svg",
    { class: "gauge-ring", viewBox: "0 0 120 68", "aria-hidden": "true", focusable: "false" },
    s("path", { class: "gauge-back", d: ARC }),
    known && score > 0 && s("path", { class: "gauge-front", d: ARC, "stroke-dasharray": `${filled} ${LENGTH}` }),
  );
  const share = s(
    "svg",
    { class: "share", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    s("rect", { class: "share-back", width: 100, height: 4 }),
    s("rect", { class: "share-front", width: coverage, height: 4 }),
  );
  return h(
    "div",
    { class: "gauge" },
    h("h4", {}, name),
    h("div", { class: "gauge-picture" }, ring, h("span", { class: "gauge-number", "aria-hidden": "true" }, known ? score : "–")),
    h("span", { class: "sr-only" }, known ? t("score_of", { score }) : t("no_score")),
    share,
    h("p", { class: "muted" }, t("coverage", { coverage })),
  );
}
