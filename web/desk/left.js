/** Texts that could not be saved and have no box any more, because the case went to somebody else: shown, to be copied or let go. */

import { lost } from "./keep.js";
import { root, words } from "./page.js";

/** Shows them below the news of the page, or takes them away where there are none. */
export function showLeft() {
  const shown = document.getElementById("left");
  const texts = lost();
  if (texts.length === 0 || shown?.dataset.texts === String(texts.length)) return void (texts.length === 0 && shown?.remove());
  const list = document.createElement("ul");
  list.className = "plain-list";
  for (const { text } of texts) list.append(row(text));
  const part = document.createElement("section");
  part.id = "left";
  part.className = "notice wait";
  part.dataset.texts = String(texts.length);
  const head = document.createElement("p");
  head.textContent = words("Left");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn small";
  drop.textContent = words("LeftDrop");
  drop.addEventListener("click", () => {
    for (const { forget } of lost()) forget();
    part.remove();
    root().focus();
  });
  part.append(head, list, drop);
  if (shown) shown.replaceWith(part);
  else document.getElementById("part-news")?.after(part);
}

/** @param {string} text */
function row(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
