/** The foot of the read-back card: hands the talk to a person, and tells how that stands. */

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { contactPart } from "./contact.js";
import { moment, t } from "./messages.js";

/** @import {Contact, Handover} from "./types.js" */

/** How far a case can be, in order. */
const STEPS = ["draft", "waiting", "claimed", "asks_owner", "released"];

/**
 * @param {{handover: Handover|null, complete: boolean, changed: boolean, caseCode: string, onSubmit: () => Promise<void>,
 *   contact: Contact|null, session: import("./store.js").Session|null, onContact: (contact: Contact|null) => void}} state
 *   `complete`: nothing more is asked; `changed`: something was said since it was handed over
 */
export function queuePart({ handover, complete, changed, caseCode, onSubmit, contact, session, onContact }) {
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
  if (!handover) return h("div", { class: "queue" }, statusLine("draft"), submit("primary", "submit"), h("p", { class: "muted" }, t("submit_next", { code: caseCode })), problem);
  const waiting = t(`waiting_${handover.wish}`, { code: caseCode, time: moment(handover.requested_at) });
  return h(
    "div",
    { class: "queue", "data-state": handover.state, "data-wish": handover.wish },
    statusLine(handover.state),
    h("p", { class: "waiting" }, waiting),
    h("p", { class: "muted" }, t("waiting_next")),
    session && contactPart(session, contact, onContact),
    complete && changed && submit("quiet", "submit_again"),
    problem,
  );
}

/**
 * Where the case stands, step by step: what is not reached yet is not claimed.
 * @param {string} state
 */
function statusLine(state) {
  const at = STEPS.indexOf(state);
  const step = (/** @type {string} */ name, /** @type {number} */ i) =>
    h("li", { class: i < at ? "step-done" : i === at ? "step-now" : "step-next", "aria-current": i === at ? "step" : null }, t(`status_${name}`));
  return h("ol", { class: "status-line", "aria-label": t("status") }, STEPS.map(step));
}
