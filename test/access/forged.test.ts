/** What comes back from the identity provider, or seems to: nobody is signed in by it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, openClient, PASSWORD } from "./client.ts";
import { freePort, type IdentityProvider, passProvider, signed, startProvider, visit } from "./provider.ts";

const clock = movedClock();
let publicUrl: string;
let provider: IdentityProvider;
let program: Program;
beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://localhost:${port}`;
  provider = await startProvider(publicUrl);
  provider.accounts.set("suda", { preferred_username: "suda", groups: ["aoc-room"] });
  program = await startProgram({ clock, config: { port, publicUrl, provider: provider.settings } });
  await firstAdministrator(program);
});
afterAll(() => Promise.all([program.close(), provider.close()]));
afterEach(() => {
  provider.forge = null;
  // The budget of the address is not what is tried here.
  clock.ahead += MINUTE;
});

const browser = () => openClient(publicUrl);
const nobody = async (client: Client) => (await client.ask("GET", "/v1/session")).body.person === null;
const depart = (client: Client, query = "") => visit(client, `${publicUrl}/v1/session/oidc?${query}`);
const reason = ({ to }: { to: string }) => to.replace(`${publicUrl}/sign-in?`, "");
/** As far as the way back: the address to which the provider sends the browser. */
async function awaited(client: Client): Promise<URL> {
  return new URL(await passProvider((await depart(client)).to, "suda"));
}
const now = () => Math.floor(Date.now() / 1_000);

describe("an ID token", () => {
  type Forge = NonNullable<IdentityProvider["forge"]>;
  const changed =
    (more: object): Forge =>
    (claims, header) =>
      signed({ ...claims, ...more }, header, provider.key);
  it.each<[string, () => Forge | null, string]>([
    ["as it is", () => null, "arrived=yes"],
    ["signed again, unchanged", () => changed({}), "arrived=yes"],
    ["with another nonce", () => changed({ nonce: "another" }), "refused=distrusted"],
    ["without a nonce", () => changed({ nonce: undefined }), "refused=distrusted"],
    ["for another client", () => changed({ aud: "another" }), "refused=distrusted"],
    ["for others too", () => changed({ aud: ["war-room", "another"], azp: "another" }), "refused=distrusted"],
    ["of another issuer", () => changed({ iss: "http://127.0.0.1:9" }), "refused=distrusted"],
    ["that has ended", () => changed({ iat: now() - 7_200, exp: now() - 3_600 }), "refused=distrusted"],
    [
      "that is not signed",
      () => (claims) => `${signed(claims, { alg: "none" }, provider.key).replace(/\.[^.]*$/, ".")}`,
      "refused=distrusted",
    ],
    [
      "that the provider's key has not signed",
      () => (claims, header) => signed(claims, header, provider.otherKey),
      "refused=distrusted",
    ],
    [
      "of a key that the provider has not",
      () => (claims, header) => signed(claims, { ...header, kid: "two" }, provider.otherKey),
      "refused=distrusted",
    ],
    ["of another person than it is asked about", () => changed({ sub: "another" }), "refused=distrusted"],
  ])("%s: the browser is sent to the page with a reason", async (_what, forge, expected) => {
    const client = browser();
    const back = await awaited(client);
    provider.forge = forge();
    expect(reason(await visit(client, back.href))).toBe(expected);
    expect(await nobody(client)).toBe(expected !== "arrived=yes");
  });
});

