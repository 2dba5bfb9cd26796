/** The iframe shell: shows the site's own page in a frame and talks to it by messages with exact origins on both ends. */

import { HOME } from "./api.js";
import { h } from "./dom.js";

export class Bridge {
  /** @param {MessageEvent} event */
  #hear = (event) => {
    if (event.origin !== HOME || event.source !== this.frame.contentWindow) return;
    const { industryTranslator: name, detail } = event.data ?? {};
    if (typeof name === "string" && /^[a-z]+$/.test(name) && typeof detail === "object") this.onEvent(name, detail ?? {});
  };

  /**
   * @param {HTMLElement} panel
   * @param {{site: string, locale: string|null, theme: string|null, label: string, closable: boolean}} wishes
   * @param {(name: string, detail: Record<string, any>) => void} onEvent
   */
  constructor(panel, { site, locale, theme, label, closable }, onEvent) {
    this.onEvent = onEvent;
    const query = new URLSearchParams({ parent: location.origin, ...(locale && { lang: locale }), ...(theme && { theme }), ...(closable && { closable: "on" }) });
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
    this.frame.contentWindow?.postMessage({ industryTranslator: command, detail }, HOME);
    return true;
  }

  end() {
    window.removeEventListener("message", this.#hear);
    this.frame.remove();
  }
}
