import { HOUR } from "#calendar/units.ts";
import { ROLES } from "#wire/access.ts";
import { newToken } from "../../backend/access/tokens.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { sessionOf } from "../access/signedIn.ts";
import { pair } from "../displays/pair.ts";
import type { Program } from "../program.ts";

/** Somebody who makes requests. */
export interface Somebody {
  name: string;
  /** What a request has to be known by: of people another session each time, for a request may end it. */
  headers(): Promise<Record<string, string>>;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** One of each kind, from nobody to an administrator. */
export async function openVisitors(program: Program): Promise<Somebody[]> {
  const admin = await firstAdministrator(program);
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await admin.ask("POST", path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.key;
  };
  const source = { nameTh: "แหล่ง", types: ["call.offered", "source.beat"], beatSeconds: 60 };
  const limited = { banks: ["KBANK"], provinces: null, agencies: null };
  const sending = await made("/v1/sources", { ...source, name: "visitor" });
  const reading = await made("/v1/reading-keys", { name: "visitor" });
  const panel = await pair(program, "visitor");
  const ofBank = await made("/v1/reading-keys", { name: "visitor-kbank", banks: ["KBANK"] });
  const embed = await admin.ask("POST", "/v1/embeds", {
    ...{ name: "visitor", metric: "calls.offered", days: 1, endsAt: Date.now() + HOUR },
  });
  const ticket = (embed.body.address as string).split("#")[1]!;
  const personOf = (name: string, id: number): Somebody => ({
    name,
    headers: async () => ({ cookie: await sessionOf(program, id, Date.now()) }),
  });
  const people: Somebody[] = [];
  for (const role of ROLES)
    people.push(personOf(`a person: ${role}`, (await newPerson(program, admin, `of-${role}`, role)).id));
  const clerk = await newPerson(program, admin, "of-kbank", "viewer", limited);
  return [
    // Empty, so that nothing is added.
    { name: "nothing", headers: async () => ({ cookie: "" }) },
    { name: "a key that is guessed", headers: async () => bearer("guessed") },
    {
      name: "a session that is guessed",
      headers: async () => ({ cookie: `war-room-session=${newToken()}` }),
    },
    { name: "the first source's key", headers: async () => bearer(program.key) },
    { name: "a source's key", headers: async () => bearer(sending) },
    { name: "a key for reading", headers: async () => bearer(reading) },
    { name: "a key for reading of one bank", headers: async () => bearer(ofBank) },
    { name: "the ticket of an embed", headers: async () => bearer(ticket) },
    { name: "a display", headers: async () => ({ cookie: panel.cookie }) },
    personOf("a person of one bank", clerk.id),
    ...people,
  ];
}
