/** `npm run admin-link`: makes an administrator, for who has a shell on the server's machine. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Value } from "@sinclair/typebox/value";
import { PERSON_NAME } from "#wire/access.schema.ts";
import { root } from "../build/root.ts";
import { readConfig } from "../config.ts";
import { realClock } from "../kit/clock.ts";
import { asFault, Fault } from "../kit/fault.ts";
import { redactor, secretsOf } from "../store/redact.ts";
import { openStore } from "../store/store.ts";
import { makeAdministrator } from "./administrator.ts";

const HELP = `Makes an administrator, and prints a link by which that person chooses a password. The link can be used once,
within a day.

  npm run admin-link -- [NAME]     NAME: to sign in with; admin if it is left out

Whoever has that name becomes an administrator, limited to nothing; a second factor that was lost is gone once the link
is used. It is for the first administrator, and for when nobody else can help.

On a server (DATABASE_URL) the war room may run meanwhile. The embedded database (DATA_DIR) is open in one process at
a time: stop the war room first.
`;

/** What is written to standard error passes here: errors of the database may have its address. */
let redact = redactor([...secretsOf(process.env.DATABASE_URL), process.env.PGPASSWORD ?? ""]);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const name = positionals[0] ?? "admin";
  if (positionals.length > 1 || !Value.Check(PERSON_NAME, name))
    throw new Fault("configuration", `NAME must be ${PERSON_NAME.description}`);
  const { databaseUrl, dataDir, publicUrl, basePath, port } = readConfig(process.env);
  redact = redactor([...secretsOf(databaseUrl), process.env.PGPASSWORD ?? ""]);
  const store = await openStore({
    databaseUrl,
    dataDir,
    sqlFolder: join(root, "sql"),
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: (what) => console.error(redact(what)),
  });
  try {
    const token = await makeAdministrator(store, realClock, name);
    const base = publicUrl ? new URL(publicUrl).origin : `http://localhost:${port}`;
    console.log(
      `${base}${basePath}/link#${token}\nmakes ${name} an administrator; it can be used once, within a day`,
    );
  } finally {
    await store.close();
  }
}

main().catch((error) => {
  console.error(redact(`admin-link: ${asFault(error).message}`));
  process.exitCode = 1;
});
