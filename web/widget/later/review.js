/** What comes of a review, behind the last turn: a translator's questions, the release, and whether others may learn from it. */

import { h } from "../dom.js";
import { t } from "../messages.js";
import { saveSession } from "../store.js";
import { askedCard } from "./asked.js";
import { consentPart } from "./consent.js";
import { releasedCard } from "./released.js";
import { countNew, toSee, watchTalk } from "./watch.js";

/** @import {CaseConsent, Review, StoredConversation} from "../types.js" */
/** @import {Seen, Session} from "../store.js" */

/**
 * @typedef {{site: string, session: Session, turns: HTMLElement, titleOf: import("../specification.js").TitleOf, say: (text: string) => void,
 *   isOpen: () => boolean, tell: (name: string, detail: Record<string, any>) => void, onReview: (review: Review) => void, signal: AbortSignal}} Port
 */

export class ReviewPart {
  /** @type {Map<number, import("./asked.js").Asked>} */
  #asked = new Map();
  #questions = h("div", {});
  #released = h("div", {});
  #consent = h("div", {});
  /** What of the release and the consent is shown. */
  #shown = ["", ""];
  /** @type {Seen|undefined} what the host page was told of */
  #told;
  /** @type {Review|null} */
  #review = null;
  /** @type {CaseConsent|null} */
  #agreed = null;
  element = h("article", { class: "review", tabindex: "-1", "aria-label": t("review") }, this.#questions, this.#released, this.#consent);

  /** @param {Port} port */
  constructor(port) {
    this.port = port;
    this.#told = port.session.seen;
    // From now on this device knows that there may be news.
    this.#keep(this.#told ?? toSee(null));
    this.ask = watchTalk(
      port.session,
      (talk) => {
        if (talk) this.show(talk);
        for (const asked of this.#asked.values()) asked.retry();
      },
      port.signal,
    );
  }

  /**
   * @param {StoredConversation} talk
   * @returns {boolean} whether there is something that the owner has not seen
   */
  show({ review = null, case_consent: agreed = null }) {
    this.#agreed = agreed;
    return this.#show(review);
  }

  /** @param {Review|null} review */
  #show(review) {
    if (!review) return false;
    const fresh = countNew(this.#told, review);
    const before = this.#review?.state;
    this.#review = review;
    this.#showQuestions(review);
    this.#showRelease(review);
    this.port.onReview(review);
    if (before !== review.state) this.port.tell("status", { state: review.state });
    if (fresh > 0) this.#announce(review);
    this.#told = toSee(review);
    if (this.port.isOpen()) this.#keep(this.#told);
    this.place();
    return fresh > 0 || review.state === "asks_owner";
  }

  /** Stands behind the last turn, and nowhere while it is empty. */
  place() {
    const empty = [this.#questions, this.#released, this.#consent].every((part) => part.childElementCount === 0);
    if (empty) this.element.remove();
    else if (this.port.turns.lastElementChild !== this.element) this.port.turns.append(this.element);
  }

  /** Brings it into view: what is to be answered first. */
  look() {
    const target = this.element.querySelector(".asked:not(.settled), .released") ?? this.element;
    target.scrollIntoView({ block: "start" });
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  /** The owner looks at the panel. */
  opened() {
    if (this.#told) this.#keep(this.#told);
    this.ask();
  }

  /** @param {Seen} seen */
  #keep(seen) {
    this.port.session.seen = seen;
    saveSession(this.port.site, this.port.session);
  }

  /** @param {Review} review */
  #announce({ questions, release, state, closing }) {
    const { say, tell } = this.port;
    const { q, r } = this.#told ?? toSee(null);
    for (const { id, text, asked_by: by, answer } of questions) {
      if (id <= q || answer !== null) continue;
      say(`${t("asked_by", { name: by || t("a_translator") })}：${text}`);
      tell("question", { question: id });
    }
    if (release && release.number > r) {
      say(t("released_title", { n: release.number }));
      tell("released", { number: release.number });
    }
    if (closing) say(t(`closed_${state}`, { reason: closing }));
  }

  /** @param {Review} review */
  #showQuestions({ questions }) {
    const { session, say } = this.port;
    for (const question of questions) {
      const known = this.#asked.get(question.id);
      if (known) {
        known.update(question);
        continue;
      }
      const asked = askedCard(question, { session, say, onReview: (review) => void this.#show(review) });
      this.#asked.set(question.id, asked);
      this.#questions.append(asked.element);
    }
    for (const [id, asked] of this.#asked) if (!questions.some((question) => question.id === id)) asked.update(null);
  }

  /** @param {Review} review */
  #showRelease({ release, state }) {
    const { session, site, say, titleOf } = this.port;
    const revising = state !== "released";
    const marks = [JSON.stringify([release?.number, release?.at, revising]), JSON.stringify([release?.number, this.#agreed])];
    if (marks[0] !== this.#shown[0]) this.#released.replaceChildren(...(release ? [releasedCard(release, revising, { titleOf, say, session: () => session })] : []));
    if (marks[1] !== this.#shown[1]) {
      const part = consentPart({ site, session, consent: this.#agreed, released: release !== null });
      this.#consent.replaceChildren(...(part.hidden ? [] : [part]));
    }
    this.#shown = marks;
  }
}
