import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./schema.ts";

/** Schema of `/v1/alerts/load`: how many alerts people get. Times are epoch ms. */
const time = Type.Integer();

const count = Type.Integer({ minimum: 0 });

const EPISODE_IDS = Type.Array(Type.Integer(), { description: "the newest, 100 at most" });

const UNTIL_TAKEN = {
  taken: Type.Integer({ description: "that somebody acknowledged" }),
  medianSeconds: nullable(Type.Number(), { description: "from the alert to its first acknowledgement" }),
  p90Seconds: nullable(Type.Number()),
};

/** `GET /v1/alerts/load`: how many alerts people get, and what becomes of them. */
export const LOAD = Type.Object({
  at: time,
  from: time,
  guideline: Type.Object(
    { steady: count, flood: count },
    {
      description: "messages in ten minutes: EEMUA 191 wants fewer than `steady`, and calls `flood` a flood",
    },
  ),
  recipients: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      messages: count,
      inTenMinutes: Type.Number({ description: "on average, over the whole time" }),
      most: Type.Integer({ description: "within any ten minutes" }),
      mostAt: nullable(time, { description: "when those ended" }),
      episodes: EPISODE_IDS,
    }),
  ),
  fired: count,
  ...UNTIL_TAKEN,
  untouched: Type.Integer({ description: "over, and nobody had acknowledged or closed it" }),
  untouchedEpisodes: EPISODE_IDS,
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      nameTh: Type.String(),
      nameEn: Type.String(),
      fired: count,
      messages: count,
      ...UNTIL_TAKEN,
      untouched: count,
      episodes: EPISODE_IDS,
    }),
    { description: "those that made most messages first" },
  ),
});
export type Load = Static<typeof LOAD>;
