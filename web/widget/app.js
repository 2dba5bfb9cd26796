/** Puts a talk into its frame and keeps the two in step. */

import { readSite } from "./api.js";
import { Chat } from "./chat.js";
import { labelManualCopies } from "./clipboard.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { buildFrame } from "./frame.js";
import { chooseLocale, loadMessages, locale, t } from "./messages.js";
import { PhotoTray } from "./photo_tray.js";
import { unfoldForPrint } from "./print.js";
import { isLarge, loadSession } from "./store.js";
import { explain } from "./trouble.js";
import { fitToKeyboard, measureLog } from "./viewport.js";

/** @import {AnsweredBy} from "./types.js" */
/** @import {Session} from "./store.js" */

/**
 * @typedef {{site: string, wishes: (string|null|undefined)[], heading: "h1"|"h2", languageHref: ((locale: string) => string)|null,
 *   wholePage: boolean, onClose: (() => void)|null, isOpen: () => boolean, hints: () => import("./types.js").Hints,
 *   tell: (name: string, detail: Record<string, any>) => void}} Options
 *   `wishes`: languages asked for, the strongest first; `tell`: sends an event to the host page
 */

/** A talk on a page. */
export class App {
  /** @type {(() => void)[]} */
  #endings = [];

  /**
   * @param {import("./frame.js").Frame} frame
   * @param {Chat} chat
   * @param {(name: string, code?: string) => Promise<void>} openDialog
   */
  constructor(frame, chat, openDialog) {
    this.frame = frame;
    this.chat = chat;
    this.openDialog = openDialog;
  }

  /** @param {() => void} ending what is to be undone when the widget goes */
  onEnd(ending) {
    this.#endings.push(ending);
  }

  /** Leaves nothing behind on the page; a running turn goes on at the service. */
  end() {
    this.chat.leave();
    for (const ending of this.#endings.splice(0)) ending();
    this.frame.app.remove();
  }
}

/**
 * @param {HTMLElement} host the custom element
 * @param {HTMLElement} panel where the talk goes
 * @param {Options} options
 * @returns {Promise<App>}
 */
export async function startApp(host, panel, options) {
  // The site says which language it speaks, and whether this page may speak for it at all.
  const site = await readSite(options.site);
  await loadMessages(chooseLocale(...options.wishes, loadSession(site.key)?.locale, ...navigator.languages, site.locale));
  host.setAttribute("lang", locale());
  const frame = buildFrame({ heading: options.heading, languageHref: options.languageHref?.(locale()) ?? null, closable: options.onClose !== null });
  const chat = new Chat({
    turns: frame.turns,
    announcer: frame.announcer,
    locale: locale(),
    site,
    onSession: (session) => showSession(frame, session),
    onAnsweredBy: (by) => showAnsweredBy(frame, by),
    // What was released is no draft any more.
    onReleased: (released) => (frame.notice.textContent = t(released ? "notice_released" : "notice")),
    onReturn: () => void openDialog("return"),
    onComplain: () => void openDialog("complain"),
    isOpen: options.isOpen,
    hints: options.hints,
    tell: options.tell,
  });
  const openDialog = async (/** @type {string} */ name, /** @type {string} */ code = "") => {
    const { showDialog } = await import("./later/dialogs.js");
    showDialog(name, frame.app, chat, code);
  };
  const tray = new PhotoTray(frame.composer, () => chat.session(), site.images);
  const composer = new Composer(frame.composer, {
    onSend: (text) => {
      const photos = tray.ready();
      const taken = photos !== null && chat.send(text || "[图片]", undefined, photos, tray.cleared);
      if (taken) tray.clear();
      return taken;
    },
    onStop: () => void chat.stop(),
  });
  tray.onChange = () => composer.setLoaded(tray.count > 0);
  chat.composer = composer;
  const app = new App(frame, chat, openDialog);
  if (site.speech && canRecord()) {
    const { voiceButton } = await import("./later/voice.js");
    frame.composer.tools.append(voiceButton(() => chat.session(), (text) => composer.restore(text)));
  }
  frame.more.addEventListener("click", () => void openDialog("more"));
  frame.close?.addEventListener("click", () => options.onClose?.());
  frame.fresh.addEventListener("click", () => chat.startOver());
  frame.app.classList.toggle("large", isLarge());
  labelManualCopies(frame.log, () => t("label.draft"));
  panel.replaceChildren(frame.app);
  app.onEnd(unfoldForPrint(frame.log));
  app.onEnd(fitToKeyboard(host, options.wholePage));
  app.onEnd(measureLog(frame.log));
  await chat.start();
  return app;
}

/** Recording works only where a browser has it and lets pages use it: elsewhere there is no button that would fail. */
function canRecord() {
  return window.isSecureContext && typeof MediaRecorder === "function" && typeof navigator.mediaDevices?.getUserMedia === "function";
}

/**
 * @param {import("./frame.js").Frame} frame
 * @param {Session|null} session
 */
function showSession({ caseCode, fresh }, session) {
  caseCode.hidden = session === null;
  caseCode.dataset.code = session?.caseCode ?? "";
  caseCode.title = t("case_code_hint");
  caseCode.textContent = session ? `${t("case_code")} ${session.caseCode}` : "";
  fresh.hidden = session === null;
}

/**
 * @param {import("./frame.js").Frame} frame
 * @param {AnsweredBy|null} by
 */
function showAnsweredBy({ answeredBy }, by) {
  answeredBy.textContent = by === null ? "" : t(by === "model" ? "top_model" : "top_rules");
}

/**
 * What stands in the panel when the talk cannot begin.
 * @param {unknown} cause
 * @param {() => void} retry
 * @param {(() => void)|null} close
 */
export function cannotStart(cause, retry, close) {
  // Without the catalogue only the service's own words and these two are left.
  const said = explain(cause);
  const text = said.includes("_") || said === "offline" ? "连不上服务，请稍后再试。 The service cannot be reached; please try again shortly." : said;
  const again = h("button", { type: "button", class: "quiet", on: { click: retry } }, "重试 Retry");
  const away = close && h("button", { type: "button", class: "quiet", on: { click: close } }, "关闭 Close");
  return h("div", { class: "app" }, h("div", { class: "loading", role: "alert" }, h("div", {}, h("p", {}, text), h("div", { class: "notice-actions" }, again, away))));
}
