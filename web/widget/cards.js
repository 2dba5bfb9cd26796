/** Similar cases and policies as cards that open with a tap. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { sourceList } from "./sources.js";

/** @import {CaseHit, CaseFit, PolicyHit} from "./types.js" */
/** @import {IconName} from "./icons.js" */

/** @type {Record<CaseFit, {icon: IconName, tone: string}>} */
const FITS = {
  suitable: { icon: "check", tone: "good" },
  suitable_with_conditions: { icon: "half", tone: "wait" },
  not_suitable: { icon: "cross", tone: "bad" },
};

/**
 * Cases, best first; the first that is new stands open, a list of known ones is folded away.
 * @param {CaseHit[]} cases
 * @param {Set<string>} seen ids listed earlier in this conversation; those of `cases` are added
 */
export function caseCards(cases, seen) {
  if (cases.length === 0) return null;
  const first = cases.find((hit) => !seen.has(hit.id));
  for (const hit of cases) seen.add(hit.id);
  const list = h("ul", { class: "cards" }, cases.map((hit) => h("li", {}, caseCard(hit, hit === first))));
  if (!first) return h("details", { class: "block fold cases" }, h("summary", {}, t("cases_seen")), list);
  return h("section", { class: "block cases" }, h("h3", {}, t("cases")), list);
}

/**
 * @param {CaseHit} hit
 * @param {boolean} open
 */
function caseCard(hit, open) {
  const place = [hit.sector.name, hit.region, t(`outcome_${hit.outcome}`)].filter(Boolean).join(" · ");
  return h(
    "details",
    { class: "card case", open, "data-id": hit.id, "data-task": hit.ai_task, "data-sector": hit.sector.code },
    h("summary", {}, h("span", { class: "card-head" }, h("span", { class: "card-title" }, hit.title), fitBadge(hit.fit)), h("span", { class: "card-place" }, place)),
    h(
      "div",
      { class: "card-body" },
      field("case_problem", hit.problem),
      field("case_result", hit.result || t("case_no_result")),
      hit.lessons.length > 0 && h("div", { class: "lessons" }, h("h4", {}, t("case_lessons")), h("ul", {}, hit.lessons.map((lesson) => h("li", {}, lesson)))),
      whyLine(hit),
      sourceList(hit.sources),
    ),
  );
}

/** @param {CaseFit} fit */
function fitBadge(fit) {
  const look = FITS[fit] ?? FITS.suitable_with_conditions;
  return h("span", { class: `badge tone-${look.tone}` }, icon(look.icon), t(`fit_${fit}`));
}

/** @param {CaseHit} hit */
function whyLine(hit) {
  const terms = hit.why.slice(0, 6).map((why) => why.term);
  return terms.length > 0 && field("case_why", terms.join(t("list_separator")));
}

/**
 * @param {string} key
 * @param {string} text
 */
function field(key, text) {
  return h("div", { class: "field" }, h("h4", {}, t(key)), h("p", {}, text));
}

/** @param {PolicyHit[]} policies */
export function policyCards(policies) {
  if (policies.length === 0) return null;
  return h(
    "details",
    { class: "block fold policies" },
    h("summary", {}, t("policies", { n: policies.length })),
    h("ul", { class: "cards" }, policies.map((hit) => h("li", {}, policyCard(hit)))),
  );
}

/** @param {PolicyHit} hit */
function policyCard(hit) {
  const rows = [
    ["policy_issuer", hit.issuer],
    ["policy_region", hit.region],
    ["policy_valid", validity(hit)],
    ["policy_status", hit.status],
    ["policy_as_of", hit.as_of],
  ];
  return h(
    "article",
    { class: "card policy", "data-id": hit.id },
    h("h4", { class: "card-title" }, hit.title),
    h("p", {}, hit.summary),
    h("dl", { class: "rows" }, rows.map(([key, text]) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, text)))),
    sourceList(hit.sources),
  );
}

/** @param {PolicyHit} hit */
function validity({ valid_from: from, valid_to: to }) {
  if (from && to) return t("policy_between", { from, to });
  if (from) return t("policy_from", { from });
  return to ? t("policy_to", { to }) : t("policy_undated");
}
