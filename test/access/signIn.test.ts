import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import {
  addTotp,
  type Client,
  firstAdministrator,
  newPerson,
  openClient,
  PASSWORD,
  tokenOf,
} from "./client.ts";

const clock = movedClock();
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

const signIn = (client: Client, name: string, password = PASSWORD) =>
  client.ask("POST", "/v1/session", { name, password });
const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
/** A new person for each test, so that no test's failures make another's wait. */
let count = 0;
const somebody = (role = "viewer") => newPerson(program, admin, `person-${++count}`, role);
const nameOf = () => `person-${count}`;
/** Further than any wait for failures; a proof of the administrator is made anew. */
async function later(minutes = 16) {
  clock.ahead += minutes * MINUTE;
  await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
}

describe("a sign-in", () => {
  it("takes the name in any case, and gives a cookie that no script can read", async () => {
    await somebody();
    const client = openClient(program.url);
    const { status, body, headers } = await signIn(client, nameOf().toUpperCase());
    expect([status, body]).toEqual([200, { needs: "nothing", second: [] }]);
    const cookies = headers.getSetCookie();
    expect(cookies.length).toBe(2);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^war-room-(session|browser)=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
      );
    expect(await who(client)).toMatchObject({
      name: nameOf(),
      role: "viewer",
      rights: ["read"],
      isDemo: false,
    });
  });

  it("refuses a wrong name and a wrong password in the same words", async () => {
    await somebody();
    const wrong = await signIn(openClient(program.url), nameOf(), "another password at all");
    const unknown = await signIn(openClient(program.url), "nobody-of-this-name");
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it("is refused to a person who only was invited, and to one who is disabled", async () => {
    const scope = { banks: null, provinces: null, agencies: null };
    const said = { name: "invited", displayName: "x", role: "viewer", scope };
    await admin.ask("POST", "/v1/people", said);
    expect((await signIn(openClient(program.url), "invited")).status).toBe(401);
    const { id } = await somebody();
    await admin.ask("POST", `/v1/people/${id}/disable`);
    expect((await signIn(openClient(program.url), nameOf())).status).toBe(401);
  });

  it("gives another token each time", async () => {
    const { client } = await somebody();
    const first = client.cookies.get("war-room-session");
    await signIn(client, nameOf());
    expect(client.cookies.get("war-room-session")).not.toBe(first);
  });
});

describe("a second factor", () => {
  it("is asked for, and the session counts only with it", async () => {
    const { client } = await somebody();
    const { codeAt } = await addTotp(client, clock.now);
    await later(1);
    const fresh = openClient(program.url);
    const { body } = await signIn(fresh, nameOf());
    expect(body).toEqual({ needs: "second", second: ["totp", "recovery"] });
    expect(await who(fresh)).toBeNull();
    expect((await fresh.ask("GET", "/v1/sessions")).status).toBe(401);
    const half = fresh.cookies.get("war-room-session");
    const second = await fresh.ask("POST", "/v1/session/second", { code: codeAt(clock.now()) });
    expect([second.status, second.body]).toEqual([200, { needs: "nothing", second: [] }]);
    expect(await who(fresh)).toMatchObject({ name: nameOf(), hasTotp: true });
    // Whoever saw the first token has nothing.
    expect(fresh.cookies.get("war-room-session")).not.toBe(half);
    fresh.cookies.set("war-room-session", half!);
    expect(await who(fresh)).toBeNull();
  });

  it("that confirmed the seed does not sign in, too", async () => {
    const { client } = await somebody();
    const at = clock.now();
    const { codeAt } = await addTotp(client, () => at);
    const fresh = openClient(program.url);
    await signIn(fresh, nameOf());
    expect((await fresh.ask("POST", "/v1/session/second", { code: codeAt(at) })).status).toBe(401);
  });

  it("of eight simultaneous sign-ins with one code lets one in", async () => {
    const { client } = await somebody();
    const { codeAt } = await addTotp(client, clock.now);
    await later(1);
    const clients = Array.from({ length: 8 }, () => openClient(program.url));
    for (const each of clients) expect((await signIn(each, nameOf())).body.needs).toBe("second");
    const code = codeAt(clock.now());
    const answers = await Promise.all(
      clients.map((each) => each.ask("POST", "/v1/session/second", { code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const people = await Promise.all(clients.map(who));
    expect(people.filter((person) => person !== null)).toHaveLength(1);
  });

  it("may be a recovery code, however it is written, once", async () => {
    const { client } = await somebody();
    const { recoveryCodes } = await addTotp(client, clock.now);
    expect(new Set(recoveryCodes).size).toBe(10);
    const [code] = recoveryCodes;
    expect(code).toMatch(/^([A-Z2-7]{4}-){6}[A-Z2-7]{4}$/);
    const use = async (recoveryCode: string) => {
      const fresh = openClient(program.url);
      await signIn(fresh, nameOf());
      return (await fresh.ask("POST", "/v1/session/second", { recoveryCode })).status;
    };
    expect(await use(code!.toLowerCase().replaceAll("-", " "))).toBe(200);
    expect(await use(code!)).toBe(401);
    expect(await use(recoveryCodes[1]!)).toBe(200);
  });

  it("must come within five minutes, and before five wrong ones", async () => {
    const { client } = await somebody();
    const { codeAt, recoveryCodes } = await addTotp(client, clock.now);
    const late = openClient(program.url);
    await later(1);
    await signIn(late, nameOf());
    clock.ahead += 5 * MINUTE;
    const second = await late.ask("POST", "/v1/session/second", { code: codeAt(clock.now()) });
    expect(second.status).toBe(401);
    const guesser = openClient(program.url);
    await signIn(guesser, nameOf());
    for (let n = 0; n < 5; n++) {
      await guesser.ask("POST", "/v1/session/second", { recoveryCode: "AAAA" });
      clock.ahead += 5_000;
    }
    clock.ahead += MINUTE;
    const right = await guesser.ask("POST", "/v1/session/second", { recoveryCode: recoveryCodes[0]! });
    expect(right.status).toBe(401);
    expect(right.body.detail).toMatch(/begin with the name/);
  });

  it("can be removed, with a proof", async () => {
    const { client } = await somebody();
    await addTotp(client, clock.now);
    expect((await client.ask("DELETE", "/v1/me/totp")).status).toBe(204);
    expect((await signIn(openClient(program.url), nameOf())).body.needs).toBe("nothing");
  });
});

describe("failures", () => {
  /** Tries until a wait; how many were taken. */
  async function guess(name: string, client = openClient(program.url), most = 70) {
    let taken = 0;
    for (let n = 0; n < most; n++) {
      // The budget of the address is not what is tried here.
      if (n % 10 === 9) clock.ahead += 10;
      const { status, headers } = await signIn(client, name, "a wrong password, again");
      if (status === 429) return { taken, wait: Number(headers.get("retry-after")) };
      taken++;
    }
    return { taken, wait: null };
  }

  it("make the next try wait longer each time, also for a name that nobody has", async () => {
    await somebody();
    await later();
    for (const name of ["a-name-of-nobody", nameOf()]) {
      expect((await guess(name)).taken).toBe(6);
      for (const seconds of [1, 2, 4, 8, 16, 32, 64]) {
        clock.ahead += seconds * 1_000;
        // The clock goes on meanwhile: the rest of the wait may be shorter than the whole.
        const { taken, wait } = await guess(name);
        expect([taken, wait! > seconds && wait! <= 2 * seconds]).toEqual([1, true]);
      }
    }
    // The right password is not looked at while it waits.
    expect((await signIn(openClient(program.url), nameOf())).status).toBe(429);
    clock.ahead += 128_000;
    expect((await signIn(openClient(program.url), nameOf())).status).toBe(200);
    // From then on as before.
    expect((await guess(nameOf())).taken).toBe(6);
  });

  it("of a stranger, a thousand, do not keep the owner out on a browser that is known", async () => {
    const { client } = await somebody();
    const name = nameOf();
    let refused = 0;
    for (let n = 0; n < 1_000; n++) {
      clock.ahead += 1_000;
      if ((await signIn(openClient(program.url), name, "a wrong password")).status === 429) refused++;
    }
    expect(refused).toBeGreaterThan(900);
    expect((await signIn(openClient(program.url), name)).status).toBe(429);
    expect((await signIn(client, name)).status).toBe(200);
    // A browser's own failures count for it.
    expect((await guess(name, client)).taken).toBe(6);
  });

  it("of strangers at the owner's own address keep nobody out who is known, or has a link", async () => {
    await later();
    const { client, id } = await somebody();
    const name = nameOf();
    const { link } = (await admin.ask("POST", `/v1/people/${id}/reset`)).body;
    const guesses = Array.from({ length: 200 }, (_, n) =>
      // What they claim of where they are, and of the browser, counts for nothing.
      openClient(program.url).ask(
        "POST",
        "/v1/session",
        { name: n % 2 ? name : `nobody-${n}`, password: "a wrong password" },
        {
          "x-forwarded-for": `192.0.2.${n}`,
          ...(n % 3 ? {} : { cookie: `war-room-browser=${"a".repeat(43)}` }),
        },
      ),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(100);
    expect((await signIn(client, name)).status).toBe(200);
    const { codeAt } = await addTotp(client, clock.now);
    expect((await client.ask("POST", "/v1/session/proof", { password: PASSWORD })).status).toBe(204);
    clock.ahead += 30_000;
    expect((await signIn(client, name)).body.needs).toBe("second");
    const code = codeAt(clock.now());
    expect((await client.ask("POST", "/v1/session/second", { code })).status).toBe(200);
    const fresh = openClient(program.url);
    const token = tokenOf(link);
    expect((await fresh.ask("POST", "/v1/link", { token })).status).toBe(200);
    expect((await fresh.ask("POST", "/v1/link/use", { token, password: PASSWORD })).status).toBe(200);
    await later();
  });

  it("that come too fast from one address are refused before any work", async () => {
    await later();
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, n) => signIn(openClient(program.url), `nobody-${n}`)),
    );
    const busy = answers.filter(({ status }) => status === 429);
    expect(busy.length).toBeGreaterThan(5);
    expect(busy[0]!.headers.get("retry-after")).toMatch(/^\d+$/);
    await later();
  });
});
