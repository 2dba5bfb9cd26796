/** Keeps the page as high as what can be seen: a phone's keyboard must not cover the message box. */

/** @param {HTMLElement} app */
export function fitToKeyboard(app) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    // A pinch-zoomed page keeps its size, else it would shrink under the fingers.
    if (view.scale > 1.05) return;
    const covered = window.innerHeight - view.height > 80;
    if (covered) app.style.setProperty("--app-height", `${view.height}px`);
    else app.style.removeProperty("--app-height");
    if (covered) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
}

/**
 * Tells the style sheet how high the log is, so that a new turn can begin at its top.
 * @param {HTMLElement} log
 */
export function measureLog(log) {
  new ResizeObserver(() => log.style.setProperty("--log-height", `${log.clientHeight}px`)).observe(log);
}

/** Whether the owner asked for little motion. */
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
