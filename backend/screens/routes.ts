import { Type } from "@sinclair/typebox";
import type { Warning } from "#wire/sceneParts.ts";
import { NAMED_SCREEN, PUT_SCREEN, SCREEN_NAME, SCREENS_ANSWER, TAKE_OVER } from "#wire/screens.schema.ts";
import type { Doer } from "../audit/write.ts";
import { route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { withConnections } from "./assignment.ts";
import { planOf, planRules, takeoverOf } from "./plan.ts";
import type { Screens } from "./screens.ts";
import type { AllWatching } from "./watching.ts";

export interface ScreenNeeds {
  screens: Screens;
  clock: Clock;
  watching: AllWatching;
  warnings(): readonly Warning[];
}

const params = Type.Object({ name: SCREEN_NAME });
const hall = { name: "hall" };

/** What is done to a screen that is connected but not stored, as anybody can open one, stores it. */
async function keepConnected({ screens, watching }: ScreenNeeds, name: string, doer: Doer): Promise<Screens> {
  if ((await watching.list()).some(({ screen }) => screen === name)) await screens.keep(name, doer);
  return screens;
}

export const SCREEN_ROUTES = [
  route({
    method: "GET",
    path: "/v1/screens",
    right: "read",
    limit: "same",
    summary: "The screens: what each shows, when it last painted, and which is frozen",
    answer: SCREENS_ANSWER,
    examples: [{ what: "All screens" }],
    run: async ({ screens, watching, clock, warnings }: ScreenNeeds) =>
      withConnections(await screens.list(), await watching.list(), clock.now(), warnings()),
  }),
  route({
    method: "PUT",
    path: "/v1/screens/:name",
    right: "command",
    limit: "whole",
    summary: "Says what a screen shows: a scene, or a rotation that turns by the server's clock",
    description:
      "Makes the screen if there is none of that name. There are at most 200. While something is broken, a rotation waits at the scene that shows it.",
    params,
    body: PUT_SCREEN,
    answer: NAMED_SCREEN,
    faults: ["changed-meanwhile"],
    rules: (_needs, { body }) => planRules(body),
    examples: [
      {
        what: "A rotation",
        params: hall,
        body: {
          rotation: [
            { scene: "overview", seconds: 60 },
            { scene: "freezes", seconds: 30 },
          ],
          theme: "dark",
          lang: "th",
        },
      },
      { what: "A scene, with sound", params: hall, body: { scene: "calls", sound: true } },
    ],
    run: ({ screens }: ScreenNeeds, { params: { name }, body, doer }) =>
      screens.put(name, { ...planOf(body), version: body.version }, doer),
  }),
  route({
    method: "POST",
    path: "/v1/screens/:name/takeover",
    right: "command",
    limit: "whole",
    summary: "Shows another scene on a screen for some minutes",
    params,
    body: TAKE_OVER,
    answer: NAMED_SCREEN,
    faults: ["not-found"],
    examples: [
      { what: "The calls, for a quarter of an hour", params: hall, body: { scene: "calls", minutes: 15 } },
    ],
    run: async (needs: ScreenNeeds, { params: { name }, body, doer }) =>
      (await keepConnected(needs, name, doer)).takeOver(name, takeoverOf(body, needs.clock.now()), doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/screens/:name/takeover",
    right: "command",
    limit: "whole",
    summary: "Ends a takeover: the screen shows again what it is told to",
    params,
    answer: NAMED_SCREEN,
    faults: ["not-found"],
    examples: [{ what: "The screen in the hall", params: hall }],
    run: async (needs: ScreenNeeds, { params: { name }, doer }) =>
      (await keepConnected(needs, name, doer)).takeOver(name, null, doer),
  }),
  route({
    method: "POST",
    path: "/v1/screens/:name/acknowledge",
    right: "command",
    limit: "whole",
    summary: "Acknowledges all that is broken now: the screen's alarm is silent until something else breaks",
    params,
    answer: NAMED_SCREEN,
    faults: ["not-found"],
    examples: [{ what: "The screen in the hall", params: hall }],
    run: async (needs: ScreenNeeds, { params: { name }, doer }) =>
      (await keepConnected(needs, name, doer)).acknowledge(name, needs.clock.now(), doer),
  }),
  route({
    method: "POST",
    path: "/v1/screens/:name/rename",
    right: "command",
    limit: "whole",
    summary: "Gives a screen another name; its displays follow",
    params,
    body: Type.Object({ name: SCREEN_NAME }, { additionalProperties: false }),
    answer: NAMED_SCREEN,
    faults: ["not-found"],
    examples: [{ what: "The screen in the hall", params: hall, body: { name: "hall" } }],
    run: async (needs: ScreenNeeds, { params: { name }, body, doer }) =>
      (await keepConnected(needs, name, doer)).rename(name, body.name, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/screens/:name",
    right: "command",
    limit: "whole",
    summary: "Removes a screen",
    params,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "The screen in the hall", params: hall }],
    run: async (needs: ScreenNeeds, { params: { name }, doer }) =>
      (await keepConnected(needs, name, doer)).remove(name, doer),
  }),
];
