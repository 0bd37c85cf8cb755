/** People and displays sign in encrypted, or within the machine: only proxies that are named say that it is encrypted. */

import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstAdministrator, PASSWORD } from "../access/client.ts";
import { type Program, startProgram } from "../program.ts";

const OTHER = "wall.example";
const NAMED = "war-room.example";
const PROXY = "127.0.0.2";

let program: Program;
beforeAll(async () => {
  const config = { allowedHosts: [OTHER], publicUrl: `https://${NAMED}`, trustedProxies: [PROXY] };
  program = await startProgram({ config });
  await firstAdministrator(program);
});
afterAll(() => program.close());

interface Said {
  host: string;
  /** Whose the other end of the connection is. */
  from?: string;
  headers?: Record<string, string>;
}

function ask(path: string, body: object, { host, from = "127.0.0.1", headers = {} }: Said) {
  return new Promise<{ status: number; text: string; cookies: string[] }>((resolve, reject) => {
    const to = { host: "127.0.0.1", port: Number(new URL(program.url).port), localAddress: from };
    const sending = request(
      {
        ...to,
        method: "POST",
        path,
        agent: false,
        headers: { host, "content-type": "application/json", ...headers },
      },
      (response) => {
        let text = "";
        response
          .on("data", (chunk) => (text += chunk))
          .on("end", () =>
            resolve({ status: response.statusCode!, text, cookies: response.headers["set-cookie"] ?? [] }),
          );
      },
    );
    sending.once("error", reject).end(JSON.stringify(body));
  });
}

const token = "a".repeat(43);
const signed = { clientDataJSON: "e30", authenticatorData: "SZYN5Y", signature: "MEUCIQ" };
/** What carries a password, a link, a signature or a credential, and its answer where it may. */
const SECRETS: [string, object, number][] = [
  ["/v1/session", { name: "anong", password: PASSWORD }, 200],
  ["/v1/link/use", { token, password: PASSWORD }, 404],
  ["/v1/session/passkey/options", { purpose: "sign-in" }, 200],
  ["/v1/session/passkey", { credential: { id: "mE8kq0v6Tt2n1b7gQ2pXcg", response: signed } }, 401],
  ["/v1/pairings", { width: 1_920, height: 1_080 }, 200],
];
const proto = (value: string) => ({ "x-forwarded-proto": value });

describe.each(SECRETS)("POST %s", (path, body, status) => {
  it.each<[string, Said]>([
    ["in the clear", { host: OTHER }],
    ["in the clear, and says that it is encrypted", { host: OTHER, headers: proto("https") }],
    ["in the clear to a proxy that is named", { host: OTHER, from: PROXY, headers: proto("http") }],
    [
      "to a proxy that says what its client claims first",
      { host: OTHER, from: PROXY, headers: proto("https, http") },
    ],
  ])("is refused %s", async (_what, said) => {
    const refused = await ask(path, body, said);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("by https only")]);
    expect(refused.cookies).toEqual([]);
  });

  it.each<[string, Said]>([
    ["encrypted to a proxy that is named", { host: OTHER, from: PROXY, headers: proto("https") }],
    ["under the name of PUBLIC_URL", { host: NAMED }],
    ["within the machine", { host: "localhost" }],
  ])("is taken %s", async (_what, said) => {
    expect((await ask(path, body, said)).status).toBe(status);
  });
});

describe("a cookie", () => {
  const said = { name: "anong", password: PASSWORD };
  it("of a sign-in that came encrypted is this host's alone, and comes back only encrypted", async () => {
    const { cookies } = await ask("/v1/session", said, { host: OTHER, from: PROXY, headers: proto("https") });
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^__Host-war-room-\w+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
      );
    const [, session] = /^__Host-war-room-session=([\w-]+)/.exec(cookies[0]!)!;
    const proof = async (name: string) => {
      const headers = { ...proto("https"), cookie: `${name}=${session}` };
      return (await ask("/v1/session/proof", { password: PASSWORD }, { host: OTHER, from: PROXY, headers }))
        .status;
    };
    // The plain name counts for nothing there.
    expect(await proof("war-room-session")).toBe(401);
    expect(await proof("__Host-war-room-session")).toBe(204);
  });
});
