/** A database's password leaves the program in no form: by the log, by standard error, in a stack or in a cause. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { readConfig } from "../../backend/config.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { Fault } from "../../backend/kit/fault.ts";
import { openLog } from "../../backend/log/log.ts";
import { redactor, secretsOf, shownAddress } from "../../backend/store/redact.ts";
import { openStore } from "../../backend/store/store.ts";

const PASSWORD = "s3cr/t p@ss:w%rd?'\"\\";
const ENCODED = encodeURIComponent(PASSWORD);
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What must not be found: pieces of it, in any form. */
const PIECES = ["s3cr", "p@ss", "p%40ss", "w%rd", "w%25rd"];
const clean = (text: string) => {
  for (const piece of PIECES) expect(text.toLowerCase()).not.toContain(piece);
  return text;
};

const ADDRESSES: [string, string][] = [
  ["encoded", `postgres://u:${ENCODED}@127.0.0.1:1/db`],
  [
    "encoded in lower case",
    `postgres://u:${ENCODED.replace(/%../g, (code) => code.toLowerCase())}@127.0.0.1:1/db`,
  ],
  ["as a parameter", `postgres://u@127.0.0.1:1/db?password=${ENCODED}`],
  ["as a parameter with others", `postgres://127.0.0.1:1/db?user=u&password=${ENCODED}&connect_timeout=1`],
  ["with an @ that is not encoded", "postgres://u:s3cr-p@ss-w%25rd@127.0.0.1:1/db"],
  ["with a space that is not encoded", "postgres://u:s3cr p%40ss@127.0.0.1:1/db"],
];
/** How an error tells it: each is given the address and says it. */
const FAILURES: [string, (address: string) => unknown][] = [
  ["a message", (address) => new Error(`cannot connect to ${address}`)],
  ["a stack", (address) => Object.assign(new Error("x"), { stack: `Error: x\n    at connect (${address})` })],
  [
    "a cause of a cause",
    (address) => new Fault("internal", "x", { cause: new Error("y", { cause: new Error(address) }) }),
  ],
  ["a field", (address) => Object.assign(new TypeError("Invalid URL"), { input: address })],
  ["an object", (address) => ({ connectionString: address, nested: [{ url: address }] })],
  ["the plain password", () => new Error(`password ${PASSWORD} is wrong`)],
  [
    "the form key=value",
    () => new Error(`host=h user=u password='${PASSWORD.replace(/['\\]/g, "\\$&")}' dbname=d`),
  ],
  ["several errors", (address) => new AggregateError([new Error(address), new Error(PASSWORD)], address)],
];

describe.each(ADDRESSES)("an address with its password %s", (_how, address) => {
  it.each(FAILURES)("is redacted in the log and on standard error: %s", (_what, failure) => {
    const lines: string[] = [];
    const { log, redact, hide } = openLog(
      { DATABASE_URL: address, LOG_LEVEL: "trace" },
      { write: (line: string) => void lines.push(line) },
    );
    hide(undefined, PASSWORD); // of the other forms of the table
    const error = failure(address);
    log.error({ err: error }, "it failed");
    log.warn(error);
    log.info(String(error));
    log.child({ address }).debug("x");
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      clean(line);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
    }
    clean(redact(inspect(error, { depth: 9 })));
  });

  it("cannot be reached, and the sentence has all but the password", async () => {
    const opening = openStore({
      databaseUrl: address,
      dataDir: "",
      sqlFolder: join(root, "sql"),
      template: null,
      clock: realClock,
      onTrouble: (what) => void clean(what),
    });
    const error = (await opening.catch((failure: unknown) => failure)) as Fault;
    expect(clean(error.message)).toMatch(
      /^the database postgres:\/\/(u(:…)?@)?127\.0\.0\.1:1\/db \(DATABASE_URL\)/,
    );
  });
});

describe("the program", () => {
  it.each([
    ["start.js", `postgres://u:${ENCODED}@127.0.0.1:1/db`],
    ["start.js", `postgres://u@127.0.0.1:1/db?password=${ENCODED}`],
    ["start.js", "postgres://u:s3cr/p@ss@127.0.0.1:1/db"],
    ["rebuild.js", `postgres://u:${ENCODED}@127.0.0.1:1/db`],
    ["rebuild.js", "postgres://u:1/s3cr?p@ss@127.0.0.1:1/db"],
    ["start.js", `mysql://u:${ENCODED}@127.0.0.1/db`],
  ])("%s ends with %s, without the password in what it wrote", async (file, address) => {
    const child = spawn(process.execPath, [join(root, "dist", "backend", file)], {
      env: { ...process.env, DATABASE_URL: address, PORT: "0" },
    });
    let written = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (written += chunk));
    const [code] = await once(child, "exit");
    expect(code).toBe(1);
    expect(clean(written)).toContain("DATABASE_URL");
  });
});

describe("a password in a file", () => {
  const file = (text: string) => {
    const path = join(folder, `password-${text.length}`);
    writeFileSync(path, text);
    return path;
  };
  it.each([
    ["plain", "abc"],
    ["with everything that an address cannot have", PASSWORD],
    ["in Thai", "รหัสผ่าน"],
    ["that looks encoded", "a%40b%zz"],
  ])("is taken as it stands: %s", (_what, password) => {
    for (const end of ["", "\n", "\r\n"]) {
      const { databaseUrl } = readConfig({
        DATABASE_URL: "postgres://u@h:5432/db",
        DATABASE_PASSWORD_FILE: file(password + end),
      });
      expect(secretsOf(databaseUrl)).toContain(password);
      expect(shownAddress(databaseUrl!)).toBe("postgres://u:…@h:5432/db");
    }
  });
  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ["without an address", { DATABASE_PASSWORD_FILE: "/x" }, /^DATABASE_PASSWORD_FILE is of no use without/],
    [
      "that is not there",
      { DATABASE_URL: "postgres://u@h/d", DATABASE_PASSWORD_FILE: "/x" },
      /^DATABASE_PASSWORD_FILE cannot be read: ENOENT/,
    ],
    [
      "beside another",
      { DATABASE_URL: "postgres://u:s3cr@h/d", DATABASE_PASSWORD_FILE: "/x" },
      /another one/,
    ],
    [
      "without a user",
      { DATABASE_URL: "postgres://h/d", DATABASE_PASSWORD_FILE: "/x" },
      /must name the user/,
    ],
    ["that is empty", { DATABASE_URL: "postgres://u@h/d", DATABASE_PASSWORD_FILE: file("") }, /is empty/],
  ])("%s is refused with a sentence", (_what, environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });
});

it("a short password is taken out of addresses and settings, and leaves other words alone", () => {
  const redact = redactor(secretsOf("postgres://u:a@h/db"));
  expect(redact("at postgres://u:a@h/db password=a a")).toBe("at postgres://u:…@h/db password=… a");
});
