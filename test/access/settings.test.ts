import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireCodes } from "../../backend/access/scopes.ts";
import { readProvider } from "../../backend/settings/provider.ts";
import { filesBelow, textOf } from "../dependencies.ts";

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
  writeFileSync(file("secret"), "the secret\n");
  writeFileSync(file("groups"), '[{ "group": "kbank", "role": "viewer", "banks": ["KBANK"] }]');
  for (const [name, text] of [
    ["broken", "[{"],
    ["object", '{ "kbank": "viewer" }'],
    ["empty", "[]"],
    ["role", '[{ "group": "kbank", "role": "root" }]'],
    // An empty list would be read as "any" by one and as "none" by another.
    ["none", '[{ "group": "kbank", "role": "viewer", "banks": [] }]'],
    ["unknown", '[{ "group": "kbank", "role": "viewer", "bank": ["KBANK"] }]'],
  ] as const)
    writeFileSync(file(name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const whole = (more: object = {}) => ({
  OIDC_ISSUER: "https://login.example/aoc",
  OIDC_CLIENT_ID: "war-room",
  OIDC_CLIENT_SECRET_FILE: file("secret"),
  OIDC_GROUPS_FILE: file("groups"),
  PUBLIC_URL: "https://war-room.example",
  ...more,
});

describe("the settings of an identity provider", () => {
  it("are none without its address", () => {
    expect(readProvider({})).toBeNull();
    expect(readProvider({ OIDC_ISSUER: "", OIDC_NAME: "" })).toBeNull();
  });

  it("are read, with what is usual where nothing is said", () => {
    expect(readProvider(whole())).toEqual({
      name: "login.example",
      issuer: "https://login.example/aoc",
      clientId: "war-room",
      clientSecret: "the secret",
      scopes: "openid profile",
      groupsClaim: "groups",
      grants: [
        { group: "kbank", role: "viewer", scope: { banks: ["KBANK"], provinces: null, agencies: null } },
      ],
    });
    const more = { OIDC_NAME: "AOC", OIDC_SCOPES: "openid groups", OIDC_GROUPS_CLAIM: "roles" };
    expect(readProvider(whole(more))).toMatchObject({
      name: "AOC",
      scopes: "openid groups",
      groupsClaim: "roles",
    });
    expect(readProvider(whole({ OIDC_ISSUER: "http://localhost:9" }))?.issuer).toBe("http://localhost:9");
  });

  it.each<[string, () => object, RegExp]>([
    [
      "a secret without an address",
      () => ({ OIDC_ISSUER: "" }),
      /^OIDC_\w+ is of no use without OIDC_ISSUER/,
    ],
    ["no address", () => ({ OIDC_ISSUER: "login" }), /^OIDC_ISSUER must be an address/],
    ["an open way", () => ({ OIDC_ISSUER: "http://login.example" }), /^OIDC_ISSUER must be/],
    ["no client", () => ({ OIDC_CLIENT_ID: "" }), /needs OIDC_CLIENT_ID/],
    ["no groups", () => ({ OIDC_GROUPS_FILE: "" }), /needs OIDC_GROUPS_FILE/],
    ["no way back", () => ({ PUBLIC_URL: "" }), /needs PUBLIC_URL/],
    ["no secret", () => ({ OIDC_CLIENT_SECRET_FILE: "" }), /needs OIDC_CLIENT_SECRET_FILE/],
    ["two secrets", () => ({ OIDC_CLIENT_SECRET: "x" }), /leave one out/],
    ["a secret that is not there", () => ({ OIDC_CLIENT_SECRET_FILE: file("x") }), /cannot be read/],
    ["groups that are not there", () => ({ OIDC_GROUPS_FILE: file("x") }), /cannot be read/],
    ["no JSON", () => ({ OIDC_GROUPS_FILE: file("broken") }), /is no JSON/],
    ["no list", () => ({ OIDC_GROUPS_FILE: file("object") }), /must be a list like/],
    ["an empty list", () => ({ OIDC_GROUPS_FILE: file("empty") }), /must be a list like/],
    ["a role that is none", () => ({ OIDC_GROUPS_FILE: file("role") }), /must be a list .* \/0\/role/],
    ["an empty limit", () => ({ OIDC_GROUPS_FILE: file("none") }), /must be a list .* \/0\/banks/],
    ["a limit that is none", () => ({ OIDC_GROUPS_FILE: file("unknown") }), /must be a list .* \/0\/bank/],
  ])("are refused with a sentence: %s", (_what, more, sentence) => {
    expect(() => readProvider(whole(more()))).toThrow(sentence);
  });

  it("are refused when a group is limited to what does not exist", () => {
    const codes = [{ kind: "bank", code: "KBANK" }];
    const grants = (bank: string) => [
      { group: "g", role: "viewer" as const, scope: { banks: [bank], provinces: null, agencies: null } },
    ];
    expect(() => requireCodes(grants("KBANK"), codes)).not.toThrow();
    expect(() => requireCodes(grants("KBNK"), codes)).toThrow(
      /OIDC_GROUPS_FILE, group g: there is no bank KBNK/,
    );
  });
});

it.each(["openid-client", "@simplewebauthn/server"])(
  "%s is loaded only when somebody needs it",
  (library) => {
    const texts = filesBelow("backend").map(textOf);
    const statically = new RegExp(`^import (?!type ).*"${library}";$`, "m");
    expect(texts.filter((text) => statically.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes(`import("${library}")`))).toHaveLength(1);
  },
);
