/** What would change the verdict: the few facts on which it turns. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {FlipResult, FlipStep} from "./types.js" */

/** @param {FlipResult[]} flips */
export function flipsPart(flips) {
  if (flips.length === 0) return null;
  return h("div", { class: "part flips" }, h("h4", {}, t("flips")), h("ul", {}, flips.map(entry)));
}

/** @param {FlipResult} flip */
function entry(flip) {
  const better = flip.better ?? null;
  const tone = better === null ? "open" : better ? "good" : "bad";
  const way = better !== null && h("span", { class: `badge tone-${tone}` }, t(better ? "flip_better" : "flip_worse"));
  return h(
    "li",
    { "data-criterion": flip.criterion, "data-verdict": flip.verdict },
    h("p", {}, step(flip)),
    flip.also && h("p", {}, t("flip_also", { step: step(flip.also) })),
    h("p", { class: "flip-verdict" }, h("strong", {}, t("flip_then", { verdict: t(`verdict_${flip.verdict}`) })), " ", way),
  );
}

/** @param {FlipStep|FlipResult} one */
const step = ({ owner_name: name, from, to }) => t("flip_step", { name, from, to });
