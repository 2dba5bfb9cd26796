/** A small form in place of one line of the card: Enter saves, Escape gives up. */

import { h } from "./dom.js";
import { t } from "./messages.js";

/** @import {Line} from "./types.js" */

/** Numbers the inputs of a page, so that each label finds its own. */
let inputs = 0;

/**
 * @param {Line} line
 * @param {{onSave: (value: string) => boolean, onCancel: () => void}} handlers `onSave` is false when it cannot be sent now
 */
export function lineEditor(line, { onSave, onCancel }) {
  inputs += 1;
  const id = `line-${inputs}`;
  const input = h("input", { id, type: "text", value: line.value, autocomplete: "off", maxlength: 400 });
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (value === "" || value === line.value) onCancel();
    else onSave(value);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && !event.isComposing) onCancel();
    // The Enter that ends a Chinese word is not the one that saves.
    else if (event.key === "Enter" && event.isComposing) event.preventDefault();
    else return;
    event.stopPropagation();
  };
  const element = h(
    "form",
    { class: "line-editor", on: { submit: save, keydown: key } },
    h("label", { for: id }, t("card_new_value", { label: line.label })),
    input,
    h(
      "div",
      { class: "line-buttons" },
      h("button", { type: "submit", class: "primary" }, t("card_save")),
      h("button", { type: "button", class: "quiet", on: { click: onCancel } }, t("card_cancel")),
    ),
  );
  const focus = () => {
    input.focus();
    input.select();
  };
  return { element, focus };
}
