import { join } from "node:path";
import { inspect, parseArgs } from "node:util";
import { root } from "../build/root.ts";
import { readDate, startOf } from "../calendar/days.ts";
import { buddhistYearIn } from "../calendar/era.ts";
import { readConfig } from "../config.ts";
import { realClock } from "../kit/clock.ts";
import { asFault } from "../kit/fault.ts";
import { redactor, secretsOf } from "../store/redact.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Asked } from "./range.ts";

class Usage extends Error {}
export class Interrupted extends Error {}

interface Command {
  name: string;
  help: string;
  /** Switches of its own, without a value. */
  switches?: readonly string[];
  /** Returns the exit code. `interrupt` throws when the person has interrupted it. */
  run(needs: {
    store: Store;
    asked: Asked;
    switches: ReadonlySet<string>;
    interrupt(): void;
  }): Promise<number>;
  /** What is said when it was interrupted. */
  interrupted: string;
}

/**
 * A command over the days from --from to --to, with a store of its own. Sets the exit code: 1 when it could not be
 * done, 2 when it was called wrongly, 130 when it was interrupted, else the command's own.
 */
export async function runCommand(command: Command): Promise<void> {
  // What is written to standard error passes here: errors of the database may have its address.
  let redact = redactor([...secretsOf(process.env.DATABASE_URL), process.env.PGPASSWORD ?? ""]);
  function fail(error: unknown): number {
    if (error instanceof Interrupted) {
      console.log(command.interrupted);
      return 130;
    }
    const isUsage =
      error instanceof Usage || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
    const fault = asFault(error);
    const said = isUsage ? `${(error as Error).message}; --help says what there is` : fault.message;
    console.error(redact(`${command.name}: ${said}`));
    if (!isUsage && fault.code === "internal") console.error(redact(inspect(error)));
    return isUsage ? 2 : 1;
  }
  process.on("uncaughtException", (error) => process.exit(fail(error)));

  let isInterrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (isInterrupted) process.exit(130); // a second signal does not wait
      isInterrupted = true;
    });

  async function main(): Promise<number> {
    const { asked, switches, isHelp } = readArguments(command.switches ?? []);
    if (isHelp) {
      process.stdout.write(command.help);
      return 0;
    }
    const { databaseUrl, dataDir } = readConfig(process.env);
    redact = redactor([...secretsOf(databaseUrl), process.env.PGPASSWORD ?? ""]);
    const store = await openStore({
      databaseUrl,
      dataDir,
      sqlFolder: join(root, "sql"),
      template: null,
      clock: realClock,
      onTrouble: (what) => console.error(redact(what)),
    });
    try {
      return await command.run({
        ...{ store, asked, switches },
        interrupt() {
          if (isInterrupted) throw new Interrupted();
        },
      });
    } finally {
      await store.close();
    }
  }
  process.exitCode = await main().catch(fail);
}

function readArguments(names: readonly string[]): {
  asked: Asked;
  switches: ReadonlySet<string>;
  isHelp: boolean;
} {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      help: { ...flag, short: "h" },
      ...Object.fromEntries(names.map((name) => [name, flag])),
    },
  });
  const dayOf = (option: "from" | "to") => {
    const text = values[option];
    if (typeof text !== "string") return null;
    const era = buddhistYearIn(text);
    if (era) throw new Usage(`--${option}: ${era}`);
    const day = readDate(text);
    if (day === null) throw new Usage(`--${option} must be a day such as 2026-11-01, not "${text}"`);
    return startOf(day);
  };
  const asked = { since: dayOf("from"), until: dayOf("to") };
  if (asked.since !== null && asked.until !== null && asked.since >= asked.until)
    throw new Usage("--from must lie before --to, the day after the last one");
  const given = new Map<string, unknown>(Object.entries(values));
  return {
    asked,
    switches: new Set(names.filter((name) => given.get(name) === true)),
    isHelp: given.get("help") === true,
  };
}
