/**
 * `npm run audit:verify`: proves that the audit is as it was written. The exit code is 0 when it is, 1 when that could
 * not be tried, 2 when it was called wrongly, 3 when the chain is broken.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect, parseArgs } from "node:util";
import { root } from "../build/root.ts";
import { readConfig } from "../config.ts";
import { realClock } from "../kit/clock.ts";
import { asFault } from "../kit/fault.ts";
import { redactor, secretsOf } from "../store/redact.ts";
import { openStore } from "../store/store.ts";
import type { Break } from "./chain.ts";
import { HEADS_FILE, readHeads } from "./heads.ts";
import { proveAudit } from "./prove.ts";

const HELP = `Proves that the audit is as it was written: no row was changed, put in, taken out or cut off.

  npm run audit:verify -- [--head PLACE:HASH]…

  --head PLACE:HASH   what the war room's log once told as the head of the audit; its row must be there, as it was

The heads in the file ${HEADS_FILE} of DATA_DIR are compared too. Whoever may write there and into the database could
replace both: keep the log elsewhere, and give a head from it.

On a server (DATABASE_URL) the war room may run meanwhile. The embedded database (DATA_DIR) is open in one process at
a time: stop the war room first.

Exit code: 0 the audit is whole, 1 it could not be read, 2 called wrongly, 3 it is broken.
`;

const SAID: Record<Break["what"], string> = {
  missing: "it is not there",
  changed: "it is not what was written",
  replaced: "it is not the one that was published",
};

/** What is written to standard error passes here: errors of the database may have its address. */
let redact = redactor([...secretsOf(process.env.DATABASE_URL), process.env.PGPASSWORD ?? ""]);
process.on("uncaughtException", (error) => process.exit(fail(error)));

class Usage extends Error {}

function readArguments(): { heads: Map<number, string>; help: boolean } {
  const { values } = parseArgs({
    options: {
      head: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const heads = values.head.map((text): [number, string] => {
    const [, place, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
    if (!hash)
      throw new Usage(`--head must be a place and a hash of 64 digits, as 1234:3fa2…, not "${text}"`);
    return [Number(place), hash.toLowerCase()];
  });
  return { heads: new Map(heads), help: values.help };
}

async function main(): Promise<number> {
  const { heads, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { databaseUrl, dataDir } = readConfig(process.env);
  redact = redactor([...secretsOf(databaseUrl), process.env.PGPASSWORD ?? ""]);
  const file = join(dataDir, HEADS_FILE);
  const published = new Map([...(existsSync(file) ? readHeads(readFileSync(file, "utf8")) : []), ...heads]);
  const store = await openStore({
    databaseUrl,
    dataDir,
    sqlFolder: join(root, "sql"),
    template: null,
    clock: realClock,
    onTrouble: (what) => console.error(redact(what)),
  });
  try {
    const { rows, hash, broken } = await proveAudit(store, published);
    if (broken) {
      console.error(
        `the audit is broken at row ${broken.place}: ${SAID[broken.what]}; ${rows} rows before it are right`,
      );
      return 3;
    }
    console.log(
      `the audit is whole: ${rows} rows, ${published.size} published heads; its head is ${rows}:${hash}`,
    );
    return 0;
  } finally {
    await store.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(error);
}

function fail(error: unknown): number {
  const isUsage =
    error instanceof Usage || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  const fault = asFault(error);
  console.error(
    redact(
      `audit:verify: ${isUsage ? `${(error as Error).message}; --help says what there is` : fault.message}`,
    ),
  );
  if (!isUsage && fault.code === "internal") console.error(redact(inspect(error)));
  return isUsage ? 2 : 1;
}
