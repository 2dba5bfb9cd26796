/** Tells screen readers finished sentences, never single tokens. */

const KEPT = 30;

export class Announcer {
  /** @param {HTMLElement} region a polite live region */
  constructor(region) {
    this.region = region;
    this.rest = "";
  }

  /** @param {string} text */
  say(text) {
    if (!text.trim()) return;
    const line = document.createElement("p");
    line.textContent = text.trim();
    this.region.append(line);
    while (this.region.childElementCount > KEPT) this.region.firstElementChild?.remove();
  }

  /**
   * Takes a piece of a stream and says the sentences that it completes.
   * @param {string} piece
   */
  feed(piece) {
    this.rest += piece;
    for (let end; (end = /[。！？!?\n]+|\.\s/.exec(this.rest)); ) {
      this.say(this.rest.slice(0, end.index + end[0].length));
      this.rest = this.rest.slice(end.index + end[0].length);
    }
  }

  /** Says what is left of a stream. */
  flush() {
    this.say(this.rest);
    this.rest = "";
  }
}
