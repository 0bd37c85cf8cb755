import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { idOf, ROUTES } from "../routes.ts";
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
});
afterAll(() => program.close());

/** By hand: what takes something from people, or gives a lasting way in. */
const DANGEROUS = [
  ...["PUT /v1/me/password", "POST /v1/me/totp", "POST /v1/me/totp/confirm", "DELETE /v1/me/totp"],
  ...["POST /v1/me/recovery-codes", "POST /v1/me/passkeys/options", "POST /v1/me/passkeys"],
  ...["DELETE /v1/me/passkeys/:id", "POST /v1/people", "PUT /v1/people/:id", "POST /v1/people/:id/reset"],
  ...["DELETE /v1/people/:id/sessions", "POST /v1/people/:id/disable", "POST /v1/people/:id/enable"],
  ...["POST /v1/pairings/:code/approve", "POST /v1/sources", "PUT /v1/sources/:name"],
  ...["POST /v1/sources/:name/keys", "POST /v1/sources/:name/keys/:number/restore", "POST /v1/reading-keys"],
  ...[
    "POST /v1/embeds",
    "POST /v1/embeds/:id/restore",
    "POST /v1/alerts/recipients",
    "PUT /v1/alerts/recipients/:id",
  ],
  ...["POST /v1/schedules", "PUT /v1/schedules/:id"],
];

const anywhere = { banks: null, provinces: null, agencies: null };
const use = (token: string, more: object = {}) =>
  openClient(program.url).ask("POST", "/v1/link/use", { token, password: PASSWORD, ...more });
const read = (token: string) => openClient(program.url).ask("POST", "/v1/link", { token });
const who = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person;
const people = async () => (await admin.ask("GET", "/v1/people")).body;

describe("the first administrator", () => {
  it("is made by a link that is told at the start, once", async () => {
    const token = program.firstLink!;
    expect((await read(token)).body).toEqual({ purpose: "first", name: null, displayName: null });
    expect((await use(token)).status).toBe(400);
    // A second start, or another backend, before there is one.
    const other = await program.access.links.forFirst();
    admin = await firstAdministrator(program);
    expect(await who(admin)).toMatchObject({ name: "anong", role: "admin", scope: anywhere });
    for (const each of [token, other!]) {
      expect((await read(each)).status).toBe(404);
      expect((await use(each, { name: "mallory" })).status).toBe(404);
    }
    expect(await program.access.links.forFirst()).toBeNull();
    expect(await people()).toHaveLength(1);
  });

  it("is the only one who gets in by eight simultaneous uses of one link", async () => {
    const other = await startProgram();
    const said = (name: string) => ({ token: other.firstLink!, name, displayName: name, password: PASSWORD });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        openClient(other.url).ask("POST", "/v1/link/use", said(`name-${n}`)),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)]);
    await other.close();
  });
});

describe("an invitation", () => {
  it("is a link that counts once and for a week, with the right it was given", async () => {
    const said = {
      name: "Somchai",
      displayName: "สมชาย",
      role: "analyst",
      scope: { ...anywhere, banks: ["KBANK"] },
    };
    const { status, body } = await admin.ask("POST", "/v1/people", said);
    expect([status, body.person]).toEqual([
      201,
      expect.objectContaining({ name: "somchai", state: "invited" }),
    ]);
    expect(body.link).toMatch(new RegExp(`^${program.url}/link#[\\w-]{43}$`));
    const token = tokenOf(body.link);
    expect((await read(token)).body).toEqual({
      purpose: "invitation",
      name: "somchai",
      displayName: "สมชาย",
    });
    expect((await use(token)).status).toBe(200);
    expect((await use(token)).status).toBe(404);
    const client = openClient(program.url);
    await client.ask("POST", "/v1/session", { name: "somchai", password: PASSWORD });
    expect(await who(client)).toMatchObject({ rights: ["read", "report"], scope: { banks: ["KBANK"] } });
    expect((await client.ask("GET", "/v1/people")).status).toBe(403);
  });

  it("is over after a week", async () => {
    const said = { name: "late", displayName: "x", role: "viewer", scope: anywhere };
    const { body } = await admin.ask("POST", "/v1/people", said);
    clock.ahead += 7 * 24 * 60 * MINUTE;
    expect((await use(tokenOf(body.link))).status).toBe(404);
    expect((await admin.ask("GET", "/v1/people")).status).toBe(401);
    await admin.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
    // Another link.
    const again = await admin.ask("POST", `/v1/people/${body.person.id}/reset`);
    expect((await read(tokenOf(again.body.link))).body.purpose).toBe("invitation");
    expect((await use(tokenOf(again.body.link))).status).toBe(200);
  });

  it.each([
    ["a name that somebody has", { name: "ANONG" }, /name: there is a person anong/],
    [
      "a bank that does not exist",
      { scope: { ...anywhere, banks: ["NOBANK"] } },
      /scope: there is no bank NOBANK/,
    ],
    ["a role that does not exist", { role: "god" }, /role: one of viewer/],
  ])("is refused with %s", async (_what, more, why) => {
    const said = { name: "mali", displayName: "x", role: "viewer", scope: anywhere, ...more };
    const { status, body } = await admin.ask("POST", "/v1/people", said);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(why)]);
  });
});

