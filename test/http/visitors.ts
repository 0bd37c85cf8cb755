import { HOUR } from "#calendar/units.ts";
import { ROLES } from "#wire/access.ts";
import { addSession } from "../../backend/access/queries.ts";
import { hashOf, newToken } from "../../backend/access/tokens.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
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
  const personOf = (name: string, id: number): Somebody => ({
    name,
    async headers() {
      const token = newToken();
      const at = Date.now();
      const times = { at, provedAt: at, endsAt: at + HOUR };
      const from = { address: null, agent: null };
      await addSession(program.store.run, { person: id, tokenHash: hashOf(token), ...times, ...from });
      return { cookie: `war-room-session=${token}` };
    },
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
    { name: "a display", headers: async () => ({ cookie: panel.cookie }) },
    personOf("a person of one bank", clerk.id),
    ...people,
  ];
}
