/** What each change of the table writes in the audit, and how a test makes it succeed. */
import { expect } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Deed } from "#wire/deeds.ts";
import { SCHEDULE_ROUTES } from "../../backend/reports/scheduleRoutes.ts";
import { type Authenticator, openAuthenticator } from "../access/authenticator.ts";
import { addTotp, type Client, newPerson, openClient, PASSWORD, tokenOf } from "../access/client.ts";
import { ask as askForPairing, newPanel } from "../displays/pair.ts";
import { event, type HandClock, type Program } from "../program.ts";

/** A request in place of the example, where that speaks of what is made once. */
export interface Asked {
  as?: Client;
  params?: Record<string, string>;
  body?: object;
}

export interface Change {
  /** A row of each, in their order. */
  deeds: readonly Deed[];
  /** Which states the last of them has; none: that it was done says everything. */
  states: "before" | "after" | "both" | "none";
  /** What it speaks of: it must be there, and unused. */
  ask?(centre: Centre): Promise<Asked> | Asked;
  /** A try spends what it is asked with, also one that is refused. */
  isSpent?: true;
}

export interface Centre {
  program: Program;
  clock: HandClock;
  admin: Client;
}

const call = (at: number, callId: string) => event("call.offered", at, { callId, queue: "report" });
const SCHEDULE = SCHEDULE_ROUTES.find(({ method }) => method === "POST")!.examples![0]!.body!;

let count = 0;
const person = ({ program, admin }: Centre, role = "viewer") =>
  newPerson(program, admin, `somebody-${++count}`, role);
const nameOf = () => `somebody-${count}`;
const idAt =
  (path: string, pick: (body: unknown) => { id: number } | undefined, name = "id") =>
  async ({ admin }: Centre): Promise<Asked> => ({
    params: { [name]: String(pick((await admin.ask("GET", path)).body)!.id) },
  });
// biome-ignore lint/suspicious/noExplicitAny: each list has its own rows
const named = (name: string) => (rows: any) => rows.find((each: { name: string }) => each.name === name);
// biome-ignore lint/suspicious/noExplicitAny: each list has its own rows
const first = (rows: any) => rows[0];

const somchai = idAt("/v1/people", named("somchai"));
// biome-ignore lint/suspicious/noExplicitAny: each answer has its own list
const all = (list: string) => (body: any) => first(body[list]);

const exclusion = idAt("/v1/sla/exclusions", first);
const display = idAt("/v1/displays", first);
const rota = idAt("/v1/alerts/rotas", all("rotas"));
const embed = idAt("/v1/embeds", all("embeds"));
const mute = idAt("/v1/alerts/mutes", first);
let annotated: Record<string, string> = {};
async function annotation(centre: Centre): Promise<Asked> {
  const { params = {} } = await idAt("/v1/annotations", first)(centre);
  annotated = params;
  return { params };
}
const duty = idAt("/v1/alerts/recipients", named("หัวหน้าเวร"));
const code = async ({ program }: Centre): Promise<Asked> => ({
  params: { code: (await askForPairing(program, newPanel())).pairing!.code },
});
/** Asks again, half a minute later, until it is so. */
const until = (clock: HandClock, deed: () => Promise<unknown>) =>
  expect.poll(
    async () => {
      await clock.turn(30_000);
      return deed();
    },
    { timeout: 10_000, interval: 20 },
  );
async function alert(centre: Centre): Promise<Asked> {
  const open = async () =>
    (await centre.admin.ask("GET", "/v1/alerts")).body.rows.filter(
      ({ state }: { state: string }) => state !== "pending",
    );
  await until(centre.clock, async () => (await open()).length).toBeGreaterThan(0);
  return { params: { id: String((await open())[0].id) } };
}
const report = idAt("/v1/reports", first);
const schedule = idAt("/v1/schedules", all("schedules"));

