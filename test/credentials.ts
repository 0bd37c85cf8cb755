/** Who tests are, where a request does not say it itself. */
import type { BrowserContext } from "playwright-core";
import { EVERYTHING } from "#wire/access.ts";
import { addPasskey } from "../backend/access/passkeyQueries.ts";
import { addPerson, listPeople } from "../backend/access/peopleQueries.ts";
import { addSession, findSession } from "../backend/access/sessionQueries.ts";
import { hashOf } from "../backend/access/tokens.ts";
import type { Right } from "../backend/http/route.ts";
import type { WarRoom } from "../backend/main.ts";
import { patternOf, ROUTES } from "./routes.ts";

/** What a program lets in. */
export interface Credentials {
  /** Of the first source, which may read everything; null: there is none. */
  key: string | null;
  /** The cookie of an administrator. */
  cookie(): Promise<string>;
}

const known = new Map<string, Credentials>();
const plainFetch = globalThis.fetch;
/** From now on a request to this program has credentials, where it has none of its own and its route needs them. */
export async function giveCredentials(url: string, credentials: Credentials): Promise<void> {
  known.set(new URL(url).origin, credentials);
  if (globalThis.fetch === plainFetch) globalThis.fetch = fetchAsTester;
  // A browser may come back to another program under the same address.
  if (given.has(SESSION.value)) await credentials.cookie();
}

/** Nothing of the program stands there any more: another server may listen there next. */
export const takeCredentials = (url: string): void => void known.delete(new URL(url).origin);

/** Cookies that browsers were given here. */
const given = new Set<string>();

/** No browser is left that has one. */
export const forgetCookies = (): void => given.clear();

/** Signs a browser in before it opens an address, unless the test has done so. */
export async function signIn(context: BrowserContext, address: string): Promise<void> {
  const credentials = URL.canParse(address) ? known.get(new URL(address).origin) : undefined;
  if (!credentials) return;
  const [name = "", value = ""] = (await credentials.cookie()).split("=");
  const now = (await context.cookies(address)).find((cookie) => cookie.name === name)?.value;
  if (now === value || (now !== undefined && !given.has(now))) return;
  given.add(value);
  await context.addCookies([{ name, value, url: new URL(address).origin }]);
}

/** Requests to `url` come to the program at `to`. */
export function sameCredentials(url: string, to: string): void {
  const credentials = known.get(new URL(to).origin);
  if (credentials) known.set(new URL(url).origin, credentials);
}

/** The cookie for a program of this address. */
export const cookieFor = async (url: string) => (await known.get(new URL(url).origin)?.cookie()) ?? "";

/** A request without credentials. */
export const asNobody = (input: string | URL, init: RequestInit = {}) =>
  fetch(input, { ...init, headers: { cookie: "", ...Object.fromEntries(new Headers(init.headers)) } });

const routes = ROUTES.map((route) => ({
  method: route.method,
  right: route.right,
  pattern: patternOf(route),
}));
/** Rights that the key has; the administrator has the others. */
const OF_KEY: readonly Right[] = ["read", "monitor"];

export async function fetchAsTester(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  const credentials = known.get(url.origin);
  if (!credentials || headers.has("authorization") || headers.has("cookie")) return plainFetch(input, init);
  const method = (init.method ?? (input instanceof Request ? input.method : "GET")).replace("HEAD", "GET");
  const right = routes.find((each) => each.method === method && each.pattern.test(url.pathname))?.right;
  if (right === undefined || right === "anyone" || right === "send" || right === "embed")
    return plainFetch(input, init);
  if (credentials.key !== null && OF_KEY.includes(right)) {
    headers.set("authorization", `Bearer ${credentials.key}`);
    const response = await plainFetch(input, { ...init, headers });
    if (response.status !== 401) return response;
    // The test has revoked it.
    headers.delete("authorization");
  }
  headers.set("cookie", await credentials.cookie());
  return plainFetch(input, { ...init, headers });
}

/** The same in all programs: browsers do not tell the ports of a host apart. */
const SESSION = { name: "war-room-session", value: "t".repeat(43) } as const;
/** A session that neither ends nor has to be proved again, whatever a test does to the clock. */
const NEVER = Date.parse("2100-01-01");

/** Signs in as an administrator who is made for it, when it is first needed. */
export function openTester({ store, access, url }: WarRoom): () => Promise<string> {
  const name = url.startsWith("https:") ? `__Host-${SESSION.name}` : SESSION.name;
  let opening: Promise<string> | null = null;
  async function open() {
    const { run } = store;
    const tokenHash = hashOf(SESSION.value);
    if (!(await findSession(run, tokenHash))) {
      await addPerson(
        run,
        { name: "tester", displayName: "ผู้ทดสอบ", role: "admin", scope: EVERYTHING },
        NEVER,
      );
      const { id } = (await listPeople(run, null)).find(({ name }) => name === "tester")!;
      const at = { at: NEVER, provedAt: NEVER, endsAt: 2 * NEVER };
      await addSession(run, { person: id, tokenHash, ...at, address: null, agent: null });
      // An administrator without a second factor is told so on every page.
      const key = {
        credentialId: tokenHash,
        publicKey: tokenHash,
        counter: 0,
        transports: [],
        isSynced: false,
      };
      await addPasskey(run, { ...key, person: id, name: "a key of nobody's" }, NEVER);
      access.forget();
    }
    return `${name}=${SESSION.value}`;
  }
  return () => {
    opening ??= open().catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  };
}
