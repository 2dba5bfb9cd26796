/** The one next question, with answers to tap. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {Question} from "./types.js" */

/** What is sent when the owner does not know: the service's own word, in every language. */
export const DO_NOT_KNOW = "不清楚";

/**
 * An answer as the page shows it.
 * @param {string} answer
 */
export const shownAnswer = (answer) => (answer === DO_NOT_KNOW ? t("do_not_know") : answer);

/**
 * @param {Question} question
 * @param {(answer: string) => void} onAnswer
 * @returns {{element: HTMLElement, settle: (answer: string|null) => void}} `settle` shows what was answered in place of the buttons,
 *   or nothing when it is asked again
 */
export function questionCard(question, onAnswer) {
  const heading = h("h3", { class: "question-text" }, question.text);
  const answers = question.options.filter((option) => option !== DO_NOT_KNOW);
  const buttons = [
    ...answers.map((option) => h("button", { type: "button", class: "option", on: { click: () => onAnswer(option) } }, option)),
    h("button", { type: "button", class: "option unsure", on: { click: () => onAnswer(DO_NOT_KNOW) } }, t("do_not_know")),
  ];
  const options = h("div", { class: "options", role: "group", "aria-label": question.text }, buttons);
  const hint = h("p", { class: "muted" }, t("question_free"));
  const example = question.example && h("p", { class: "muted" }, question.example);
  const element = h(
    "section",
    { class: "question", "aria-label": t("question"), "data-key": question.key, "data-criterion": question.criterion },
    h("p", { class: "eyebrow" }, t("question")),
    heading,
    example,
    options,
    hint,
  );
  const line = h("p", { class: "answered" });
  const settle = (/** @type {string|null} */ answer) => {
    line.hidden = answer === null;
    line.textContent = answer === null ? "" : t("answered", { answer: shownAnswer(answer) });
    options.replaceWith(line);
    hint.remove();
    if (example) example.remove();
    element.classList.add("settled");
  };
  return { element, settle };
}
