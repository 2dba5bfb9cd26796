/** Shows what a line rests on: the owner's words in the talk, or the case or policy that it cites. */

/** Where the sides stand beside one another. */
const WIDE = matchMedia("(min-width: 1100px)");
const HIGHLIGHT = "cited";

/** Follows the focus through the lines. */
export function startLighting() {
  document.addEventListener("focusin", (event) => {
    const line = event.target instanceof Element ? event.target.closest(/** @type {"div"} */ (".entry")) : null;
    if (line) light(line);
  });
}

/** @param {HTMLElement} line */
function light(line) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  const marks = "highlights" in CSS ? CSS.highlights : null;
  marks?.delete(HIGHLIGHT);
  const target = document.getElementById(line.dataset.at ?? "");
  if (!target || target.closest("#form")) return;
  target.classList.add("lit");
  const words = target.querySelector(".words");
  const ranges = words ? find(words, (line.dataset.pieces ?? "").split("\n")) : [];
  if (marks && ranges.length > 0) marks.set(HIGHLIGHT, new Highlight(...ranges));
  if (WIDE.matches) show(target);
}

/** Scrolls the side alone, never the page. @param {HTMLElement} target */
function show(target) {
  const side = target.closest(".pane");
  if (!side) return;
  const [outer, inner] = [side.getBoundingClientRect(), target.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) side.scrollTop += inner.top - outer.top - 24;
}

/** The pieces of a quote, one after the other. @param {Element} words @param {string[]} pieces */
function find(words, pieces) {
  const node = words.firstChild;
  if (!(node instanceof Text)) return [];
  const ranges = [];
  let from = 0;
  for (const piece of pieces) {
    const at = piece === "" ? -1 : node.data.indexOf(piece, from);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + piece.length);
    ranges.push(range);
    from = at + piece.length;
  }
  return ranges;
}
