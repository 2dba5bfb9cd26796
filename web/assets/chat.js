/** Runs the conversation: sends, follows, stops, retries, and finds the way back after a reload. */

import { Announcer } from "./announcer.js";
import { ApiError, createConversation, newKey, postTurn, readConversation, stopTurn } from "./api.js";
import { Dossier } from "./dossier.js";
import { followTurn } from "./follow.js";
import { greeting } from "./greeting.js";
import { h } from "./dom.js";
import { t } from "./messages.js";
import { titlesOf } from "./specification.js";
import { clearSession, loadSession, saveSession } from "./store.js";
import { TurnView } from "./turn_view.js";

/** @import {AnsweredBy, Outcome, StoredTurn, TurnEvent} from "./types.js" */
/** @import {Action} from "./turn_view.js" */
/** @import {Session} from "./store.js" */

/** @typedef {{text: string, key: string, view: TurnView}} Job a message on its way: the key stays the same over retries */

/**
 * @typedef {{setBusy: (busy: boolean) => void, stopping: () => void, restore: (text: string) => void}} ComposerPort
 * @typedef {{turns: HTMLElement, announcer: HTMLElement, locale: string,
 *   onSession: (session: Session|null) => void, onAnsweredBy: (by: AnsweredBy|null) => void}} Page
 */

export class Chat {
  /** @type {Session|null} */
  #session = null;
  /** @type {TurnView|null} the turn shown last */
  #last = null;
  /** @type {string|null} the turn being followed */
  #running = null;
  #busy = false;
  #stopAsked = false;
  #watching = new AbortController();
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
      dossier: new Dossier(),
      announcer: new Announcer(this.page.announcer),
      titleOf: (/** @type {string} */ id) => titlesOf(this.#outcomes)(id),
      onAnswer: (/** @type {string} */ answer) => this.send(answer),
    };
  }

  /** Shows the conversation that this device knows of, or the greeting. */
  async start() {
    this.#session = loadSession();
    if (!this.#session) return this.#greet();
    this.page.onSession(this.#session);
    this.#setBusy(true);
    try {
      const stored = await readConversation(this.#session);
      this.page.turns.replaceChildren();
      this.#setBusy(false);
      if (stored.turns.length === 0) this.#greet();
      this.#replay(stored.turns);
    } catch (cause) {
      this.#setBusy(false);
      this.#cannotResume(cause);
    }
  }

  /** @param {unknown} cause */
  #cannotResume(cause) {
    const gone = cause instanceof ApiError && [401, 403, 404].includes(cause.status);
    if (gone) this.reset();
    const retry = h("button", { type: "button", class: "quiet", on: { click: () => this.start() } }, t("retry"));
    const notice = h("div", { class: "notice", role: "alert" }, h("p", {}, explain(cause)), !gone && h("div", { class: "notice-actions" }, retry));
    if (gone) this.page.turns.prepend(notice);
    else this.page.turns.replaceChildren(notice);
  }

  /** @param {StoredTurn[]} turns */
  #replay(turns) {
    turns.forEach((turn, i) => {
      const running = turn.state === "running";
      const view = this.#add(turn.message, running);
      if (running) {
        view.accepted();
        this.#follow({ text: turn.message, key: newKey(), view }, turn.turn_id);
      } else {
        this.#end(view, turn.message, turn.state, turn.outcome, "", i === turns.length - 1);
      }
    });
    this.#last?.element.scrollIntoView({ block: "start" });
  }

  #greet() {
    this.page.turns.replaceChildren(greeting((text) => this.send(text)));
  }

  /**
   * Sends a message as a new turn.
   * @param {string} text
   */
  send(text) {
    if (this.#busy) return;
    const view = this.#add(text, true);
    view.element.focus({ preventScroll: true });
    view.element.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    this.#attempt({ text, key: newKey(), view });
  }

  /**
   * @param {string} text
   * @param {boolean} live
   */
  #add(text, live) {
    this.page.turns.querySelectorAll(".greeting, :scope > .notice").forEach((part) => part.remove());
    this.#last?.settle(text);
    if (!this.#last?.unsent) this.#last?.clearNotice();
    const view = new TurnView(text, this.#shared, live);
    this.page.turns.append(view.element);
    this.#last = view;
    return view;
  }

  /** @param {Job} job */
  async #attempt(job) {
    this.#setBusy(true);
    job.view.sending();
    try {
      this.#session ??= await this.#open();
      const { turn_id } = await postTurn(this.#session, job.text, job.key);
      job.view.accepted();
      await this.#follow(job, turn_id);
    } catch (cause) {
      job.view.unsent = true;
      this.#stopAsked = false;
      this.#setBusy(false);
      job.view.fail(explain(cause), this.#remedies(job, cause));
    }
  }

  /** @returns {Promise<Session>} */
  async #open() {
    const made = await createConversation(this.page.locale);
    const session = { id: made.conversation_id, token: made.owner_token, caseCode: made.case_code };
    saveSession(session);
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
      if (event.type === "turn.finished") this.#end(job.view, job.text, event.state, event.outcome, failure, true);
      else job.view.handle(event);
    };
    try {
      await followTurn(turnId, session.token, { onEvent, onConnection: (state) => job.view.connection(state), signal: watching.signal });
    } catch (cause) {
      job.view.fail(explain(cause), [{ text: t("retry"), act: () => this.#refollow(job, turnId) }]);
    } finally {
      if (!watching.signal.aborted) {
        this.#running = null;
        this.#stopAsked = false;
        this.#setBusy(false);
      }
    }
  }

  /**
   * @param {Job} job
   * @param {string} turnId
   */
  #refollow(job, turnId) {
    if (this.#busy) return;
    job.view.clearNotice();
    this.#follow(job, turnId);
  }

  /**
   * @param {TurnView} view
   * @param {string} message
   * @param {import("./types.js").TurnState} state
   * @param {Outcome|null} outcome
   * @param {string} failure what the service said went wrong
   * @param {boolean} newest whether sending again is of use
   */
  #end(view, message, state, outcome, failure, newest) {
    if (outcome) {
      this.#outcomes.push(outcome);
      this.page.onAnsweredBy(outcome.answered_by);
    }
    view.finish(state, outcome);
    if (state === "finished" && outcome) return;
    const again = { text: t("resend"), act: () => this.send(message) };
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
    const status = cause instanceof ApiError ? cause.status : 0;
    if ([401, 403, 404].includes(status)) return [{ text: t("new_conversation"), act: () => this.#startOver(job) }];
    if (!(cause instanceof ApiError) || cause.temporary) return [{ text: t("retry"), act: () => this.#busy || this.#attempt(job) }];
    return [{ text: t("edit"), act: () => this.#takeBack(job) }];
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
    this.#watching.abort();
    this.#watching = new AbortController();
    clearSession();
    this.#session = null;
    this.#last = null;
    this.#running = null;
    this.#stopAsked = false;
    this.#outcomes = [];
    this.#shared = this.#fresh();
    this.page.onSession(null);
    this.page.onAnsweredBy(null);
    this.#setBusy(false);
    this.#greet();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.composer?.setBusy(busy);
  }
}

/**
 * What to tell the owner.
 * @param {unknown} cause
 */
function explain(cause) {
  if (cause instanceof ApiError) return cause.detail || t(cause.status === 0 ? "offline" : "unexpected");
  return t("unexpected");
}

/** Whether the owner asked for little motion. */
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
