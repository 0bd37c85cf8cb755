import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import {
  type Authenticator,
  addPasskey,
  type Options,
  openAuthenticator,
  usePasskey,
} from "./authenticator.ts";
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
let url: string;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  // No browser has passkeys for an address of digits.
  url = program.url.replace("127.0.0.1", "localhost");
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

let count = 0;
const nameOf = () => `person-${count}`;
/** A person with a passkey. */
async function somebody() {
  await admin.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
  const { client: first, id } = await newPerson(program, admin, `person-${++count}`, "viewer");
  const client = openClient(url);
  for (const [name, value] of first.cookies) client.cookies.set(name, value);
  const authenticator = openAuthenticator(url);
  const added = await addPasskey(client, authenticator);
  expect(added.status).toBe(201);
  // The budget of the address is not what is tried here.
  clock.ahead += 5_000;
  return {
    client,
    id,
    authenticator,
    passkey: added.body.passkey.id,
    codes: added.body.recoveryCodes as string[],
  };
}
const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
const signIn = (client: Client, password = PASSWORD) =>
  client.ask("POST", "/v1/session", { name: nameOf(), password });
const deedsOf = async (name: string) =>
  (await admin.ask("GET", `/v1/audit?who=${name}`)).body.rows
    .map(({ deed }: { deed: string }) => deed)
    .reverse();

