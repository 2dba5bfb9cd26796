/** Runs the conversation: sends, follows, stops, retries, and finds the way back after a reload. */

import { Announcer } from "./announcer.js";
import { ApiError, createConversation, newKey, postTurn, readConversation, stopTurn, submitConversation } from "./api.js";
import { followTurn } from "./follow.js";
import { greeting } from "./greeting.js";
import { t } from "./messages.js";
import { ReadBackCard } from "./read_back.js";
import { titlesOf } from "./specification.js";
import { clearSession, loadSession, saveSession } from "./store.js";
import { explain, isGone, remedy, resumeNotice } from "./trouble.js";
import { TurnView } from "./turn_view.js";
import { calm } from "./viewport.js";

/** @import {AnsweredBy, Hints, Outcome, Site, StoredConversation, StoredTurn, TurnEvent} from "./types.js" */
/** @import {Action} from "./turn_view.js" */
/** @import {Session} from "./store.js" */
/** @import {ReviewPart} from "./later/review.js" */

/**
 * @typedef {{text: string, key: string, corrects?: string, photos?: string[], cleared?: boolean, view: TurnView}} Job a message on its way: the key stays the same over
 *   retries; `corrects` names the line of the read-back card that it stands in place of
 */

/**
 * @typedef {{setBusy: (busy: boolean) => void, stopping: () => void, restore: (text: string) => void}} ComposerPort
 * @typedef {{turns: HTMLElement, announcer: HTMLElement, locale: string, site: Site,
 *   onSession: (session: Session|null) => void, onAnsweredBy: (by: AnsweredBy|null) => void,
 *   onReleased: (released: boolean) => void, onReturn: () => void, onComplain: () => void, isOpen: () => boolean, hints: () => Hints,
 *   tell: (name: string, detail: Record<string, any>) => void}} Page `isOpen`: whether the owner looks at the panel; `hints`: what the host page knows
 */

