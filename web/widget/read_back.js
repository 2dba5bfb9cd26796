/** The read-back card: what was understood, a line each that can be put right, and the way to a person. */

import { contactPart } from "./contact.js";
import { h } from "./dom.js";
import { lineEditor } from "./line_editor.js";
import { t } from "./messages.js";
import { queuePart } from "./queue_part.js";

/** @import {Fact, Handover, Line, Outcome, ReadBack, Review, StoredConversation} from "./types.js" */

/**
 * @typedef {{onCorrect: (key: string, value: string) => boolean, onNeed: (text: string) => void,
 *   onSubmit: () => Promise<void>, onComplain: () => void, onPerson: () => void, onLook: () => void, caseCode: () => string,
 *   session: () => import("./store.js").Session|null}} CardPort what the card asks of the page; `onCorrect` is false when nothing can be sent just now
 */

export class ReadBackCard {
  /** @type {ReadBack} */
  #card = { known: [], open: [], other_needs: [] };
  /** Nothing more is asked, and there is something that a person can look at. */
  #complete = false;
  /** @type {Handover|null} */
  #handover = null;
  /** Something was said since the card was handed over. */
  #changed = false;
  /** @type {Review|null} */
  #review = null;
  /** @type {import("./types.js").Contact|null} */
  #contact = null;
  /** The form for a phone number: kept, so that nothing typed into it is lost. @type {HTMLElement|null} */
  #contactForm = null;
  /** What the foot was drawn from. */
  #shown = "";
  #busy = false;
  #queue = h("div", {});
  #count = h("span", { class: "summary-note" });
  #body = h("div", { class: "read-back-body" });
  element = h(
    "details",
    { class: "block fold read-back", hidden: true },
    h("summary", {}, h("span", {}, t("card"), this.#count)),
    this.#body,
  );

  /** @param {CardPort} port */
  constructor(port) {
    this.port = port;
  }

  /**
   * Takes in a fact as it is learnt; the outcome puts everything in order.
   * @param {Fact} fact
   */
  learn({ key, label, value, unit, state }) {
    const shown = this.#card.known.find((line) => line.key === key);
    this.#card.open = this.#card.open.filter((line) => line.key !== key);
    const line = { key, label: shown?.label ?? label, value: [value, unit].filter(Boolean).join(""), state };
    if (value === null) this.#card.open.push({ ...line, value: "" });
    else if (shown) Object.assign(shown, line);
    else this.#card.known.push(line);
    this.#render();
  }

  /**
   * Shows what a turn brought; folded while questions are open, unfolded when there are none.
   * @param {Outcome} outcome
   */
  show(outcome) {
    const { known, open, other_needs } = outcome.read_back ?? this.#card;
    this.#card = { known: [...known], open: [...open], other_needs: [...other_needs] };
    const named = outcome.ai_task !== null || outcome.sector !== null;
    this.#complete = outcome.question === null && outcome.verdict.code !== "stop" && named;
    this.#changed = true;
    this.element.open = this.#complete;
    if (outcome.wants_person) this.#wantsPerson();
    this.#render();
  }

  /**
   * @param {Handover|null} handover
   * @param {boolean} changed whether something was said since
   */
  handedOver(handover, changed) {
    this.#handover = handover;
    this.#changed = changed;
    this.#render();
  }

  /**
   * Shows how a conversation stands that was over when the page was loaded.
   * @param {StoredConversation} stored
   */
  restore({ handover = null, contact = null, turns }) {
    this.#contact = contact;
    const since = Date.parse(handover?.requested_at ?? "");
    this.handedOver(handover, turns.some((turn) => Date.parse(turn.finished_at ?? "") > since));
  }

  /**
   * Shows how people are getting on with it; what is being written in the card stays.
   * @param {Review} review
   */
  reviewed(review) {
    const mark = (/** @type {Review|null} */ one) => JSON.stringify([this.#handover?.state, one?.closing, one?.questions.length, one?.release?.number]);
    const before = mark(this.#review);
    this.#review = review;
    if (this.#handover) this.#handover = { ...this.#handover, state: review.state };
    if (before !== mark(review)) this.#showQueue();
  }

  /** Who asked for a person in the talk is in the queue from then on. */
  #wantsPerson() {
    const known = this.#handover;
    const open = known && !["released", "declined", "withdrawn"].includes(known.state);
    this.#handover = { wish: "person", state: open ? known.state : "waiting", requested_at: known?.requested_at ?? new Date().toISOString() };
    this.#changed = false;
  }

  /**
   * While an answer is on its way nothing can be corrected or submitted.
   * @param {boolean} busy
   */
  setBusy(busy) {
    this.#busy = busy;
    for (const button of this.#body.querySelectorAll("button")) button.disabled = busy;
  }

  #render() {
    const { known, open, other_needs } = this.#card;
    this.element.hidden = known.length + open.length === 0;
    this.#count.textContent = t("card_count", { known: known.length, open: open.length });
    this.#body.replaceChildren(
      ...[
        known.length > 0 && part("card_known", known.map((line) => this.#knownLine(line)), t("card_note")),
        open.length > 0 && part("card_open", open.map(openLine)),
        other_needs.length > 0 && part("card_other_needs", other_needs.map((need) => this.#need(need))),
        this.#queue,
      ].filter((one) => one !== null && one !== false),
    );
    this.#showQueue();
  }

  /** @param {Line} line */
  #knownLine(line) {
    const confirmed = line.state === "confirmed" && h("span", { class: "tag" }, t("card_confirmed"));
    const edit = h("button", { type: "button", class: "quiet line-button", "aria-label": t("card_edit_line", { label: line.label }) }, t("card_edit"));
    const shown = h("div", { class: "line" }, h("div", { class: "line-text" }, h("span", { class: "line-label" }, line.label), " ", h("span", { class: "line-value" }, line.value, " ", confirmed)), edit);
    const item = h("li", { "data-key": line.key, "data-state": line.state }, shown);
    edit.addEventListener("click", () => {
      const back = () => {
        item.replaceChildren(shown);
        edit.focus();
      };
      const editor = lineEditor(line, { onCancel: back, onSave: (value) => this.port.onCorrect(line.key, value) });
      item.replaceChildren(editor.element);
      editor.focus();
    });
    return item;
  }

  /** @param {string} need */
  #need(need) {
    return h("li", {}, h("button", { type: "button", class: "chip", on: { click: () => this.port.onNeed(need) } }, t("card_next_need", { need })));
  }

  #showQueue() {
    const session = this.port.session();
    if (session && this.#handover) this.#contactForm ??= contactPart(session, this.#contact, (contact) => (this.#contact = contact));
    // Asked again every minute: what has not changed stays as it is, under the finger of whoever is at it.
    const review = this.#review;
    const now = JSON.stringify([this.#handover, review && [review.state, review.closing, review.release?.number], this.#complete, this.#changed, !!session]);
    if (now === this.#shown && this.#queue.hasChildNodes()) return this.setBusy(this.#busy);
    this.#shown = now;
    const part = queuePart({
      handover: this.#handover,
      review: this.#review,
      complete: this.#complete,
      changed: this.#changed,
      caseCode: this.port.caseCode(),
      contact: this.#contactForm,
      onSubmit: this.port.onSubmit,
      onComplain: this.port.onComplain,
      onPerson: this.port.onPerson,
      onLook: this.port.onLook,
    });
    this.#queue.replaceChildren(...(part ? [part] : []));
    this.#queue.hidden = part === null;
    this.setBusy(this.#busy);
  }
}

/** @param {Line} line */
function openLine(line) {
  return h("li", { class: "line", "data-key": line.key }, h("span", { class: "line-label" }, line.label), " ", h("mark", {}, t("card_open_line")));
}

/**
 * @param {string} key
 * @param {HTMLElement[]} items
 * @param {string} [note]
 */
function part(key, items, note) {
  return h("section", { class: key.replaceAll("_", "-") }, h("h4", {}, t(key)), note && h("p", { class: "muted" }, note), h("ul", {}, items));
}
