/** The review in the mock service: what translators ask and release, and the owner's side of it. */

import { randomUUID } from "node:crypto";
import { outcomeFor } from "./mock_outcomes.mjs";

/** A case that was handed over just now. */
export const waiting = () => ({ state: "waiting", questions: /** @type {any[]} */ ([]), closing: /** @type {string|null} */ (null), release: /** @type {any} */ (null) });

/** What translators do with a talk of the mock service. */
export class Desk {
  /** @param {any} talk */
  constructor(talk) {
    this.talk = talk;
    talk.review ??= waiting();
  }

  get review() {
    return this.talk.review;
  }

  /** @param {string} text @param {string} [by] */
  ask(text, by = "林翻译") {
    this.review.questions.push({ id: this.review.questions.length + 1, text, asked_by: by, asked_at: new Date().toISOString(), answer: null });
    this.review.state = "asks_owner";
  }

  claim() {
    this.review.state = "claimed";
  }

  /** @param {any} [more] of the document */
  release(more = {}) {
    const number = (this.review.release?.number ?? 0) + 1;
    const { verdict, specification } = outcomeFor(3, "");
    const label = "本文由人工智能辅助生成，翻译官林翻译已审核";
    const document = {
      case_code: this.talk.code, number, specification: { ...specification, label }, verdict, override_reason: null, reviewer: "林翻译", second_reader: null,
      released_on: "2026-11-28", provider: "译官", ...more,
    };
    Object.assign(this.review, { state: "released", closing: null, release: { number, at: new Date().toISOString(), document } });
  }

  /** @param {"declined"|"withdrawn"} state @param {string} reason */
  close(state, reason) {
    Object.assign(this.review, { state, closing: reason, release: null });
  }
}

/**
 * The owner's calls about a review.
 * @param {any} talk
 * @param {string} method
 * @param {string} path what stands behind the talk's own path
 * @param {any} body
 * @returns {{status: number, body?: any, code?: string, detail?: string, file?: string}|null} nothing when the path is none of these
 */
export function ownersCall(talk, method, path, body) {
  const [, asked] = /^\/questions\/(\d+)\/answer$/.exec(path) ?? [];
  if (asked) return answer(talk, Number(asked), body);
  if (path === "/consent") return consent(talk, method);
  const [, number, format] = /^\/releases\/(\d+)\/files\/(docx|pdf|json)$/.exec(path) ?? [];
  if (!number) return null;
  if (talk.review?.release?.number !== Number(number)) return { status: 404, code: "no_release", detail: "没有这一版。" };
  return { status: 200, file: `${format} of version ${number}, ${randomUUID()}` };
}

/** @param {any} talk @param {number} id @param {any} body */
function answer(talk, id, body) {
  const question = talk.review?.questions.find((/** @type {any} */ one) => one.id === id);
  if (!question || (question.answer !== null && question.answer !== (body.text ?? ""))) return { status: 409, code: "no_question", detail: "没有这个问题，或者已经回答过了。" };
  question.answer = body.text ?? "";
  if (talk.review.questions.every((/** @type {any} */ one) => one.answer !== null)) talk.review.state = "claimed";
  return { status: 200, body: talk.review };
}

/** @param {any} talk @param {string} method */
function consent(talk, method) {
  const now = new Date().toISOString();
  if (method === "DELETE") {
    if (talk.consent) talk.consent.withdrawn_at ??= now;
    return { status: 204 };
  }
  if (!talk.review?.release) return { status: 409, code: "not_released", detail: "还没有签发的结果，先不用同意。" };
  talk.consent = { agreed_at: now, withdrawn_at: null };
  return { status: 200, body: talk.consent };
}
