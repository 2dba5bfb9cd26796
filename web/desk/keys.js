/** The keys: off while somebody types or composes, and switched off altogether by whoever wants none. */

import { isTyping, root, tell, words } from "./page.js";
import { saveAll, submit } from "./save.js";
import { reveal, viewAt } from "./views.js";

const OFF = "yiguan:keys-off";

/** @returns {HTMLDialogElement} */
const help = () => /** @type {HTMLDialogElement} */ (document.getElementById("keys"));

/** Listens. */
export function startKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", (event) => {
    const line = event.target instanceof Element ? event.target.closest(".entry") : null;
    if (line) choose(line);
  });
  root().addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#help")) help().showModal();
  });
  document.getElementById("keys-close")?.addEventListener("click", () => help().close());
  document.getElementById("keys-toggle")?.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    label();
  });
  label();
  refreshKeys();
}

/** Lines can be reached by the tabulator, and the help has its button. */
export function refreshKeys() {
  const button = document.getElementById("help");
  if (button) button.hidden = false;
  for (const line of document.querySelectorAll(".entry")) line.setAttribute("tabindex", "0");
  const now = document.activeElement?.closest(".entry");
  if (now) choose(now);
}

const isOff = () => localStorage.getItem(OFF) !== null;

function label() {
  const toggle = document.getElementById("keys-toggle");
  if (toggle) toggle.textContent = isOff() ? words("KeysOn") : words("KeysOff");
}

/** @param {Element} line */
function choose(line) {
  for (const other of document.querySelectorAll(".entry.current")) if (other !== line) other.classList.remove("current");
  line.classList.add("current");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
  const focus = document.activeElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void complete();
    return;
  }
  if (event.key === "Escape") {
    leave(focus);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(focus) || isOff()) return;
  const line = focus?.closest(/** @type {"div"} */ (".entry")) ?? null;
  if (act(event.key, line, focus)) event.preventDefault();
}

/** @param {string} key @param {HTMLElement|null} line @param {Element|null} focus */
function act(key, line, focus) {
  const lower = key.toLowerCase();
  if (lower === "j") return step(1);
  if (lower === "k") return step(-1);
  // Arrows scroll, but on a line itself.
  if (key === "ArrowDown" && line && focus === line) return step(1);
  if (key === "ArrowUp" && line && focus === line) return step(-1);
  if (key === "?") {
    help().showModal();
    return true;
  }
  if (/^[1-4]$/.test(key)) {
    viewAt(Number(key));
    return true;
  }
  return line !== null && /^[aeuqrdsxz]$/.test(lower) ? onLine(lower, line) : false;
}

/** @param {string} key @param {HTMLElement} line */
function onLine(key, line) {
  const tool = line.querySelector(`[data-key="${key}"]`);
  if (tool instanceof HTMLDetailsElement) {
    tool.open = !tool.open;
    const box = tool.querySelector("textarea, input[type=radio]");
    if (tool.open && box instanceof HTMLElement) box.focus();
    return true;
  }
  if (!(tool instanceof HTMLButtonElement) || !tool.form) return tool !== null;
  const next = "aux".includes(key) ? neighbour(1) : null;
  const id = next?.id;
  void submit(tool.form, tool).then((result) => {
    if (result === "saved" && id) document.getElementById(id)?.focus();
  });
  return true;
}

/** @returns {HTMLElement[]} lines that can be seen */
const lines = () => [...document.querySelectorAll(/** @type {"div"} */ (".entry"))].filter((line) => line.offsetParent !== null);

/** @param {number} by */
function neighbour(by) {
  const all = lines();
  const at = all.findIndex((line) => line.classList.contains("current"));
  return all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by] ?? null;
}

/** @param {number} by */
function step(by) {
  const next = neighbour(by);
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

/** Out of a box, back to its line. @param {Element|null} focus */
function leave(focus) {
  const fold = focus?.closest("details");
  const line = focus?.closest(/** @type {"div"} */ (".entry"));
  if (fold && isTyping(focus)) fold.open = false;
  if (line) line.focus();
  else if (fold) fold.querySelector("summary")?.focus();
}

/** Approves, or gives the second verdict, and goes on to the next case. */
async function complete() {
  await saveAll();
  const form = /** @type {HTMLFormElement|null} */ (document.getElementById("approve") ?? document.getElementById("give-second"));
  const button = form?.querySelector("button");
  if (!form || !button) return;
  if (!button.disabled) {
    await submit(form, button);
    return;
  }
  tell(words("Blocked"), "wait");
  const blocks = document.getElementById("blocks");
  if (blocks instanceof HTMLDetailsElement) {
    blocks.open = true;
    blocks.querySelector("a")?.focus();
  } else reveal("verdict");
}
