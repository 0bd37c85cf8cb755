/**
 * `npm run audit:verify`: proves that the audit is as it was written. The exit code is 0 when it is, 1 when that could
 * not be tried, 2 when it was called wrongly, 3 when the chain is broken.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Break } from "../audit/chain.ts";
import { HEADS_FILE, readHeads } from "../audit/heads.ts";
import { proveAudit } from "../audit/prove.ts";
import { runOnStore, Usage } from "./onStore.ts";

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

/** Heads by their places. */
function readHeadOptions(texts: readonly string[]): Map<number, string> {
  return new Map(
    texts.map((text) => {
      const [, place, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
      if (!hash)
        throw new Usage(`--head must be a place and a hash of 64 digits, as 1234:3fa2…, not "${text}"`);
      return [Number(place), hash.toLowerCase()];
    }),
  );
}

await runOnStore({
  name: "audit:verify",
  help: HELP,
  options: { head: { type: "string", multiple: true } },
  read: (values) => readHeadOptions(values.head ?? []),
  async run({ store, config, given: heads }) {
    const file = join(config.dataDir, HEADS_FILE);
    const kept = existsSync(file) ? readHeads(readFileSync(file, "utf8")) : [];
    const published = new Map([...kept, ...heads]);
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
  },
});
