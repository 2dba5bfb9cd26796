/** Tables of invented cases for load tests, made of clauses of the seed or of random characters. */

import { readdirSync, readFileSync } from "node:fs";

const HEADS = ["编号", "标题", "行业代码", "行业", "工序", "老板原话", "问题", "任务类型", "做法", "结局", "经验", "是否适合AI", "时机", "关键词", "来源1标题", "来源1发布方"];
const SEED = new URL("../knowledge/cases/", import.meta.url);
const FIELDS = ["title", "owner_words", "problem", "approach", "lessons", "keywords", "process_step"];

/** Numbers that look random and are the same in every run. @param {number} seed */
function dice(seed) {
  let state = (seed * 7919 + 17) >>> 0;
  return (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % sides;
  };
}

/** The clauses of the seed's cases, by field. @returns {Map<string, string[]>} */
function clausesOfSeed() {
  const clauses = new Map(FIELDS.map((field) => [field, /** @type {string[]} */ ([])]));
  for (const name of readdirSync(SEED)) {
    const text = readFileSync(new URL(name, SEED), "utf8");
    for (const [field, all] of clauses) {
      const value = new RegExp(`^${field} = (.*)$`, "m").exec(text)?.[1] ?? "";
      all.push(...value.split(/["[\]，。,;；、？?！!:：]/).map((clause) => clause.trim()).filter((clause) => clause.length > 1 && clause.length < 20));
    }
  }
  return clauses;
}

/** Says something of about so many characters for a field. @typedef {(field: string, length: number) => string} Speaker */

/** Clauses of the seed in random order: few words, each in many cases. @returns {(n: number) => Speaker} */
function ofClauses() {
  const clauses = clausesOfSeed();
  return (n) => {
    const roll = dice(n);
    return (field, length) => {
      const all = clauses.get(field) ?? [];
      let said = all[roll(all.length)] ?? "";
      while (said.length < length) said += `，${all[roll(all.length)]}`;
      return said;
    };
  };
}

/** Random characters: nearly every pair of neighbours is a new word for the index. @param {number} n @returns {Speaker} */
function ofCharacters(n) {
  const roll = dice(n);
  return (_, length) => Array.from({ length }, () => String.fromCharCode(0x4e00 + roll(3000))).join("");
}

/** @param {number} n @param {Speaker} says */
function cells(n, says) {
  return [
    `load-${n}`, `${says("title", 8)}${n}`, `C${130 + (n % 300)}`, "制造", says("process_step", 6), says("owner_words", 30), says("problem", 40), "外观检测",
    says("approach", 50), "成功", `${says("lessons", 12)}；${says("lessons", 12)}`, "适合", "先试点", `${says("keywords", 3)}、${says("keywords", 3)}`, says("title", 14), says("keywords", 5),
  ];
}

/** A table of so many cases as CSV. @param {number} rows @param {"clauses"|"characters"} kind */
export function inventedCases(rows, kind) {
  const speaker = kind === "clauses" ? ofClauses() : ofCharacters;
  const all = [HEADS, ...Array.from({ length: rows }, (_, n) => cells(n, speaker(n)))];
  return all.map((row) => row.map((cell) => `"${cell}"`).join(",")).join("\r\n");
}
