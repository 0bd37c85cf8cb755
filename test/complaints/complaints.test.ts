/** test/complaints/complaints.md names every complaint about alerts and reports that is ours, and tests that there are. */
import { expect, it } from "vitest";
import { isThere, read, referred } from "../proofs.ts";

const OURS = [14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25];

const rows = [...read("test/complaints/complaints.md").matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)].map(
  ([, id, what, by]) => ({ id: Number(id), what: what!, shown: referred(by!) }),
);

it("each complaint stands there once, with where it was said", () => {
  expect(rows.map(({ id }) => id)).toEqual(OURS);
  for (const { id, what } of rows) expect(what, `${id}`).toMatch(/[\w-]+\/[\w-]+#\d+/);
});

it("each has tests that there are, one of which has its number in its title", () => {
  const gone = rows.flatMap(({ id, shown }) =>
    shown.filter((each) => !isThere(each)).map((each) => ({ id, ...each })),
  );
  expect(gone).toEqual([]);
  for (const { id, shown } of rows) {
    expect(shown, `${id}`).not.toEqual([]);
    const named = shown.filter(({ title }) => title.startsWith(`complaint ${id}: `));
    expect(named.length, `${id}`).toBe(1);
  }
});
