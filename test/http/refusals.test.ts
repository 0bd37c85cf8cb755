import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, SECOND } from "#calendar/units.ts";
import { newToken } from "../../backend/access/tokens.ts";
import { openPace } from "../../backend/kit/pace.ts";
import { firstAdministrator, newPerson, PASSWORD } from "../access/client.ts";
import { pair } from "../displays/pair.ts";
import { handClock, type Program, startProgram } from "../program.ts";

describe("a pace", () => {
  const open = (mostKeys = 10) => {
    const clock = { at: 1e6 };
    return { clock, pace: openPace({ perSecond: 2, atOnce: 4, mostKeys }, () => clock.at) };
  };

  it("lets a key use so much at once, then so much a second, and never saves up more", () => {
    const { clock, pace } = open();
    const used = () => {
      let count = 0;
      for (; pace.waitOf("a") === 0; count++) pace.use("a");
      return count;
    };
    expect([used(), pace.waitOf("a")]).toEqual([4, 1]);
    clock.at += SECOND;
    expect(used()).toBe(2);
    clock.at += 499;
    expect(used()).toBe(0);
    clock.at += 1;
    expect(used()).toBe(1);
    clock.at += 1_000 * SECOND;
    expect(used()).toBe(4);
  });

  it("has one key wait longer the more it uses, and no other one", () => {
    const { pace } = open();
    for (let i = 0; i < 24; i++) pace.use("a");
    expect([pace.waitOf("a"), pace.waitOf("b")]).toEqual([11, 0]);
  });

  it("remembers so many keys, and forgets the one that used something the longest ago", () => {
    const { pace } = open(3);
    for (const key of "aaaabbbbcad") pace.use(key);
    expect(["a", "b"].map((key) => pace.waitOf(key) > 0)).toEqual([true, false]);
  });
});

