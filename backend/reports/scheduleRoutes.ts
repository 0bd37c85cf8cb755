import { Type } from "@sinclair/typebox";
import { CHANGED_SCHEDULE, SCHEDULE, SCHEDULE_BODY, SCHEDULES } from "#wire/schedules.schema.ts";
import { uuid } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import type { Reports } from "./reports.ts";

interface Needs {
  reports: Pick<Reports, "schedules">;
}

const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$", description: "the id of a schedule" }) });
const EXAMPLE = {
  name: "ประจำวันถึงปลัดกระทรวง",
  kind: "daily",
  weekday: 1,
  date: 1,
  minute: 480,
  onHoliday: "next",
  waitMinutes: 180,
  public: false,
  memo: null,
  lang: "th",
  thaiDigits: false,
  formats: ["pdf", "xlsx"],
  recipients: ["office@example.go.th"],
  onChange: "offer",
  isPaused: false,
};

export const SCHEDULE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/schedules",
    right: "report",
    limit: "within",
    summary: "The schedules that reports are sent by, with what became of the last runs",
    description: "Who is limited is told of those inside the limit.",
    answer: SCHEDULES,
    examples: [{ what: "All" }],
    run: ({ reports }: Needs, { visitor }) => reports.schedules.list(visitor.scope),
  }),
  route({
    method: "POST",
    path: "/v1/schedules",
    right: "report",
    limit: "within",
    needsProof: true,
    summary: "Sets a schedule up",
    description:
      "At its hour the report of the last whole day, week or month is composed as of then, issued and sent by mail with its files. A figure that is missing or not settled is waited for; after `waitMinutes` the report is refused, and its recipients are told why. It is sent within the rights that whoever set it up has at that moment.",
    body: SCHEDULE_BODY,
    answer: SCHEDULE,
    status: 201,
    faults: ["forbidden"],
    examples: [{ what: "Each day at 08:00", body: EXAMPLE }],
    run: ({ reports }: Needs, { body, visitor, doer }) => reports.schedules.add(body, visitor, doer),
  }),
  route({
    method: "PUT",
    path: "/v1/schedules/:id",
    right: "report",
    limit: "within",
    needsProof: true,
    summary: "Changes or pauses a schedule; whoever does it is its owner from then on",
    params: ID,
    body: CHANGED_SCHEDULE,
    answer: SCHEDULE,
    faults: ["forbidden", "not-found", "changed-meanwhile"],
    examples: [{ what: "Paused", isOnce: true, params: { id: "1" }, body: { ...EXAMPLE, isPaused: true } }],
    run: ({ reports }: Needs, { params: { id }, body, visitor, doer }) =>
      reports.schedules.put(Number(id), body, visitor, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/schedules/:id",
    right: "report",
    limit: "within",
    summary: "Removes a schedule; what it has sent stays in the log",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "One", isOnce: true, params: { id: "1" } }],
    run: ({ reports }: Needs, { params: { id }, visitor, doer }) =>
      reports.schedules.remove(Number(id), visitor, doer),
  }),
  route({
    method: "POST",
    path: "/v1/schedules/:id/runs/:run",
    right: "report",
    limit: "within",
    summary: "Tries a run that was refused again, as of now",
    params: Type.Object({
      ...ID.properties,
      run: uuid({ description: "its id" }),
    }),
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "The last one", isOnce: true, params: { id: "1", run: "…" } }],
    run: ({ reports }: Needs, { params: { id, run }, visitor, doer }) =>
      reports.schedules.again(Number(id), run, visitor, doer),
  }),
];
