import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EVERYTHING, ROLES, type Role, type Scope } from "#wire/access.ts";
import { signatureOf } from "../../backend/access/seal.ts";
import { type EmbedState, stateOf } from "../../backend/embeds/judge.ts";
import { readTicket, writeTicket } from "../../backend/embeds/ticket.ts";

const key = randomBytes(32);
const sign = (text: string) => signatureOf(key, text);
const TICKET = { embed: 17, endsAt: 1_795_996_800 };
const written = writeTicket(TICKET, sign);

describe("a ticket", () => {
  it("says which embed it is of and until when, to whoever has the key alone", () => {
    expect(readTicket(written, sign)).toEqual(TICKET);
    expect(readTicket(written, (text) => signatureOf(randomBytes(32), text))).toBe(null);
  });

  it("is nobody's when any of its letters was changed", () => {
    for (let place = 0; place < written.length; place++)
      for (const letter of ["0", "9", "A", "-", " "])
        if (written[place] !== letter) {
          const changed = written.slice(0, place) + letter + written.slice(place + 1);
          // The last letter of a signature has two bits that are not of it.
          const read = readTicket(changed, sign);
          expect([place, read === null || place === written.length - 1]).toEqual([place, true]);
        }
  });

  it.each([
    "",
    "17",
    `${written}A`,
    written.slice(0, -1),
    `17-1795996801-${written.split("-").slice(2).join("-")}`,
  ])("is not: %s", (text) => expect(readTicket(text, sign)).toBe(null));
});

const NOW = 1_000;
const LIMITED: Scope = { ...EVERYTHING, banks: ["KBANK"] };
const made = (more: {
  scene?: null;
  endsAt?: number;
  revokedAt?: number;
  role?: Role;
  scope?: Scope;
  isDisabled?: true;
}) => {
  const {
    scene = "overview" as const,
    endsAt = NOW + 1,
    revokedAt = null,
    role = "commander",
    scope = EVERYTHING,
  } = more;
  const maker = { id: 1, displayName: "x", role, scope, isDisabled: more.isDisabled ?? false };
  return { scene, endsAt, revokedAt, maker };
};
describe("an embed", () => {
  it.each<[string, Parameters<typeof made>[0], EmbedState]>([
    ["until its end", {}, "open"],
    ["at its end", { endsAt: NOW }, "ended"],
    ["that was revoked, whatever else", { revokedAt: 1, endsAt: NOW, isDisabled: true }, "revoked"],
    ["of who was disabled", { isDisabled: true }, "lapsed"],
    ["of a scene, whose maker was limited", { scope: LIMITED }, "lapsed"],
    ["of a figure, whose maker was limited", { scene: null, scope: LIMITED }, "open"],
  ])("%s", (_what, more, state) => expect(stateOf(made(more), NOW)).toBe(state));

  it("lasts with the right to make one", () => {
    expect(ROLES.filter((role) => stateOf(made({ role }), NOW) === "open")).toEqual(["commander", "admin"]);
  });
});
