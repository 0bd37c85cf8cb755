import { type Static, Type } from "@sinclair/typebox";
import { freeText, ITS_VERSION, nullable, OF_VERSION } from "#wire/schema.ts";
import { ROTATION, SCENE, SCREEN_NAME } from "#wire/screens.schema.ts";
import { Reply, route, type Visitor } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { ALPHABET, CODE_LETTERS } from "./code.ts";
import type { Displays } from "./displays.ts";
import type { Pairing, Pairings } from "./pairing.ts";
import { qrOf } from "./qr.ts";

export interface DisplayNeeds {
  displays: Displays;
  pairings: Pairings;
  mayWatch(visitor: Visitor | null): boolean;
  clock: Clock;
  basePath: string;
}

const time = Type.Integer();
const PLACE = freeText(100, { description: "where it hangs, up to 100 letters" });
const display = nullable(Type.Object({ screen: Type.String() }), {
  description: "the screen that this browser shows; null: it is no display",
});

const WHO = Type.Object({
  at: Type.Integer({ description: "the server's clock" }),
  display,
  mayWatch: Type.Boolean({ description: "it may see a wall, paired or not" }),
});

const ASKED = Type.Object({
  at: Type.Integer({ description: "the server's clock" }),
  display,
  pairing: nullable(
    Type.Object({
      code: Type.String({ description: "to be compared with what the phone says; it opens nothing" }),
      endsAt: time,
      isRefused: Type.Boolean(),
      address: nullable(Type.String()),
      url: Type.String({ description: "where a person approves it" }),
      qr: Type.Object(
        { size: Type.Integer(), path: Type.String() },
        { description: "of that address, as SVG" },
      ),
    }),
    { description: "null: it is a display" },
  ),
});

const pixels = Type.Integer({ minimum: 1, maximum: 100_000 });
const CODE = Type.Object({
  code: Type.String({
    pattern: `^[${ALPHABET}]{${CODE_LETTERS}}$`,
    description: "the code on the screen, six letters and digits without a space",
  }),
});
const PAIRING = Type.Object({
  at: Type.Integer({ description: "the server's clock" }),
  code: Type.String(),
  address: nullable(Type.String(), { description: "where its browser asks from" }),
  agent: nullable(Type.String(), { description: "what its browser says that it is" }),
  width: Type.Integer(),
  height: Type.Integer(),
  askedAt: time,
  endsAt: time,
});
const APPROVE = Type.Object(
  {
    name: SCREEN_NAME,
    place: PLACE,
    scene: Type.Optional(SCENE),
    rotation: Type.Optional(ROTATION),
  },
  {
    additionalProperties: false,
    description: "Without scene and rotation: what a screen of this name shows already, or the overview.",
  },
);
const DISPLAY = Type.Object({
  id: Type.Integer(),
  version: ITS_VERSION,
  screen: Type.String(),
  place: Type.String(),
  approvedAt: time,
  approvedBy: Type.String(),
  seenAt: Type.Integer({
    description: "when its page last asked who it is, at most ten minutes late while it runs",
  }),
  endsAt: Type.Integer({ description: "when its credential ends, unless it is seen before" }),
  address: nullable(Type.String()),
  agent: nullable(Type.String()),
});
const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$", description: "the id of a display" }) });

const callerOf = ({ address, agent }: { address: string; agent: string | null }) => ({
  address: address || null,
  agent,
});

/** JSON, and the cookie if there is one. */
const withCookie = (answer: object, cookie: string | null) =>
  new Reply(
    { "Content-Type": "application/json; charset=utf-8", ...(cookie ? { "Set-Cookie": cookie } : {}) },
    JSON.stringify(answer),
  );

function toldOf({ code, endsAt, isRefused, address }: Pairing, origin: string) {
  const url = `${origin}/pair`;
  return { code, endsAt, isRefused, address, url, qr: qrOf(`${url}?code=${code}`) };
}