/** A person with a second factor, who has begun to sign in. */
async function halfSignedIn(centre: Centre) {
  const { client } = await person(centre);
  const { codeAt, recoveryCodes } = await addTotp(client, centre.clock.now);
  await centre.clock.turn(MINUTE);
  const as = openClient(centre.program.url);
  await as.ask("POST", "/v1/session", { name: nameOf(), password: PASSWORD });
  return { as, code: codeAt(centre.clock.now()), recoveryCode: recoveryCodes[0]! };
}
/** A person with a passkey, on a page under a name: browsers have none for an address of digits. */
async function withPasskey(centre: Centre) {
  const { client, id } = await person(centre);
  const url = centre.program.url.replace("127.0.0.1", "localhost");
  const as = openClient(url);
  for (const [name, value] of client.cookies) as.cookies.set(name, value);
  const authenticator: Authenticator = openAuthenticator(url);
  const { body } = await as.ask("POST", "/v1/me/passkeys/options");
  const adds = { name: "โทรศัพท์", credential: authenticator.create(body) };
  return { as, id, url, authenticator, adds };
}
async function passkey(centre: Centre) {
  const { as, adds, url, authenticator } = await withPasskey(centre);
  const { body } = await as.ask("POST", "/v1/me/passkeys", adds);
  return { as, url, authenticator, params: { id: String(body.passkey.id) } };
}

const change = (deed: Deed, states: Change["states"], ask?: Change["ask"]): Change => ({
  deeds: [deed],
  states,
  ...(ask ? { ask } : {}),
});
async function signedInTwice(centre: Centre): Promise<Client> {
  const { client } = await person(centre);
  await openClient(centre.program.url).ask("POST", "/v1/session", { name: nameOf(), password: PASSWORD });
  return client;
}
const self = async (centre: Centre): Promise<Asked> => ({ as: (await person(centre)).client });

