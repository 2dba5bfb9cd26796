/** Downloads: what leaves the page as a file is made by the service, with the AI label and its metadata in it. */

import { bearer, request, talkPath } from "../api.js";
import { h } from "../dom.js";

/** @import {Session} from "../store.js" */

/**
 * The newest draft, or a release, as a file.
 * @param {Session} session
 * @param {"docx"|"pdf"|"json"} format only a release is there as JSON
 * @param {number} [release]
 */
export async function download(session, format, release) {
  const [folder, version] = release ? [`/releases/${release}`, `-v${release}`] : ["", ""];
  await save(session, `${folder}/files/${format}`, `yiguan-${session.caseCode}${version}.${format}`);
}

/**
 * Everything that is kept of the talk.
 * @param {Session} session
 */
export async function downloadCopy(session) {
  await save(session, "/copy", `yiguan-${session.caseCode}.json`);
}

/**
 * @param {Session} session
 * @param {string} path
 * @param {string} name
 */
async function save(session, path, name) {
  const response = await request(talkPath(session) + path, { headers: bearer(session.token) });
  const address = URL.createObjectURL(await response.blob());
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
