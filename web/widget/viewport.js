/** Keeps the page as high as what can be seen: a phone's keyboard must not cover the message box. */

/**
 * @param {HTMLElement} host what holds the widget
 * @param {boolean} wholePage whether the page is ours to scroll
 * @returns {() => void} ends it
 */
export function fitToKeyboard(host, wholePage) {
  const view = window.visualViewport;
  if (!view) return () => {};
  const fit = () => {
    // A pinch-zoomed page keeps its size, else it would shrink under the fingers.
    if (view.scale > 1.05) return;
    const covered = window.innerHeight - view.height > 80;
    if (covered) host.style.setProperty("--app-height", `${view.height}px`);
    else host.style.removeProperty("--app-height");
    if (covered && wholePage) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  return () => {
    view.removeEventListener("resize", fit);
    view.removeEventListener("scroll", fit);
  };
}

/**
 * Tells the style sheet how high the log is, so that a new turn can begin at its top.
 * @param {HTMLElement} log
 */
export function measureLog(log) {
  const observer = new ResizeObserver(() => log.style.setProperty("--log-height", `${log.clientHeight}px`));
  observer.observe(log);
  return () => observer.disconnect();
}

/** Whether the owner asked for little motion. */
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
