/**
 * Whoever is let in no more at one backend is so at once at the others, as soon as they hear of it, whatever they remember;
 * and within two seconds when they do not. The other backend is the guard of production over rooms of its own, on the same
 * database; `test/store/notifications.test.ts` shows on a server that what one says the others hear.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, SECOND } from "#calendar/units.ts";
import { openAccess } from "../../backend/access/access.ts";
import { openDisplays } from "../../backend/displays/displays.ts";
import { openEmbeds } from "../../backend/embeds/embeds.ts";
import { proxiesOf } from "../../backend/http/client.ts";
import { type Guard, openGuard } from "../../backend/http/guard.ts";
import { openSources } from "../../backend/sources/sources.ts";
import { decode, encode, NOTHING, type Notification } from "../../backend/store/notification.ts";
import { hearingOthers } from "../../backend/wiring/otherBackends.ts";
import { pair } from "../displays/pair.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const clock = handClock(Date.now());
let program: Program;
let admin: Client;
let other: Guard;
let hear: (what: Partial<Notification>) => void;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
  const { store } = program;
  const deps = { store, clock, onChanged() {}, onTrouble() {} };
  const access = openAccess({
    ...deps,
    dataDir: program.folder,
    keyFile: undefined,
    provider: null,
    publicUrl: undefined,
    basePath: "",
  });
  const sources = openSources(deps);
  const displays = await openDisplays({ ...deps, isSecure: false });
  const embeds = openEmbeds({ ...deps, sign: access.sign, watching: () => 0, read: () => Promise.reject() });
  const ways = { publicUrl: undefined, proxies: proxiesOf([]) };
  other = openGuard({ sources, access, displays, embeds, clock, ways, demoToken: null });
  const rooms = { sources, access, displays, embeds, live: { recheck() {} } };
  const heard = hearingOthers(rooms as unknown as Parameters<typeof hearingOthers>[0]);
  // As it travels.
  hear = (what) => heard(decode(encode({ ...NOTHING, ...what })));
});
afterAll(() => program.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const session = (client: Client) => ({
  cookie: `war-room-session=${client.cookies.get("war-room-session")}`,
});
/** Whom the other backend lets in with these. */
async function whoAt(headers: IncomingHttpHeaders, isOfEmbed: boolean): Promise<string | null> {
  const request = {
    headers: { host: "localhost", ...headers },
    socket: { remoteAddress: "127.0.0.1" },
  } as unknown as IncomingMessage;
  const asked = isOfEmbed ? other.admit({ right: "embed" }, request) : other.who(request);
  const visitor = await asked.catch((error) => {
    if (["unauthorized", "gone"].includes(error.code)) return null;
    throw error;
  });
  // What is slowed no more must not be slower to forget.
  if (visitor === null) expect(await other.knownBy(request, isOfEmbed)).toBeNull();
  return visitor?.kind ?? null;
}

