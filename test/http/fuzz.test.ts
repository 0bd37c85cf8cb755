import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Program, startProgram } from "../program.ts";
import { ODD_REQUESTS } from "./odd.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

it("no request that the table can think of makes the server fail, and every answer is as documented", async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(ODD_REQUESTS, async ({ method, target, type, body }) => {
      // The fetch of test/answers.ts throws where an answer is not what the document says.
      const response = await fetch(program.url + target, {
        method,
        redirect: "manual",
        headers: { authorization: `Bearer ${program.key}`, "content-type": type },
        ...(body === undefined ? {} : { body }),
      });
      await response.arrayBuffer();
      statuses.add(response.status);
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
  // It came past the checks, and was stopped by them.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
});
