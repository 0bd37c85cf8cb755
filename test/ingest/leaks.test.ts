/** Personal data on every way in; then everything that was written is searched for it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, MINUTE } from "#calendar/units.ts";
import { EVENT_TYPES } from "#wire/events.ts";
import { isNationalId } from "#writing/personal.ts";
import { root } from "../../backend/build/root.ts";
import { DEFINITIONS } from "../../backend/ingest/definitions.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openLog } from "../../backend/log/log.ts";
import { startMaintenance } from "../../backend/store/maintenance.ts";
import { openClient } from "../access/client.ts";
import {
  freePort,
  type IdentityProvider,
  passProvider,
  signed,
  startProvider,
  visit,
} from "../access/provider.ts";
import { event, type Program, startProgram } from "../program.ts";
import { openTestStore } from "../store.ts";
import { filesBelow, readWritten } from "../written.ts";
import { CONFIRMED, FILED, OFFERED, REQUESTED } from "./verdict.ts";

const NOW = Date.now();
/** Old enough to be compressed. */
const LONG_AGO = NOW - 40 * DAY;
const WHOLE: Record<string, object> = {
  "call.offered": OFFERED,
  "report.filed": FILED,
  "report.voided": { reportId: "r", reason: "again" },
  "freeze.requested": REQUESTED,
  "freeze.confirmed": CONFIRMED,
  "freeze.released": { freezeId: "f", bank: "KBANK", hop: 1, reason: "court" },
  "refund.paid": { refundId: "p", reportId: "r", bank: "KBANK", amountSatang: 1 },
  "arrest.made": { arrestId: "a", people: 1 },
};

/** Numbers that are nobody's, each sent once, so that what is found names its way. */
const sent = new Map<string, string>();
let next = 1_000;
function secret(way: string): string {
  const place = ++next;
  const written = [
    () =>
      `081${String(place * 7_919)
        .padStart(7, "0")
        .slice(-7)}`,
    () =>
      `${String(place).padStart(3, "0").slice(-3)}-4-${String(place * 7)
        .padStart(5, "0")
        .slice(-5)}-0`,
    () => {
      const twelve = `31006${String(place * 104_729)
        .padStart(7, "0")
        .slice(-7)}`;
      return twelve + [..."0123456789"].find((digit) => isNationalId(twelve + digit));
    },
    () =>
      [
        ...`089${String(place * 6_007)
          .padStart(7, "0")
          .slice(-7)}`,
      ]
        .map((digit) => String.fromCharCode(0x0e50 + Number(digit)))
        .join(""),
  ][place % 4]!();
  sent.set(written, way);
  return written;
}

let folder: string;
let program: Program;
let lines = "";
const said: string[] = [];
const hasher = "hasher";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const { log } = openLog(
    { LOG_LEVEL: "trace" },
    {
      write(line: string) {
        lines += line;
      },
    },
  );
  const accountKey = { id: "k1", secret: "a-secret-of-at-least-32-characters" };
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const provider = await startProvider(publicUrl);
  const config = { accountKey, port, publicUrl, provider: provider.settings };
  program = await startProgram({ folder, log, config });
  await everyWay(log);
  await byProvider(publicUrl, provider);
  await Promise.all([program.close(), provider.close()]);
  const store = await openTestStore({ dataDir: folder });
  const maintenance = startMaintenance({
    store,
    clock: realClock,
    retentionDays: 1_830,
    quarantineDays: 30,
    isClockRight: () => true,
    onTrouble: console.error,
  });
  await maintenance.run();
  await maintenance.stop();
  await store.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  key = program.key,
) {
  const response = await fetch(`${program.url}${path}`, {
    method: "POST",
    headers: {
      // Sources are registered by an administrator.
      ...(path === "/v1/sources" ? {} : { authorization: `Bearer ${key}` }),
      "content-type": "application/cloudevents-batch+json",
      ...headers,
    },
    body: body as BodyInit,
  });
  said.push(await response.text());
  return response;
}