describe("a passkey", () => {
  it("signs in alone, without a name, and is listed", async () => {
    const { client, authenticator, passkey } = await somebody();
    const fresh = openClient(url);
    const { status, body } = await usePasskey(fresh, authenticator);
    expect([status, body]).toEqual([200, { needs: "nothing", second: [] }]);
    expect(await who(fresh)).toMatchObject({ name: nameOf(), passkeys: 1, hasTotp: false });
    expect((await client.ask("GET", "/v1/me/passkeys")).body).toMatchObject([
      { id: passkey, name: "telephone", isSynced: false, used: expect.any(Number) },
    ]);
    expect(await deedsOf(nameOf())).toEqual([
      ...["person.joined", "session.opened", "person.passkey-added", "session.opened"],
    ]);
  });

  it("is the second factor of who has one: the password alone does not sign in", async () => {
    const { authenticator } = await somebody();
    const fresh = openClient(url);
    expect((await signIn(fresh)).body).toEqual({ needs: "second", second: ["passkey", "recovery"] });
    expect(await who(fresh)).toBeNull();
    expect((await usePasskey(fresh, authenticator, "second")).status).toBe(200);
    expect(await who(fresh)).toMatchObject({ name: nameOf() });
  });

  it("of another person is no second factor", async () => {
    const { authenticator } = await somebody();
    await somebody();
    const fresh = openClient(url);
    await signIn(fresh);
    expect((await usePasskey(fresh, authenticator, "second")).status).toBe(401);
    expect(await who(fresh)).toBeNull();
  });

  it("proves again who has the session, and nobody else", async () => {
    const { client, authenticator } = await somebody();
    const other = await somebody();
    clock.ahead += 11 * MINUTE;
    const remove = () => client.ask("POST", "/v1/me/recovery-codes");
    expect((await remove()).body.title).toBe("proof-needed");
    expect((await usePasskey(client, other.authenticator, "proof")).status).toBe(401);
    expect((await remove()).body.title).toBe("proof-needed");
    const before = client.cookies.get("war-room-session");
    expect((await usePasskey(client, authenticator, "proof")).status).toBe(200);
    expect(client.cookies.get("war-room-session")).not.toBe(before);
    expect((await remove()).status).toBe(200);
  });

  it("needs a session that fits what it is asked for", async () => {
    const { client, authenticator } = await somebody();
    expect((await usePasskey(openClient(url), authenticator, "second")).status).toBe(401);
    expect((await usePasskey(openClient(url), authenticator, "proof")).status).toBe(401);
    expect((await usePasskey(client, authenticator, "second")).status).toBe(401);
    const half = openClient(url);
    await signIn(half);
    expect((await usePasskey(half, authenticator, "proof")).status).toBe(401);
  });

  it("gets another name, and is removed with a proof, at once", async () => {
    const { client, authenticator, passkey } = await somebody();
    const renamed = await client.ask("PUT", `/v1/me/passkeys/${passkey}`, { name: "กุญแจสำรอง" });
    expect([renamed.status, renamed.body.name]).toEqual([200, "กุญแจสำรอง"]);
    const another = await somebody();
    expect((await another.client.ask("PUT", `/v1/me/passkeys/${passkey}`, { name: "x" })).status).toBe(404);
    expect((await another.client.ask("DELETE", `/v1/me/passkeys/${passkey}`)).status).toBe(404);
    clock.ahead += 11 * MINUTE;
    expect((await client.ask("DELETE", `/v1/me/passkeys/${passkey}`)).body.title).toBe("proof-needed");
    await usePasskey(client, authenticator, "proof");
    expect((await client.ask("DELETE", `/v1/me/passkeys/${passkey}`)).status).toBe(204);
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(401);
  });

  it("that was the last second factor takes the recovery codes with it; beside an authenticator it does not", async () => {
    const { client, passkey } = await somebody();
    const { codeAt } = await addTotp(client, clock.now);
    await client.ask("DELETE", `/v1/me/passkeys/${passkey}`);
    clock.ahead += MINUTE;
    expect((await signIn(openClient(url))).body.second).toEqual(["totp", "recovery"]);
    const added = await addPasskey(client, openAuthenticator(url));
    expect(added.body.recoveryCodes).toBeNull();
    await client.ask("DELETE", "/v1/me/totp");
    expect((await signIn(openClient(url))).body.second).toEqual(["passkey", "recovery"]);
    await client.ask("DELETE", `/v1/me/passkeys/${added.body.passkey.id}`);
    expect((await signIn(openClient(url))).body).toEqual({ needs: "nothing", second: [] });
    expect(codeAt(0)).toMatch(/^\d{6}$/);
  });

  it("that is lost is replaced by a recovery code, or by a reset link, which ends all others", async () => {
    const { id, authenticator, codes } = await somebody();
    expect(new Set(codes).size).toBe(10);
    const fresh = openClient(url);
    await signIn(fresh);
    const second = await fresh.ask("POST", "/v1/session/second", { recoveryCode: codes[0]! });
    expect(second.status).toBe(200);
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
    const { body } = await admin.ask("POST", `/v1/people/${id}/reset`);
    const used = await openClient(url).ask("POST", "/v1/link/use", {
      token: tokenOf(body.link),
      password: "a longer sentence than before",
    });
    expect(used.status).toBe(200);
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(401);
    expect((await signIn(openClient(url), "a longer sentence than before")).body.needs).toBe("nothing");
  });

  it("of a person who is disabled does not sign in", async () => {
    const { id, authenticator } = await somebody();
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
    await admin.ask("POST", `/v1/people/${id}/disable`);
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(401);
  });

  it("never waits for the failures of strangers", async () => {
    const { authenticator } = await somebody();
    for (let n = 0; n < 60; n++) {
      clock.ahead += 20 * MINUTE;
      await openClient(url).ask("POST", "/v1/session", { name: nameOf(), password: "wrong" });
    }
    await openClient(url).ask("POST", "/v1/session", { name: nameOf(), password: "wrong" });
    expect((await signIn(openClient(url))).status).toBe(429);
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(200);
  });

  it("is none on an address of digits, and says so", async () => {
    const { client } = await somebody();
    const digits = openClient(program.url);
    for (const [name, value] of client.cookies) digits.cookies.set(name, value);
    const { status, body } = await digits.ask("POST", "/v1/me/passkeys/options");
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/^passkeys need a name, not 127/)]);
  });
});

/** What a page of somebody else, or an authenticator that was copied, sends. */
const WRONG: [string, (authenticator: Authenticator) => void][] = [
  [
    "of another origin",
    (a) => {
      a.said = { origin: "https://evil.example" };
    },
  ],
  [
    "of another port of this machine",
    (a) => {
      a.said = { origin: "http://localhost:9" };
    },
  ],
  [
    "of another challenge",
    (a) => {
      a.said = { challenge: "a".repeat(43) };
    },
  ],
  [
    "for another name",
    (a) => {
      a.rpId = "evil.example";
    },
  ],
  [
    "without the person's verification",
    (a) => {
      a.flags = 1;
    },
  ],
  [
    "without the person",
    (a) => {
      a.flags = 4;
    },
  ],
];

