import { Type } from "@sinclair/typebox";
import { CHANGED_ROTA, NEW_OVERRIDE, NEW_ROTA, ROTA, ROTAS } from "#wire/rota.schema.ts";
import type { Shift } from "#wire/rota.ts";
import { ITS_VERSION } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import type { Alerts } from "./alerts.ts";
import { type KnownCodes, requireHeard } from "./codes.ts";
import { hearsWithin } from "./inScope.ts";
import { overlapOf } from "./rota.ts";

export interface RotaNeeds {
  alerts: Alerts;
  codes: KnownCodes;
}

const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$" }) });
const OVERRIDE_ID = Type.Object({ ...ID.properties, override: ID.properties.id });
const MADE = Type.Object({ id: Type.Integer() });
const rota = {
  name: "หัวหน้าเวร",
  firstDay: "2026-11-23",
  hears: [{ policy: "duty", afterMinutes: 0 }],
  shifts: [
    { from: 480, until: 1_200, turn: "daily", people: [1] },
    { from: 1_200, until: 480, turn: "weekly", people: [1] },
  ],
} as const;
const office = {
  ...rota,
  name: "ในเวลาราชการ",
  holidaysOff: true,
  shifts: [{ from: 480, until: 960, days: "working", turn: "daily", people: [1] }],
} as const;

export const ROTA_ROUTES = [
  route({
    method: "GET",
    path: "/v1/alerts/rotas",
    right: "read",
    limit: "within",
    summary: "Who is on duty: now, and in each shift of the next 14 days; and where nobody is",
    description: "Who is limited is told of no entry of `hears` that names somebody outside the limit.",
    answer: ROTAS,
    examples: [{ what: "All rotas" }],
    async run({ alerts }: RotaNeeds, { visitor: { scope } }) {
      const { rotas, ...rest } = await alerts.rotas.list();
      return { ...rest, rotas: rotas.map((rota) => ({ ...rota, hears: hearsWithin(rota.hears, scope) })) };
    },
  }),
  route({
    method: "POST",
    path: "/v1/alerts/rotas",
    right: "administer",
    limit: "whole",
    summary: "Makes a rota: people who take turns in shifts by Bangkok's clock, and what they are told of",
    body: NEW_ROTA,
    answer: MADE,
    status: 201,
    faults: ["bad-request", "forbidden"],
    rules: (_needs, { body }) => rotaRules(body),
    examples: [
      { what: "Day and night", body: rota },
      { what: "Working hours alone, holidays left out", body: office },
    ],
    run: async ({ alerts, codes }: RotaNeeds, { body, doer }) => {
      requireHeard(codes, body.hears);
      return { id: await alerts.rotas.add(body, doer) };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/alerts/rotas/:id",
    right: "administer",
    limit: "whole",
    summary: "Changes a rota; its overrides stay",
    params: ID,
    body: CHANGED_ROTA,
    answer: Type.Object({ version: ITS_VERSION }),
    faults: ["not-found", "bad-request", "forbidden", "changed-meanwhile"],
    rules: (_needs, { body }) => rotaRules(body),
    examples: [{ what: "Another first day", params: { id: "1" }, body: { ...rota, firstDay: "2026-11-30" } }],
    async run({ alerts, codes }: RotaNeeds, { params: { id }, body, doer }) {
      requireHeard(codes, body.hears);
      return { version: await alerts.rotas.put(Number(id), body, doer) };
    },
  }),
  route({
    method: "POST",
    path: "/v1/alerts/rotas/:id/overrides",
    right: "command",
    limit: "whole",
    summary: "Somebody else is on duty for a time; the last override that was entered holds",
    params: ID,
    body: NEW_OVERRIDE,
    answer: ROTA.properties.overrides.items,
    status: 201,
    faults: ["not-found", "bad-request", "forbidden"],
    rules: (_needs, { body: { from, until } }) =>
      typeof from === "number" && typeof until === "number" && until <= from
        ? ["until: must be later than from"]
        : [],
    examples: [
      {
        what: "A Friday night",
        params: { id: "1" },
        body: { from: 1_795_784_400_000, until: 1_795_827_600_000, recipient: 1, reason: "แลกเวร" },
        isOnce: true,
      },
    ],
    run: ({ alerts }: RotaNeeds, { params: { id }, body, doer }) =>
      alerts.rotas.override(Number(id), body, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/alerts/rotas/:id/overrides/:override",
    right: "command",
    limit: "whole",
    summary: "Ends an override: whose turn it is, is on duty again",
    params: OVERRIDE_ID,
    answer: null,
    faults: ["not-found", "forbidden"],
    examples: [{ what: "An override", params: { id: "1", override: "1" }, isOnce: true }],
    run: ({ alerts }: RotaNeeds, { params: { id, override }, doer }) =>
      alerts.rotas.endOverride(Number(id), Number(override), doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/alerts/rotas/:id",
    right: "administer",
    limit: "whole",
    summary: "Removes a rota: nobody is told any more because of it",
    params: ID,
    answer: null,
    faults: ["not-found", "forbidden"],
    examples: [{ what: "A rota", params: { id: "1" } }],
    run: ({ alerts }: RotaNeeds, { params: { id }, doer }) => alerts.rotas.remove(Number(id), doer),
  }),
];

/** What the schema cannot say of shifts. */
function rotaRules({ shifts }: Readonly<Record<string, unknown>>): string[] {
  const isShift = (each: unknown): each is Shift =>
    typeof (each as Shift | null)?.from === "number" && typeof (each as Shift).until === "number";
  if (!Array.isArray(shifts) || !shifts.every(isShift)) return [];
  const overlap = overlapOf(shifts);
  return overlap
    ? [`shifts.${overlap[1]}: overlaps shift ${overlap[0]}; two on duty at once are two rotas`]
    : [];
}