async function everyWay(log: { error(fields: object, what: string): void }) {
  const types = EVENT_TYPES.filter((type) => type in WHOLE);
  const batch = types.flatMap((type) =>
    DEFINITIONS[type].texts.map((field) =>
      event(type, LONG_AGO, { ...WHOLE[type], [field]: secret(`${type} ${field}`) } as never),
    ),
  );
  const call = (more: object = {}, data: object = {}) => ({
    ...event("call.offered", LONG_AGO, { ...OFFERED, callId: `c-${++next}`, ...data } as never),
    ...more,
  });
  const odd = [
    call({ id: secret("id") }),
    call({ source: secret("source") }),
    call({ subject: secret("subject") }),
    call({ type: `th.aoc1441.${secret("type")}` }),
    call({ time: secret("time") }),
    call({ specversion: secret("specversion") }),
    call({ dataschema: secret("extension") }),
    call({}, { victim: secret("a field that is not known") }),
    call({}, { queue: secret("a code") }),
    call({}, { province: { in: secret("an object") } }),
    call({}, { callId: Number(secret("a number").replace(/\D/g, "") || 1_234_567_890) }),
    call({}, { accountNumber: secret("an account number that may not be sent") }),
    secret("a text for an event"),
    [secret("a list for an event")],
    { [secret("a name of a field")]: 1 },
    { id: "x", phone: secret("an event of nothing") },
    event("freeze.requested", LONG_AGO, { ...REQUESTED, accountToken: `KBANK-${secret("a token")}` }),
  ];
  await post("/v1/events", JSON.stringify([...batch, ...odd]));
  await post("/v1/events/check", JSON.stringify([...batch, ...odd]));
  for (const each of [...batch, ...odd])
    await post("/v1/events", JSON.stringify(each), { "content-type": "application/cloudevents+json" });
  const ndjson = `${JSON.stringify(call({ id: secret("a line") }))}\n{oops ${secret("a broken line")}\n"${secret("half a line")}`;
  await post("/v1/events", ndjson, { "content-type": "application/x-ndjson" });
  await post("/v1/events", new Uint8Array(gzipSync(ndjson)), {
    "content-type": "application/x-ndjson",
    "content-encoding": "gzip",
  });
  for (const text of [
    `{"id": ${secret("broken JSON")}`,
    `[1, tru ${secret("more of it")}]`,
    `"${secret("a text")}`,
  ])
    await post("/v1/events", text);
  const packed = Buffer.from(JSON.stringify({ ...OFFERED, callId: secret("base64") })).toString("base64");
  await post("/v1/events", JSON.stringify([call({ data: undefined, data_base64: packed })]));
  await post("/v1/events", JSON.stringify(OFFERED), {
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": encodeURI(secret("ce-id")),
    "ce-source": "s",
    "ce-type": "th.aoc1441.call.offered",
    "ce-time": new Date(LONG_AGO).toISOString(),
    "user-agent": encodeURI(secret("user-agent")),
    "x-request-id": encodeURI(secret("another header")),
  });
  await post("/v1/events", "{}", {
    "content-type": "application/json",
    "ce-id": `%zz ${encodeURI(secret("a broken header"))}`,
  });
  const query = encodeURIComponent(secret("a parameter"));
  for (const path of [
    `/v1/figures?metric=${query}`,
    `/v1/${query}`,
    `/v1/sources/${query}`,
    `/v1/quarantine?source=${query}`,
  ])
    said.push(await (await fetch(program.url + path)).text());
  await post("/v1/sources", `{"name": ${secret("a broken registration")}`, {
    "content-type": "application/json",
  });

  const hashes = await post("/v1/sources", JSON.stringify({ name: hasher, accountNumbers: true }), {
    "content-type": "application/json",
  });
  expect(hashes.status).toBe(201);
  const { key } = JSON.parse(said.pop()!) as { key: string };
  const { accountToken: _, ...bare } = REQUESTED;
  const numbered = (accountNumber: string, more: object = {}) =>
    event("freeze.requested", LONG_AGO, {
      ...bare,
      freezeId: `f-${++next}`,
      accountNumber,
      ...more,
    } as never);
  const answer = await post(
    "/v1/events",
    JSON.stringify([
      numbered("777-4-56789-0"),
      numbered(secret("an account number of no bank"), { bank: "none" }),
    ]),
    {},
    key,
  );
  expect(await answer.status).toBe(200);
  sent.set("777-4-56789-0", "an account number that became a token");
  sent.set("7774567890", "an account number that became a token");

  // The sender of files, as an operator starts it; what it says is shown to him.
  const own = mkdtempSync(join(tmpdir(), "leaks-"));
  const row = `1,call.offered,${new Date(NOW - MINUTE).toISOString()},s,${secret("a CSV file")},report`;
  writeFileSync(join(own, "events.csv"), `id,type,time,source,callId,queue\n${row}\n`);
  const command = ["--import", "tsx", "backend/sender/send.ts", join(own, "events.csv")];
  const sending = spawn(process.execPath, [...command, "--url", program.url, "--key", program.key], {
    cwd: root,
  });
  for (const stream of [sending.stdout, sending.stderr])
    stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  await once(sending, "close");
  rmSync(own, { recursive: true });
  log.error(
    { err: new Error(`failed for ${secret("an error")}`), path: `/v1/${secret("a path")}` },
    `at ${secret("a message")}`,
  );
}

