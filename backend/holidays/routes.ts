import { Type } from "@sinclair/typebox";
import { isoDate } from "#calendar/days.ts";
import type { Holidays } from "#calendar/holidays.ts";
import { route } from "../http/route.ts";

export interface HolidayNeeds {
  holidays: Holidays;
}

export const HOLIDAY_ROUTES = [
  route({
    method: "GET",
    path: "/v1/holidays",
    right: "read",
    limit: "same",
    isConstant: true,
    summary: "The public holidays, and the years that are known whole",
    answer: Type.Object({
      years: Type.Array(Type.Integer(), { description: "of the common era" }),
      holidays: Type.Array(Type.Object({ date: Type.String({ format: "date" }), nameTh: Type.String() })),
    }),
    examples: [{ what: "All holidays" }],
    run: ({ holidays }: HolidayNeeds) => ({
      years: [...holidays.years],
      holidays: holidays.list.map(({ day, nameTh }) => ({ date: isoDate(day), nameTh })),
    }),
  }),
];