/** In the order of the table: what one makes, the next ones change. */
export const CHANGES: Record<string, Change> = {
  "POST /v1/quarantine/:id": change("event.corrected", "both"),
  "DELETE /v1/quarantine/:id": change("event.discarded", "before"),
  "POST /v1/quarantine/:id/restore": change("event.restored", "after"),
  "POST /v1/sources": change("source.registered", "after"),
  "PUT /v1/sources/:name": change("source.changed", "both"),
  "POST /v1/sources/:name/keys": change("source.key-rotated", "after"),
  "DELETE /v1/sources/:name/keys/:number": change("source.key-revoked", "before"),
  "POST /v1/sources/:name/keys/:number/restore": change("source.key-restored", "after"),
  "DELETE /v1/sources/:name": change("source.revoked", "before"),
  "POST /v1/reading-keys": change("reading-key.made", "after"),
  "DELETE /v1/reading-keys/:name": change("reading-key.revoked", "before"),
  "PUT /v1/screens/:name": change("screen.planned", "after"),
  "POST /v1/screens/:name/takeover": change("screen.taken-over", "after"),
  "DELETE /v1/screens/:name/takeover": change("screen.given-back", "before"),
  "POST /v1/screens/:name/acknowledge": change("screen.acknowledged", "both"),
  "POST /v1/screens/:name/rename": change("screen.renamed", "both"),
  "DELETE /v1/screens/:name": change("screen.removed", "before"),
  "PUT /v1/sla/objectives/:id": change("objective.changed", "both"),
  "POST /v1/sla/exclusions": change("exclusion.made", "after"),
  "POST /v1/sla/exclusions/:id/end": change("exclusion.ended", "both", exclusion),
  "PUT /v1/targets/:id": change("target.changed", "both"),
  "POST /v1/annotations": change("annotation.made", "after"),
  "DELETE /v1/annotations/:id": change("annotation.ended", "before", annotation),
  "POST /v1/annotations/:id/restore": change("annotation.restored", "after", () => ({ params: annotated })),
  "POST /v1/session": change("session.opened", "none", async (centre) => {
    await person(centre);
    return { as: openClient(centre.program.url), body: { name: nameOf(), password: PASSWORD } };
  }),
  "POST /v1/session/second": change("session.opened", "none", async (centre) => {
    const { as, code } = await halfSignedIn(centre);
    return { as, body: { code } };
  }),
  "POST /v1/session/proof": change("session.proved", "none", self),
  "DELETE /v1/session": change("session.closed", "none", self),
  "DELETE /v1/sessions/:id": change("session.revoked", "none", async (centre) => {
    const as = await signedInTwice(centre);
    const { body } = await as.ask("GET", "/v1/sessions");
    return { as, params: { id: String(body.find(({ isThis }: { isThis: boolean }) => !isThis).id) } };
  }),
  "DELETE /v1/sessions": change("session.others-revoked", "after", async (centre) => ({
    as: await signedInTwice(centre),
  })),
  "PUT /v1/me/password": change("person.password-changed", "none", self),
  "POST /v1/me/totp/confirm": change("person.totp-added", "none", async (centre) => {
    const { client: as } = await person(centre);
    const other = openClient(centre.program.url);
    // A first seed is confirmed on the way; the second one is what the request confirms.
    for (const [name, value] of as.cookies) other.cookies.set(name, value);
    const codes: string[] = [];
    await addTotp(
      {
        ...other,
        ask: async (method, path, body) => {
          if (body) codes.push((body as { code: string }).code);
          return body
            ? { status: 200, body: { recoveryCodes: [] }, headers: new Headers() }
            : other.ask(method, path);
        },
      },
      centre.clock.now,
    );
    return { as, body: { code: codes[0]! } };
  }),
  "DELETE /v1/me/totp": change("person.totp-removed", "none", self),
  "POST /v1/me/recovery-codes": change("person.recovery-codes-made", "none", async (centre) => {
    const { client: as } = await person(centre);
    await addTotp(as, centre.clock.now);
    return { as };
  }),
  "POST /v1/people": change("person.invited", "after"),
  "PUT /v1/people/:id": change("person.changed", "both", somchai),
  "POST /v1/people/:id/reset": change("person.reset", "none", somchai),
  "DELETE /v1/people/:id/sessions": change("person.sessions-revoked", "none", somchai),
  "POST /v1/people/:id/disable": change("person.disabled", "both", somchai),
  "POST /v1/people/:id/enable": change("person.enabled", "both", somchai),
  "POST /v1/me/passkeys": {
    ...change("person.passkey-added", "after", async (centre) => {
      const { as, adds: body } = await withPasskey(centre);
      return { as, body };
    }),
    isSpent: true,
  },
  "PUT /v1/me/passkeys/:id": change("person.passkey-renamed", "both", passkey),
  "DELETE /v1/me/passkeys/:id": change("person.passkey-removed", "before", passkey),
  "POST /v1/session/passkey": {
    ...change("session.opened", "none", async (centre) => {
      const { url, authenticator } = await passkey(centre);
      const as = openClient(url);
      const { body } = await as.ask("POST", "/v1/session/passkey/options", { purpose: "sign-in" });
      return { as, body: { credential: authenticator.get(body) } };
    }),
    isSpent: true,
  },
  "POST /v1/link/use": {
    deeds: ["person.joined", "session.opened"],
    states: "none",
    async ask({ program, admin }) {
      const { body } = await admin.ask("POST", "/v1/people", {
        name: `somebody-${++count}`,
        displayName: "สมศรี",
        role: "viewer",
        scope: { banks: null, provinces: null, agencies: null },
      });
      return { as: openClient(program.url), body: { token: tokenOf(body.link), password: PASSWORD } };
    },
  },
  "POST /v1/pairings/:code/approve": {
    deeds: ["screen.planned", "display.approved"],
    states: "after",
    ask: code,
  },
  "DELETE /v1/pairings/:code": change("display.refused", "before", code),
  "PUT /v1/displays/:id": change("display.placed", "both", display),
  "DELETE /v1/displays/:id": change("display.revoked", "before", display),
  "PUT /v1/me/push": change("push.switched-on", "after"),
  "DELETE /v1/me/push": change("push.switched-off", "before"),
  "POST /v1/alerts/rotas": change("rota.made", "after"),
  "PUT /v1/alerts/rotas/:id": change("rota.changed", "both", rota),
  "POST /v1/alerts/rotas/:id/overrides": change("rota.overridden", "after", rota),
  "DELETE /v1/alerts/rotas/:id/overrides/:override": change(
    "rota.override-ended",
    "before",
    async ({ admin }) => {
      const [{ id, overrides }] = (await admin.ask("GET", "/v1/alerts/rotas")).body.rotas;
      return { params: { id: String(id), override: String(overrides[0].id) } };
    },
  ),
  "DELETE /v1/alerts/rotas/:id": change("rota.removed", "before", rota),
  "PUT /v1/alerts/rules/:id": change("alert-rule.changed", "after"),
  "POST /v1/embeds": change("embed.made", "after"),
  "DELETE /v1/embeds/:id": change("embed.revoked", "before", embed),
  "POST /v1/embeds/:id/restore": change("embed.restored", "after", embed),
  "POST /v1/alerts/recipients": change("recipient.made", "after"),
  "PUT /v1/alerts/recipients/:id": change("recipient.changed", "both", duty),
  "POST /v1/alerts/recipients/:id/switch-on": change("recipient.switched-on", "after", duty),
  "POST /v1/alerts/recipients/:id/test": change("recipient.tested", "none", duty),
  "DELETE /v1/alerts/recipients/:id": change("recipient.removed", "before", duty),
  "POST /v1/alerts/mutes": change("alerts.muted", "after"),
  "DELETE /v1/alerts/mutes/:id": change("alerts.unmuted", "before", mute),
  "POST /v1/alerts/:id/acknowledge": change("alert.acknowledged", "both", alert),
  "POST /v1/alerts/:id/give-back": change("alert.returned", "both", alert),
  "POST /v1/alerts/:id/resolve": change("alert.closed", "both", alert),
  "POST /v1/exports": change("list.exported", "after"),
  "POST /v1/reports": change("report.issued", "after", () => ({
    body: { kind: "daily", from: "2026-11-20", sections: ["calls"] },
  })),
  "POST /v1/reports/:id/editions": change("report.issued", "after", async (centre) => {
    // A late event, so that there is something to say anew.
    await centre.program.tell(call(centre.clock.now() - DAY, "late"));
    return report(centre);
  }),
  "POST /v1/schedules": change("schedule.made", "after"),
  "PUT /v1/schedules/:id": change("schedule.changed", "both", schedule),
  "POST /v1/schedules/:id/runs/:run": change("schedule.tried-again", "after", async (centre) => {
    const { admin, clock } = centre;
    const minute = Math.floor(timeOfDay(clock.now()) / MINUTE) + 1;
    const body = { ...SCHEDULE, name: "รอไม่ได้", minute, waitMinutes: 0 };
    const made = await admin.ask("POST", "/v1/schedules", body);
    expect([made.status, made.body]).toEqual([201, made.body]);
    const { id } = made.body;
    await clock.turn(2 * MINUTE);
    let run: string | undefined;
    await until(clock, async () => {
      const { schedules } = (await admin.ask("GET", "/v1/schedules")).body;
      const [last] = schedules.find((each: { id: number }) => each.id === id).runs;
      run = last?.id;
      return last?.state;
    }).toBe("refused");
    return { params: { id: String(id), run: run! } };
  }),
  "DELETE /v1/schedules/:id": change("schedule.removed", "before", schedule),
};

