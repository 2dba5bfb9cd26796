/** 已知 and 待确认: what the service holds for true, so that the owner can put it right. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {Fact} from "./types.js" */

export class Dossier {
  /** @type {Map<string, Fact>} */
  #facts = new Map();
  #summary = h("summary", {});
  #body = h("div", { class: "dossier-body" });
  element = h("details", { class: "block fold dossier", hidden: true }, this.#summary, this.#body);

  /**
   * Takes in facts as they are learnt.
   * @param {Fact[]} facts
   */
  update(facts) {
    for (const fact of facts) this.#facts.set(fact.key, fact);
    this.#render();
  }

  /**
   * Replaces everything by what the service says at the end of a turn.
   * @param {Fact[]} facts
   */
  replace(facts) {
    this.#facts = new Map(facts.map((fact) => [fact.key, fact]));
    this.#render();
  }

  #render() {
    const facts = [...this.#facts.values()];
    const open = facts.filter((fact) => fact.state === "unknown" || fact.value === null);
    const known = facts.filter((fact) => !open.includes(fact));
    this.element.hidden = facts.length === 0;
    this.#summary.textContent = t("dossier", { known: known.length, open: open.length });
    this.#body.replaceChildren(group("dossier_known", known), group("dossier_open", open));
  }
}

/**
 * @param {string} key
 * @param {Fact[]} facts
 */
function group(key, facts) {
  const list = facts.length === 0 ? h("p", { class: "muted" }, t("dossier_none")) : h("dl", { class: "rows" }, facts.map(row));
  return h("section", {}, h("h4", {}, t(key)), list);
}

/** @param {Fact} fact */
function row(fact) {
  const known = fact.state !== "unknown" && fact.value !== null;
  const value = known ? `${fact.value}${fact.unit ? ` ${fact.unit}` : ""}` : t("to_confirm");
  return h(
    "div",
    {},
    h("dt", {}, fact.label),
    h("dd", {}, known ? value : h("mark", {}, value), fact.quote && h("q", { class: "muted words" }, fact.quote)),
  );
}