describe("what is signed", () => {
  it("signs in, however many strangers at the same address guess passwords and ask for something to sign", async () => {
    const { authenticator } = await somebody();
    const ask = (path: string, body: object) => openClient(url).ask("POST", path, body);
    const guesses = Array.from({ length: 200 }, (_, n) =>
      ask("/v1/session", { name: `nobody-${n}`, password: "a wrong password" }),
    );
    const asked = Array.from({ length: 200 }, () =>
      ask("/v1/session/passkey/options", { purpose: "sign-in" }),
    );
    expect((await Promise.all(guesses)).some(({ status }) => status === 429)).toBe(true);
    expect(new Set((await Promise.all(asked)).map(({ body }) => body.challenge)).size).toBe(200);
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(200);
    clock.ahead += 5 * MINUTE;
  });

  it.each([
    ...WRONG,
    [
      "as what it is not",
      (a: Authenticator) => {
        a.said = { type: "webauthn.create" };
      },
    ] as const,
    [
      "with a counter that falls",
      (a: Authenticator) => {
        a.counter = 3;
      },
    ] as const,
    [
      "with the counter of before",
      (a: Authenticator) => {
        a.counter = 7;
      },
    ] as const,
    [
      "for another person",
      (a: Authenticator) => {
        a.userHandle = "AAAA";
      },
    ] as const,
  ])("%s signs nobody in", async (_what, spoil) => {
    const { authenticator } = await somebody();
    authenticator.counter = 7;
    expect((await usePasskey(openClient(url), authenticator)).status).toBe(200);
    authenticator.counter = 8;
    spoil(authenticator);
    const client = openClient(url);
    expect((await usePasskey(client, authenticator)).status).toBe(401);
    expect(await who(client)).toBeNull();
    expect(await deedsOf(nameOf())).toContain("session.refused");
  });

  it("by an authenticator that nobody knows signs nobody in", async () => {
    await somebody();
    expect((await usePasskey(openClient(url), openAuthenticator(url))).status).toBe(401);
  });

  it("by another key under a known id signs nobody in", async () => {
    const { authenticator } = await somebody();
    const { body } = await openClient(url).ask("POST", "/v1/session/passkey/options", { purpose: "sign-in" });
    const credential = { ...openAuthenticator(url).get(body), id: authenticator.get(body).id };
    expect((await openClient(url).ask("POST", "/v1/session/passkey", { credential })).status).toBe(401);
  });

  it("counts once, also when it comes several times at once", async () => {
    const { authenticator } = await somebody();
    const { body } = await openClient(url).ask("POST", "/v1/session/passkey/options", { purpose: "sign-in" });
    const credential = authenticator.get(body);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => openClient(url).ask("POST", "/v1/session/passkey", { credential })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  it("must come within three minutes", async () => {
    const { authenticator } = await somebody();
    const { body } = await openClient(url).ask("POST", "/v1/session/passkey/options", { purpose: "sign-in" });
    clock.ahead += 3 * MINUTE;
    const credential = authenticator.get(body);
    expect((await openClient(url).ask("POST", "/v1/session/passkey", { credential })).status).toBe(401);
  });
});

describe("a passkey to add", () => {
  const options = async (client: Client): Promise<Options> =>
    (await client.ask("POST", "/v1/me/passkeys/options")).body;

  it.each([
    ...WRONG,
    [
      "as what it is not",
      (a: Authenticator) => {
        a.said = { type: "webauthn.get" };
      },
    ] as const,
  ])("%s is refused", async (_what, spoil) => {
    const { client } = await somebody();
    const another = openAuthenticator(url);
    spoil(another);
    expect((await addPasskey(client, another)).status).toBe(400);
    expect((await client.ask("GET", "/v1/me/passkeys")).body).toHaveLength(1);
  });

  it("is refused with what was asked of another person, or for a sign-in, or twice", async () => {
    const [one, two] = [await somebody(), await somebody()];
    const add = (asked: Options) =>
      two.client.ask("POST", "/v1/me/passkeys", {
        name: "x",
        credential: openAuthenticator(url).create(asked),
      });
    expect((await add(await options(one.client))).status).toBe(400);
    const { body } = await two.client.ask("POST", "/v1/session/passkey/options", { purpose: "proof" });
    expect((await add({ ...body, rp: { id: "localhost" }, user: { id: "AAAA" } })).status).toBe(400);
    const asked = await options(two.client);
    expect([(await add(asked)).status, (await add(asked)).status]).toEqual([201, 400]);
  });

  it("that somebody has already is refused", async () => {
    const [one, two] = [await somebody(), await somebody()];
    expect((await addPasskey(two.client, one.authenticator)).status).toBe(400);
  });

  it("needs a proof of the last ten minutes", async () => {
    const { client } = await somebody();
    clock.ahead += 11 * MINUTE;
    expect((await client.ask("POST", "/v1/me/passkeys/options")).body.title).toBe("proof-needed");
  });
});
