// Loaded before the program (`node --import`): ends the process, as a power cut would, or stops it, at the statement that a
// file names, and lays its clock ahead by as much as the file says.
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import pg from "pg";

/**
 * @typedef {object} Control
 * @property {"before" | "sent" | "after" | null} moment before the statement is sent, as soon as it is sent, after its answer
 * @property {string} statement its name, or its text
 * @property {string | null} once only after this statement has been seen in the same process
 * @property {number} aheadMs
 * @property {"SIGKILL" | "SIGSTOP"} [signal] how it ends there, or is stopped, once; default: it ends
 */

/** @returns {Control} */
const read = () => JSON.parse(readFileSync(/** @type {string} */ (process.env.CRASH_FILE), "utf8"));
let isStopped = false;
function die() {
  const { signal = "SIGKILL" } = read();
  if (signal === "SIGSTOP" && isStopped) return;
  isStopped = signal === "SIGSTOP";
  process.kill(process.pid, signal);
}

const realNow = Date.now;
let aheadMs = 0;
let readAt = Number.NEGATIVE_INFINITY;
// The clock is asked far more often than the file changes.
if (isMainThread)
  Date.now = () => {
    if (performance.now() > readAt + 5) {
      readAt = performance.now();
      aheadMs = read().aheadMs;
    }
    return realNow() + aheadMs;
  };

/** @type {string | null} */
let seen = null;
/** @param {any} config */
const nameOf = (config) => config.name ?? config.text ?? config;

const { query } = pg.Client.prototype;
/** @type {any} */ (pg.Client.prototype).query = function (/** @type {any[]} */ ...args) {
  const name = nameOf(args[0]);
  const { moment, statement, once } = read();
  if (once !== null && name === once) seen = once;
  const isIt = name === statement && (once === null || seen === once);
  if (isIt && moment === "before") die();
  const answer = /** @type {any} */ (query).apply(this, args);
  if (isIt && moment === "sent") die();
  if (isIt && moment === "after") answer?.then(die, die);
  return answer;
};

const ask = pg.Pool.prototype.query;
/** @type {any} */ (pg.Pool.prototype).query = async function (/** @type {any[]} */ ...args) {
  const answer = await /** @type {any} */ (ask).apply(this, args);
  const { moment, statement } = read();
  // A question for what is due has mostly no answer: that is not the moment.
  if (moment === "after" && nameOf(args[0]) === statement && answer.rows.length > 0) die();
  return answer;
};
