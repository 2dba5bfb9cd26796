/** The custom element `<industry-translator>`: a launcher with a panel, a panel in the page, or the whole page. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { dress } from "./sheets.js";
import { loadSession } from "./store.js";

/** @import {App} from "./app.js" */
/** @import {Theme} from "./sheets.js" */

/** Words of the launcher: they must be there before anything else is loaded. */
const WORDS = {
  "zh-CN": { open: "厂里有难处？问问译官", close: "关闭译官", label: "译官：AI行业翻译官", loading: "正在打开……", unread: "有新消息" },
  en: { open: "Need help? Ask Yiguan", close: "Close Yiguan", label: "Yiguan, industry-to-AI translator", loading: "Opening …", unread: "new message" },
};

/** What makes a mark on the closed bubble. */
const NEWS = ["message", "question", "released"];

export class IndustryTranslator extends HTMLElement {
  /** @type {App|null} */
  #app = null;
  /** @type {Promise<void>|null} */
  #loading = null;
  /** @type {import("./bridge.js").Bridge|null} */
  #bridge = null;
  #box = h("div", { class: "box" });
  #launcher = h("button", { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": "panel" });
  #panel = h("div", { class: "panel", part: "panel", id: "panel", hidden: true });
  #unread = 0;
  #built = false;
  /** Looks for news while the panel has not been opened yet. */
  #peeking = new AbortController();

  connectedCallback() {
    if (!this.#built) this.#build();
    if (this.mode !== "bubble" || this.getAttribute("open") === "on") this.open();
  }

  disconnectedCallback() {
    // Moving an element takes it out and puts it back in: only one that stays away is ended.
    queueMicrotask(() => this.isConnected || this.#end());
  }

  /** @returns {"bubble"|"inline"|"page"} */
  get mode() {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "bubble";
  }

  /** @returns {"zh-CN"|"en"} */
  get #language() {
    return /^en\b/i.test(this.getAttribute("locale") ?? document.documentElement.lang) ? "en" : "zh-CN";
  }

  get #isOpen() {
    return !this.#panel.hidden;
  }

  #build() {
    this.#built = true;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const words = WORDS[this.#language];
    this.#box.className = ["box", this.mode, this.getAttribute("position") === "bottom-left" && "left"].filter(Boolean).join(" ");
    this.#launcher.append(icon("talk"), h("span", {}, words.open));
    this.#launcher.setAttribute("aria-label", words.open);
    this.#launcher.addEventListener("click", () => this.open());
    if (this.mode === "bubble") {
      this.#panel.setAttribute("role", "dialog");
      this.#box.append(this.#launcher);
    }
    this.#panel.setAttribute("aria-label", words.label);
    this.#panel.addEventListener("keydown", (event) => this.#key(event));
    this.#box.append(this.#panel);
    // Nothing is seen until it is dressed.
    this.#box.hidden = true;
    root.append(this.#box);
    void this.#dress();
  }

