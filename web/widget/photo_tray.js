/** Photos that wait to be sent with the next message: chosen, dropped or pasted, each uploaded at once and removable. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { explain } from "./trouble.js";

/** @import {Session} from "./store.js" */
/** @typedef {{id: string|null, element: HTMLElement, uploading: AbortController|null}} Waiting */

/** Photos with one message. */
const MOST = 6;

export class PhotoTray {
  /** @type {Waiting[]} */
  #waiting = [];
  /** @type {() => void} */
  onChange = () => {};

  /**
   * @param {{form: HTMLFormElement, area: HTMLTextAreaElement, tools: HTMLElement, tray: HTMLElement}} parts
   * @param {() => Promise<Session>} session the talk, begun when there is none
   * @param {boolean} [asks] whether a model may see photos that the owner clears
   */
  constructor({ form, area, tools, tray }, session, asks = false) {
    this.tray = tray;
    this.session = session;
    this.clearance = asks ? h("input", { type: "checkbox" }) : null;
    const input = h("input", { type: "file", accept: "image/*", multiple: true, class: "sr-only", tabindex: "-1", "aria-hidden": "true" });
    const button = h("button", { type: "button", class: "tool", id: "photo", "aria-label": t("photo_add"), title: t("photo_hint") }, icon("photo"));
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
    });
    area.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
    tools.append(button, input);
  }

  /**
   * @param {Event} event
   * @param {DataTransfer|null} data
   */
  #take(event, data) {
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (files.length === 0) return;
    event.preventDefault();
    this.add(files);
  }

  get count() {
    return this.#waiting.length;
  }

  /** Whether the owner says that a model may see them. */
  get cleared() {
    return this.clearance?.checked ?? false;
  }

  /** The ids of the photos to be sent; nothing while one of them is still on its way or failed. */
  ready() {
    if (this.#waiting.some((photo) => photo.id === null)) {
      this.#say(t("photo_wait"));
      return null;
    }
    return this.#waiting.map((photo) => photo.id ?? "");
  }

  /** After they were sent. */
  clear() {
    this.#waiting = [];
    if (this.clearance) this.clearance.checked = false;
    this.tray.replaceChildren();
    this.onChange();
  }

  /** @param {File[]} files */
  add(files) {
    const room = MOST - this.#waiting.length;
    for (const file of files.slice(0, Math.max(room, 0))) void this.#upload(file);
    if (files.length > room) this.#say(t("photo_most", { n: MOST }));
  }

  /** @param {File} file */
  async #upload(file) {
    const state = h("p", { class: "small", role: "status" }, t("photo_sending"));
    const picture = h("div", { class: "thumb" });
    const remove = h("button", { type: "button", class: "quiet", "aria-label": t("photo_remove") }, icon("close"));
    const again = h("button", { type: "button", class: "quiet", hidden: true }, t("retry"));
    const element = h("div", { class: "waiting-photo" }, picture, state, again, remove);
    /** @type {Waiting} */
    const photo = { id: null, element, uploading: null };
    this.#waiting.push(photo);
    this.tray.append(element);
    if (this.clearance && !this.clearance.isConnected) this.tray.append(h("label", { class: "small" }, this.clearance, t("photo_clear")));
    this.onChange();
    const tools = await import("./later/photos.js");
    remove.addEventListener("click", () => {
      photo.uploading?.abort();
      this.#waiting = this.#waiting.filter((one) => one !== photo);
      element.remove();
      if (this.#waiting.length === 0) this.clear();
      this.onChange();
      if (photo.id) void this.session().then((session) => tools.removePhoto(session, photo.id ?? ""));
    });
    const attempt = async () => {
      again.hidden = true;
      state.textContent = t("photo_sending");
      photo.uploading = new AbortController();
      try {
        const small = await tools.shrink(file);
        picture.replaceChildren(await tools.picture(small, t("photo")));
        photo.id = await tools.addPhoto(await this.session(), small, photo.uploading.signal);
        state.textContent = t("photo_ready");
      } catch (cause) {
        state.textContent = explain(cause);
        again.hidden = false;
      }
      this.onChange();
    };
    again.addEventListener("click", attempt);
    await attempt();
  }

  /** @param {string} text */
  #say(text) {
    this.tray.querySelector(".tray-note")?.remove();
    this.tray.append(h("p", { class: "tray-note small", role: "alert" }, text));
  }
}
