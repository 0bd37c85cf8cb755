import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { SECOND_GRACE_MS } from "../../backend/access/limits.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, openClient, PASSWORD } from "./client.ts";
import { freePort, type IdentityProvider, passProvider, signed, startProvider, visit } from "./provider.ts";

const clock = movedClock();
let publicUrl: string;
let provider: IdentityProvider;
let program: Program;
let admin: Client;
beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://localhost:${port}`;
  provider = await startProvider(publicUrl);
  program = await startProgram({ clock, config: { port, publicUrl, provider: provider.settings } });
  admin = await firstAdministrator(program);
});
afterAll(() => Promise.all([program.close(), provider.close()]));
afterEach(() => {
  provider.forge = null;
});

let count = 0;
/** Somebody of the provider, in these groups. */
function somebody(...groups: string[]): string {
  const login = `person-${++count}`;
  provider.accounts.set(login, { name: `Person ${count}`, preferred_username: login, groups });
  return login;
}
const browser = () => openClient(publicUrl);
const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
const depart = (client: Client, query = "") => visit(client, `${publicUrl}/v1/session/oidc?${query}`);
/** Signs in; where the browser is at the end. */
async function signIn(client: Client, login: string, query = "", cookies?: Map<string, string>) {
  const { to } = await depart(client, query);
  return (await visit(client, await passProvider(to, login, cookies))).to;
}
const refused = (reason: string) => `${publicUrl}/sign-in?refused=${reason}`;
const arrived = () => `${publicUrl}/sign-in?arrived=yes`;
const deedsOf = async (name: string) => {
  const { body } = await admin.ask("GET", `/v1/audit?who=${name}`);
  return (body.rows ?? body.entries).map(({ deed }: { deed: string }) => deed).reverse();
};

describe("a sign-in by the identity provider", () => {
  it("makes the person, with the role and the limits of its group, and is audited", async () => {
    const login = somebody("something", "kbank");
    const client = browser();
    expect(await signIn(client, login)).toBe(arrived());
    expect(await who(client)).toMatchObject({
      name: login,
      displayName: `Person ${count}`,
      role: "viewer",
      isFederated: true,
      scope: { banks: ["KBANK"], provinces: null, agencies: null },
    });
    expect(await deedsOf(login)).toEqual(["person.joined", "session.opened"]);
    expect(client.cookies.get("war-room-session")).toMatch(/^[\w-]{43}$/);
  });

  it("takes the first group of the list, role and limits together", async () => {
    const client = browser();
    await signIn(client, somebody("kbank", "aoc-room"));
    expect(await who(client)).toMatchObject({ role: "commander", scope: { banks: null } });
  });

  it("finds the same person again, with the role that the provider has now", async () => {
    const login = somebody("kbank");
    const client = browser();
    await signIn(client, login);
    provider.accounts.set(login, { name: "A new name", preferred_username: "another", groups: ["aoc-room"] });
    const second = browser();
    await signIn(second, login);
    const now = { name: login, displayName: "A new name", role: "commander" };
    expect(await who(second)).toMatchObject(now);
    // At once, also where it was signed in.
    expect(await who(client)).toMatchObject(now);
    const { body } = await admin.ask("GET", "/v1/audit?deed=person.changed");
    expect((body.rows ?? body.entries)[0]).toMatchObject({
      by: { kind: "server" },
      before: { role: "viewer" },
      after: { role: "commander" },
    });
  });

  it("says why, to who is in no group that is known, and makes nobody", async () => {
    const login = somebody("something");
    const client = browser();
    expect(await signIn(client, login)).toBe(refused("unknown"));
    expect(await who(client)).toBeNull();
    const { body } = await admin.ask("GET", "/v1/people");
    expect(body.some(({ name }: { name: string }) => name === login)).toBe(false);
  });

  it("ends what was open, when the provider has taken the group away", async () => {
    const login = somebody("kbank");
    const client = browser();
    await signIn(client, login);
    provider.accounts.set(login, { preferred_username: login, groups: [] });
    expect(await signIn(browser(), login)).toBe(refused("unknown"));
    expect(await who(client)).toBeNull();
    expect(await deedsOf(login)).toContain("session.refused");
  });

  it("is refused to a person who is disabled here", async () => {
    const login = somebody("kbank");
    await signIn(browser(), login);
    const { body } = await admin.ask("GET", "/v1/people");
    const { id } = body.find(({ name }: { name: string }) => name === login);
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
    expect((await admin.ask("POST", `/v1/people/${id}/disable`)).status).toBe(200);
    expect(await signIn(browser(), login)).toBe(refused("disabled"));
  });

  it("never is one of a local person, whatever name the provider says", async () => {
    provider.accounts.set("impostor", { preferred_username: "Anong", groups: ["kbank"] });
    const client = browser();
    await signIn(client, "impostor");
    const host = new URL(provider.settings.issuer).host.replace(":", "-");
    expect(await who(client)).toMatchObject({ name: `anong@${host}`, role: "viewer" });
    expect(await who(admin)).toMatchObject({ name: "anong", role: "admin", isFederated: false });
  });

  it("gives no password, no code and no link here", async () => {
    const login = somebody("aoc-admins");
    const client = browser();
    await signIn(client, login);
    const password = "another battery staple horse";
    expect((await client.ask("PUT", "/v1/me/password", { password })).status).toBe(400);
    expect((await client.ask("POST", "/v1/me/totp")).status).toBe(400);
    expect((await client.ask("POST", "/v1/session", { name: login, password })).status).toBe(401);
    const { body } = await admin.ask("GET", "/v1/people");
    const { id } = body.find(({ name }: { name: string }) => name === login);
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
    expect((await admin.ask("POST", `/v1/people/${id}/reset`)).status).toBe(400);
  });
});

