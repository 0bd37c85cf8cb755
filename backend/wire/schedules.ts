/** Schedules of reports. Types only: the schemas must not reach the browser. */

import type { Static } from "@sinclair/typebox";
import type { READERS, RUN, RUN_WHY, SCHEDULE, SCHEDULES } from "./schedules.schema.ts";

export type { ChangedSchedule, ScheduleBody } from "./schedules.schema.ts";

export type Schedule = Static<typeof SCHEDULE>;
export type ScheduleList = Static<typeof SCHEDULES>;
/** One day's report of a schedule, and what became of it. */
export type ScheduleRun = Static<typeof RUN>;
export type RunWhy = Static<typeof RUN_WHY>;
/** The log of who got a report. */
export type Readers = Static<typeof READERS>;
