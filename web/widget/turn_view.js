/** One turn on the page: what the owner said, how far the answer is, and the answer part by part. */

import { caseCards, policyCards } from "./cards.js";
import { h } from "./dom.js";
import { t } from "./messages.js";
import { questionCard, shownAnswer } from "./question.js";
import { specificationSheet } from "./specification.js";
import { progressCard, verdictCard } from "./verdict.js";

/** @import {CaseHit, Outcome, Outlook, PolicyHit, Question, Specification, TurnEvent, TurnState, Verdict} from "./types.js" */

/**
 * @typedef {{text: string, act: () => void}} Action a button under an error
 * @typedef {{seenCases: Set<string>, card: import("./read_back.js").ReadBackCard, announcer: import("./announcer.js").Announcer,
 *   titleOf: import("./specification.js").TitleOf, session: () => import("./store.js").Session|null, onAnswer: (answer: string) => void}} Shared what all turns of the page share
 */

export class TurnView {
  #state = h("p", { class: "state", hidden: true });
  #link = h("p", { class: "link-state", hidden: true });
  #by = h("span", { class: "by" });
  #reply = h("div", { class: "reply" });
  #label = h("p", { class: "ai-label" });
  #notice = h("div", { class: "notice", role: "alert", hidden: true });
  #slots = {
    question: h("div", {}),
    verdict: h("div", {}),
    card: h("div", {}),
    specification: h("div", {}),
    cases: h("div", {}),
    policies: h("div", {}),
  };
  #sent = h("p", { class: "said" });
  #answer = h("div", { class: "answer", hidden: true });
  /** @type {string} */
  #streamed = "";
  /** @type {Set<string>} ids of cases that other turns listed */
  #seenBefore;
  /** @type {((answer: string|null) => void)|null} */
  #settleQuestion = null;
  /** The key of the question that it put. */
  questionKey = "";
  element = h("article", { class: "turn", tabindex: "-1" });
  /** True when the service did not take the message: its retry button stays. */
  unsent = false;

  /**
   * @param {string} message
   * @param {Shared} shared
   * @param {boolean} live false for a turn that was over when the page was loaded
   * @param {TurnView|null} previous the turn before
   */
  constructor(message, shared, live, previous) {
    this.shared = shared;
    this.live = live;
    this.previous = previous;
    this.#seenBefore = new Set(shared.seenCases);
    this.#sent.textContent = shownAnswer(message);
    this.#label.textContent = t("label.draft");
    const { question, verdict, card, specification, cases, policies } = this.#slots;
    // The one card moves to the newest turn before anything is scrolled to.
    card.append(shared.card.element);
    this.#answer.append(
      h("p", { class: "answer-head" }, h("span", { class: "who" }, t("assistant")), this.#by),
      this.#state,
      this.#link,
      this.#reply,
      question,
      verdict,
      card,
      specification,
      cases,
      policies,
      this.#label,
    );
    this.element.append(h("div", { class: "owner" }, h("span", { class: "sr-only" }, t("you")), this.#sent), this.#answer, this.#notice);
  }

  /**
   * Shows the photos that came with the message.
   * @param {import("./store.js").Session} session
   * @param {string[]} ids
   */
  showPhotos(session, ids) {
    const strip = h("div", { class: "photos" });
    this.#sent.after(strip);
    if (/^\[图片\]$/.test(this.#sent.textContent ?? "")) this.#sent.hidden = true;
    void import("./later/photos.js").then(({ photoCanvas }) => strip.replaceChildren(...ids.map((id, i) => photoCanvas(session, id, i + 1))));
  }

  /** Says that the message is on its way. */
  sending() {
    this.#notice.hidden = true;
    this.#progress(t("sending"));
  }

  /** The service has the message. */
  accepted() {
    this.unsent = false;
    this.#progress(t("waiting"));
  }

  /**
   * @param {string} text
   */
  #progress(text) {
    this.#answer.hidden = false;
    this.#state.hidden = false;
    this.#state.textContent = text;
  }

  /** @param {"live"|"lost"} connection */
  connection(connection) {
    const lost = connection === "lost";
    if (lost && this.#link.hidden) this.shared.announcer.say(t("reconnecting"));
    this.#link.hidden = !lost;
    this.#link.replaceChildren(h("strong", {}, t("reconnecting")), " ", t("reconnect_note"));
  }

  /**
   * Shows what happens; every event may come without those before it.
   * @param {TurnEvent} event
   */
  handle(event) {
    switch (event.type) {
      case "stage":
        this.#progress(t(`stage.${event.stage}`));
        return;
      case "cases":
        return this.#showCases(event.cases, event.policies);
      case "text.delta":
        return this.#addText(event.text);
      case "fact.updated":
        return this.shared.card.learn(event.fact);
      case "question":
        return this.#showQuestion(event.question);
      case "verdict":
        return this.#showVerdict(event.verdict, null, t("label.draft"));
      case "specification":
        return this.#showSpecification(event.specification);
      default:
        return;
    }
  }

  /** @param {string} text */
  #addText(text) {
    this.#answer.hidden = false;
    this.#streamed += text;
    this.#reply.append(text);
    this.shared.announcer.feed(text);
  }

  /**
   * @param {CaseHit[]} cases
   * @param {PolicyHit[]} policies
   */
  #showCases(cases, policies) {
    const known = new Set(this.#seenBefore);
    put(this.#slots.cases, caseCards(cases, known));
    for (const hit of cases) this.shared.seenCases.add(hit.id);
    put(this.#slots.policies, policyCards(policies));
  }

  /** @param {Question} question */
  #showQuestion(question) {
    const { element, settle } = questionCard(question, this.shared.onAnswer);
    this.#settleQuestion = settle;
    this.questionKey = question.key;
    put(this.#slots.question, element);
  }

  /**
   * An open verdict is only progress while the walk goes on.
   * @param {Verdict} verdict
   * @param {boolean|null} asking whether a question stands; nothing when not known yet
   * @param {string} label
   * @param {Outlook|null} [outlook] what needs like this one were judged as
   */
  #showVerdict(verdict, asking, label, outlook = null) {
    const open = verdict.code === "not_enough_info" && asking !== false;
    put(this.#slots.verdict, open ? progressCard(verdict) : verdictCard(verdict, label, this.shared.titleOf, outlook));
  }

  /** @param {Specification} specification */
  #showSpecification(specification) {
    const { titleOf, announcer, session } = this.shared;
    put(this.#slots.specification, specificationSheet(specification, titleOf, (text) => announcer.say(text), session));
  }

  /**
   * Ends the turn; the outcome holds the truth and replaces what was streamed.
   * @param {TurnState} state
   * @param {Outcome|null} outcome
   */
  finish(state, outcome) {
    const { announcer, card } = this.shared;
    this.#state.hidden = true;
    this.#link.hidden = true;
    if (outcome) {
      if (this.#streamed !== outcome.reply) this.#reply.textContent = outcome.reply;
      this.#answer.hidden = false;
      card.show(outcome);
      this.#showCases(outcome.cases, outcome.policies);
      this.#showOutcome(outcome);
    }
    if (this.live) {
      announcer.flush();
      announcer.say(outcome?.question?.text ?? t(state === "stopped" ? "error.stopped" : "finished"));
    } else if (!outcome && this.#streamed === "") {
      this.#answer.hidden = true;
    }
  }

  /** @param {Outcome} outcome */
  #showOutcome(outcome) {
    this.#label.textContent = outcome.label;
    this.#by.textContent = t(outcome.answered_by === "model" ? "by_model" : "by_rules");
    if (outcome.question) this.#showQuestion(outcome.question);
    else put(this.#slots.question, null);
    // What is asked again was not answered by this message.
    if (outcome.question && this.previous?.questionKey === outcome.question.key) this.previous.settle(null);
    this.#showVerdict(outcome.verdict, outcome.question !== null, outcome.label, outcome.outlook);
    if (outcome.specification) this.#showSpecification(outcome.specification);
    else put(this.#slots.specification, null);
    if (this.live && outcome.verdict.code !== "not_enough_info") this.shared.announcer.say(t(`verdict_${outcome.verdict.code}`));
  }

  /**
   * Shows what the owner answered instead of the buttons.
   * @param {string|null} answer nothing when the message was no answer
   */
  settle(answer) {
    this.#settleQuestion?.(answer);
  }

  /**
   * Says what went wrong and what can be done; what was shown stays.
   * @param {string} text
   * @param {Action[]} actions
   */
  fail(text, actions) {
    this.#state.hidden = true;
    this.#link.hidden = true;
    const empty = this.#streamed === "" && this.#reply.textContent === "" && !this.#answer.querySelector(".block:not(.read-back)");
    this.#answer.hidden = empty;
    const buttons = actions.map((action) => h("button", { type: "button", class: "quiet", on: { click: action.act } }, action.text));
    this.#notice.replaceChildren(h("p", {}, text), h("div", { class: "notice-actions" }, buttons));
    this.#notice.hidden = false;
  }

  /** Takes the error away. */
  clearNotice() {
    this.#notice.hidden = true;
    this.#notice.replaceChildren();
  }
}

/**
 * @param {HTMLElement} slot
 * @param {HTMLElement|null} content
 */
function put(slot, content) {
  if (content) slot.replaceChildren(content);
  else slot.replaceChildren();
}
