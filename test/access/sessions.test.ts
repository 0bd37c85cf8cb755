import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { addTotp, type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const clock = movedClock();
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
let count = 0;
async function somebody() {
  await admin.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
  return newPerson(program, admin, `person-${++count}`, "viewer");
}
async function signedIn(agent: string): Promise<Client> {
  const client = openClient(program.url);
  const said = { name: `person-${count}`, password: PASSWORD };
  const { status } = await client.ask("POST", "/v1/session", said, { "user-agent": agent });
  expect(status).toBe(200);
  return client;
}

describe("a session", () => {
  it("ends an hour after its last request, not before", async () => {
    const { client } = await somebody();
    for (let n = 0; n < 3; n++) {
      clock.ahead += 59 * MINUTE;
      expect(await who(client)).not.toBeNull();
    }
    clock.ahead += 60 * MINUTE;
    expect(await who(client)).toBeNull();
  });

  it("ends an hour after its last use, though its page goes on polling", async () => {
    const { client } = await somebody();
    const poll = () => client.ask("GET", "/v1/sources", undefined, { "session-use": "none" });
    for (let n = 0; n < 5; n++) {
      clock.ahead += 11 * MINUTE;
      expect((await poll()).status).toBe(200);
    }
    clock.ahead += 5 * MINUTE;
    expect((await poll()).status).toBe(401);
  });

  it("ends after twelve hours, however much it is used", async () => {
    const { client } = await somebody();
    for (let n = 0; n < 23; n++) {
      clock.ahead += 30 * MINUTE;
      expect(await who(client)).not.toBeNull();
    }
    clock.ahead += 30 * MINUTE;
    expect(await who(client)).toBeNull();
  });

  it("is over for whoever has its token, once the person signs out", async () => {
    const { client } = await somebody();
    const thief = openClient(program.url);
    for (const [name, value] of client.cookies) thief.cookies.set(name, value);
    expect(await who(thief)).not.toBeNull();
    expect((await client.ask("DELETE", "/v1/session")).status).toBe(204);
    expect(client.cookies.has("war-room-session")).toBe(false);
    expect(await who(thief)).toBeNull();
  });

  it("is listed for its person alone, and revoked at once", async () => {
    const { client } = await somebody();
    const other = await signedIn("Firefox");
    const list = (await client.ask("GET", "/v1/sessions")).body;
    expect(list).toEqual([
      expect.objectContaining({ agent: "Firefox", isThis: false, address: "127.0.0.1" }),
      expect.objectContaining({ isThis: true }),
    ]);
    const { id } = list.find(({ isThis }: { isThis: boolean }) => !isThis);
    expect((await admin.ask("DELETE", `/v1/sessions/${id}`)).status).toBe(404);
    expect((await client.ask("DELETE", `/v1/sessions/${id}`)).status).toBe(204);
    expect(await who(other)).toBeNull();
    expect(await who(client)).not.toBeNull();
  });

  it("can be the only one that stays", async () => {
    const { client } = await somebody();
    const others = [await signedIn("a"), await signedIn("b")];
    expect((await client.ask("DELETE", "/v1/sessions")).status).toBe(204);
    expect(await Promise.all(others.map(who))).toEqual([null, null]);
    expect((await client.ask("GET", "/v1/sessions")).body).toHaveLength(1);
  });
});

describe("a dangerous deed", () => {
  it("needs a proof within ten minutes, which gives the session another token", async () => {
    const { client } = await somebody();
    clock.ahead += 11 * MINUTE;
    const change = () =>
      client.ask("PUT", "/v1/me/password", { current: PASSWORD, password: "another long password" });
    const refused = await change();
    expect([refused.status, refused.body.title]).toEqual([403, "proof-needed"]);
    const wrong = await client.ask("POST", "/v1/session/proof", { password: "another long password" });
    expect(wrong.status).toBe(401);
    expect((await change()).status).toBe(403);
    const before = client.cookies.get("war-room-session");
    expect((await client.ask("POST", "/v1/session/proof", { password: PASSWORD })).status).toBe(204);
    expect(client.cookies.get("war-room-session")).not.toBe(before);
    expect((await change()).status).toBe(204);
  });

  it("of changing the password ends the other sessions, and the old one signs in no more", async () => {
    const { client } = await somebody();
    const other = await signedIn("a");
    await client.ask("PUT", "/v1/me/password", { current: PASSWORD, password: "another long password" });
    expect(await who(other)).toBeNull();
    expect(await who(client)).not.toBeNull();
    const fresh = openClient(program.url);
    const name = `person-${count}`;
    expect((await fresh.ask("POST", "/v1/session", { name, password: PASSWORD })).status).toBe(401);
    const said = { name, password: "another long password" };
    expect((await fresh.ask("POST", "/v1/session", said)).status).toBe(200);
  });

  it("of changing the password asks for the one until now, and those who guess it wait", async () => {
    const { client } = await somebody();
    const { codeAt } = await addTotp(client, clock.now);
    clock.ahead += 11 * MINUTE;
    // A code proves who it is; the password it does not replace.
    expect((await client.ask("POST", "/v1/session/proof", { code: codeAt(clock.now()) })).status).toBe(204);
    const change = (current?: string) =>
      client.ask("PUT", "/v1/me/password", {
        password: "another long password",
        ...(current ? { current } : {}),
      });
    for (const current of [undefined, "another long password"]) {
      const { status, body } = await change(current);
      expect([status, body.detail]).toEqual([400, "current: is not your password until now"]);
    }
    const statuses = [];
    for (let n = 0; n < 10; n++) statuses.push((await change("a guessed password")).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([400, 429]);
    clock.ahead += 16 * MINUTE;
    await client.ask("POST", "/v1/session/proof", { code: codeAt(clock.now()) });
    expect((await change(PASSWORD)).status).toBe(204);
  });

  it.each([
    ["too short", "fourteen chars", /15 to 128/],
    ["of few letters", "aaaaaaaaaaaaaaaaaaaa", /five different/],
    ["the name", "person-person-person-person-", /mostly the name/],
    ["words of this house", "WarRoom-1441-AOC-1441!", /everybody here would try/],
    ["chosen by many", "123456789987654321", /many have chosen/],
    ["chosen by many, in capitals", "PasswordStandard", /many have chosen/],
  ])("of choosing a password that is %s is refused", async (_what, password, why) => {
    const { client } = await somebody();
    const said = password.startsWith("person-") ? `${`person-${count}`.repeat(3)}x` : password;
    const { status, body } = await client.ask("PUT", "/v1/me/password", {
      current: PASSWORD,
      password: said,
    });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(why)]);
  });
});