/** People whom their provider calls by a national id or a telephone number, and of whom it tells nothing else. */
async function byProvider(publicUrl: string, provider: IdentityProvider) {
  const twelve = "310060000000";
  const sub = twelve + [..."0123456789"].find((digit) => isNationalId(twelve + digit));
  const named = ["0891234567", "0867654321", sub];
  for (const each of named) {
    sent.set(each, "what a provider calls a person");
    provider.accounts.set(each, { groups: ["kbank"] });
  }
  const signIn = async (login: string) => {
    const client = openClient(publicUrl);
    const { to } = await visit(client, `${publicUrl}/v1/session/oidc`);
    // Where it leads names nobody: the address of the provider's answer is not the program's.
    said.push((await visit(client, await passProvider(to, login))).to);
    const { body } = await client.ask("GET", "/v1/session");
    said.push(JSON.stringify(body));
    return body.person;
  };
  const people = [];
  for (const each of named) people.push(await signIn(each));
  expect(new Set(people.map(({ name }) => name)).size).toBe(3);
  // Again; without its groups; and where the provider says nonsense, which is logged.
  expect(await signIn(sub)).toEqual(people[2]);
  provider.accounts.set(sub, { groups: [] });
  expect(await signIn(sub)).toBeNull();
  provider.forge = (claims, header) => signed({ ...claims, nonce: "another" }, header, provider.key);
  expect(await signIn(sub)).toBeNull();
  expect(lines).toContain("nobody can be signed in by");
}

/** What stands in a text, by the way on which it was sent. */
const foundIn = (text: string) =>
  [...sent].filter(([secret]) => text.includes(secret)).map(([secret, way]) => `${way}: ${secret}`);

describe("personal data that was sent on every way", () => {
  it("is in no answer", () => {
    expect(said.length).toBeGreaterThan(40);
    for (const text of said) expect(foundIn(text)).toEqual([]);
  });
  it("is in no line of the log", () => {
    expect(lines).toContain("failed for");
    expect(foundIn(lines)).toEqual([]);
  });
  it("is in no row of any table, compressed ones included", async () => {
    const { rows, compressedChunks, unread } = await readWritten(folder);
    expect(unread.filter((name) => name !== "migrations")).toEqual([]);
    expect(compressedChunks).toBeGreaterThan(0);
    for (const { table, row } of rows) expect([table, ...foundIn(row)]).toEqual([table]);
    expect(rows.length).toBeGreaterThan(50);
  });
  it("is in no file of the embedded database, its log included", () => {
    const files = filesBelow(folder);
    expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
    for (const file of files) {
      const bytes = readFileSync(file);
      const found = [...sent].filter(([secret]) => bytes.includes(Buffer.from(secret)));
      expect([file, ...found]).toEqual([file]);
    }
  });
  it("would be found, if it were there", () => {
    const [first] = sent.keys();
    expect(foundIn(`x ${first} y`)).toHaveLength(1);
    const marked = filesBelow(folder).filter((file) => readFileSync(file).includes(Buffer.from(hasher)));
    expect(marked.length).toBeGreaterThan(0);
  });
});
