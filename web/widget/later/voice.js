/** The microphone: press, speak, press again; the text comes into the message box to be read before it is sent. */

import { bearer, readJson, talkPath } from "../api.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../messages.js";
import { explain } from "../trouble.js";

/** @import {Session} from "../store.js" */

/** Longest recording, milliseconds. */
const LONGEST = 60_000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/**
 * @param {() => Promise<Session>} session
 * @param {(text: string) => void} onText
 */
export function voiceButton(session, onText) {
  const note = h("p", { class: "voice-note small", role: "status", hidden: true });
  const button = h("button", { type: "button", class: "tool", id: "voice", "aria-label": t("voice"), "aria-pressed": "false", title: t("voice_hint") }, icon("mic"));
  /** @type {MediaRecorder|null} */
  let recorder = null;
  const say = (/** @type {string} */ text) => {
    note.textContent = text;
    note.hidden = text === "";
  };
  const end = async (/** @type {Blob[]} */ pieces, /** @type {string} */ kind) => {
    button.setAttribute("aria-pressed", "false");
    say(t("voice_listening"));
    try {
      const owner = await session();
      const headers = bearer(owner.token, { "content-type": kind.split(";")[0] ?? kind });
      const { text } = await readJson(`${talkPath(owner)}/speech`, { method: "POST", headers, body: new Blob(pieces, { type: kind }) });
      say(t("voice_check"));
      onText(text);
    } catch (cause) {
      say(explain(cause));
    }
  };
  const begin = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
      recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
      /** @type {Blob[]} */
      const pieces = [];
      const timer = setTimeout(() => recorder?.stop(), LONGEST);
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      recorder.addEventListener("stop", () => {
        clearTimeout(timer);
        for (const track of stream.getTracks()) track.stop();
        const made = recorder?.mimeType || kind || "audio/webm";
        recorder = null;
        void end(pieces, made);
      });
      recorder.start();
      button.setAttribute("aria-pressed", "true");
      say(t("voice_recording"));
    } catch {
      recorder = null;
      say(t("voice_refused"));
    }
  };
  button.addEventListener("click", () => (recorder ? recorder.stop() : void begin()));
  return h("div", { class: "voice" }, button, note);
}
