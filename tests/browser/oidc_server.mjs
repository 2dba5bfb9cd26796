/** A certified identity provider (oidc-provider) on a free port: whoever types a name is that person. */

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

export const CLIENT = { id: "yiguan", secret: "a-secret-of-the-tests-0815" };

export class OidcServer {
  issuer = "";
  /** @type {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} */
  #handle = (_, response) => response.writeHead(503).end();
  #server = createServer((request, response) => this.#handle(request, response));

  /** Takes a port, so that the service can be told of it before the provider is told of the service. */
  async listen() {
    await new Promise((done) => this.#server.listen(0, "127.0.0.1", () => done(undefined)));
    const address = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    this.issuer = `http://127.0.0.1:${address.port}`;
  }

  /**
   * Begins to serve.
   * @param {string} redirect where people are sent back to
   */
  serve(redirect) {
    const provider = new Provider(this.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
      claims: { email: ["email", "email_verified"], profile: ["preferred_username"] },
      cookies: { keys: ["only for the tests"] },
      features: { devInteractions: { enabled: true } },
      pkce: { required: () => true },
      /** @param {unknown} _ @param {string} id */
      findAccount: (_, id) => ({
        accountId: id,
        // Whose address is not verified is known by the other name alone.
        claims: () => ({ sub: id, email: `${id}@ai.wz`, email_verified: id !== "zhao", preferred_username: `staff.${id}` }),
      }),
    });
    this.#handle = provider.callback();
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
