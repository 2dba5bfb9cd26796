/** The queue while it stands open: its counts stay true, and a click on a row opens the case. */

/** How often, milliseconds. */
const EVERY = 20_000;

async function count() {
  if (document.visibilityState === "hidden") return;
  const response = await fetch("/staff/queue/counts").catch(() => null);
  const counts = response?.ok ? await response.json().catch(() => null) : null;
  if (!counts) return;
  for (const place of document.querySelectorAll(/** @type {"span"} */ ("[data-count]"))) {
    const now = counts[place.dataset.count ?? ""];
    if (typeof now === "number") place.textContent = String(now);
  }
}

setInterval(() => void count(), EVERY);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.target.closest("a, button, input, label, select")) return;
  const row = event.target.closest(/** @type {"tr"} */ ("tr[data-href]"));
  if (row?.dataset.href && !getSelection()?.toString()) location.assign(row.dataset.href);
});
