import { HOUR } from "#calendar/units.ts";
import { ROLES } from "#wire/access.ts";
import { type Client, newPerson, openClient } from "../access/client.ts";
import type { Against } from "./against.ts";

/** Somebody who makes requests: the headers by which it is known. */
export type Visitor = Record<string, string>;

export const bearer = (key: string): Visitor => ({ authorization: `Bearer ${key}` });

function administrator({ url, cookie }: Pick<Against, "url" | "cookie">): Client {
  const client = openClient(url);
  const [name = "", value = ""] = cookie.split("=");
  client.cookies.set(name, value);
  return client;
}

/** A person who may draft reports, and nothing that is dangerous. */
export async function openAnalyst(there: Pick<Against, "url" | "cookie">, of: string): Promise<Visitor> {
  const { client } = await newPerson(there, administrator(there), `${of}-analyst`, "analyst");
  return { cookie: client.header() };
}

/** Nobody, keys of each kind, the ticket of an embed, and a person of each role. @param of names that no other attack has taken */
export async function openVisitors(
  { url, key, cookie }: Pick<Against, "url" | "key" | "cookie">,
  of: string,
): Promise<Visitor[]> {
  const admin = administrator({ url, cookie });
  async function made(path: string, body: object) {
    const answer = await admin.ask("POST", path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }
  const whole = await made("/v1/reading-keys", { name: `reading-${of}` });
  const limited = await made("/v1/reading-keys", { name: `kbank-${of}`, banks: ["KBANK"] });
  const figure = { metric: "calls.offered", days: 1, endsAt: Date.now() + HOUR };
  const { address } = await made("/v1/embeds", { name: of, ...figure });
  const people: Visitor[] = [];
  for (const role of ROLES) {
    const { client } = await newPerson({ url }, admin, `${of}-${role}`, role);
    people.push({ cookie: client.header() });
  }
  // Empty, so that nothing is added.
  const keys = ["guessed", key, whole.key, limited.key, address.split("#")[1]];
  return [{ cookie: "" }, ...keys.map(bearer), ...people];
}
