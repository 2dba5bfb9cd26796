/** The loader: one line in a page's markup. A classic script, so that it knows its own tag; everything else comes as modules. */

(() => {
  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  const home = new URL(script?.src ?? location.href);
  const page = /** @type {any} */ (window);
  const stub = page.IndustryTranslator;
  // Loaded twice: the first one has done it all, unless this tag asks for another widget.
  /** @type {any[]} */
  const waiting = Array.isArray(stub?.q) ? stub.q : [];
  /** @type {Set<any>} */
  const widgets = stub?.widgets ?? new Set();
  const data = script?.dataset ?? {};
  const code = import(new URL("@build@element.js", home).href);

  /** @param {string} name @returns {(...args: any[]) => any} */
  const each = (name) => (...args) => [...widgets].map((widget) => widget[name](...args));
  /** @type {Record<string, any>} */
  const api = stub?.ready ? stub : { widgets, q: [] };
  for (const name of ["open", "close", "toggle", "send", "newCase", "resume", "setContext", "setLocale"]) api[name] = each(name);
  api.destroy = () => {
    each("destroy")();
    widgets.clear();
  };
  api.on = (/** @type {string} */ name, /** @type {EventListener} */ f) => document.addEventListener(`translator:${name}`, f);
  api.off = (/** @type {string} */ name, /** @type {EventListener} */ f) => document.removeEventListener(`translator:${name}`, f);
  /** Makes one more widget out of attributes without their `data-`. */
  api.create = async (/** @type {Record<string, string|undefined>} */ wishes) => {
    await code;
    const element = document.createElement("industry-translator");
    for (const [name, value] of Object.entries(wishes)) {
      if (value !== undefined && name !== "target") element.setAttribute(name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), value);
    }
    const target = wishes.target ? document.querySelector(wishes.target) : wishes.mode === "inline" ? script : null;
    if (target === script && script) script.after(element);
    else (target ?? document.body ?? document.documentElement).append(element);
    widgets.add(element);
    return element;
  };
  page.IndustryTranslator = api;

  const same = [...widgets].some((widget) => widget.site === data.site && (widget.getAttribute("mode") ?? "bubble") === (data.mode ?? "bubble"));
  const starting = page.IndustryTranslator.starting ?? new Set();
  api.starting = starting;
  const key = `${data.site} ${data.mode ?? "bubble"} ${data.target ?? ""}`;
  const begin = async () => {
    await code;
    for (const element of document.querySelectorAll("industry-translator")) widgets.add(element);
    if (data.site && !same && !starting.has(key)) {
      starting.add(key);
      await api.create(data);
    }
    for (const [name, ...args] of waiting.splice(0)) api[name]?.(...args);
  };
  const ready = document.body ? begin() : new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true })).then(begin);
  api.ready = ready.catch((cause) => console.error("industry-translator:", cause));
})();
