/** Where something was published: the publisher's own pages are links, reprints are text. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {Source} from "./types.js" */

/**
 * The same rule as `Source::linkable` in the service.
 * @param {Source} source
 */
export function linkable(source) {
  if (source.grade !== "original") return false;
  try {
    return new URL(source.url).protocol === "https:";
  } catch {
    return false;
  }
}

/** @param {Source[]} sources */
export function sourceList(sources) {
  return h("div", { class: "sources" }, h("h4", {}, t("sources")), h("ul", {}, sources.map((source) => h("li", {}, entry(source)))));
}

/** @param {Source} source */
function entry(source) {
  const origin = h("span", { class: "muted" }, `${source.publisher} · ${source.date || t("source_undated")}`);
  if (!linkable(source)) return [h("span", {}, source.title), " ", origin, " ", h("span", { class: "tag" }, t("source_reprint"))];
  const link = h(
    "a",
    { href: source.url, target: "_blank", rel: "noopener noreferrer" },
    source.title,
    h("span", { class: "sr-only" }, t("in_brackets", { text: t("source_opens") })),
  );
  return [link, " ", origin];
}
