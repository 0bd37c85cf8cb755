/**
 * `npm run send -- FILE`: sends events from a file. Exit code 0: all events accepted, 1: some rejected, 2: failed,
 * 130: interrupted.
 */
import { parseArgs } from "node:util";
import { MINUTE } from "#calendar/units.ts";
import { realClock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { rejectedFile, type Sending, type Sent, sendFile } from "./file.ts";
import type { Money } from "./money.ts";
import { openPost } from "./post.ts";
import { openProgress } from "./progress.ts";

const HELP = `Sends events from a file to the war room.

  npm run send -- FILE [--url URL] [--key KEY] [--money baht] [--sheet NAME]
                       [--dry-run] [--restart]

  FILE          NDJSON: one CloudEvent a line. Or a table: CSV (.csv, .tsv, .txt) or an
                Excel workbook (.xlsx).
  --url URL     where the war room is             (default http://127.0.0.1:1441)
  --key KEY     the source's key                  (default: the variable SOURCE_KEY)
  --money UNIT  what the Satang columns of a table hold: satang (default) or baht, as
                25,000.50
  --sheet NAME  the sheet of a workbook, if several have rows
  --dry-run     have the war room check the whole file and say what would become of it,
                without anything being stored
  --restart     begin at the first line again, even if an earlier run got further

A table has a header that names id, type, time, source and any fields of data (callId,
bank, amountSatang …). "call.offered" stands for its long name too; an empty cell is an
absent field, an empty row is skipped. CSV may be separated by commas, semicolons or
tabs, and be UTF-8, UTF-16 or Thai ANSI (Windows-874); a time in it has an offset:
2026-11-21T14:05:00+07:00. Dates in a workbook are Bangkok time. A cell of which a
spreadsheet has lost digits (2.02615E+16), an error (#REF!), a formula without a value
and a year of the Buddhist era are refused, with their line.

Interrupt it at any time: how far it got is kept in FILE.sent, and the same command goes
on from there. Sending something twice is harmless. What is rejected is listed with line
and reason in FILE.rejected.ndjson; the rest is kept.

A dry run checks against what the war room has, and 1,000 lines at a time against each
other: of a line that stands twice, far apart, both are counted as accepted. It lists
what would be rejected in FILE.dry-run.rejected.ndjson, and does not touch FILE.sent.

Exit code: 0 all taken, 1 some rejected, 2 could not be sent, 130 interrupted.
`;

/** How long to keep retrying while the war room is unreachable or busy. */
const PATIENCE = MINUTE;

class Usage extends Error {}
/** It failed after a part of the file had been sent. */
class Interrupted extends Error {}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: "string", default: "http://127.0.0.1:1441" },
        key: { type: "string" },
        money: { type: "string", default: "satang" },
        sheet: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        restart: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, isDryRun: values["dry-run"], files: positionals };
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

const isMoney = (text: string): text is Money => text === "satang" || text === "baht";

async function main(): Promise<number> {
  const { files, url, key = process.env.SOURCE_KEY, money, sheet, isDryRun, restart, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [file, ...more] = files;
  if (!file || more.length > 0) throw new Usage("name one file");
  if (!isMoney(money)) throw new Usage(`--money is satang or baht, not "${money}"`);
  if (!key) throw new Usage("the source's key is missing: --key KEY, or the variable SOURCE_KEY");

  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const progress = openProgress(process.stderr, realClock);
  const onTrouble = (sentence: string, retryInMs: number) =>
    progress.say(`${sentence}; trying again in ${Math.ceil(retryInMs / 1_000)} s`);
  const post = openPost({ url, isDryRun, clock: realClock, patienceMs: PATIENCE, onTrouble });
  let isUnderWay = false;
  const onStart: Sending["onStart"] = ({ line, because, notes }) => {
    isUnderWay = because === "resumed";
    for (const note of notes) progress.say(note);
    if (because === "resumed") progress.say(`Going on after line ${line} (--restart begins anew).`);
    if (because === "another file")
      progress.say(`${file} is not the file that was interrupted: beginning at its start.`);
    if (because === "read otherwise")
      progress.say(`${file} was read in another way when it was interrupted: beginning at its start.`);
  };
  try {
    const onProgress: Sending["onProgress"] = (position) => {
      isUnderWay = !isDryRun;
      progress.show(position);
    };
    const reading = { money, sheet };
    const sent = await sendFile({
      file,
      url,
      key,
      post,
      reading,
      isDryRun,
      restart,
      signal: stop.signal,
      onStart,
      onProgress,
    });
    progress.end();
    return report(file, sent, isDryRun);
  } catch (error) {
    progress.end();
    throw isUnderWay && error instanceof Fault ? new Interrupted(error.message) : error;
  }
}

function report(file: string, { counts, first, complete, line }: Sent, isDryRun: boolean): number {
  if (isDryRun) process.stdout.write("A dry run: nothing was stored. Sending would give this:\n");
  for (const each of first) {
    process.stdout.write(
      `line ${each.line}${each.id ? ` (${each.id})` : ""}: ${each.code}: ${each.detail}\n`,
    );
  }
  const figure = (count: number) => count.toLocaleString("en");
  process.stdout.write(
    `${figure(counts.accepted)} accepted, ${figure(counts.duplicate)} duplicate, ${figure(counts.rejected)} rejected\n`,
  );
  if (counts.rejected > 0) process.stdout.write(`All rejections: ${rejectedFile(file, isDryRun)}\n`);
  if (!complete) {
    const next = isDryRun ? "A dry run begins at the start again." : "The same command goes on from there.";
    process.stdout.write(`Interrupted after line ${line}. ${next}\n`);
    return 130;
  }
  return counts.rejected > 0 ? 1 : 0;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Usage) return `${error.message}\nnpm run send -- --help says how.`;
  if (error instanceof Interrupted)
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