let count = 0;
const somebody = () => newPerson(program, admin, `person-${++count}`, "commander");
/** Somebody who is let in, and the deed after which it is not. */
interface Case {
  headers: IncomingHttpHeaders;
  kind: string;
  end(): Promise<{ status: number }>;
  told: Partial<Notification>;
}
const people = { kind: "person", told: { people: true } } as const;
const CASES: Record<string, () => Promise<Case>> = {
  async "a session that its person ends"() {
    const { client } = await somebody();
    return { ...people, headers: session(client), end: () => client.ask("DELETE", "/v1/session") };
  },
  async "a session that its person ends from another browser"() {
    const { client } = await somebody();
    const elsewhere = openClient(program.url);
    await elsewhere.ask("POST", "/v1/session", { name: `person-${count}`, password: PASSWORD });
    return { ...people, headers: session(client), end: () => elsewhere.ask("DELETE", "/v1/sessions") };
  },
  async "a session that an administrator ends"() {
    const { client, id } = await somebody();
    const end = () => admin.ask("DELETE", `/v1/people/${id}/sessions`);
    return { ...people, headers: session(client), end };
  },
  async "a session whose token was renewed by a proof"() {
    const { client } = await somebody();
    const headers = session(client);
    return { ...people, headers, end: () => client.ask("POST", "/v1/session/proof", { password: PASSWORD }) };
  },
  async "a session of before another password"() {
    const { client } = await somebody();
    const elsewhere = openClient(program.url);
    await elsewhere.ask("POST", "/v1/session", { name: `person-${count}`, password: PASSWORD });
    const body = { current: PASSWORD, password: "another horse in the battery" };
    return { ...people, headers: session(client), end: () => elsewhere.ask("PUT", "/v1/me/password", body) };
  },
  async "a person who is disabled"() {
    const { client, id } = await somebody();
    return { ...people, headers: session(client), end: () => admin.ask("POST", `/v1/people/${id}/disable`) };
  },
  async "a key for reading"() {
    const name = `reading-${++count}`;
    const { body } = await admin.ask("POST", "/v1/reading-keys", { name });
    const end = () => admin.ask("DELETE", `/v1/reading-keys/${name}`);
    return { headers: bearer(body.key), kind: "key", end, told: { sources: true } };
  },
  async "a source's key"() {
    const name = `source-${++count}`;
    const source = { name, nameTh: "แหล่ง", types: ["source.beat"], beatSeconds: 60 };
    const { body } = await admin.ask("POST", "/v1/sources", source);
    const end = () => admin.ask("DELETE", `/v1/sources/${name}/keys/1`);
    return { headers: bearer(body.key), kind: "key", end, told: { sources: true } };
  },
  async "a source that is revoked"() {
    const name = `source-${++count}`;
    const source = { name, nameTh: "แหล่ง", types: ["source.beat"], beatSeconds: 60 };
    const { body } = await admin.ask("POST", "/v1/sources", source);
    const end = () => admin.ask("DELETE", `/v1/sources/${name}`);
    return { headers: bearer(body.key), kind: "key", end, told: { sources: true } };
  },
  async "an embed"() {
    const { client } = await somebody();
    const { id, ticket } = await embedOf(client);
    const end = () => client.ask("DELETE", `/v1/embeds/${id}`);
    return { headers: bearer(ticket), kind: "embed", end, told: { embeds: true } };
  },
  async "an embed whose maker is disabled"() {
    const { client, id } = await somebody();
    const { ticket } = await embedOf(client);
    const end = () => admin.ask("POST", `/v1/people/${id}/disable`);
    return { headers: bearer(ticket), kind: "embed", end, told: { people: true } };
  },
  async "an embed whose maker may show it no more"() {
    const { client, id } = await somebody();
    const { ticket } = await embedOf(client);
    const scope = { banks: null, provinces: null, agencies: null };
    const end = () => admin.ask("PUT", `/v1/people/${id}`, { displayName: "x", role: "viewer", scope });
    return { headers: bearer(ticket), kind: "embed", end, told: { people: true } };
  },
  async "a display"() {
    const { cookie } = await pair(program, `screen ${++count}`);
    const displays = (await admin.ask("GET", "/v1/displays")).body;
    const { id } = displays.find(({ screen }: { screen: string }) => screen === `screen ${count}`);
    const end = () => admin.ask("DELETE", `/v1/displays/${id}`);
    return { headers: { cookie }, kind: "display", end, told: { displays: true } };
  },
};

async function embedOf(maker: Client): Promise<{ id: number; ticket: string }> {
  const shown = { name: "portal", metric: "calls.offered", days: 1, endsAt: clock.now() + DAY };
  const { body } = await maker.ask("POST", "/v1/embeds", shown);
  return { id: body.embed.id, ticket: body.address.split("#")[1] };
}
/** Lets it in, so that the other backend remembers it, and ends it at this one. */
async function ended(name: string) {
  const { headers, kind, end, told } = await CASES[name]!();
  hear(told);
  const who = () => whoAt(headers, kind === "embed");
  expect(await who()).toBe(kind);
  expect((await end()).status).toBeLessThan(300);
  return { who, kind, told };
}

it.each(Object.keys(CASES))(
  "%s is let in no more when the other backend has heard of it, at once",
  async (name) => {
    const { who, kind, told } = await ended(name);
    // It remembers: otherwise this would show nothing.
    expect(await who()).toBe(kind);
    hear(told);
    expect(await who()).toBeNull();
  },
);

// The embedded database has one backend, so that there displays are read anew only when it changes them.
it.each(Object.keys(CASES).filter((name) => name !== "a display"))(
  "%s is let in no more after two seconds, when the other backend has heard nothing",
  async (name) => {
    const { who } = await ended(name);
    await clock.turn(2 * SECOND);
    expect(await who()).toBeNull();
  },
);
