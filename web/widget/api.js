/** Talks to the service; every failure becomes an `ApiError` that says what to tell the owner. */

import { cleanFetch } from "./clean_fetch.js";

/** @import {Handover, Hints, Site, StoredConversation, StoredTurn} from "./types.js" */

/** Where this script came from is where the service is; a page that embeds it lies elsewhere. */
export const HOME = new URL(import.meta.url).origin;

/** How long a plain call may take, milliseconds. */
const PATIENCE = 20_000;

/** A refusal of the service (`status` > 0), or a service that cannot be reached (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} detail what to do, for the owner; empty when the service said nothing
   * @param {string} code
   * @param {number} [retryAfter] seconds
   */
  constructor(status, detail, code, retryAfter = 0) {
    super(detail || code);
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** True when the same request may well succeed later. */
  get temporary() {
    return this.status === 0 || this.status >= 500 || [408, 409, 425, 429].includes(this.status);
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} a response that is no error; "nothing new" is none
 */
export async function request(path, init = {}) {
  let response;
  try {
    response = await cleanFetch()(HOME + path, { cache: "no-store", credentials: "same-origin", ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "", "unreachable");
  }
  if (!response.ok && response.status !== 304) throw await refusal(response);
  return response;
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @param {{tag: string}} [known] what is known already: its tag goes along and is brought up to date
 * @returns {Promise<any>} nothing when there is nothing new
 */
export async function readJson(path, init = {}, known) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = { .../** @type {Record<string, string>} */ (init.headers), ...(known?.tag && { "if-none-match": known.tag }) };
    const response = await request(path, { ...init, headers, signal: patience.signal });
    if (known) known.tag = response.headers.get("etag") ?? "";
    return JSON.parse((await response.text()) || "null");
  } catch (cause) {
    throw cause instanceof ApiError ? cause : new ApiError(0, "", "unreachable");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem?.detail === "string" ? problem.detail : "";
  const code = typeof problem?.code === "string" ? problem.code : `http_${response.status}`;
  return new ApiError(response.status, detail, code, Number(response.headers.get("retry-after")) || 0);
}

/**
 * Headers of a call on behalf of the owner.
 * @param {string} token
 * @param {Record<string, string>} [more]
 */
export const bearer = (token, more = {}) => ({ authorization: `Bearer ${token}`, ...more });

export const json = { "content-type": "application/json" };

/** @param {{id: string}} conversation */
export const talkPath = ({ id }) => `/api/v1/conversations/${encodeURIComponent(id)}`;

/**
 * What the service knows of a site; it refuses pages that the site does not list.
 * @param {string} site
 * @returns {Promise<Site>}
 */
export function readSite(site) {
  return readJson(`/api/v1/sites/${encodeURIComponent(site)}`);
}

/**
 * @param {string} locale
 * @param {string} site
 * @param {Hints} hints what the page knows of its visitors
 * @returns {Promise<{conversation_id: string, owner_token: string, case_code: string}>}
 */
export function createConversation(locale, site, hints) {
  return readJson("/api/v1/conversations", { method: "POST", headers: json, body: JSON.stringify({ locale, site, ...hints }) });
}

/**
 * Posts a message; the same key never makes two turns.
 * @param {{id: string, token: string}} conversation
 * @param {{message: string, corrects?: string, photos?: string[], cleared?: boolean}} said `corrects`: the key of the line of the read-back card that the
 *   message stands in place of; `photos`: ids; `cleared`: a model may see them
 * @param {string} key
 * @returns {Promise<{turn_id: string}>}
 */
export function postTurn(conversation, said, key) {
  return readJson(`${talkPath(conversation)}/turns`, {
    method: "POST",
    headers: bearer(conversation.token, { ...json, "idempotency-key": key }),
    body: JSON.stringify(said),
  });
}

/**
 * @param {{id: string, token: string}} conversation
 * @param {{tag: string}} [known]
 * @returns {Promise<StoredConversation>} nothing when all of it is known
 */
export function readConversation(conversation, known) {
  return readJson(talkPath(conversation), { headers: bearer(conversation.token) }, known);
}

/**
 * Hands the talk to people.
 * @param {{id: string, token: string}} conversation
 * @returns {Promise<Handover>}
 */
export function submitConversation(conversation) {
  return readJson(`${talkPath(conversation)}/submit`, { method: "POST", headers: bearer(conversation.token) });
}

/**
 * @param {string} token
 * @param {string} turnId
 * @returns {Promise<StoredTurn>}
 */
export function readTurn(token, turnId) {
  return readJson(`/api/v1/turns/${encodeURIComponent(turnId)}`, { headers: bearer(token) });
}

/**
 * @param {string} token
 * @param {string} turnId
 */
export function stopTurn(token, turnId) {
  return readJson(`/api/v1/turns/${encodeURIComponent(turnId)}/stop`, { method: "POST", headers: bearer(token) });
}

/** A fresh idempotency key; `randomUUID` is missing on plain http in a workshop's network. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
