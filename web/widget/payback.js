/** How soon the money comes back, row by row: what the owner said, what is assumed, what is still open. */

import { h } from "./dom.js";
import { locale, t } from "./messages.js";

/** @import {Basis, Payback, PaybackRow} from "./types.js" */
/** @import {TitleOf} from "./specification.js" */

/** From here on Chinese counts money in units of ten thousand, yuan. */
const MYRIAD = 10_000;

/**
 * @param {Payback} payback
 * @param {TitleOf} titleOf
 */
export function paybackPart(payback, titleOf) {
  const sums = [line("payback_gain", payback.gain === null ? null : yuan(payback.gain, null)), line("payback_months", months(payback))];
  return h(
    "div",
    { class: "part payback" },
    h("h4", {}, t("payback")),
    h("table", {}, h("tbody", {}, payback.rows.map((one) => row(one, titleOf))), h("tfoot", {}, sums)),
    payback.score !== null && payback.score !== undefined && h("p", {}, t("payback_score", { score: payback.score })),
    h("p", { class: "muted" }, t("payback_note")),
  );
}

/**
 * @param {PaybackRow} one
 * @param {TitleOf} titleOf
 */
function row(one, titleOf) {
  const name = one.label ?? t(one.label_key ?? "");
  const known = one.value !== null && one.value !== undefined;
  // An assumption without an amount stands for itself.
  if (!known && one.assumption) return h("tr", { class: "assumption" }, h("td", { colspan: 2 }, name));
  const basis = [basisText(one.basis, titleOf), one.assumption && t("payback_assumed")].filter(Boolean).join(" · ");
  const value = known ? yuan(Number(one.value), one.high ?? null) : null;
  return h("tr", { "data-key": one.label_key }, h("th", { scope: "row" }, name, h("span", { class: "muted basis" }, basis)), amount(value));
}

/** @param {string|null} value */
const amount = (value) => h("td", { class: "amount" }, value ?? h("mark", {}, t("payback_open")));

/**
 * @param {string} key
 * @param {string|null} value
 */
const line = (key, value) => h("tr", {}, h("th", { scope: "row" }, t(key)), amount(value));

/**
 * @param {Basis} basis
 * @param {TitleOf} titleOf
 */
function basisText(basis, titleOf) {
  if (basis.kind === "owner") return t("basis_owner", { quote: basis.quote });
  if (basis.kind === "cited") return t("basis_cited", { title: titleOf(basis.case_id) });
  return t(`basis_${basis.kind}`);
}

/** @param {Payback} payback */
function months({ months: range, gain, investment }) {
  if (!range) return gain !== null && investment !== null ? t("payback_never") : null;
  const [low, high] = range.map((month) => Math.max(1, Math.round(month)));
  return low === high ? t("payback_one", { low }) : t("payback_range", { low, high });
}

/**
 * @param {number} low
 * @param {number|null} high
 */
function yuan(low, high) {
  const myriads = Math.abs(high ?? low) >= MYRIAD && locale() !== "en";
  const number = (/** @type {number} */ n) => (myriads ? n / MYRIAD : n).toLocaleString("en", { maximumFractionDigits: myriads ? 2 : 0 });
  const value = high === null ? number(low) : t("yuan_range", { low: number(low), high: number(high) });
  return t(myriads ? "yuan_myriads" : "yuan", { value });
}
