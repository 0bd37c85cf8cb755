/**
 * `npm run send -- FILE`: sends events from a file. Exit code 0: all events accepted, 1: some rejected, 2: failed,
 * 130: interrupted.
 */
import { parseArgs } from "node:util";
import { MINUTE } from "#calendar/units.ts";
import { realClock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { rejectedFile, type Sending, type Sent, sendFile } from "./file.ts";
import { openPost } from "./post.ts";
import { openProgress } from "./progress.ts";

const HELP = `Sends events from a file to the war room.

  npm run send -- FILE [--url URL] [--key KEY] [--restart]

  FILE        NDJSON: one CloudEvent a line. Or, when its name ends in .csv, CSV with a
              header: id, type, time, source and any fields of data by their names
              (callId, bank, amountSatang …). "call.offered" stands for its long name
              too; an empty cell is an absent field.
  --url URL   where the war room is               (default http://127.0.0.1:1441)
  --key KEY   the source's key                    (default: the variable SOURCE_KEY)
  --restart   begin at the first line again, even if an earlier run got further

Interrupt it at any time: how far it got is kept in FILE.sent, and the same command goes
on from there. Sending something twice is harmless. What is rejected is listed with line
and reason in FILE.rejected.ndjson; the rest is kept.

Exit code: 0 all taken, 1 some rejected, 2 could not be sent, 130 interrupted.
`;

/** How long to keep retrying while the war room is unreachable or busy. */
const PATIENCE = MINUTE;

class Usage extends Error {}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: "string", default: "http://127.0.0.1:1441" },
        key: { type: "string" },
        restart: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, files: positionals };
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

async function main(): Promise<number> {
  const { files, url, key = process.env.SOURCE_KEY, restart, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [file, ...more] = files;
  if (!file || more.length > 0) throw new Usage("name one file");
  if (!key) throw new Usage("the source's key is missing: --key KEY, or the variable SOURCE_KEY");

  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const progress = openProgress(process.stderr, realClock);
  const onTrouble = (sentence: string, retryInMs: number) =>
    progress.say(`${sentence}; trying again in ${Math.ceil(retryInMs / 1_000)} s`);
  const post = openPost({ url, clock: realClock, patienceMs: PATIENCE, onTrouble });
  const onStart: Sending["onStart"] = ({ line, because }) => {
    if (because === "resumed") progress.say(`Going on after line ${line} (--restart begins anew).`);
    if (because === "another file")
      progress.say(`${file} is not the file that was interrupted: beginning at its start.`);
  };
  try {
    const onProgress = progress.show;
    const sent = await sendFile({ file, url, key, post, restart, signal: stop.signal, onStart, onProgress });
    progress.end();
    return report(file, sent);
  } catch (error) {
    progress.end();
    throw error;
  }
}

function report(file: string, { counts, first, complete, line }: Sent): number {
  for (const each of first) {
    process.stdout.write(
      `line ${each.line}${each.id ? ` (${each.id})` : ""}: ${each.code}: ${each.detail}\n`,
    );
  }
  const figure = (count: number) => count.toLocaleString("en");
  process.stdout.write(
    `${figure(counts.accepted)} accepted, ${figure(counts.duplicate)} duplicate, ${figure(counts.rejected)} rejected\n`,
  );
  if (counts.rejected > 0) process.stdout.write(`All rejections: ${rejectedFile(file)}\n`);
  if (!complete) {
    process.stdout.write(`Interrupted after line ${line}. The same command goes on from there.\n`);
    return 130;
  }
  return counts.rejected > 0 ? 1 : 0;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Usage) return `${error.message}\nnpm run send -- --help says how.`;
  if (error instanceof Fault)
    return `${error.message}\nWhat was taken is noted: the same command goes on from there.`;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `there is no file ${path}`;
  if (code === "EISDIR") return "that is a directory; name a file";
  if (code === "EACCES") return `${path} may not be read or written`;
  return message;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`send: ${sentenceOf(error)}\n`);
    process.exitCode = 2;
  },
);