describe("a change of a person", () => {
  it("counts at its next request: role, scope, an end of its sessions, being disabled", async () => {
    const { client, id } = await newPerson(program, admin, "nida", "viewer");
    const put = (role: string) =>
      admin.ask("PUT", `/v1/people/${id}`, { displayName: "x", role, scope: anywhere });
    expect((await put("admin")).body).toMatchObject({ role: "admin", state: "active" });
    expect((await client.ask("GET", "/v1/people")).status).toBe(200);
    await put("viewer");
    expect((await client.ask("GET", "/v1/people")).status).toBe(403);
    expect((await admin.ask("DELETE", `/v1/people/${id}/sessions`)).status).toBe(204);
    expect(await who(client)).toBeNull();
    await client.ask("POST", "/v1/session", { name: "nida", password: PASSWORD });
    expect(await who(client)).not.toBeNull();
    expect((await admin.ask("POST", `/v1/people/${id}/disable`)).body.state).toBe("disabled");
    expect(await who(client)).toBeNull();
    expect((await admin.ask("POST", `/v1/people/${id}/enable`)).body.state).toBe("active");
    expect(await who(client)).toBeNull();
    expect((await client.ask("POST", "/v1/session", { name: "nida", password: PASSWORD })).status).toBe(200);
  });

  it("never leaves nobody who can administer, also not when two take it from each other", async () => {
    const [first] = (await people()).filter(({ role }: { role: string }) => role === "admin");
    const demoted = { displayName: "x", role: "commander", scope: anywhere };
    for (const [method, path, body] of [
      ["PUT", `/v1/people/${first.id}`, demoted],
      ["POST", `/v1/people/${first.id}/disable`, undefined],
    ] as const) {
      const { status, body: said } = await admin.ask(method, path, body);
      expect([status, said.detail]).toEqual([400, expect.stringMatching(/only administrator/)]);
    }
    const limited = { displayName: "x", role: "admin", scope: { ...anywhere, banks: ["KBANK"] } };
    expect((await admin.ask("PUT", `/v1/people/${first.id}`, limited)).status).toBe(400);
    // One who is limited does not count: nobody could lift that limit, or change what is of the whole centre.
    const bank = await newPerson(program, admin, "of-a-bank", "admin");
    expect((await admin.ask("PUT", `/v1/people/${bank.id}`, limited)).status).toBe(200);
    expect((await admin.ask("PUT", `/v1/people/${first.id}`, demoted)).status).toBe(400);
    expect((await admin.ask("POST", `/v1/people/${bank.id}/disable`)).status).toBe(200);
    // One who was only invited does not count.
    const said = { name: "invited-admin", displayName: "x", role: "admin", scope: anywhere };
    await admin.ask("POST", "/v1/people", said);
    expect((await admin.ask("POST", `/v1/people/${first.id}/disable`)).status).toBe(400);
    const { client, id } = await newPerson(program, admin, "second", "admin");
    const both = await Promise.all([
      admin.ask("PUT", `/v1/people/${id}`, demoted),
      client.ask("PUT", `/v1/people/${first.id}`, demoted),
    ]);
    expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const left = (await Promise.all([admin, client].map(who))).filter((person) => person.role === "admin");
    expect(left).toHaveLength(1);
    if (left[0].name === "second") admin = client;
  });

  it("of the same table, no other deed needs a proof, and each of these does", () => {
    const needing = ROUTES.filter(({ needsProof }) => needsProof);
    expect(needing.map(idOf).sort()).toEqual([...DANGEROUS].sort());
  });

  it("is refused to an administrator who has not proved for ten minutes who it is", async () => {
    const { client, id } = await newPerson(program, admin, "arun", "viewer");
    clock.ahead += 10 * MINUTE;
    for (const deed of DANGEROUS) {
      const [method, path] = deed.split(" ") as [string, string];
      const { status, body: said } = await admin.ask(method, path.replace(":id", String(id)), {});
      expect([deed, status, said.title]).toEqual([deed, 403, "proof-needed"]);
    }
    expect(await who(client)).toMatchObject({ role: "viewer" });
    await admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
  });
});

it("a reset takes what was lost from whoever has it: password, second factor, sessions; only once the link is used", async () => {
  const { client, id } = await newPerson(program, admin, "wipa", "viewer");
  await addTotp(client, clock.now);
  const { body } = await admin.ask("POST", `/v1/people/${id}/reset`);
  expect(await who(client)).toMatchObject({ hasTotp: true });
  const token = tokenOf(body.link);
  expect((await read(token)).body.purpose).toBe("reset");
  expect((await use(token, { password: "quite another password" })).body).toEqual({
    needs: "nothing",
    second: [],
  });
  expect(await who(client)).toBeNull();
  const fresh = openClient(program.url);
  expect((await fresh.ask("POST", "/v1/session", { name: "wipa", password: PASSWORD })).status).toBe(401);
  const said = { name: "wipa", password: "quite another password" };
  expect((await fresh.ask("POST", "/v1/session", said)).body.needs).toBe("nothing");
});

it("a second link replaces the first one", async () => {
  const { id } = await newPerson(program, admin, "krit", "viewer");
  const [one, two] = [
    await admin.ask("POST", `/v1/people/${id}/reset`),
    await admin.ask("POST", `/v1/people/${id}/reset`),
  ];
  expect((await read(tokenOf(one.body.link))).status).toBe(404);
  expect((await read(tokenOf(two.body.link))).status).toBe(200);
});