describe("the way back", () => {
  it.each<[string, (back: URL) => void, string]>([
    ["as it is", () => {}, "arrived=yes"],
    ["with another state", (back) => back.searchParams.set("state", "a".repeat(43)), "refused=again"],
    ["without a state", (back) => back.searchParams.delete("state"), "refused=again"],
    ["with a state twice", (back) => back.searchParams.append("state", "b"), "refused=distrusted"],
    [
      "of another issuer, who was mixed up",
      (back) => back.searchParams.set("iss", "http://127.0.0.1:9"),
      "refused=distrusted",
    ],
    ["that does not say of which issuer", (back) => back.searchParams.delete("iss"), "refused=distrusted"],
    ["with another code", (back) => back.searchParams.set("code", "another"), "refused=again"],
    ["without a code", (back) => back.searchParams.delete("code"), "refused=distrusted"],
    [
      "with an error",
      (back) => {
        back.searchParams.delete("code");
        back.searchParams.set("error", "access_denied");
      },
      "refused=stopped",
    ],
    [
      "with an error of the provider's",
      (back) => {
        back.searchParams.delete("code");
        back.searchParams.set("error", "temporarily_unavailable");
      },
      "refused=away",
    ],
  ])("%s: the person is signed in only by what the provider has sent", async (_what, change, expected) => {
    const client = browser();
    const back = await awaited(client);
    change(back);
    expect(reason(await visit(client, back.href))).toBe(expected);
    expect(await nobody(client)).toBe(expected !== "arrived=yes");
  });

  it("counts once, also when it is taken several times at once", async () => {
    const client = browser();
    const back = await awaited(client);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => {
        const same = browser();
        for (const [name, value] of client.cookies) same.cookies.set(name, value);
        return visit(same, back.href);
      }),
    );
    expect(all.map(reason).sort()).toEqual(["arrived=yes", ...Array(4).fill("refused=again")]);
    expect(reason(await visit(client, back.href))).toBe("refused=again");
  });

  it("of one browser is none for another", async () => {
    const [client, other] = [browser(), browser()];
    const back = await awaited(client);
    await depart(other);
    expect(reason(await visit(other, back.href))).toBe("refused=again");
    expect(await nobody(other)).toBe(true);
    // And it was not used up by that.
    expect(reason(await visit(client, back.href))).toBe("arrived=yes");
  });

  it("takes no code that was made for another departure", async () => {
    const [client, thief] = [browser(), browser()];
    const stolen = (await awaited(client)).searchParams.get("code")!;
    const back = await awaited(thief);
    back.searchParams.set("code", stolen);
    // PKCE: the verifier is another one.
    expect(reason(await visit(thief, back.href))).toBe("refused=again");
    expect(await nobody(thief)).toBe(true);
  });

  it("takes a code once", async () => {
    const client = browser();
    const back = await awaited(client);
    expect(reason(await visit(client, back.href))).toBe("arrived=yes");
    const again = await awaited(client);
    again.searchParams.set("code", back.searchParams.get("code")!);
    expect(reason(await visit(client, again.href))).toBe("refused=again");
  });

  it("is closed after ten minutes", async () => {
    const client = browser();
    const back = await awaited(client);
    clock.ahead += 10 * MINUTE;
    expect(reason(await visit(client, back.href))).toBe("refused=again");
  });

  it("is open for two departures of one browser", async () => {
    const client = browser();
    const [first, second] = [await awaited(client), await awaited(client)];
    expect(reason(await visit(client, second.href))).toBe("arrived=yes");
    expect(reason(await visit(client, first.href))).toBe("arrived=yes");
  });

  it.each([
    "//evil.example/",
    "to=https://evil.example/",
    "to=//evil.example&arrived=yes&refused=unknown",
    "https://evil.example/?",
    "\r\nLocation: https://evil.example/",
  ])("leads to the page of sign-in and nowhere else: %s", async (said) => {
    const client = browser();
    const { to } = await depart(client, new URLSearchParams({ back: said }).toString());
    const asked = new URL(to);
    expect(asked.origin).toBe(new URL(provider.settings.issuer).origin);
    expect(asked.searchParams.get("redirect_uri")).toBe(`${publicUrl}/v1/session/oidc/callback`);
    const end = new URL((await visit(client, await passProvider(to, "suda"))).to);
    expect([end.origin, end.pathname]).toEqual([publicUrl, "/sign-in"]);
    expect([end.searchParams.getAll("arrived"), end.searchParams.getAll("refused")]).toEqual([["yes"], []]);
  });

  it("does not depend on the host that a request says", async () => {
    const address = `http://127.0.0.1:${new URL(publicUrl).port}/v1/session/oidc`;
    const { to } = await visit(openClient(address), address);
    expect(new URL(to).searchParams.get("redirect_uri")).toBe(`${publicUrl}/v1/session/oidc/callback`);
  });
});

describe("a provider that is away", () => {
  it("is a sentence, before and after the departure; who has a password signs in", async () => {
    const client = browser();
    const back = await awaited(client);
    await provider.close();
    expect(reason(await visit(client, back.href))).toBe("refused=away");
    // What it says of itself is asked for again.
    clock.ahead += 61 * MINUTE;
    const sent = await depart(client, "back=lang%3Den");
    expect([sent.status, reason(sent)]).toEqual([302, "lang=en&refused=away"]);
    const local = await client.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
    expect(local.status).toBe(200);
    expect(await nobody(client)).toBe(false);
  });
});