describe("an address whose requests are refused again and again", { timeout: 60_000 }, () => {
  const clock = handClock(Date.now());
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ clock, config: { trustedProxies: ["127.0.0.1"] } });
  });
  afterAll(() => program.close());

  const from = (address: string, path: string, { headers, ...more }: RequestInit = {}) =>
    fetch(program.url + path, { ...more, headers: { "x-forwarded-for": address, ...headers } });
  async function until429(address: string, path: string, more?: RequestInit): Promise<number> {
    for (let count = 0; ; count++) if ((await from(address, path, more)).status === 429) return count;
  }

  it("is told to wait, for whatever it asks, until its time has come; nobody else is", async () => {
    expect(await until429("192.0.2.31", "/nothing")).toBe(600);
    const busy = await from("192.0.2.31", "/readyz");
    expect([busy.status, busy.headers.get("retry-after"), await busy.json()]).toEqual([
      429,
      "1",
      expect.objectContaining({ title: "busy" }),
    ]);
    expect((await from("198.51.100.7, 192.0.2.31", "/readyz")).status).toBe(429);
    for (const other of ["192.0.2.32", "192.0.2.31, 198.51.100.7"])
      expect([other, (await from(other, "/readyz")).status]).toEqual([other, 200]);
    await clock.turn(SECOND);
    expect((await from("192.0.2.31", "/readyz")).status).toBe(200);
  });

  it("gets the pages, which are the same for everybody", async () => {
    const address = "192.0.2.33";
    await until429(address, "/nothing");
    const page = await from(address, "/embed");
    const [, script] = /src="([^"]+[.]js)"/.exec(await page.text())!;
    expect([page.status, (await from(address, script!)).status]).toEqual([200, 200]);
    expect((await from(address, "/assets/nothing.js")).status).toBe(429);
  });

  it("is, of IPv6, a network of /64", async () => {
    await until429("2001:db8:1:2::1", "/nothing");
    expect((await from("2001:db8:1:2:ffff::9", "/readyz")).status).toBe(429);
    expect((await from("2001:db8:1:3::1", "/readyz")).status).toBe(200);
  });

  it.each<[string, string, RequestInit]>([
    ["keys that are guessed", "/v1/events", { method: "POST", headers: { authorization: "Bearer guessed" } }],
    ["pages of other sites", "/v1/events", { method: "POST", headers: { origin: "https://evil.example" } }],
    ["methods that are not there", "/readyz", { method: "DELETE" }],
    ["queries that make no sense", "/demo?nothing=1", {}],
  ])("has its requests counted: %s", async (what, path, more) => {
    const address = `203.0.113.${[...what].reduce((sum, letter) => (sum + letter.charCodeAt(0)) % 256, 0)}`;
    expect(await until429(address, path, more)).toBe(600);
  });

  it("slows nobody there who has a credential, as long as that counts, and whoever invents one", async () => {
    const stranger = "192.0.2.50";
    const admin = await firstAdministrator(program);
    const { client: person, id } = await newPerson(program, admin, "thida", "commander");
    const panel = await pair(program, "room 1");
    const made = async (path: string, body: object) => (await admin.ask("POST", path, body)).body;
    const { key } = await made("/v1/reading-keys", { name: "grafana" });
    const shown = { name: "portal", metric: "calls.offered", days: 1, endsAt: clock.now() + DAY };
    const embed = await made("/v1/embeds", shown);
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
    const session = { cookie: `war-room-session=${person.cookies.get("war-room-session")}` };
    const browser = { cookie: `war-room-browser=${person.cookies.get("war-room-browser")}` };
    const json = { "content-type": "application/json" };
    const signIn = { method: "POST", body: JSON.stringify({ name: "thida", password: PASSWORD }) };

    for (let n = 0; n < 100; n++)
      await Promise.all(
        Array.from({ length: 20 }, () => from(stranger, "/v1/people", { headers: { cookie: "" } })),
      );
    const statusOf = async (path: string, more: RequestInit) => (await from(stranger, path, more)).status;
    const all: [what: string, path: string, more: RequestInit][] = [
      ["a session", "/v1/metrics", { headers: session }],
      ["a display", "/v1/display", { headers: { cookie: panel.cookie } }],
      ["a key for reading", "/v1/metrics", { headers: bearer(key) }],
      ["the first source's key", "/v1/metrics", { headers: bearer(program.key) }],
      ["an embed", "/v1/embed", { headers: bearer(embed.address.split("#")[1]) }],
      ["a browser that is known", "/v1/session", { ...signIn, headers: { ...browser, ...json } }],
    ];
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          all.map(async ([what, path, more]) => [
            what,
            [
              ...new Set(
                await Promise.all(
                  Array.from({ length: what.includes("browser") ? 1 : 50 }, () => statusOf(path, more)),
                ),
              ),
            ],
          ]),
        ),
      );
    expect(await statuses()).toEqual({
      "a session": [200],
      "a display": [200],
      "a key for reading": [200],
      "the first source's key": [200],
      "an embed": [200],
      "a browser that is known": [200],
    });

    const invented = newToken();
    const ticket = embed.address.split("#")[1];
    for (const headers of [
      { cookie: "" },
      bearer("guessed"),
      bearer(invented),
      { cookie: `war-room-session=${invented}; war-room-browser=${invented}; display=${invented}` },
      // Behind a cookie that counts nobody guesses keys.
      { ...session, ...bearer("guessed") },
      // The ticket of an embed is no use elsewhere.
      bearer(ticket),
    ])
      expect([headers, await statusOf("/v1/metrics", { headers })]).toEqual([headers, 429]);

    // From the very request that ends it.
    await admin.ask("POST", `/v1/people/${id}/disable`);
    const [display] = (await admin.ask("GET", "/v1/displays")).body;
    await admin.ask("DELETE", `/v1/displays/${display.id}`);
    await admin.ask("DELETE", `/v1/embeds/${embed.embed.id}`);
    await admin.ask("DELETE", "/v1/reading-keys/grafana");
    expect(await statuses()).toEqual({
      "a session": [429],
      "a display": [429],
      "a key for reading": [429],
      "the first source's key": [200],
      "an embed": [429],
      "a browser that is known": [429],
    });
  });

  it("is in the log, once a minute for each path, and no query with it", async () => {
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    const open = await startProgram({ log, config: { trustedProxies: ["127.0.0.1"] } });
    lines.length = 0;
    const headers = { "x-forwarded-for": "192.0.2.40", cookie: "" };
    for (let n = 0; n < 3; n++) await fetch(`${open.url}/v1/people?token=hidden`, { headers });
    const guessed = { ...headers, authorization: "Bearer guessed" };
    await fetch(`${open.url}/v1/events`, { method: "POST", headers: guessed });
    await fetch(`${open.url}/v1/session`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ name: "nobody", password: "not the password" }),
    });
    expect(
      lines.map((line) => JSON.parse(line)).map(({ path, address, msg }) => [path, address, msg]),
    ).toEqual([
      ["/v1/people", "192.0.2.40", "refused: unauthorized"],
      ["/v1/events", "192.0.2.40", "refused: unauthorized"],
      ["/v1/session", "192.0.2.40", "refused: unauthorized"],
    ]);
    for (const secret of ["hidden", "guessed", "not the password"])
      expect(lines.join()).not.toContain(secret);
    await open.close();
    expect(lines.join("\n")).toContain("2 times more within a minute: refused: unauthorized");
  });

  it("is never this machine itself, nor a proxy on it that is not named", async () => {
    const open = await startProgram();
    for (let i = 0; i < 700; i++)
      await fetch(`${open.url}/nothing`, { headers: { "x-forwarded-for": "192.0.2.31" } });
    expect((await fetch(`${open.url}/readyz`)).status).toBe(200);
    await open.close();
  });
});