  async #dress() {
    const root = this.shadowRoot;
    if (!root) return;
    const theme = this.getAttribute("theme");
    try {
      await dress(root, /** @type {Theme} */ (theme === "light" || theme === "dark" ? theme : "auto"), this.getAttribute("nonce") ?? undefined);
      this.#box.hidden = false;
      void this.#peek();
    } catch {
      this.#tell("error", { code: "unreachable" });
      this.#box.hidden = this.mode !== "page";
      if (this.mode === "page") this.#panel.replaceChildren(h("p", {}, "连不上服务，请刷新本页。 The service cannot be reached; please reload."));
    }
  }

  /** Whose talk was handed to people sees on the closed bubble that something is new. */
  async #peek() {
    const session = loadSession(this.site);
    if (!session?.seen || this.mode !== "bubble" || this.#isOpen || this.getAttribute("isolation")) return;
    const { signal } = this.#peeking;
    const { watchTalk, countNew } = await import("./later/watch.js");
    watchTalk(session, (talk) => talk && this.setUnread(countNew(session.seen, talk.review)), signal)();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const busy = this.shadowRoot?.querySelector("dialog[open]");
    if (event.key !== "Escape" || event.isComposing || this.mode !== "bubble" || event.defaultPrevented || busy) return;
    event.stopPropagation();
    this.close();
  }

  /** Shows the panel and begins, or goes on with, the talk. */
  open() {
    if (this.#isOpen && (this.#app || this.#loading)) return;
    this.#panel.hidden = false;
    this.#launcher.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.setUnread(0);
    this.#peeking.abort();
    this.#app?.chat.opened();
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    void this.#loading.then(() => this.mode === "bubble" && this.#isOpen && this.#focusInside());
    this.#tell("open", {});
  }

  #focusInside() {
    const target = this.shadowRoot?.querySelector("textarea, .notice-actions button, iframe");
    // A phone's keyboard would cover what is to be read first.
    if (target instanceof HTMLTextAreaElement && window.matchMedia("(pointer: coarse)").matches) return;
    if (target instanceof HTMLElement) target.focus();
  }

  /** Puts the panel away; the talk goes on. */
  close() {
    if (this.mode !== "bubble" || !this.#isOpen) return;
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
    this.#tell("close", {});
  }

  toggle() {
    if (this.#isOpen) this.close();
    else this.open();
  }

  /** Takes the widget off the page for good. */
  destroy() {
    this.#end();
    this.remove();
  }

  #end() {
    this.#peeking.abort();
    this.#app?.end();
    this.#app = null;
    this.#bridge?.end();
    this.#bridge = null;
    this.#panel.replaceChildren();
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
  }

  async #load() {
    if (this.#app || this.#bridge) return;
    const words = WORDS[this.#language];
    this.#panel.replaceChildren(h("div", { class: "app" }, h("p", { class: "loading", role: "status" }, words.loading)));
    if (this.getAttribute("isolation") === "iframe" && this.mode !== "page") return this.#frame();
    try {
      const { startApp } = await import("./app.js");
      this.#app = await startApp(this, this.#panel, this.#options());
      this.#tell("ready", {});
    } catch (cause) {
      const { cannotStart } = await import("./app.js").catch(() => ({ cannotStart: null }));
      const retry = () => void (this.#loading ??= this.#load().finally(() => (this.#loading = null)));
      const close = this.mode === "bubble" ? () => this.close() : null;
      if (cannotStart) this.#panel.replaceChildren(cannotStart(cause, retry, close));
      this.#tell("error", { code: /** @type {any} */ (cause)?.code ?? "unreachable" });
    }
  }

  /** The shell for pages that do not trust their own scripts: they cannot see into a frame of another origin. */
  async #frame() {
    const { Bridge } = await import("./bridge.js");
    const close = () => this.close();
    this.#bridge = new Bridge(this.#panel, { site: this.site, locale: this.getAttribute("locale"), theme: this.getAttribute("theme"), label: WORDS[this.#language].label, closable: this.mode === "bubble", hints: this.#hints() }, (name, detail) => (name === "close" ? close() : this.#tell(name, detail)));
  }

  /** @returns {import("./app.js").Options} */
  #options() {
    const page = this.mode === "page";
    return {
      site: this.site,
      wishes: [this.getAttribute("locale")],
      heading: page ? "h1" : "h2",
      languageHref: page ? (locale) => `?lang=${locale === "en" ? "zh-CN" : "en"}` : null,
      wholePage: page,
      onClose: this.mode === "bubble" || this.hasAttribute("closable") ? () => (this.mode === "bubble" ? this.close() : this.#tell("close", {})) : null,
      isOpen: () => this.#isOpen,
      hints: () => this.#hints(),
      tell: (name, detail) => this.#hear(name, detail),
    };
  }

  /** What the page says of its visitors; the service takes what it knows of it. @returns {Record<string, string>} */
  #hints() {
    return Object.fromEntries(["region", "industry"].flatMap((name) => (this.getAttribute(name) ? [[name, this.getAttribute(name) ?? ""]] : [])));
  }

  get site() {
    return this.getAttribute("site") ?? "pk_own";
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} detail
   */
  #hear(name, detail) {
    if (NEWS.includes(name) && !this.#isOpen) this.setUnread(this.#unread + 1);
    const { text, ...rest } = detail;
    this.#tell(name, this.hasAttribute("share-text") && text !== undefined ? { ...rest, text } : rest);
  }

  /** @param {number} count what came while the panel was away */
  setUnread(count) {
    this.#unread = count;
    const words = WORDS[this.#language];
    this.#launcher.querySelector(".unread")?.remove();
    if (count > 0) this.#launcher.append(h("span", { class: "unread", "aria-hidden": "true" }, count));
    this.#launcher.setAttribute("aria-label", count > 0 ? `${words.open}（${count} ${words.unread}）` : words.open);
    if (count > 0) this.#tell("unread", { count });
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} detail ids and states, never words unless the page asked for them
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`translator:${name}`, { detail: { site: this.site, ...detail }, bubbles: true, composed: true }));
  }

  /**
   * Says something in the owner's name; opens the panel.
   * @param {string} text
   */
  async send(text) {
    this.open();
    await this.#loading;
    return this.#app?.chat.send(text) ?? this.#bridge?.send("send", { text }) ?? false;
  }

  /** Begins a new talk; the one before stays at the service. */
  async newCase() {
    this.open();
    await this.#loading;
    this.#app?.chat.reset();
    this.#bridge?.send("newCase", {});
  }

  /**
   * Opens the form for going on with an earlier talk; the secret stays the owner's to type.
   * @param {string} code
   */
  async resume(code) {
    this.open();
    await this.#loading;
    const app = this.#app;
    if (app && app.chat.current?.caseCode !== code) await app.openDialog("return", code);
    this.#bridge?.send("resume", { code });
  }

  /**
   * What the page knows of its visitors, for talks that begin from now on.
   * @param {Record<string, any>} hints
   */
  setContext(hints) {
    for (const name of ["region", "industry"]) {
      if (typeof hints?.[name] === "string") this.setAttribute(name, hints[name]);
    }
    this.#bridge?.send("setContext", hints);
  }

  /** @param {string} locale of all widgets of the page */
  async setLocale(locale) {
    this.setAttribute("locale", locale);
    const open = this.#isOpen;
    this.#end();
    if (open) this.open();
  }
}

/** Defines the element once, however often the script is loaded. */
export function define() {
  if (!customElements.get("industry-translator")) customElements.define("industry-translator", IndustryTranslator);
}

define();
