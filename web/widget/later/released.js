/** What was released: signed by a person, with the verdict, the sheet in both readings, and its files. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { day, t } from "../messages.js";
import { specificationSheet } from "../specification.js";
import { verdictCard } from "../verdict.js";

/** @import {Release} from "../types.js" */
/** @import {TitleOf} from "../specification.js" */

/**
 * @param {Release} release
 * @param {boolean} revising whether a newer one is being worked on
 * @param {{titleOf: TitleOf, say: (text: string) => void, session: () => import("../store.js").Session|null}} port
 */
export function releasedCard({ number, document: paper }, revising, { titleOf, say, session }) {
  const { specification, verdict, reviewer, second_reader: second } = paper;
  const by = t(second ? "released_by_two" : "released_by", { name: reviewer, second: second ?? "", day: day(paper.released_on) });
  return h(
    "section",
    { class: "block released", "data-number": number, tabindex: "-1", "aria-label": t("released_title", { n: number }) },
    h(
      "header",
      { class: "released-head tone-good" },
      icon("check"),
      h("div", {}, h("h3", {}, t("released_title", { n: number })), h("p", { class: "small" }, by)),
    ),
    revising && h("p", { class: "link-state" }, t("released_revising")),
    paper.override_reason && h("p", { class: "outlook" }, t("released_override")),
    verdictCard(verdict, specification.label, titleOf),
    specificationSheet(specification, titleOf, say, session, number),
    h("p", { class: "muted" }, t("released_verify")),
  );
}
