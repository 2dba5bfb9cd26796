/** The iframe shell: shows the site's own page in a frame and talks to it by messages with exact origins on both ends. */

import { HOME } from "./api.js";
import { h } from "./dom.js";

export class Bridge {
  /** What is said to the frame before it listens. @type {[string, Record<string, any>][]|null} */
  #waiting = [];
  /** @param {MessageEvent} event */
  #hear = (event) => {
    if (event.origin !== HOME || event.source !== this.frame.contentWindow) return;
    const { industryTranslator: name, detail } = event.data ?? {};
    if (name === "ready") for (const [command, said] of this.#waiting?.splice(0) ?? []) this.#post(command, said);
    if (name === "ready") this.#waiting = null;
    if (typeof name === "string" && /^[a-z]+$/.test(name) && typeof detail === "object") this.onEvent(name, detail ?? {});
  };

  /**
   * @param {HTMLElement} panel
   * @param {{site: string, locale: string|null, theme: string|null, label: string, closable: boolean, hints: Record<string, string>}} wishes
   * @param {(name: string, detail: Record<string, any>) => void} onEvent
   */
  constructor(panel, { site, locale, theme, label, closable, hints }, onEvent) {
    this.onEvent = onEvent;
    const query = new URLSearchParams({ parent: location.origin, ...(locale && { lang: locale }), ...(theme && { theme }), ...(closable && { closable: "on" }), ...hints });
    this.frame = h("iframe", {
      src: `${HOME}/w/${encodeURIComponent(site)}?${query}`,
      title: label,
      allow: "camera; microphone; clipboard-write",
      referrerpolicy: "origin",
    });
    window.addEventListener("message", this.#hear);
    panel.replaceChildren(this.frame);
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} detail
   */
  send(command, detail) {
    if (this.#waiting) this.#waiting.push([command, detail]);
    else this.#post(command, detail);
    return true;
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} detail
   */
  #post(command, detail) {
    this.frame.contentWindow?.postMessage({ industryTranslator: command, detail }, HOME);
  }

  end() {
    window.removeEventListener("message", this.#hear);
    this.frame.remove();
  }
}
