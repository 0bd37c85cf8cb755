import type { WriteStream } from "node:tty";
import type { Clock } from "../kit/clock.ts";
import type { Counts } from "./mark.ts";

interface Position {
  bytes: number;
  size: number;
  line: number;
  counts: Counts;
}

export interface Progress {
  show(position: Position): void;
  /** Prints a sentence on its own line, above the bar. */
  say(sentence: string): void;
  end(): void;
}

const BAR = 30;
const REDRAW_MS = 100;
/** Interval of the plain lines in a log or a pipe. */
const PLAIN_MS = 5_000;

/** A progress bar on a terminal, plain lines elsewhere. */
export function openProgress(out: Pick<WriteStream, "write" | "isTTY">, clock: Clock): Progress {
  const start = clock.ticks();
  let startBytes: number | null = null;
  let drawnAt = out.isTTY ? Number.NEGATIVE_INFINITY : start;
  let bar = "";

  function lineOf({ bytes, size, counts }: Position): string {
    startBytes ??= bytes;
    const share = size === 0 ? 1 : Math.min(1, bytes / size);
    const seconds = (clock.ticks() - start) / 1_000;
    const rest = bytes > startBytes ? ((size - bytes) / (bytes - startBytes)) * seconds : Number.NaN;
    const sent = counts.accepted + counts.duplicate + counts.rejected;
    const blocks = "█".repeat(Math.round(share * BAR)).padEnd(BAR, "░");
    const left = Number.isFinite(rest) && rest >= 1 ? `, ${durationOf(rest)} left` : "";
    const rejected = counts.rejected > 0 ? `, ${counts.rejected.toLocaleString("en")} rejected` : "";
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    return `${out.isTTY ? `${blocks} ` : ""}${percent}  ${sent.toLocaleString("en")} events${rejected}${left}`;
  }
  const wipe = () => {
    if (bar) out.write("\r\u001B[K");
  };

  return {
    show(position) {
      const text = lineOf(position);
      if (clock.ticks() - drawnAt < (out.isTTY ? REDRAW_MS : PLAIN_MS) && position.bytes < position.size)
        return;
      drawnAt = clock.ticks();
      if (!out.isTTY) {
        out.write(`${text.trim()}\n`);
        return;
      }
      wipe();
      bar = text;
      out.write(bar);
    },
    say(sentence) {
      wipe();
      out.write(`${sentence}\n${bar}`);
    },
    end() {
      if (bar) out.write("\n");
      bar = "";
    },
  };
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  return `about ${Math.round(seconds / 60)} min`;
}
