/** Sends forms in the background, one after the other, each with the version that was seen; a page comes back and is taken in. */

import { forget, settle } from "./keep.js";
import { boxes, root, tell, version, words } from "./page.js";
import { take } from "./swap.js";

/** How long a request may take, milliseconds. */
const PATIENCE = 20_000;
/** When a text that was not saved is tried again, milliseconds. */
const AGAIN = 5_000;

/** @typedef {{status: number, url: URL|null, page: Document|null}} Answer */
/** @typedef {"saved"|"refused"|"conflict"|"offline"|"left"} Result */

/** Requests wait here for one another: each needs the version that the one before made. @type {Promise<unknown>} */
let line = Promise.resolve();
let waiting = 0;

/** Whether something is on its way. */
export const isBusy = () => waiting > 0;

/** What to do with a conflict; set by the page. @type {(page: Document, form: HTMLFormElement) => void} */
let onConflict = () => {};

/** @param {(page: Document, form: HTMLFormElement) => void} handler */
export function whenConflict(handler) {
  onConflict = handler;
}

/**
 * A page of the server. It is parsed by the request itself: markup that a script would have to parse is never made here.
 * @param {string} method
 * @param {string} path
 * @param {URLSearchParams} [body]
 * @param {number} [seen] the version that a write was made on
 * @returns {Promise<Answer>}
 */
function fetchPage(method, path, body, seen) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = "document";
    request.timeout = PATIENCE;
    if (seen !== undefined) request.setRequestHeader("If-Match", `"${seen}"`);
    if (body) request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    const none = () => done({ status: 0, url: null, page: null });
    request.addEventListener("load", () => done({ status: request.status, url: request.responseURL ? new URL(request.responseURL) : null, page: request.responseXML }));
    request.addEventListener("error", none);
    request.addEventListener("timeout", none);
    request.send(body ?? null);
  });
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function queued(work) {
  waiting += 1;
  const done = line.then(work).finally(() => {
    waiting -= 1;
  });
  line = done.catch(() => {});
  return done;
}

/** Looks at the server's page again. */
export function refresh() {
  return queued(async () => {
    const { status, page } = await fetchPage("GET", location.pathname);
    return status === 200 && page ? take(page) : false;
  });
}

/**
 * Sends a form. A quiet one saved itself: it tells only in the line for it.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement|null} button
 * @param {boolean} [quiet]
 * @returns {Promise<Result>}
 */
export function send(form, button, quiet = false) {
  const data = new FormData(form, button);
  const sent = boxes(form).map((box) => [box, box.value]);
  const body = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === "string") body.append(name, value);
  tell(words("Saving"));
  return queued(() => post(form, body, /** @type {[HTMLTextAreaElement, string][]} */ (sent), quiet));
}

/**
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} body
 * @param {[HTMLTextAreaElement, string][]} sent what stood in the boxes
 * @param {boolean} quiet
 * @returns {Promise<Result>}
 */
async function post(form, body, sent, quiet) {
  const path = new URL(form.action).pathname;
  const inMerge = form.closest("#merge") !== null;
  const first = inMerge ? Number(body.get("version")) : version();
  let answer = await fetchPage("POST", path, body, first);
  const merge = answer.status === 412 ? answer.page?.getElementById("merge") : null;
  let retried = false;
  if (merge && merge.dataset.clash === undefined) {
    // What others did lies elsewhere: the same again, on what stands there now.
    retried = true;
    answer = await fetchPage("POST", path, body, Number(merge.dataset.version));
  }
  const { status, url, page } = answer;
  if (status === 0) return failed(words("Unsaved"));
  if (url?.pathname.startsWith("/staff/sign-in")) return failed(words("Away"));
  if (status === 412 && page) {
    tell(words("Unsaved"), "bad");
    onConflict(page, form);
    return "conflict";
  }
  const here = page?.getElementById("case")?.dataset.code === root().dataset.code;
  if (url && url.pathname !== location.pathname && !here && status < 400 && url.pathname.startsWith("/staff/")) {
    forget(form);
    location.assign(url);
    return "left";
  }
  if (status >= 400 || !page) return refused(page, quiet);
  const deed = body.get("do") ?? "";
  const edited = deed.startsWith("edit");
  for (const [box, value] of sent) {
    // What was typed since is saved with the next one.
    if (box.value === value) settle(box);
    if (edited && ["text", "basis"].includes(box.name)) box.defaultValue = value;
  }
  take(page);
  tell(retried ? words("Retried") : words("Saved"));
  return "saved";
}

/** @param {string} why @returns {Result} */
function failed(why) {
  tell(why, "bad");
  return "offline";
}

/** The page says why; what was typed stays where it is. @param {Document|null} page @param {boolean} quiet @returns {Result} */
function refused(page, quiet) {
  const said = (page?.querySelector("[role=alert]")?.textContent ?? "").trim();
  // The boxes on the screen hold what was typed already.
  if (page) take(page);
  tell(`${words("Unsaved")} ${said}`, "bad");
  if (!quiet) document.getElementById("error")?.focus();
  return "refused";
}

/** Tries texts again that were not saved, as long as there are some. @param {() => void} save */
export function againLater(save) {
  const again = () => {
    window.removeEventListener("online", again);
    clearTimeout(timer);
    if (root().isConnected) save();
  };
  const timer = setTimeout(again, AGAIN);
  window.addEventListener("online", again);
}
