/** The criteria as bars of 0 to 3, each opening to its reason and the owner's words. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {CriterionResult} from "./types.js" */

/** @param {CriterionResult[]} criteria in the order of the rubric; `F…` is fit, `T…` timing */
export function criteriaList(criteria) {
  if (criteria.length === 0) return null;
  const part = (/** @type {string} */ letter) => criteria.filter((one) => one.id.startsWith(letter));
  const rest = criteria.filter((one) => !/^[FT]/.test(one.id));
  return h(
    "div",
    { class: "part criteria" },
    h("h4", {}, t("criteria", { n: criteria.length })),
    group(t("group_fit"), part("F")),
    group(t("group_timing"), part("T")),
    group(t("criteria", { n: rest.length }), rest),
  );
}

/**
 * @param {string} name
 * @param {CriterionResult[]} list
 */
function group(name, list) {
  return list.length > 0 && h("div", { class: "criteria-group" }, h("h5", {}, name), h("ul", {}, list.map((one) => h("li", {}, row(one)))));
}

/** @param {CriterionResult} one */
function row(one) {
  const known = one.score !== null && one.score !== undefined;
  const word = known ? t("criterion_score", { score: Number(one.score) }) : t(one.unknown ? "criterion_unknown" : "criterion_open");
  const about = [t("weight", { weight: one.weight }), one.evidence && t(`evidence_${one.evidence}`)].filter(Boolean).join(" · ");
  return h(
    "details",
    { class: `criterion ${known ? `score-${one.score}` : "score-none"}`, "data-id": one.id },
    h("summary", {}, h("span", { class: "criterion-name" }, one.owner_name || one.name), bar(known ? Number(one.score) : null), h("span", { class: "criterion-word" }, word)),
    h(
      "div",
      { class: "criterion-body" },
      one.reason && h("p", {}, t("reason", { reason: one.reason })),
      one.quote && h("p", { class: "words" }, t("quote", { quote: one.quote })),
      h("p", { class: "muted small" }, `${one.id} ${one.owner_name ? one.name : ""} · ${about}`),
    ),
  );
}

/**
 * Three steps, as many filled as the score; the word beside it says the same.
 * @param {number|null} score
 */
function bar(score) {
  const step = (/** @type {number} */ n) => h("span", { class: score !== null && n <= score ? "step on" : "step" });
  return h("span", { class: "bar", "aria-hidden": "true" }, step(1), step(2), step(3));
}