export class Chat {
  /** @type {Session|null} */
  #session = null;
  /** @type {TurnView|null} the turn shown last */
  #last = null;
  /** @type {string|null} the turn being followed */
  #running = null;
  /** @type {Promise<Session>|null} */
  #opening = null;
  #busy = false;
  #stopAsked = false;
  #watching = new AbortController();
  /** What comes of the review, once it was handed over. @type {ReviewPart|null} */
  #review = null;
  /** @type {Outcome[]} */
  #outcomes = [];
  /** @type {import("./turn_view.js").Shared} */
  #shared;
  /** @type {ComposerPort|null} */
  composer = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.#shared = this.#fresh();
  }

  #fresh() {
    return {
      seenCases: new Set(),
      card: new ReadBackCard({
        onCorrect: (key, value) => this.send(value, key),
        onNeed: (text) => this.send(text),
        onSubmit: () => this.#submit(),
        onComplain: () => this.page.onComplain(),
        onPerson: () => this.send(t("ask_person")),
        onLook: () => this.#review?.look(),
        caseCode: () => this.#session?.caseCode ?? "",
        session: () => this.#session,
      }),
      announcer: new Announcer(this.page.announcer),
      session: () => this.#session,
      titleOf: (/** @type {string} */ id) => titlesOf(this.#outcomes)(id),
      onAnswer: (/** @type {string} */ answer) => this.send(answer),
    };
  }

  /** Shows the conversation that this device knows of, or the greeting. */
  async start() {
    this.#session = loadSession(this.page.site.key);
    if (!this.#session) return this.#greet();
    this.page.onSession(this.#session);
    this.#setBusy(true);
    try {
      const stored = await readConversation(this.#session);
      this.page.turns.replaceChildren();
      this.#setBusy(false);
      if (stored.turns.length === 0) this.#greet();
      this.#replay(stored.turns);
      this.#shared.card.restore(stored);
      if (stored.handover) void this.#followReview(stored);
    } catch (cause) {
      this.#setBusy(false);
      this.#cannotResume(cause);
    }
  }

  /** @param {unknown} cause */
  #cannotResume(cause) {
    const notice = resumeNotice(cause, () => this.start());
    if (isGone(cause)) {
      this.reset();
      this.page.turns.prepend(notice);
    } else {
      this.page.turns.replaceChildren(notice);
    }
  }

  /** @param {StoredTurn[]} turns */
  #replay(turns) {
    turns.forEach((turn, i) => {
      const running = turn.state === "running";
      const view = this.#add(turn.message, running);
      if (this.#session && turn.photos?.length) view.showPhotos(this.#session, turn.photos);
      if (running) {
        view.accepted();
        this.#follow({ text: turn.message, key: newKey(), view }, turn.turn_id);
      } else {
        this.#end(view, { text: turn.message }, turn.state, turn.outcome, "", i === turns.length - 1);
      }
    });
    this.#last?.element.scrollIntoView({ block: "start" });
  }

  /** Hands the talk to people; a refusal is told on the card. */
  async #submit() {
    if (!this.#session) return;
    const { card, announcer } = this.#shared;
    card.handedOver(await submitConversation(this.#session), false);
    void this.#followReview(null);
    announcer.say(card.element.querySelector(".waiting")?.textContent ?? "");
    this.page.tell("submitted", { case_code: this.#session.caseCode });
  }

  /**
   * From now on people have a hand in it: their questions and what they release stand behind the last turn.
   * @param {StoredConversation|null} stored nothing when it was handed over just now
   */
  async #followReview(stored) {
    const session = this.#session;
    const { signal } = this.#watching;
    const { ReviewPart } = await import("./later/review.js");
    if (!session || signal.aborted) return;
    const { card, announcer, titleOf } = this.#shared;
    const { turns, site, isOpen, tell } = this.page;
    const port = { site: site.key, session, turns, titleOf, isOpen, tell, signal };
    this.#review ??= new ReviewPart({ ...port, say: (text) => announcer.say(text), onReview: (review) => this.#reviewed(card, review) });
    if (!stored) this.#review.ask();
    else if (this.#review.show(stored)) this.#review.look();
  }

  /**
   * @param {ReadBackCard} card
   * @param {import("./types.js").Review} review
   */
  #reviewed(card, review) {
    card.reviewed(review);
    this.page.onReleased(review.release !== null);
  }

  /** The owner opened the panel again: what is new is seen now. */
  opened() {
    this.#review?.opened();
  }

  #greet() {
    this.page.turns.replaceChildren(greeting(this.page.site.greeting, (text) => this.send(text), () => this.page.onReturn()));
  }

  /**
   * Sends a message as a new turn; false when another one is on its way.
   * @param {string} text
   * @param {string} [corrects] the key of the line that it stands in place of
   * @param {string[]} [photos] ids of photos that come with it
   * @param {boolean} [cleared] whether a model may see them
   */
  send(text, corrects, photos = [], cleared = false) {
    if (this.#busy) return false;
    const view = this.#add(text, true, corrects !== undefined);
    if (this.#session && photos.length > 0) view.showPhotos(this.#session, photos);
    view.element.focus({ preventScroll: true });
    view.element.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    this.#attempt({ text, key: newKey(), corrects, photos, cleared, view });
    return true;
  }

  /**
   * @param {string} text
   * @param {boolean} live
   * @param {boolean} [correction] whether it corrects a line and answers no question
   */
  #add(text, live, correction = false) {
    this.page.turns.querySelectorAll(".greeting, :scope > .notice").forEach((part) => part.remove());
    this.#last?.settle(correction ? null : text);
    if (!this.#last?.unsent) this.#last?.clearNotice();
    const view = new TurnView(text, this.#shared, live, this.#last);
    this.page.turns.append(view.element);
    this.#review?.place();
    this.#last = view;
    return view;
  }

  /** @param {Job} job */
  async #attempt(job) {
    this.#setBusy(true);
    job.view.sending();
    try {
      this.#session ??= await this.session();
      const { turn_id } = await postTurn(this.#session, { message: job.text, corrects: job.corrects, ...(job.photos?.length && { photos: job.photos, cleared: job.cleared }) }, job.key);
      job.view.accepted();
      await this.#follow(job, turn_id);
    } catch (cause) {
      job.view.unsent = true;
      this.#stopAsked = false;
      this.#setBusy(false);
      job.view.fail(explain(cause), this.#remedies(job, cause));
      this.page.tell("error", { code: cause instanceof ApiError ? cause.code : "unexpected" });
    }
  }

  /**
   * The talk, begun when there is none yet: a photo may come before the first word.
   * @returns {Promise<Session>}
   */
  async session() {
    if (this.#session) return this.#session;
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    this.#session = await this.#opening;
    return this.#session;
  }

  /** The talk of this device, when there is one. */
  get current() {
    return this.#session;
  }

  /**
   * Goes on with a talk that began on another device.
   * @param {{conversation_id: string, owner_token: string, case_code: string}} found
   */
  async adopt(found) {
    this.#leave();
    saveSession(this.page.site.key, { id: found.conversation_id, token: found.owner_token, caseCode: found.case_code, locale: this.page.locale });
    await this.start();
  }

  /** @returns {Promise<Session>} */
  async #open() {
    const made = await createConversation(this.page.locale, this.page.site.key, this.page.hints());
    const session = { id: made.conversation_id, token: made.owner_token, caseCode: made.case_code, locale: this.page.locale };
    saveSession(this.page.site.key, session);
    this.page.onSession(session);
    return session;
  }

  /**
   * Follows a turn to its end.
   * @param {Job} job
   * @param {string} turnId
   */
  async #follow(job, turnId) {
    const session = this.#session;
    if (!session) return;
    const watching = this.#watching;
    let failure = "";
    this.#running = turnId;
    this.#setBusy(true);
    if (this.#stopAsked) this.stop();
    const onEvent = (/** @type {TurnEvent} */ event) => {
      if (event.type === "error") failure = event.message;
      this.#report(turnId, event);
      if (event.type === "turn.finished") this.#end(job.view, job, event.state, event.outcome, failure, true);
      else job.view.handle(event);
    };
    try {
      await followTurn(turnId, session.token, { onEvent, onConnection: (state) => job.view.connection(state), signal: watching.signal });
    } catch (cause) {
      const again = () => {
        if (this.#busy) return;
        job.view.clearNotice();
        this.#follow(job, turnId);
      };
      job.view.fail(explain(cause), [{ text: t("retry"), act: again }]);
    } finally {
      if (!watching.signal.aborted) {
        this.#running = null;
        this.#stopAsked = false;
        this.#setBusy(false);
      }
    }
  }

  /**
   * Tells the host page what happens: ids and states, and the words only where it asked for them.
   * @param {string} turn
   * @param {TurnEvent} event
   */
  #report(turn, event) {
    const { tell } = this.page;
    if (event.type === "stage") tell("progress", { turn, stage: event.stage });
    if (event.type === "fact.updated") tell("field", { turn, key: event.fact.key, state: event.fact.state });
    if (event.type === "error") tell("error", { turn, code: event.code });
    if (event.type !== "turn.finished") return;
    const { outcome } = event;
    tell("message", { turn, state: event.state, question: outcome?.question?.key ?? null, verdict: outcome?.verdict.code ?? null, text: outcome?.reply });
    if (!outcome?.wants_person) return;
    tell("handoff", { case_code: this.#session?.caseCode });
    void this.#followReview(null);
  }

  /**
   * @param {TurnView} view
   * @param {{text: string, corrects?: string}} said
   * @param {import("./types.js").TurnState} state
   * @param {Outcome|null} outcome
   * @param {string} failure what the service said went wrong
   * @param {boolean} newest whether sending again is of use
   */
  #end(view, said, state, outcome, failure, newest) {
    if (outcome) {
      this.#outcomes.push(outcome);
      this.page.onAnsweredBy(outcome.answered_by);
    }
    view.finish(state, outcome);
    if (state === "finished" && outcome) return;
    const again = { text: t("resend"), act: () => void this.send(said.text, said.corrects) };
    const key = state === "stopped" ? "error.stopped" : state === "interrupted" ? "error.interrupted" : "error.internal";
    view.fail(failure || t(key), newest ? [again] : []);
  }

  /**
   * What the owner can do about a message that was not taken.
   * @param {Job} job
   * @param {unknown} cause
   * @returns {Action[]}
   */
  #remedies(job, cause) {
    const actions = {
      start_over: { text: t("new_conversation"), act: () => this.#startOver(job) },
      retry: { text: t("retry"), act: () => void (this.#busy || this.#attempt(job)) },
      edit: { text: t("edit"), act: () => this.#takeBack(job) },
    };
    return [remedy(cause)].flatMap((help) => (help === null ? [] : [actions[help]]));
  }

  /** @param {Job} job */
  #takeBack(job) {
    job.view.element.remove();
    this.composer?.restore(job.text);
  }

  /** @param {Job} job */
  #startOver(job) {
    this.reset();
    this.composer?.restore(job.text);
  }

  /** Stops the running turn; what was said so far stays. */
  async stop() {
    if (!this.#busy || !this.#session) return;
    this.#stopAsked = true;
    this.composer?.stopping();
    if (!this.#running) return;
    try {
      await stopTurn(this.#session.token, this.#running);
    } catch (cause) {
      this.#shared.announcer.say(explain(cause));
      this.composer?.setBusy(this.#busy);
    }
  }

  /** Forgets the conversation here and begins anew; a running turn goes on at the service. */
  reset() {
    this.#leave();
    clearSession(this.page.site.key);
    this.page.onSession(null);
    this.page.onAnsweredBy(null);
    this.page.onReleased(false);
    this.#setBusy(false);
    this.#greet();
  }

  /** Lets go of the talk that is shown. */
  #leave() {
    this.#watching.abort();
    this.#watching = new AbortController();
    this.#session = this.#last = this.#running = this.#review = null;
    this.#stopAsked = false;
    this.#outcomes = [];
    this.#shared = this.#fresh();
  }

  /** Begins a new talk, once the owner has been told how to find the old one; false when he thought better of it. */
  startOver() {
    const sure = window.confirm(t("new_confirm", { code: this.#session?.caseCode ?? "" }));
    if (sure) this.reset();
    return sure;
  }

  /** Stops watching: the widget goes, the talk stays at the service. */
  leave() {
    this.#watching.abort();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.#shared.card.setBusy(busy);
    this.composer?.setBusy(busy);
  }
}
