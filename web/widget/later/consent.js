/** Whether the case may be told to other owners: asked once, quietly, after a release; taken back at any time. */

import { bearer, readJson, talkPath } from "../api.js";
import { h } from "../dom.js";
import { moment, t } from "../messages.js";
import { saveSession } from "../store.js";
import { explain } from "../trouble.js";

/** @import {CaseConsent} from "../types.js" */
/** @import {Session} from "../store.js" */

/**
 * @param {{site: string, session: Session, consent: CaseConsent|null, released: boolean}} state
 * @returns {HTMLElement} empty when there is nothing to ask and nothing to take back
 */
export function consentPart({ site, session, consent, released }) {
  const box = h("section", { class: "consent", "aria-label": t("consent"), tabindex: "-1" });
  const note = h("p", { class: "small", role: "status" });
  /**
   * @param {CaseConsent|null} now
   * @param {boolean} moved whether the owner has just pressed a button
   */
  const show = (now, moved) => {
    const given = now !== null && now.withdrawn_at === null;
    box.hidden = !given && !released;
    note.textContent = "";
    if (given) box.replaceChildren(h("p", {}, t("consent_given", { time: moment(now.agreed_at) })), actions(["consent_withdraw", withdraw]), note);
    else if (session.refused) box.replaceChildren(h("p", {}, t("consent_refused")), actions(["consent_again", again]), note);
    else box.replaceChildren(h("h3", {}, t("consent_ask")), h("p", { class: "muted" }, t("consent_kept")), h("p", { class: "muted" }, t("consent_removed")), actions(["consent_yes", agree], ["consent_no", refuse]), note);
    if (moved) box.focus();
  };
  const actions = (/** @type {[string, () => void][]} */ ...all) => h("div", { class: "notice-actions" }, all.map(([key, act]) => h("button", { type: "button", class: "quiet", on: { click: act } }, t(key))));
  /** @param {boolean} refused */
  const remember = (refused) => {
    session.refused = refused;
    saveSession(site, session);
  };
  /** @param {"PUT"|"DELETE"} method */
  const call = async (method) => {
    try {
      return { consent: await readJson(`${talkPath(session)}/consent`, { method, headers: bearer(session.token) }) };
    } catch (cause) {
      note.textContent = explain(cause);
      return null;
    }
  };
  const agree = async () => {
    const done = await call("PUT");
    if (done) show(done.consent, true);
  };
  const withdraw = async () => {
    if (!(await call("DELETE"))) return;
    remember(true);
    show(null, true);
  };
  const refuse = () => {
    remember(true);
    show(null, true);
  };
  const again = () => {
    remember(false);
    show(null, true);
  };
  show(consent, false);
  return box;
}
