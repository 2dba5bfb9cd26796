/** The verdict as a picture: a headline with sign and word, two gauges, a bar a criterion, and what to do. */

import { criteriaList } from "./criteria.js";
import { h } from "./dom.js";
import { flipsPart } from "./flips.js";
import { gauge } from "./gauge.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { paybackPart } from "./payback.js";

/** @import {Alternative, KnockOutResult, Outlook, Pilot, PrepareStep, Verdict, VerdictCode} from "./types.js" */
/** @import {IconName} from "./icons.js" */
/** @import {TitleOf} from "./specification.js" */

/** @type {Record<VerdictCode, {icon: IconName, tone: string}>} */
const LOOKS = {
  suitable_now: { icon: "check", tone: "good" },
  pilot_first: { icon: "flag", tone: "try" },
  prepare_first: { icon: "list", tone: "wait" },
  conventional_better: { icon: "wrench", tone: "other" },
  not_suitable: { icon: "cross", tone: "bad" },
  not_enough_info: { icon: "ask", tone: "open" },
  stop: { icon: "stop", tone: "bad" },
};

/**
 * @param {Verdict} verdict
 * @param {string} label the AI label
 * @param {TitleOf} titleOf
 * @param {Outlook|null} [outlook] what needs like this one were judged as
 */
export function verdictCard(verdict, label, titleOf, outlook = null) {
  const look = LOOKS[verdict.code] ?? LOOKS.not_enough_info;
  // Where something rules AI out, the scores decide nothing and stand further down.
  const ruledOut = verdict.knock_outs.length > 0;
  return h(
    "section",
    { class: `block verdict tone-${look.tone}`, "data-code": verdict.code, "aria-label": t("verdict") },
    h("header", { class: "verdict-head" }, icon(look.icon), h("div", {}, h("p", { class: "eyebrow" }, t("verdict")), h("h3", {}, t(`verdict_${verdict.code}`)))),
    !ruledOut && gauges(verdict),
    verdict.explanation && h("p", { class: "explanation" }, verdict.explanation),
    outlook?.said && h("p", { class: "outlook" }, outlook.said),
    knockOuts(verdict.knock_outs),
    verdict.alternative && alternativeBox(verdict.alternative),
    verdict.pilot && pilotBox(verdict.pilot),
    prepareList(verdict.prepare),
    verdict.payback && paybackPart(verdict.payback, titleOf),
    flipsPart(verdict.flips ?? []),
    ruledOut && gauges(verdict),
    criteriaList(verdict.criteria),
    forTranslator(verdict.for_translator ?? []),
    h("p", { class: "muted small" }, t("rubric_version", { version: verdict.rubric_version })),
    h("p", { class: "ai-label" }, label),
  );
}

/**
 * Where things stand while questions are still being asked: folded, with the two shares in view.
 * @param {Verdict} verdict
 */
export function progressCard(verdict) {
  const share = (/** @type {string} */ key, /** @type {number} */ coverage) => t("share", { name: t(key), share: t("coverage", { coverage: Math.round(coverage) }) });
  const line = `${share("group_fit", verdict.fit.coverage)}${t("share_separator")}${share("group_timing", verdict.timing.coverage)}`;
  return h(
    "details",
    { class: "block fold progress-card", "data-code": verdict.code },
    h("summary", {}, h("span", {}, t("progress_title"), h("span", { class: "summary-note" }, line))),
    gauges(verdict),
    criteriaList(verdict.criteria),
  );
}

/** @param {Verdict} verdict */
const gauges = (verdict) => h("div", { class: "gauges" }, gauge(t("group_fit"), verdict.fit), gauge(t("group_timing"), verdict.timing));

/** @param {string[]} lines */
function forTranslator(lines) {
  if (lines.length === 0) return null;
  return h(
    "details",
    { class: "part for-translator" },
    h("summary", {}, t("for_translator", { n: lines.length })),
    h("ul", {}, lines.map((line) => h("li", {}, line))),
  );
}

/** @param {KnockOutResult[]} list */
function knockOuts(list) {
  if (list.length === 0) return null;
  const entry = (/** @type {KnockOutResult} */ knock) =>
    h("li", {}, h("strong", {}, knock.name), h("p", {}, knock.message), knock.quote && h("p", { class: "muted words" }, t("quote", { quote: knock.quote })));
  return h("div", { class: "part knock-outs" }, h("h4", {}, icon("stop"), t("knock_outs")), h("ul", {}, list.map(entry)));
}

/** @param {Alternative} way */
function alternativeBox(way) {
  return h(
    "div",
    { class: "part alternative" },
    h("h4", {}, t("alternative")),
    h("p", { class: "big" }, way.name),
    h("p", {}, way.why),
    rows([
      ["visible_in", way.visible_in],
      ["come_back", way.come_back],
      ["price", way.price ? t("price_of", { text: way.price.text, title: way.price.title }) : null],
    ]),
  );
}

/** @param {Pilot} pilot */
function pilotBox(pilot) {
  const lines = rows([
    ["pilot_scope", pilot.scope],
    ["pilot_limits", pilot.limits],
    ["pilot_stop", pilot.stop_line],
  ]);
  return h("div", { class: "part pilot" }, h("h4", {}, t("pilot")), lines);
}

/** @param {PrepareStep[]} steps */
function prepareList(steps) {
  if (steps.length === 0) return null;
  const entry = (/** @type {PrepareStep} */ step) =>
    h(
      "li",
      {},
      h("strong", {}, step.action),
      step.target && h("p", {}, t("prepare_target", { target: step.target })),
      step.support && h("p", { class: "muted" }, t("prepare_support", { support: step.support })),
    );
  return h("div", { class: "part prepare" }, h("h4", {}, t("prepare")), h("ol", {}, steps.map(entry)));
}

/** @param {[string, string|null][]} pairs */
function rows(pairs) {
  const given = pairs.filter(([, text]) => text);
  return given.length > 0 && h("dl", { class: "rows" }, given.map(([key, text]) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, text))));
}
