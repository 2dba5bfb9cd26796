/** A phone number for the translator: only once the case is handed over, only if the owner wishes, with who gets it in plain sight. */

import { bearer, json, readJson, talkPath } from "./api.js";
import { h } from "./dom.js";
import { t } from "./messages.js";
import { explain } from "./trouble.js";

/** @import {Contact} from "./types.js" */
/** @import {Session} from "./store.js" */

/**
 * @param {Session} session
 * @param {Contact|null} contact
 * @param {(contact: Contact|null) => void} onChange
 */
export function contactPart(session, contact, onChange) {
  const box = h("div", { class: "contact" });
  const change = (/** @type {Contact|null} */ next) => {
    onChange(next);
    box.replaceChildren(...(next ? kept(session, next, change) : asked(session, change)));
  };
  box.replaceChildren(...(contact ? kept(session, contact, change) : asked(session, change)));
  return box;
}

/**
 * @param {Session} session
 * @param {Contact} contact
 * @param {(contact: Contact|null) => void} change
 */
function kept(session, contact, change) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const remove = h("button", { type: "button", class: "quiet" }, t("contact_remove"));
  remove.addEventListener("click", async () => {
    try {
      await readJson(`${talkPath(session)}/contact`, { method: "DELETE", headers: bearer(session.token) });
      change(null);
    } catch (cause) {
      problem.textContent = explain(cause);
      problem.hidden = false;
    }
  });
  return [h("p", {}, t("contact_kept", { phone: contact.phone, to: contact.given_to })), remove, problem];
}

/**
 * @param {Session} session
 * @param {(contact: Contact|null) => void} change
 */
function asked(session, change) {
  const problem = h("p", { class: "problem", role: "alert", id: "contact-problem", hidden: true });
  const phone = h("input", { id: "contact-phone", type: "tel", inputmode: "tel", autocomplete: "tel", maxlength: 24, "aria-describedby": "contact-note contact-problem" });
  const agree = h("input", { id: "contact-agree", type: "checkbox" });
  const form = h(
    "form",
    { class: "contact-form", novalidate: true },
    h("label", { for: "contact-phone" }, t("contact_label")),
    phone,
    h("p", { class: "muted small", id: "contact-note" }, t("contact_note")),
    h("label", { class: "agree", for: "contact-agree" }, agree, h("span", {}, t("contact_agree"))),
    problem,
    h("button", { type: "submit", class: "quiet" }, t("contact_save")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const body = JSON.stringify({ phone: phone.value, agreed: agree.checked });
      change(await readJson(`${talkPath(session)}/contact`, { method: "PUT", headers: bearer(session.token, json), body }));
    } catch (cause) {
      problem.textContent = explain(cause);
      problem.hidden = false;
      (agree.checked ? phone : agree).focus();
    }
  });
  return [form];
}
