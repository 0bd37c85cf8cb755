import { expect, it } from "vitest";
import type { Route } from "../../backend/http/route.ts";
import { allowedBy } from "../../backend/http/sentence.ts";
import { TABLE } from "../../backend/http/table.ts";

it.each((TABLE as readonly Route[]).map((route) => [`${route.method} ${route.path}`, route] as const))(
  "what each field may be can be said, whatever is wrong with it: %s",
  (_name, { params, query, body }) => {
    for (const fields of [params, query, body])
      for (const schema of Object.values(fields?.properties ?? {})) expect(allowedBy(schema)).not.toBe("");
  },
);