describe("a proof by the provider", () => {
  const invite = (client: Client, name: string) =>
    client.ask("POST", "/v1/people", {
      name,
      displayName: name,
      role: "viewer",
      scope: { banks: null, provinces: null, agencies: null },
    });

  it("is asked for anew there, and then counts for the session", async () => {
    const login = somebody("aoc-admins");
    const client = browser();
    const cookies = new Map<string, string>();
    await signIn(client, login, "", cookies);
    const [{ id }] = (await client.ask("GET", "/v1/sessions")).body;
    clock.ahead += 11 * MINUTE;
    expect((await invite(client, "invited-1")).body.title).toBe("proof-needed");
    // That the provider remembers the person is not enough: here it does not ask, and says so.
    const lazy = await depart(client, "prove=yes");
    const asked = new URL(lazy.to);
    expect([asked.searchParams.get("prompt"), asked.searchParams.get("max_age")]).toEqual(["login", "0"]);
    for (const name of ["prompt", "max_age"]) asked.searchParams.delete(name);
    expect((await visit(client, await passProvider(asked.href, login, cookies))).to).toBe(
      refused("distrusted"),
    );
    // Its clock is the machine's, which the test does not turn.
    provider.forge = (claims, header) =>
      signed({ ...claims, auth_time: Number(claims.auth_time) + clock.ahead / 1_000 }, header, provider.key);
    const before = client.cookies.get("war-room-session");
    expect(await signIn(client, login, "prove=yes&back=then%3Dclose", cookies)).toBe(
      `${publicUrl}/sign-in?then=close&arrived=yes`,
    );
    expect(client.cookies.get("war-room-session")).not.toBe(before);
    expect((await client.ask("GET", "/v1/sessions")).body).toMatchObject([{ id, isThis: true }]);
    expect((await invite(client, "invited-1")).status).toBe(201);
    expect(await deedsOf(login)).toContain("session.proved");
  });

  it("of another person proves nothing", async () => {
    const client = browser();
    provider.forge = (claims, header) =>
      signed({ ...claims, auth_time: Number(claims.auth_time) + clock.ahead / 1_000 }, header, provider.key);
    await signIn(client, somebody("aoc-admins"));
    expect(await signIn(client, somebody("aoc-admins"), "prove=yes")).toBe(refused("other"));
    expect(await who(client)).toMatchObject({ name: `person-${count - 1}` });
  });

  it("is no sign-in of long ago, which the provider still remembers", async () => {
    const login = somebody("aoc-admins");
    const cookies = new Map<string, string>();
    await signIn(browser(), login, "", cookies);
    clock.ahead += 11 * MINUTE;
    const client = browser();
    expect(await signIn(client, login, "", cookies)).toBe(arrived());
    expect((await invite(client, "invited-2")).body.title).toBe("proof-needed");
  });
});

describe("a stranger", () => {
  it("who departs and arrives thousands of times keeps nobody at that address from signing in", async () => {
    const [known, other] = [browser(), browser()];
    const login = somebody("kbank");
    await signIn(known, login);
    known.cookies.delete("war-room-session");

    const stranger = browser();
    for (let n = 0; n < 100; n++) await Promise.all(Array.from({ length: 20 }, () => depart(stranger)));
    // It keeps what it took along last, and not more than a browser takes.
    expect(stranger.cookies.get("war-room-departure")!.length).toBeLessThan(4_000);
    expect(await signIn(other, somebody("kbank"))).toBe(arrived());

    // The provider is asked of each that comes back with a code, so these are slowed.
    const statuses: number[] = [];
    for (let n = 0; n < 100; n++) {
      const { to } = await depart(stranger);
      const state = new URL(to).searchParams.get("state")!;
      const query = new URLSearchParams({ state, code: "guessed", iss: provider.settings.issuer });
      statuses.push((await visit(stranger, `${publicUrl}/v1/session/oidc/callback?${query}`)).status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([302, 429]);
    expect(await signIn(known, login)).toBe(arrived());
    expect(await who(known)).toMatchObject({ name: login });
  });
});

it("an administrator of the provider has the second factor there: none is asked for here, however late", async () => {
  const login = somebody("aoc-admins");
  await signIn(browser(), login);
  clock.ahead += 2 * SECOND_GRACE_MS;
  const client = browser();
  expect(await signIn(client, login)).toBe(arrived());
  expect(await who(client)).toMatchObject({ role: "admin", secondDue: null, isFederated: true });
  expect((await client.ask("GET", "/v1/people")).status).toBe(200);
});
