/** Every secret by which somebody comes in; then everything that was written is searched for it, in every form. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { openLog } from "../../backend/log/log.ts";
import { approve, ask, newPanel } from "../displays/pair.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { filesBelow, readWritten, type Written } from "../written.ts";
import { addPasskey, openAuthenticator, usePasskey } from "./authenticator.ts";
import {
  addTotp,
  type Client,
  firstAdministrator,
  fromBase32,
  openClient,
  PASSWORD,
  tokenOf,
} from "./client.ts";

const clock = movedClock();
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const NAME = "a-name-that-is-kept";
/** What each secret is, by its text; and the bytes that it stands for. */
const secrets = new Map<string, { what: string; bytes: Buffer }>();
let lines = "";
let rows: Written["rows"] = [];

function keep(what: string, text: string | undefined, bytes: Buffer = Buffer.from(text ?? "", "base64url")) {
  expect([what, typeof text]).toEqual([what, "string"]);
  secrets.set(text!, { what, bytes });
  return text!;
}
function keepCookies(what: string, { cookies }: Client) {
  for (const [name, value] of cookies) keep(`${name}: ${what}`, value);
}

beforeAll(async () => {
  const write = (line: string) => {
    lines += line;
  };
  const { log } = openLog({ LOG_LEVEL: "trace" }, { write });
  const program = await startProgram({ folder, log, clock });
  await everyWay(program);
  await program.close();
  ({ rows } = await readWritten(folder, clock));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function everyWay(program: Program) {
  const { url } = program;
  const local = url.replace("127.0.0.1", "localhost");
  keep("the key of the first source", program.key, Buffer.from(program.key));
  keep("the link of the first administrator", program.firstLink!);
  secrets.set(PASSWORD, { what: "a password", bytes: Buffer.from(PASSWORD) });
  const admin = await firstAdministrator(program);
  keepCookies("of the first administrator", admin);
  const of = async (method: string, path: string, body?: object) => {
    const answer = await admin.ask(method, path, body);
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };

  // Invited, with an authenticator and codes, half-way in, in by each of them, proved, with a passkey, and reset.
  const scope = { banks: null, provinces: null, agencies: null };
  const invited = await of("POST", "/v1/people", { name: NAME, displayName: NAME, role: "viewer", scope });
  const token = keep("an invitation", tokenOf(invited.link));
  const client = openClient(local);
  await client.ask("POST", "/v1/link/use", { token, password: PASSWORD });
  keepCookies("of who was invited", client);
  const { codeAt, recoveryCodes, uri } = await addTotp(client, clock.now);
  const seed = new URL(uri).searchParams.get("secret")!;
  keep("a seed", seed, fromBase32(seed));
  for (const code of recoveryCodes) {
    keep("a recovery code", code, Buffer.from(code));
    keep(
      "a recovery code without its strokes",
      code.replaceAll("-", ""),
      fromBase32(code.replaceAll("-", "")),
    );
  }
  clock.ahead += 60_000;
  const ways = [{ code: codeAt(clock.now()) }, { recoveryCode: recoveryCodes[0]! }, { code: "000000" }];
  for (const second of ways) {
    const other = openClient(local);
    await other.ask("POST", "/v1/session", { name: NAME, password: PASSWORD });
    keepCookies("half-way in", other);
    await other.ask("POST", "/v1/session/second", second);
    keepCookies("in", other);
  }
  const wrong = keep(
    "a wrong password",
    "a wrong password, which is somebody's",
    Buffer.from("a wrong password,"),
  );
  await openClient(local).ask("POST", "/v1/session", { name: NAME, password: wrong });
  await client.ask("POST", "/v1/session/proof", { password: PASSWORD });
  keepCookies("proved", client);
  const authenticator = openAuthenticator(local);
  expect((await addPasskey(client, authenticator)).status).toBe(201);
  const fresh = openClient(local);
  expect((await usePasskey(fresh, authenticator)).status).toBe(200);
  keepCookies("in by passkey", fresh);
  const reset = await of("POST", `/v1/people/${invited.person.id}/reset`);
  keep("a reset", tokenOf(reset.link));

  // A display, before and after it is approved.
  const panel = newPanel();
  const { pairing } = await ask(program, panel);
  keep("a display that asks", panel.cookie.split("=")[1]);
  expect((await approve(program, pairing!.code, { name: "hall", scene: "overview" })).ok).toBe(true);
  await ask(program, panel);
  keep("a display", panel.cookie.split("=")[1]);

  // Keys and embeds.
  const source = { nameTh: "แหล่ง", types: ["call.offered"], beatSeconds: 60 };
  const key = (await of("POST", "/v1/sources", { ...source, name: "exchange" })).key;
  keep("the key of a source", key, Buffer.from(key));
  const reading = (await of("POST", "/v1/reading-keys", { name: "grafana" })).key;
  keep("a key for reading", reading, Buffer.from(reading));
  const embed = { name: "portal", scene: "overview", endsAt: Date.now() + HOUR };
  const ticket = keep("the ticket of an embed", tokenOf((await of("POST", "/v1/embeds", embed)).address));
  const headers = { authorization: `Bearer ${ticket}` };
  const socket = await (await fetch(`${url}/v1/embed/socket`, { method: "POST", headers })).json();
  keep("the ticket of a socket", socket.ticket);
  // What stands where it does not belong is in no log either.
  await fetch(`${url}/v1/figures?metric=${ticket}`, { headers: { authorization: `Bearer ${key}x` } });
}

/** All that a secret may be written as: itself, its bytes, and either in hex or base64. */
const formsOf = (text: string, bytes: Buffer): Buffer[] => {
  const [said, meant] = [Buffer.from(text), bytes];
  const written = [said, meant].flatMap((each) => [
    each.toString("hex"),
    each.toString("base64").replace(/=+$/, ""),
    each.toString("base64url"),
  ]);
  return [said, meant, ...written.map((each) => Buffer.from(each))];
};
function foundIn(bytes: Buffer): string[] {
  return [...secrets]
    .filter(([text, { bytes: meant }]) => formsOf(text, meant).some((form) => bytes.includes(form)))
    .map(([, { what }]) => what);
}

describe("a secret by which somebody comes in", () => {
  it("is in no row of any table", () => {
    expect(secrets.size).toBeGreaterThan(40);
    for (const table of [
      "sessions",
      "known_browsers",
      "links",
      "passkeys",
      "displays",
      "embeds",
      "keys",
      "audit",
    ])
      expect([table, rows.some((each) => each.table === table)]).toEqual([table, true]);
    for (const { table, row } of rows) expect([table, ...foundIn(Buffer.from(row))]).toEqual([table]);
  });
  it("is in no file of the data folder, the database's log included", () => {
    const files = filesBelow(folder);
    expect(files.some((file) => file.includes("pg_wal"))).toBe(true);
    for (const file of files) expect([file, ...foundIn(readFileSync(file))]).toEqual([file]);
  });
  it("is in no line of the log", () => {
    expect(lines).toContain("/v1/figures");
    expect(foundIn(Buffer.from(lines))).toEqual([]);
  });
  it("would be found, if it were there, in any form", () => {
    const [[text, { what, bytes }]] = [...secrets] as [[string, { what: string; bytes: Buffer }]];
    for (const form of formsOf(text, bytes))
      expect(foundIn(Buffer.concat([Buffer.from("x"), form, Buffer.from("y")]))).toContain(what);
    expect(filesBelow(folder).some((file) => readFileSync(file).includes(NAME))).toBe(true);
  });
  it("to sign in with a passkey is asked for without a trace, until it is answered", () => {
    expect(rows.filter(({ table }) => table === "challenges").length).toBeLessThanOrEqual(1);
  });
});
