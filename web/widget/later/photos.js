/** What is done with photos on the phone: made small, sent, drawn. Drawn on canvases, because a host's policy may forbid pictures. */

import { bearer, request, talkPath } from "../api.js";
import { h } from "../dom.js";
import { t } from "../messages.js";

/** @import {Session} from "../store.js" */

/** Longest side of what is sent, pixels; the service keeps no more. */
const LONGEST = 1_600;
const QUALITY = 0.85;
/** Height of a photo as it is shown, pixels. */
const SHOWN = 96;

/**
 * The photo small enough for a slow connection; as it is when this browser cannot draw it.
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = h("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((/** @type {(blob: Blob|null) => void} */ done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small ?? file;
  } catch {
    return file;
  }
}

/**
 * @param {Session} session
 * @param {Blob} file
 * @param {AbortSignal} signal
 * @returns {Promise<string>} its id
 */
export async function addPhoto(session, file, signal) {
  const headers = bearer(session.token, { "content-type": "application/octet-stream" });
  const response = await request(`${talkPath(session)}/photos`, { method: "POST", headers, body: file, signal });
  return (await response.json()).photo_id;
}

/**
 * @param {Session} session
 * @param {string} id
 */
export async function removePhoto(session, id) {
  await request(`${talkPath(session)}/photos/${encodeURIComponent(id)}`, { method: "DELETE", headers: bearer(session.token) }).catch(() => {});
}

/**
 * @param {Blob} file
 * @param {string} label
 */
export async function picture(file, label) {
  const canvas = h("canvas", { role: "img", "aria-label": label, class: "photo" });
  try {
    await draw(canvas, file);
    return canvas;
  } catch {
    return h("span", { class: "photo" }, label);
  }
}

/**
 * A photo of the talk, fetched with its owner's token.
 * @param {Session} session
 * @param {string} id
 * @param {number} number
 */
export function photoCanvas(session, id, number) {
  const canvas = h("canvas", { role: "img", "aria-label": t("photo_number", { n: number }), class: "photo", width: SHOWN, height: SHOWN });
  void request(`${talkPath(session)}/photos/${encodeURIComponent(id)}`, { headers: bearer(session.token) })
    .then((response) => response.blob())
    .then((file) => draw(canvas, file))
    .catch(() => canvas.replaceWith(h("span", { class: "muted small" }, t("photo_gone"))));
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Blob} file
 */
async function draw(canvas, file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, (SHOWN * window.devicePixelRatio) / bitmap.height);
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
