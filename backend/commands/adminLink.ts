/** `npm run admin-link`: makes an administrator, for who has a shell on the server's machine. */
import { Value } from "@sinclair/typebox/value";
import { PERSON_NAME } from "#wire/access.schema.ts";
import { makeAdministrator } from "../access/administrator.ts";
import { realClock } from "../kit/clock.ts";
import { runOnStore, Usage } from "./onStore.ts";

const HELP = `Makes an administrator, and prints a link by which that person chooses a password. The link can be used once,
within a day.

  npm run admin-link -- [NAME]     NAME: to sign in with; admin if it is left out

Whoever has that name becomes an administrator, limited to nothing; a second factor that was lost is gone once the link
is used. It is for the first administrator, and for when nobody else can help.

On a server (DATABASE_URL) the war room may run meanwhile. The embedded database (DATA_DIR) is open in one process at
a time: stop the war room first.
`;

await runOnStore({
  name: "admin-link",
  help: HELP,
  options: {},
  words: 1,
  mayBeFirst: true,
  read(_, [name = "admin"]) {
    if (!Value.Check(PERSON_NAME, name)) throw new Usage(`NAME must be ${PERSON_NAME.description}`);
    return name;
  },
  async run({ store, config: { publicUrl, basePath, port }, given: name }) {
    const token = await makeAdministrator(store, realClock, name);
    const base = publicUrl ? new URL(publicUrl).origin : `http://localhost:${port}`;
    console.log(
      `${base}${basePath}/link#${token}\nmakes ${name} an administrator; it can be used once, within a day`,
    );
    return 0;
  },
});
