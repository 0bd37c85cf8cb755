import { type Static, Type } from "@sinclair/typebox";
import { SUBJECT } from "./alerts.schema.ts";
import type { CommonScenery } from "./scenery.ts";
import { nullable, oneOf } from "./schema.ts";

/** Schema of `/v1/situation`. The dashboard imports only its type. Times are epoch ms. */
const NAME = Type.Object({ th: Type.String(), en: Type.String() });

export const SITUATION = Type.Object({
  at: Type.Integer(),
  rules: Type.Integer({ description: "rules of alerts that are on, of those that the visitor may know" }),
  judgedUntil: nullable(Type.Integer(), {
    description: "null: alerts are judged; else they have not been since then, or never (0)",
  }),
  scenery: nullable(
    Type.Unsafe<CommonScenery>(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: "the parts of a wall's scene that its header is made of, as walls are sent them",
        },
      ),
    ),
    { description: "null: the visitor is limited to some banks, provinces or agencies" },
  ),
  banks: Type.Record(Type.String(), NAME, {
    description: "what banks are called that are not called by their code",
  }),
  alerts: Type.Array(
    Type.Object({
      id: Type.Integer(),
      condition: Type.String(),
      subject: SUBJECT,
      look: oneOf(["broken", "watch", "no-data"]),
      what: NAME,
    }),
    { description: "the open ones, those first that nobody has acknowledged, then the worst" },
  ),
});
export type Situation = Static<typeof SITUATION>;
