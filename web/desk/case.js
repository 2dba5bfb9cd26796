/** The page of a case: forms are sent in the background, texts save themselves, keys work; without this all the same by hand. */

import { startMerging } from "./conflict.js";
import { restore } from "./keep.js";
import { refreshKeys, startKeys } from "./keys.js";
import { startLease } from "./lease.js";
import { showLeft } from "./left.js";
import { startLighting } from "./light.js";
import { root, tell, words } from "./page.js";
import { saveAll, startSaving, submit } from "./save.js";
import { onSwap, remember } from "./swap.js";
import { refreshViews, startViews } from "./views.js";

remember();
startViews();
startKeys();
startLighting();
startSaving();
startMerging();
startLease();
onSwap(refreshViews);
onSwap(refreshKeys);
onSwap(showLeft);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.act === undefined) return;
  event.preventDefault();
  void submit(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
});

// One thing at a time stands open above the bar.
root().addEventListener(
  "toggle",
  (event) => {
    const fold = event.target;
    if (!(fold instanceof HTMLDetailsElement) || !fold.open || !fold.matches(".up, .blocks")) return;
    for (const other of root().querySelectorAll(/** @type {"details"} */ ("details.up[open], details.blocks[open]"))) if (other !== fold) other.open = false;
  },
  true,
);

if (restore(root()) > 0) {
  tell(words("Restored"), "wait");
  void saveAll();
}
showLeft();
