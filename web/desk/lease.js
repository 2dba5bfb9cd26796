/** Signs of life for who has the case, and a look now and then at whether the page is still the newest. */

import { isTyping, root, tell, version, words } from "./page.js";
import { isBusy, refresh } from "./send.js";

/** How often a sign of life is given while somebody works, milliseconds. */
const BEAT = 5 * 60_000;
/** How often the version is asked for, milliseconds. */
const LOOK = 20_000;

let worked = false;

/** Begins both. */
export function startLease() {
  for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, () => (worked = true), { passive: true });
  setInterval(() => void beat(), BEAT);
  setInterval(() => void look(), LOOK);
}

async function beat() {
  const { id, csrf, mine } = root().dataset;
  if (!worked || mine === undefined || !id) return;
  worked = false;
  await fetch(`/api/v1/reviews/${id}/lease`, { method: "POST", headers: { "x-csrf-token": csrf ?? "" } }).catch(() => null);
}

async function look() {
  if (document.visibilityState === "hidden" || isBusy()) return;
  const until = Date.parse(root().dataset.until ?? "");
  // Signs of life push the end away on the server: only it knows whether the case is really gone.
  const over = until < Date.now();
  const response = await fetch(`/staff/cases/${root().dataset.code}/version`).catch(() => null);
  const seen = response?.ok ? await response.json().catch(() => null) : null;
  if (typeof seen?.version !== "number" || isBusy()) return;
  if (seen.version === version() && !over) return;
  const newer = seen.version !== version();
  await refresh();
  if (root().dataset.mine === undefined && over) tell(words("Lapsed"), "wait");
  else if (newer && !isTyping(document.activeElement)) tell(words("Newer"), "wait");
}
