/** Starts the chat page. */

import { Chat } from "./chat.js";
import { labelManualCopies } from "./clipboard.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { fillTexts, loadMessages, t, wantedLocale } from "./messages.js";
import { unfoldForPrint } from "./print.js";
import { fitToKeyboard, measureLog } from "./viewport.js";

/** @import {AnsweredBy} from "./types.js" */
/** @import {Session} from "./store.js" */

async function start() {
  const locale = wantedLocale();
  document.documentElement.lang = locale;
  try {
    await loadMessages(locale);
  } catch {
    byId("no-messages", HTMLElement).hidden = false;
    return;
  }
  document.title = t("title");
  fillTexts(document);
  const language = byId("language", HTMLAnchorElement);
  language.href = locale === "en" ? "?lang=zh-CN" : "?lang=en";
  language.title = t("language_hint");
  language.lang = locale === "en" ? "zh-CN" : "en";
  const log = byId("log", HTMLElement);
  const chat = new Chat({
    turns: byId("turns", HTMLElement),
    announcer: byId("announcer", HTMLElement),
    locale,
    onSession: showSession,
    onAnsweredBy: showAnsweredBy,
  });
  chat.composer = new Composer(
    {
      form: byId("composer", HTMLFormElement),
      area: byId("message", HTMLTextAreaElement),
      send: byId("send", HTMLButtonElement),
      stop: byId("stop", HTMLButtonElement),
      counter: byId("counter", HTMLElement),
    },
    { onSend: (text) => void chat.send(text), onStop: () => chat.stop() },
  );
  byId("new", HTMLButtonElement).addEventListener("click", () => {
    const code = byId("case-code", HTMLElement).dataset.code ?? "";
    if (window.confirm(t("new_confirm", { code }))) chat.reset();
  });
  labelManualCopies(log, () => t("label.draft"));
  unfoldForPrint();
  fitToKeyboard(document.documentElement);
  measureLog(log);
  await chat.start();
}

/** @param {Session|null} session */
function showSession(session) {
  const code = byId("case-code", HTMLElement);
  code.hidden = session === null;
  code.dataset.code = session?.caseCode ?? "";
  code.title = t("case_code_hint");
  code.textContent = session ? `${t("case_code")} ${session.caseCode}` : "";
  byId("new", HTMLButtonElement).hidden = session === null;
}

/** @param {AnsweredBy|null} by */
function showAnsweredBy(by) {
  byId("answered-by", HTMLElement).textContent = by === null ? "" : t(by === "model" ? "top_model" : "top_rules");
}

start();