export const DISPLAY_ROUTES = [
  route({
    method: "GET",
    path: "/v1/display",
    right: "anyone",
    summary: "Which screen this browser shows, by its cookie",
    answer: WHO,
    faults: ["unauthorized"],
    examples: [{ what: "This browser" }],
    run: async ({ displays, clock, mayWatch }: DisplayNeeds, given) => {
      const { request, who } = given;
      const found = await displays.greet(request.headers.cookie, callerOf(given));
      const answer: Static<typeof WHO> = {
        at: clock.now(),
        display: found && { screen: found.display.name },
        mayWatch: mayWatch(await who()),
      };
      return withCookie(answer, found?.cookie ?? null);
    },
  }),
  route({
    method: "POST",
    path: "/v1/pairings",
    right: "anyone",
    summary: "Asks that this browser may show a wall, and whether it may by now",
    description:
      "A browser asks again until it is approved or its code ends after ten minutes. Its cookie, which scripts cannot read, holds what identifies it: first for the time of pairing, then for half a year from when it was last seen. At most 100 browsers wait, 20 of them from one network.",
    body: Type.Object({ width: pixels, height: pixels }, { additionalProperties: false }),
    answer: ASKED,
    faults: ["busy"],
    examples: [{ what: "A television", body: { width: 1_920, height: 1_080 } }],
    run: async ({ pairings, clock, basePath }: DisplayNeeds, given) => {
      const { body, request, cookies } = given;
      cookies.require();
      const { screen, pairing, cookie } = await pairings.ask(request.headers.cookie, callerOf(given), body);
      const answer: Static<typeof ASKED> = {
        at: clock.now(),
        display: screen === null ? null : { screen },
        pairing: pairing && toldOf(pairing, cookies.origin + basePath),
      };
      return withCookie(answer, cookie);
    },
  }),
  route({
    method: "GET",
    path: "/v1/pairings/:code",
    right: "administer",
    limit: "whole",
    summary: "The browser that shows this code, and where it is",
    params: CODE,
    answer: PAIRING,
    faults: ["not-found"],
    examples: [{ what: "A television", params: { code: "K7M4R9" } }],
    run: async ({ pairings, clock }: DisplayNeeds, { params: { code } }) => {
      const { isRefused: _, display: __, ...pairing } = await pairings.find(code);
      return { at: clock.now(), ...pairing };
    },
  }),
  route({
    method: "POST",
    path: "/v1/pairings/:code/approve",
    right: "administer",
    needsProof: true,
    limit: "whole",
    summary: "Makes the browser that shows this code a display of a screen",
    params: CODE,
    body: APPROVE,
    answer: Type.Object({ id: Type.Integer({ description: "of the display" }) }),
    faults: ["not-found"],
    rules: (_needs, { body: { scene, rotation } }) =>
      scene !== undefined && rotation !== undefined ? ["scene, rotation: at most one of the two"] : [],
    examples: [
      {
        what: "A television in the hall",
        params: { code: "K7M4R9" },
        body: { name: "ห้องบัญชาการ 3", place: "อาคาร NT ชั้น 3", scene: "overview" },
      },
    ],
    run: async ({ pairings }: DisplayNeeds, { params: { code }, body, doer }) => ({
      id: await pairings.approve(code, body, doer),
    }),
  }),
  route({
    method: "DELETE",
    path: "/v1/pairings/:code",
    right: "administer",
    limit: "whole",
    summary: "Refuses the browser that shows this code",
    params: CODE,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "A television", params: { code: "K7M4R9" } }],
    run: ({ pairings }: DisplayNeeds, { params: { code }, doer }) => pairings.refuse(code, doer),
  }),
  route({
    method: "GET",
    path: "/v1/displays",
    right: "administer",
    limit: "whole",
    summary: "The browsers that may show walls: which screen, where, and when each was last seen",
    answer: Type.Array(DISPLAY),
    examples: [{ what: "All displays" }],
    run: ({ displays }: DisplayNeeds) => displays.list(),
  }),
  route({
    method: "PUT",
    path: "/v1/displays/:id",
    right: "administer",
    limit: "whole",
    summary: "Says where a display hangs",
    params: ID,
    body: Type.Object({ place: PLACE, ...OF_VERSION }, { additionalProperties: false }),
    answer: DISPLAY,
    faults: ["not-found", "changed-meanwhile"],
    examples: [{ what: "Another floor", params: { id: "1" }, body: { place: "อาคาร NT ชั้น 2" } }],
    run: ({ displays }: DisplayNeeds, { params: { id }, body, doer }) =>
      displays.place(Number(id), body, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/displays/:id",
    right: "administer",
    limit: "whole",
    summary: "Revokes a display: its browser shows no wall from now on, and asks to be paired",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "A display", params: { id: "1" } }],
    run: ({ displays }: DisplayNeeds, { params: { id }, doer }) => displays.revoke(Number(id), doer),
  }),
];
