/** The foot of the read-back card: hands the talk to a person, and tells how that stands. */

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { moment, t } from "./messages.js";

/** @import {Handover} from "./types.js" */

/**
 * @param {{handover: Handover|null, complete: boolean, changed: boolean, caseCode: string, onSubmit: () => Promise<void>}} state
 *   `complete`: nothing more is asked; `changed`: something was said since it was handed over
 */
export function queuePart({ handover, complete, changed, caseCode, onSubmit }) {
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
  if (!handover) return h("div", { class: "queue" }, submit("primary", "submit"), h("p", { class: "muted" }, t("submit_next", { code: caseCode })), problem);
  const waiting = t(`waiting_${handover.wish}`, { code: caseCode, time: moment(handover.requested_at) });
  return h(
    "div",
    { class: "queue", "data-state": handover.state, "data-wish": handover.wish },
    h("p", { class: "waiting" }, waiting),
    h("p", { class: "muted" }, t("waiting_next")),
    complete && changed && submit("quiet", "submit_again"),
    problem,
  );
}
