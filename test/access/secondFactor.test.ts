/** An administrator needs a second factor: some days after its first sign-in it may do nothing without one. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { SECOND_GRACE_MS } from "../../backend/access/limits.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { addPasskey, openAuthenticator } from "./authenticator.ts";
import { addTotp, type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const clock = movedClock();
let program: Program;
let url: string;
/** With a second factor. */
let chief: Client;
let codeAt: (at: number) => string;
beforeAll(async () => {
  program = await startProgram({ clock });
  // No browser has passkeys for an address of digits.
  url = program.url.replace("127.0.0.1", "localhost");
  chief = await firstAdministrator(program, "chief");
  ({ codeAt } = await addTotp(chief, clock.now));
});
afterAll(() => program.close());

const EVERYTHING = { banks: null, provinces: null, agencies: null };
const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
const mayAdminister = async (client: Client) => (await client.ask("GET", "/v1/people")).status === 200;
async function signIn(name: string): Promise<Client> {
  const client = openClient(url);
  expect((await client.ask("POST", "/v1/session", { name, password: PASSWORD })).status).toBe(200);
  return client;
}
/** The chief is there again, however much time has passed. */
async function chiefAgain() {
  clock.ahead += MINUTE;
  chief = openClient(program.url);
  await chief.ask("POST", "/v1/session", { name: "chief", password: PASSWORD });
  const { status } = await chief.ask("POST", "/v1/session/second", { code: codeAt(clock.now()) });
  expect(status).toBe(200);
}
let count = 0;
async function somebody(role: string) {
  await chiefAgain();
  const name = `somebody-${++count}`;
  const at = clock.now();
  const { id } = await newPerson(program, chief, name, role);
  return { name, id, at };
}

it("is told until when on each visit, from its first sign-in on, and may do all until then", async () => {
  const { name, at } = await somebody("admin");
  const { secondDue } = await who(await signIn(name));
  expect(secondDue - at).toBeGreaterThanOrEqual(14 * DAY);
  expect(secondDue - at).toBeLessThan(14 * DAY + MINUTE);
  clock.ahead += 7 * DAY;
  const later = await signIn(name);
  // It does not begin anew.
  expect(await who(later)).toMatchObject({ secondDue, rights: ["read", "report", "command", "administer"] });
  expect(await mayAdminister(later)).toBe(true);
});

it("may then set one up and sign out, and has all rights again as soon as it has one", async () => {
  const { name } = await somebody("admin");
  clock.ahead += SECOND_GRACE_MS;
  const client = await signIn(name);
  expect(await who(client)).toMatchObject({ role: "admin", rights: [] });
  const refused = await client.ask("GET", "/v1/people");
  expect([refused.status, refused.body.title]).toEqual([403, "forbidden"]);
  expect(refused.body.detail).toMatch(/needs a second factor.*\/account/);
  expect((await client.ask("GET", "/v1/sessions")).status).toBe(200);
  await addTotp(client, clock.now);
  expect(await who(client)).toMatchObject({ secondDue: null, hasTotp: true });
  expect(await mayAdminister(client)).toBe(true);
  // Whoever takes it off again has had its days.
  expect((await client.ask("DELETE", "/v1/me/totp")).status).toBe(204);
  expect(await mayAdminister(client)).toBe(false);
  expect((await client.ask("DELETE", "/v1/session")).status).toBe(204);
});

it("may have a passkey instead", async () => {
  const { name } = await somebody("admin");
  clock.ahead += SECOND_GRACE_MS;
  const client = await signIn(name);
  expect(await mayAdminister(client)).toBe(false);
  expect((await addPasskey(client, openAuthenticator(url))).status).toBe(201);
  expect(await who(client)).toMatchObject({ secondDue: null, passkeys: 1 });
  expect(await mayAdminister(client)).toBe(true);
});

it("who becomes one later has as many days, from the first sign-in as one; nobody else needs a second factor", async () => {
  const { name, id } = await somebody("commander");
  clock.ahead += 2 * SECOND_GRACE_MS;
  expect(await who(await signIn(name))).toMatchObject({
    secondDue: null,
    rights: ["read", "report", "command"],
  });
  await chiefAgain();
  const role = { displayName: name, role: "admin", scope: EVERYTHING };
  expect((await chief.ask("PUT", `/v1/people/${id}`, role)).status).toBe(200);
  const client = await signIn(name);
  expect((await who(client)).secondDue - clock.now()).toBeGreaterThan(SECOND_GRACE_MS - MINUTE);
  expect(await mayAdminister(client)).toBe(true);
});

it("gets no further days by a reset link", async () => {
  const { name, id } = await somebody("admin");
  clock.ahead += SECOND_GRACE_MS;
  await chiefAgain();
  const { body } = await chief.ask("POST", `/v1/people/${id}/reset`);
  const client = openClient(url);
  const said = { token: body.link.split("#")[1], password: PASSWORD };
  expect((await client.ask("POST", "/v1/link/use", said)).status).toBe(200);
  expect(await who(client)).toMatchObject({ name, rights: [] });
});

it("sees no wall any more from that moment on, though its session goes on", async () => {
  const { name } = await somebody("admin");
  clock.ahead += SECOND_GRACE_MS - HOUR / 2;
  const client = await signIn(name);
  const join = { scene: "overview", epoch: null, seq: 0 } as const;
  const screen = await openScreen(program.url, join, { headers: { cookie: client.header() } });
  try {
    await expect.poll(() => screen.snapshots.length, { timeout: 10_000 }).toBeGreaterThan(0);
    clock.ahead += HOUR / 2;
    await expect.poll(() => screen.left, { timeout: 20_000 }).toBe(true);
    expect(await who(client)).toMatchObject({ name });
  } finally {
    screen.socket.disconnect();
  }
}, 40_000);
