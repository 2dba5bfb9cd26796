/** Somebody has written meanwhile: the server's own view of it, over the page, with the same ways out. */

import { forget } from "./keep.js";
import { tell } from "./page.js";
import { submit } from "./save.js";
import { refresh, whenConflict } from "./send.js";

/** The form whose text met another. @type {HTMLFormElement|null} */
let origin = null;

/** @returns {HTMLDialogElement} */
const box = () => /** @type {HTMLDialogElement} */ (document.getElementById("merge-box"));

/** Opens the view whenever a save meets a conflict. */
export function startMerging() {
  whenConflict(show);
  box().addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.target instanceof HTMLFormElement) void keepMine(event.target, event.submitter);
  });
  box().addEventListener("cancel", () => void refresh());
  box().addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-theirs]")) return;
    event.preventDefault();
    void keepTheirs();
  });
}

/** @param {Document} page @param {HTMLFormElement} form */
function show(page, form) {
  const merge = page.getElementById("merge");
  if (!merge) return;
  if (!box().contains(form)) origin = form;
  // Until it is settled the text must not save itself over the other one.
  if (origin?.dataset.saves !== undefined) origin.dataset.held = "other";
  box().replaceChildren(document.importNode(merge, true));
  if (!box().open) box().showModal();
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} button */
async function keepMine(form, button) {
  const from = origin;
  const result = await submit(form, button instanceof HTMLButtonElement ? button : null, true);
  if (result !== "saved") return;
  // What the server has now counts; what stood in the box is in it.
  if (from) forget(from);
  close();
}

async function keepTheirs() {
  if (origin) {
    forget(origin);
    origin.reset();
  }
  // While the focus is in the dialog every part can be replaced.
  await refresh();
  close();
  tell("");
}

function close() {
  const saves = origin?.dataset.saves;
  const line = origin?.closest(".entry")?.id;
  origin = null;
  box().close();
  const now = saves === undefined ? null : document.querySelector(/** @type {"form"} */ (`form[data-saves="${saves}"]`));
  if (now) {
    delete now.dataset.held;
    now.reset();
  }
  if (line) document.getElementById(line)?.focus();
}
