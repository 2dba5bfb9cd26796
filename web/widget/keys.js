/** Enter sends, but never the one that ends a Chinese word, and not on a phone, where it is a new line. */

/** What some browsers report for every key while an input method is at work. */
const IME_KEY = 229;

/**
 * @param {HTMLTextAreaElement} area
 * @param {() => void} send
 */
export function sendOnEnter(area, send) {
  // True between compositionstart and one tick after compositionend.
  let composing = false;
  area.addEventListener("compositionstart", () => (composing = true));
  // Safari ends the composition before it reports the Enter that ended it.
  area.addEventListener("compositionend", () => setTimeout(() => (composing = false), 0));
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    const touch = window.matchMedia("(pointer: coarse)").matches && !event.ctrlKey && !event.metaKey;
    if (event.isComposing || composing || event.keyCode === IME_KEY || touch) return;
    event.preventDefault();
    send();
  });
}
