/** Prints one sheet of the page, or all of it with everything unfolded. */

/** @param {HTMLElement} sheet */
export function printSheet(sheet) {
  const root = document.documentElement;
  root.classList.add("print-one");
  sheet.classList.add("print-this");
  const restore = () => {
    root.classList.remove("print-one");
    sheet.classList.remove("print-this");
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
