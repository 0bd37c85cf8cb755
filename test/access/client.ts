import { codeOf, stepAt } from "../../backend/access/otp.ts";
import type { Program } from "../program.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route has its own, which test/answers.ts checks
  body: any;
  headers: Headers;
}

/** A browser as far as sign-in goes: it keeps cookies. */
export interface Client {
  /** By their names. */
  cookies: Map<string, string>;
  /** As a request says them. */
  header(): string;
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
}

export function openClient(url: string): Client {
  const cookies = new Map<string, string>();
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    cookies,
    header,
    async ask(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          cookie: header(),
          ...(body ? { "content-type": "application/json" } : {}),
          ...headers,
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (/Max-Age=0\b/.test(line)) cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
    },
  };
}

export const PASSWORD = "correct horse battery staple";

/** The token of a link. */
export const tokenOf = (link: string) => link.split("#")[1]!;

/** The first administrator, signed in. */
export async function firstAdministrator(program: Program, name = "anong"): Promise<Client> {
  const client = openClient(program.url);
  const said = { token: program.firstLink!, name, displayName: "อนงค์", password: PASSWORD };
  const { status, body } = await client.ask("POST", "/v1/link/use", said);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return client;
}

/** A further person, signed in; `id` is its number. */
export async function newPerson(
  program: Pick<Program, "url">,
  administrator: Client,
  name: string,
  role: string,
  scope: object = { banks: null, provinces: null, agencies: null },
): Promise<{ client: Client; id: number }> {
  const invited = await administrator.ask("POST", "/v1/people", { name, displayName: name, role, scope });
  if (invited.status !== 201) throw new Error(JSON.stringify(invited.body));
  const client = openClient(program.url);
  const said = { token: tokenOf(invited.body.link), password: PASSWORD };
  const used = await client.ask("POST", "/v1/link/use", said);
  if (used.status !== 200) throw new Error(JSON.stringify(used.body));
  return { client, id: invited.body.person.id };
}

/** The bytes of a text in base32. */
export function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** Sets up a second factor; gives the codes by the time, and the recovery codes. */
export async function addTotp(client: Client, now: () => number) {
  const { body } = await client.ask("POST", "/v1/me/totp");
  const seed = fromBase32(body.secret);
  const codeAt = (at: number) => codeOf(seed, stepAt(at));
  const confirmed = await client.ask("POST", "/v1/me/totp/confirm", { code: codeAt(now()) });
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
  return { codeAt, recoveryCodes: confirmed.body.recoveryCodes as string[], uri: body.uri as string };
}
