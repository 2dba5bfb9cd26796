/** The message box: grows with its text, counts characters, sends on Enter but never while a Chinese word is being composed. */

import { focusedIn } from "./dom.js";
import { sendOnEnter } from "./keys.js";
import { t } from "./messages.js";

/** The service's limit, in characters (code points). */
export const MAX_CHARS = 4_000;
const COUNTER_FROM = 0.8;

export class Composer {
  #busy = false;
  /** Something besides text is ready to be sent. */
  #loaded = false;

  /**
   * @param {{form: HTMLFormElement, area: HTMLTextAreaElement, send: HTMLButtonElement, stop: HTMLButtonElement, counter: HTMLElement}} parts
   * @param {{onSend: (text: string) => boolean|void, onStop: () => void}} handlers `onSend` is false when it was not taken
   */
  constructor(parts, handlers) {
    this.parts = parts;
    this.handlers = handlers;
    const { form, area, stop } = parts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    stop.addEventListener("click", () => handlers.onStop());
    area.addEventListener("input", () => this.#refresh());
    sendOnEnter(area, () => this.#submit());
    this.#refresh();
  }

  #submit() {
    const text = this.parts.area.value.trim();
    if (this.#busy || (text === "" && !this.#loaded) || length(text) > MAX_CHARS) return;
    if (this.handlers.onSend(text) === false) return;
    this.parts.area.value = "";
    this.#refresh();
  }

  #refresh() {
    const { area, send, counter } = this.parts;
    area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${area.scrollHeight}px`);
    const n = length(area.value.trim());
    const over = n > MAX_CHARS;
    counter.hidden = n < MAX_CHARS * COUNTER_FROM;
    counter.classList.toggle("over", over);
    counter.textContent = counter.hidden ? "" : t(over ? "counter_over" : "counter", { n, max: MAX_CHARS, over: n - MAX_CHARS });
    area.setAttribute("aria-invalid", String(over));
    send.setAttribute("aria-disabled", String(this.#busy || (n === 0 && !this.#loaded) || over));
  }

  /**
   * While a turn runs the stop button stands where the send button was; typing on is possible.
   * @param {boolean} busy
   */
  setBusy(busy) {
    const { send, stop } = this.parts;
    const focused = [send, stop].includes(/** @type {HTMLButtonElement} */ (focusedIn(send)));
    this.#busy = busy;
    send.hidden = busy;
    stop.hidden = !busy;
    stop.setAttribute("aria-disabled", "false");
    if (focused) (busy ? stop : send).focus();
    this.#refresh();
  }

  /** @param {boolean} loaded whether photos wait to be sent */
  setLoaded(loaded) {
    this.#loaded = loaded;
    this.#refresh();
  }

  /** Shows that the stop is on its way. */
  stopping() {
    this.parts.stop.setAttribute("aria-disabled", "true");
  }

  /**
   * Puts a message back to be changed.
   * @param {string} text
   */
  restore(text) {
    const { area } = this.parts;
    area.value = area.value.trim() === "" ? text : `${text}\n${area.value}`;
    this.#refresh();
    area.focus();
  }
}

/**
 * Characters as the service counts them.
 * @param {string} text
 */
const length = (text) => [...text].length;
