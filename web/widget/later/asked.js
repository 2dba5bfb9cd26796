/** A translator's question with the box for its answer; an answer that could not be sent is kept and sent again. */

import { ApiError, bearer, json, readJson, talkPath } from "../api.js";
import { h } from "../dom.js";
import { sendOnEnter } from "../keys.js";
import { t } from "../messages.js";
import { explain } from "../trouble.js";

/** @import {AskedQuestion, Review} from "../types.js" */
/** @import {Session} from "../store.js" */

/** The service's limit, in characters. */
const MOST = 4_000;

/**
 * @typedef {{element: HTMLElement, update: (question: AskedQuestion|null) => void, retry: () => void}} Asked `update` with nothing when it
 *   was taken back
 */

/**
 * @param {AskedQuestion} question
 * @param {{session: Session, onReview: (review: Review) => void, say: (text: string) => void}} port
 * @returns {Asked}
 */
export function askedCard(question, { session, onReview, say }) {
  const id = `asked-${question.id}`;
  const area = h("textarea", { id, rows: 2, maxlength: MOST, autocomplete: "off", "aria-describedby": `${id}-note` });
  const note = h("p", { class: "small", id: `${id}-note`, role: "status" });
  const send = h("button", { type: "submit", class: "primary" }, t("send"));
  const unsure = h("button", { type: "button", class: "quiet" }, t("do_not_know"));
  const form = h("form", { class: "plain-form", novalidate: true }, h("label", { for: id }, t("asked_answer")), area, note, h("div", { class: "line-buttons" }, send, unsure));
  const element = h(
    "section",
    { class: "question asked", "data-question": question.id, tabindex: "-1", "aria-labelledby": `${id}-text` },
    h("p", { class: "eyebrow" }, t("asked_by", { name: question.asked_by || t("a_translator") })),
    h("h3", { class: "question-text", id: `${id}-text` }, question.text),
    form,
  );
  /** What could not be sent yet; nothing when nothing waits. @type {{text?: string}|null} */
  let waiting = null;
  let sending = false;
  const busy = (/** @type {boolean} */ on) => {
    sending = on;
    send.disabled = unsure.disabled = area.readOnly = on;
  };
  const attempt = async (/** @type {{text?: string}} */ answer) => {
    if (sending) return;
    waiting = null;
    busy(true);
    note.textContent = t("sending");
    try {
      const headers = bearer(session.token, json);
      onReview(await readJson(`${talkPath(session)}/questions/${question.id}/answer`, { method: "POST", headers, body: JSON.stringify(answer) }));
    } catch (cause) {
      busy(false);
      // A conflict stays one: the question is answered, or gone.
      const later = !(cause instanceof ApiError) || (cause.temporary && cause.status !== 409);
      waiting = later ? answer : null;
      note.textContent = later ? t("asked_waits") : explain(cause);
    }
  };
  const answer = () => {
    const text = area.value.trim();
    if (text !== "") return void attempt({ text });
    note.textContent = t("error.empty_message");
    area.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
  // Whoever goes on writing has not said his last word.
  area.addEventListener("input", () => (waiting = null));
  sendOnEnter(area, answer);
  unsure.addEventListener("click", () => void attempt({}));
  /** @param {string} text */
  const settle = (text) => {
    if (element.classList.contains("settled")) return;
    const mine = sending || form.contains(/** @type {ShadowRoot} */ (element.getRootNode()).activeElement ?? null);
    form.replaceWith(h("p", { class: "answered" }, text));
    element.classList.add("settled");
    if (!mine) return;
    say(text);
    element.focus();
  };
  const update = (/** @type {AskedQuestion|null} */ now) => {
    if (now === null) settle(t("asked_withdrawn"));
    else if (now.answer !== null) settle(t("answered", { answer: now.answer === "" ? t("do_not_know") : now.answer }));
  };
  update(question);
  return { element, update, retry: () => void (waiting && attempt(waiting)) };
}
