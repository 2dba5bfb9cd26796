/** Prints one sheet of the page, or all of it with everything unfolded. */

/** @param {HTMLElement} sheet */
export function printSheet(sheet) {
  const root = document.documentElement;
  /** @type {Element[]} */
  const path = [];
  for (let part = sheet.parentElement; part && part.id !== "turns"; part = part.parentElement) path.push(part);
  root.classList.add("print-one");
  for (const part of path) part.classList.add("print-path");
  const restore = () => {
    root.classList.remove("print-one");
    for (const part of path) part.classList.remove("print-path");
    window.removeEventListener("afterprint", restore);
  };
  window.addEventListener("afterprint", restore);
  window.print();
}

/** Folded parts would stay out of print: they open for it and close again. */
export function unfoldForPrint() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details")].filter((part) => !part.open);
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    opened = [];
  });
}
