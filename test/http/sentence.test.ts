import { expect, it } from "vitest";
import { allowedBy } from "../../backend/http/sentence.ts";
import { idOf, ROUTES } from "../routes.ts";

it.each(ROUTES.map((route) => [idOf(route), route] as const))(
  "what each field may be can be said, whatever is wrong with it: %s",
  (_name, { params, query, body }) => {
    for (const fields of [params, query, body])
      for (const schema of Object.values(fields?.properties ?? {})) expect(allowedBy(schema)).not.toBe("");
  },
);
