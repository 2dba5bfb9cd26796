/** A district's web page of another origin, kind or hostile, that embeds the widget. */

import { createServer } from "node:http";

/** @typedef {{html: string, csp?: string}} HostPage */

export class HostServer {
  /** What each path shows. @type {Map<string, HostPage>} */
  pages = new Map();
  #server = createServer((request, response) => {
    const page = this.pages.get(new URL(request.url ?? "/", "http://host").pathname);
    if (!page) return void response.writeHead(404).end();
    /** @type {Record<string, string>} */
    const headers = { "content-type": "text/html; charset=utf-8" };
    if (page.csp) headers["content-security-policy"] = page.csp;
    response.writeHead(200, headers).end(page.html);
  });

  /** @returns {Promise<string>} its origin */
  async start() {
    await new Promise((done) => this.#server.listen(0, "127.0.0.1", () => done(undefined)));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/**
 * A page around some markup.
 * @param {string} body
 * @param {string} [head]
 */
export const hostPage = (body, head = "") => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>某区政务网</title>${head}</head><body><h1>某区政务网</h1><p>办事指南</p>${body}</body></html>`;
