/** The foot of the read-back card: hands the talk to a person, and tells how that stands. */

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { moment, t } from "./messages.js";

/** @import {Handover, Review} from "./types.js" */

/** How far a case can be, in order. */
const STEPS = ["draft", "waiting", "claimed", "asks_owner", "released"];
/** How else it can end: after which steps. */
const ENDS = { declined: ["draft", "waiting", "claimed", "declined"], withdrawn: ["draft", "waiting", "claimed", "released", "withdrawn"] };

/**
 * @param {{handover: Handover|null, review: Review|null, complete: boolean, changed: boolean, caseCode: string, contact: HTMLElement|null,
 *   onSubmit: () => Promise<void>, onComplain: () => void, onPerson: () => void, onLook: () => void}} state
 *   `complete`: nothing more is asked; `changed`: something was said since it was handed over; `contact`: the form for a number
 */
export function queuePart({ handover, review, complete, changed, caseCode, contact, onSubmit, onComplain, onPerson, onLook }) {
  if (!handover && !complete) return null;
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const submit = (/** @type {string} */ kind, /** @type {string} */ key) => {
    const button = h("button", { type: "button", class: `${kind} submit` }, t(key));
    button.addEventListener("click", async () => {
      button.disabled = true;
      button.textContent = t("submitting");
      problem.hidden = true;
      try {
        await onSubmit();
      } catch (cause) {
        problem.textContent = (cause instanceof ApiError && cause.detail) || t("offline");
        problem.hidden = false;
        button.disabled = false;
        button.textContent = t(key);
      }
    });
    return button;
  };
  if (!handover) return h("div", { class: "queue" }, statusLine("draft", false), submit("primary", "submit"), h("p", { class: "muted" }, t("submit_next", { code: caseCode })), problem);
  const { state } = handover;
  const closed = state in ENDS;
  const known = state === "waiting" ? `waiting_${handover.wish}` : `now_${state}`;
  const values = { code: caseCode, time: moment(handover.requested_at), reason: review?.closing ?? "", n: review?.release?.number ?? "" };
  return h(
    "div",
    { class: "queue", "data-state": state, "data-wish": handover.wish },
    statusLine(state, (review?.questions.length ?? 0) > 0),
    h("p", { class: closed ? "waiting problem" : "waiting" }, t(closed ? `closed_${state}` : known, values)),
    h("p", { class: "muted" }, t(closed ? "closed_next" : state === "released" ? "released_next" : "waiting_next")),
    ["asks_owner", "released"].includes(state) && h("button", { type: "button", class: "quiet", on: { click: onLook } }, t(state === "released" ? "look_release" : "look_question")),
    closed &&
      h(
        "div",
        { class: "notice-actions" },
        submit("quiet", "submit_anew"),
        h("button", { type: "button", class: "quiet", on: { click: onPerson } }, t("ask_person")),
        h("button", { type: "button", class: "quiet", on: { click: onComplain } }, t("dialog_complain")),
      ),
    !closed && complete && changed && submit("quiet", "submit_again"),
    contact,
    problem,
  );
}

/**
 * Where the case stands, step by step: what is not reached yet is not claimed, what never was is not shown as done.
 * @param {string} state
 * @param {boolean} asked whether the owner was asked anything
 */
function statusLine(state, asked) {
  const steps = ENDS[/** @type {keyof typeof ENDS} */ (state)] ?? STEPS.filter((name) => asked || name !== "asks_owner" || state !== "released");
  const at = steps.indexOf(state);
  const step = (/** @type {string} */ name, /** @type {number} */ i) =>
    h("li", { class: i < at ? "step-done" : i === at ? "step-now" : "step-next", "aria-current": i === at ? "step" : null }, t(`status_${name}`));
  return h("ol", { class: "status-line", "aria-label": t("status") }, steps.map(step));
}
