/** What is seldom wanted: another device, what is kept, deletion, a complaint. One dialogue at a time, over the talk. */

import { bearer, json, readJson, talkPath } from "../api.js";
import { h } from "../dom.js";
import { day, moment, t } from "../messages.js";
import { clearSession, isLarge, keepLarge } from "../store.js";
import { explain } from "../trouble.js";
import { downloadCopy } from "./files.js";

/** @import {Chat} from "../chat.js" */

/**
 * @typedef {{app: HTMLElement, chat: Chat, code: string, show: (name: string) => void, close: () => void}} Place `code`: of the talk to go on with
 * @typedef {(place: Place) => (Node|false|null)[]} Page
 */

/** @type {Record<string, Page>} */
const PAGES = { more, return: goOn, device, kept, complain };

/**
 * @param {string} name
 * @param {HTMLElement} app
 * @param {Chat} chat
 * @param {string} [code] of the talk to go on with
 */
export function showDialog(name, app, chat, code = "") {
  app.querySelector("dialog")?.remove();
  const heading = h("h2", { id: "dialog-title", tabindex: "-1" });
  const body = h("div", { class: "dialog-body" });
  const away = h("button", { type: "button", class: "quiet" }, t("dialog_close"));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, heading, body, h("div", { class: "dialog-foot" }, away));
  const close = () => dialog.close();
  /** @param {string} page */
  const show = (page) => {
    heading.textContent = t(`dialog_${page}`);
    const parts = (PAGES[page] ?? more)({ app, chat, code, show, close });
    body.replaceChildren(...parts.filter((part) => part !== false && part !== null));
    heading.focus();
  };
  away.addEventListener("click", close);
  dialog.addEventListener("close", () => dialog.remove());
  app.append(dialog);
  dialog.showModal();
  show(name);
}

/** @type {Page} */
function more({ app, chat, show, close }) {
  const large = h("button", { type: "button", class: "option", "aria-pressed": String(isLarge()) }, t("larger"));
  large.addEventListener("click", () => {
    const on = !app.classList.contains("large");
    app.classList.toggle("large", on);
    keepLarge(on);
    large.setAttribute("aria-pressed", String(on));
  });
  const to = (/** @type {string} */ page) => h("button", { type: "button", class: "option", on: { click: () => show(page) } }, t(`dialog_${page}`));
  const fresh = h("button", { type: "button", class: "option", on: { click: () => chat.startOver() && close() } }, t("new_conversation"));
  return [chat.current && fresh, large, chat.current ? to("device") : to("return"), to("kept"), to("complain")];
}

/** @type {Page} */
function device({ chat }) {
  const session = chat.current;
  if (!session) return [];
  const shown = h("p", { class: "secret", role: "status" });
  const make = h("button", { type: "button", class: "primary" }, t("device_make"));
  make.addEventListener("click", async () => {
    try {
      const { case_code, secret } = await readJson(`${talkPath(session)}/secret`, { method: "POST", headers: bearer(session.token) });
      shown.replaceChildren(h("span", {}, t("device_code", { code: case_code })), h("br"), h("span", {}, t("device_secret", { secret })));
    } catch (cause) {
      shown.textContent = explain(cause);
    }
  });
  return [h("p", {}, t("device_text")), make, shown];
}

/** @type {Page} */
function goOn({ chat, code: known, close }) {
  const code = h("input", { id: "return-code", autocomplete: "off", autocapitalize: "characters", maxlength: 12, value: known });
  const secret = h("input", { id: "return-secret", autocomplete: "off", autocapitalize: "characters", maxlength: 20, "aria-describedby": "return-problem" });
  const problem = h("p", { class: "problem", id: "return-problem", role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "plain-form", novalidate: true },
    h("p", {}, t("return_text")),
    chat.current && h("p", { class: "link-state" }, t("return_replaces", { code: chat.current.caseCode })),
    h("label", { for: "return-code" }, t("return_code")),
    code,
    h("label", { for: "return-secret" }, t("return_secret")),
    secret,
    problem,
    h("button", { type: "submit", class: "primary" }, t("return_open")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const found = await readJson("/api/v1/return", { method: "POST", headers: json, body: JSON.stringify({ case_code: code.value, secret: secret.value }) });
      close();
      await chat.adopt(found);
    } catch (cause) {
      problem.textContent = explain(cause);
      problem.hidden = false;
      secret.focus();
    }
  });
  return [form];
}

/** @type {Page} */
function kept({ chat, show, close }) {
  const session = chat.current;
  const lines = ["kept_words", "kept_photos", "kept_phone", "kept_model", "kept_time"].map((key) => h("li", {}, t(key)));
  const told = h("p", { class: "told", role: "status" });
  const forget = h("button", { type: "button", class: "option" }, t("kept_forget"));
  forget.addEventListener("click", () => {
    clearSession(chat.page.site.key);
    chat.reset();
    close();
  });
  const copy = h("button", { type: "button", class: "option" }, t("kept_copy"));
  copy.addEventListener("click", async () => {
    if (!session) return;
    try {
      await downloadCopy(session);
      told.textContent = t("downloaded");
    } catch (cause) {
      told.textContent = explain(cause);
    }
  });
  const erase = h("button", { type: "button", class: "option danger" }, t("kept_erase"));
  erase.addEventListener("click", async () => {
    if (!session || !window.confirm(t("kept_erase_sure"))) return;
    try {
      const { receipt, erased_at } = await readJson(talkPath(session), { method: "DELETE", headers: bearer(session.token) });
      chat.reset();
      const done = h("p", { class: "receipt", role: "status", tabindex: "-1" }, t("kept_erased", { receipt, time: moment(erased_at) }));
      erase.closest(".dialog-body")?.replaceChildren(done);
      done.focus();
    } catch (cause) {
      told.textContent = explain(cause);
    }
  });
  const correct = h("p", { class: "muted" }, t("kept_correct"));
  return [h("ul", { class: "plain-list" }, lines), session && copy, session && correct, session && forget, session && erase, !session && h("p", { class: "muted" }, t("kept_nothing")), h("button", { type: "button", class: "option", on: { click: () => show("complain") } }, t("dialog_complain")), told];
}

/** @type {Page} */
function complain({ chat }) {
  const session = chat.current;
  const text = h("textarea", { id: "complaint", rows: 4, maxlength: 2000, "aria-describedby": "complaint-problem" });
  const problem = h("p", { class: "problem", id: "complaint-problem", role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "plain-form", novalidate: true },
    h("p", {}, t("complain_text")),
    h("label", { for: "complaint" }, t("complain_label")),
    text,
    problem,
    h("button", { type: "submit", class: "primary" }, t("complain_send")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const body = JSON.stringify({ text: text.value, conversation_id: session?.id, site: chat.page.site.key });
      const { number, due } = await readJson("/api/v1/complaints", { method: "POST", headers: session ? bearer(session.token, json) : json, body });
      const done = h("p", { class: "receipt", role: "status", tabindex: "-1" }, t("complain_done", { number, day: day(due) }));
      form.replaceWith(done);
      done.focus();
    } catch (cause) {
      problem.textContent = explain(cause);
      problem.hidden = false;
      text.focus();
    }
  });
  return [form];
}