const SECRET = "what it was and is are secrets; that it was changed is all that may be said";
const ITSELF = "the session is named; it has nothing that is changed";
/** Deeds that say neither what was nor what is, each with the reason. */
export const WITHOUT_STATES: Partial<Record<Deed, string>> = {
  "session.opened": ITSELF,
  "session.proved": ITSELF,
  "session.closed": ITSELF,
  "session.revoked": ITSELF,
  "person.sessions-revoked": "all sessions of the person",
  "person.password-changed": SECRET,
  "person.totp-added": SECRET,
  "person.totp-removed": SECRET,
  "person.recovery-codes-made": SECRET,
  "person.reset": "the link is a secret, and the person is as before until it is used",
  "recipient.tested": "a message was sent, and nothing changed",
};
/** Deeds by which something came, and by which it went; all others changed something. */
export const MAKES =
  /\.(made|registered|invited|restored|issued|exported|others-revoked|passkey-added|approved|planned|taken-over|switched-on|overridden|muted|key-rotated|key-restored|tried-again)$|^alert-rule\.changed$/;
export const ENDS =
  /\.(discarded|revoked|key-revoked|removed|given-back|refused|switched-off|override-ended|unmuted|passkey-removed)$|^annotation\.ended$/;

/** Routes that are no GET and write nothing in the audit, each with the reason. */
export const NOT_AUDITED: Record<string, string> = {
  "POST /v1/events":
    "events are kept themselves, each with its source and for years; a source sends thousands a minute",
  "POST /v1/events/check": "keeps nothing",
  "POST /v1/me/totp": "a seed counts for nothing until a code of it is confirmed",
  "POST /v1/me/passkeys/options": "gives a challenge, which counts for nothing until it is signed",
  "POST /v1/session/passkey/options": "gives a challenge, which counts for nothing until it is signed",
  "POST /v1/link": "reads whose link it is",
  "POST /v1/pairings": "asks; the answer is audited, with who asked from where",
  "POST /v1/alerts/backtest": "computes, and keeps nothing",
  "POST /v1/embed/socket": "a wall's connection: the way in is the embed, which is audited",
  "POST /v1/reports/check": "computes, and keeps nothing",
};
