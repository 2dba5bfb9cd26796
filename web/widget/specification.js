/** The specification as a readable sheet in two readings: plain lines for the owner, sections for a provider. */

import { copyText } from "./clipboard.js";
import { h } from "./dom.js";
import { t } from "./messages.js";
import { printSheet } from "./print.js";
import { readingTabs } from "./readings.js";
import { explain } from "./trouble.js";

/** @import {Item, Outcome, Section, Specification} from "./types.js" */

/** The service's word for a figure that nobody has said, in every language. */
const TO_CONFIRM = "待确认";

/**
 * Titles of cases and policies by id, to name an origin in words.
 * @typedef {(id: string) => string} TitleOf
 */

/**
 * @param {Specification} specification
 * @param {TitleOf} titleOf
 * @param {(text: string) => void} announce
 * @param {() => import("./store.js").Session|null} session whose file is downloaded
 * @param {number} [release] the number of the release that it is; a draft without
 */
export function specificationSheet(specification, titleOf, announce, session, release) {
  const note = h("p", { class: "muted small sheet-note", role: "status" });
  const copy = async () => {
    note.textContent = t((await copyText(asText(specification, titleOf))) ? "copied" : "copy_failed");
    announce(note.textContent ?? "");
  };
  const heading = release ? t("sheet_released", { n: release }) : t("specification");
  const download = (/** @type {"docx"|"pdf"|"json"} */ format) => async () => {
    const owner = session();
    if (!owner) return;
    note.textContent = t("downloading");
    try {
      const { download } = await import("./later/files.js");
      await download(owner, format, release);
      note.textContent = t("downloaded");
    } catch (cause) {
      note.textContent = explain(cause);
    }
    announce(note.textContent ?? "");
  };
  const open = countOpen(specification);
  const body = h(
    "div",
    { class: "sheet-body" },
    h("h3", { class: "sheet-title" }, specification.title),
    h("p", { class: "ai-label" }, specification.label),
    readings(specification, titleOf),
    h("p", { class: "ai-label" }, specification.label),
  );
  /** @type {HTMLElement} */
  const element = h(
    "section",
    { class: "block sheet", "aria-label": heading },
    h(
      "header",
      { class: "sheet-head" },
      h("div", {}, h("p", { class: "eyebrow" }, heading), open > 0 && h("p", { class: "open-count" }, t("sheet_open", { n: open }))),
      h(
        "div",
        { class: "sheet-actions" },
        h("button", { type: "button", class: "quiet", on: { click: download("docx") } }, t("download_word")),
        h("button", { type: "button", class: "quiet", on: { click: download("pdf") } }, t("download_pdf")),
        release && h("button", { type: "button", class: "quiet", title: t("download_json_hint"), on: { click: download("json") } }, t("download_json")),
        h("button", { type: "button", class: "quiet", on: { click: copy } }, t("copy")),
        h("button", { type: "button", class: "quiet", on: { click: () => void printSheet(element) } }, t("print")),
      ),
    ),
    note,
    body,
  );
  return element;
}

/**
 * Both readings behind tabs; a document of before there were two has one.
 * @param {Specification} specification
 * @param {TitleOf} titleOf
 */
function readings(specification, titleOf) {
  const provider = h(
    "div",
    { class: "reading" },
    h("p", { class: "muted small" }, t("origin_legend")),
    specification.sections.map((section) => sectionPart(section, titleOf)),
    findings(specification),
  );
  const lines = specification.plain ?? [];
  if (lines.length === 0) return [provider];
  const rows = lines.map((line) => h("div", { class: "item" }, h("dt", {}, line.title), h("dd", {}, highlighted(line.text))));
  const owner = h("div", { class: "reading plain-reading" }, h("p", { class: "muted small" }, t("reading_owner_note")), h("dl", {}, rows));
  const named = [
    { name: t("reading_owner"), panel: owner },
    { name: t("reading_provider"), panel: provider },
  ];
  return [readingTabs(named, t("readings")), owner, provider];
}

/** @param {Item} item */
const isOpen = (item) => item.origin.kind === "to_confirm" || item.text.includes(TO_CONFIRM);

/** @param {Specification} specification */
const countOpen = (specification) => specification.sections.flatMap((section) => section.items).filter(isOpen).length;

/**
 * @param {Section} section
 * @param {TitleOf} titleOf
 */
function sectionPart(section, titleOf) {
  const items =
    section.items.length === 0
      ? h("p", { class: "muted" }, t("sheet_empty"))
      : h("dl", {}, section.items.map((item) => itemRow(item, titleOf)));
  return h("section", { class: "sheet-section", "data-section": section.number }, h("h4", {}, h("span", { class: "number" }, section.number), section.title), items);
}

/**
 * @param {Item} item
 * @param {TitleOf} titleOf
 */
function itemRow(item, titleOf) {
  const detail = originDetail(item, titleOf);
  return h(
    "div",
    { class: ["item", isOpen(item) && "open", item.doubtful && "doubtful"].filter(Boolean).join(" ") },
    h("dt", {}, item.label),
    h(
      "dd",
      {},
      h("span", { class: "item-text" }, highlighted(item.text)),
      " ",
      h("span", { class: `origin origin-${item.origin.kind}` }, t(`origin_${item.origin.kind}`)),
      detail && h("span", { class: "muted small origin-detail" }, detail),
    ),
  );
}

/**
 * @param {Item} item
 * @param {TitleOf} titleOf
 */
function originDetail({ text, origin }, titleOf) {
  if (origin.kind === "owner") return origin.quote && origin.quote !== text ? t("quote", { quote: origin.quote }) : "";
  return origin.kind === "case" || origin.kind === "policy" ? titleOf(origin.id) : "";
}

/**
 * Marks every 待确认 of a text.
 * @param {string} text
 */
function highlighted(text) {
  return text.split(TO_CONFIRM).flatMap((part, i) => (i === 0 ? [part] : [h("mark", {}, TO_CONFIRM), part]));
}

/** @param {Specification} specification */
function findings({ findings: list }) {
  if (list.length === 0) return null;
  return h("details", { class: "findings" }, h("summary", {}, t("findings")), h("ul", {}, list.map((found) => h("li", {}, t("finding", found)))));
}

/**
 * The sheet as plain text, the AI label first and last.
 * @param {Specification} specification
 * @param {TitleOf} titleOf
 */
export function asText(specification, titleOf) {
  const line = (/** @type {Item} */ item) => {
    const origin = [t(`origin_${item.origin.kind}`), originDetail(item, titleOf)].filter(Boolean).join(" ");
    return `- ${item.label}：${item.text}（${origin}）`;
  };
  const part = (/** @type {Section} */ section) => [`${section.number} ${section.title}`, ...section.items.map(line)].join("\n");
  const plain = (specification.plain ?? []).map(({ title, text }) => `${title}：${text}`);
  const owner = plain.length > 0 ? [t("reading_owner"), plain.join("\n"), t("reading_provider")] : [];
  const { title, label, sections } = specification;
  return [title, label, ...owner, ...sections.map(part), label].join("\n\n");
}

/**
 * Finds titles in everything that was shown.
 * @param {Outcome[]} outcomes
 * @returns {TitleOf}
 */
export function titlesOf(outcomes) {
  return (id) => outcomes.flatMap((outcome) => [...outcome.cases, ...outcome.policies]).find((hit) => hit.id === id)?.title ?? id;
}
