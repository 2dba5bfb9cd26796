/** The few pictograms of the page, one path each on a 24 by 24 grid; the word beside them says the same. */

import { s } from "./dom.js";

const PATHS = {
  check: "M12 2a10 10 0 100 20 10 10 0 000-20zm-1.3 14.2l-4-4 1.5-1.5 2.5 2.5 5.3-5.3 1.5 1.5z",
  half: "M12 2a10 10 0 100 20 10 10 0 000-20zm0 2.2v15.6a7.8 7.8 0 010-15.6z",
  flag: "M5 3h2v1h11l-2.5 4.5L18 13H7v8H5z",
  list: "M4 5h3v3H4zm5 .5h11v2H9zM4 10.5h3v3H4zm5 .5h11v2H9zM4 16h3v3H4zm5 .5h11v2H9z",
  wrench: "M21 6.5a5.5 5.5 0 01-7.3 5.2L6 19.4a2 2 0 01-2.8-2.8l7.7-7.7A5.5 5.5 0 0118 2.2l-3.3 3.3.6 2.9 2.9.6L21 6z",
  cross: "M12 2a10 10 0 100 20 10 10 0 000-20zm4.2 12.7l-1.5 1.5L12 13.5l-2.7 2.7-1.5-1.5 2.7-2.7-2.7-2.7 1.5-1.5 2.7 2.7 2.7-2.7 1.5 1.5-2.7 2.7z",
  ask: "M12 2a10 10 0 100 20 10 10 0 000-20zm1 16h-2v-2h2zm1.9-7.2l-.9.9c-.7.7-1 1.3-1 2.8h-2v-.5c0-1.1.4-2.1 1.2-2.8l1.2-1.3a2 2 0 10-3.4-1.4H8a4 4 0 118 0c0 .9-.4 1.7-1.1 2.3z",
  photo: "M9 4h6l1.5 2H20a2 2 0 012 2v10a2 2 0 01-2 2H4a2 2 0 01-2-2V8a2 2 0 012-2h3.5zm3 4.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zm0 2a2.5 2.5 0 110 5 2.5 2.5 0 010-5z",
  mic: "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zm-6 8h2a4 4 0 008 0h2a6 6 0 01-5 5.9V20h3v2H8v-2h3v-3.1A6 6 0 016 11z",
  close: "M18.3 7.1L13.4 12l4.9 4.9-1.4 1.4L12 13.4l-4.9 4.9-1.4-1.4 4.9-4.9-4.9-4.9 1.4-1.4 4.9 4.9 4.9-4.9z",
  spark: "M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9zM19 15.5l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8z",
  talk: "M4 4h16a2 2 0 012 2v9a2 2 0 01-2 2h-7l-5 4v-4H4a2 2 0 01-2-2V6a2 2 0 012-2zm3 5v2h10V9zm0 3.5v1.5h7v-1.5z",
  stop: "M8 2h8l6 6v8l-6 6H8l-6-6V8zm-1 9v2h10v-2z",
};

/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  return s("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, s("path", { d: PATHS[name] }));
}
