/** backend/alerts/FAULTS.md has a row for each fault, with what happens and tests that there are. */
import { expect, it } from "vitest";
import { isThere, read, referred } from "../proofs.ts";

const rows = [...read("backend/alerts/FAULTS.md").matchAll(/^\| (.+?) \| (.+?) \| (.+) \|$/gm)]
  .map(([, fault, happens, by]) => ({ fault: fault!, happens: happens!, shown: referred(by!) }))
  .filter(({ fault }) => fault !== "fault" && !fault.startsWith("-"));

it("each row says what happens, and names tests that there are", () => {
  expect(rows.length).toBeGreaterThan(40);
  for (const { fault, happens, shown } of rows) {
    expect(happens.length, fault).toBeGreaterThan(4);
    expect(shown, fault).not.toEqual([]);
    expect(
      shown.filter((each) => !isThere(each)),
      fault,
    ).toEqual([]);
  }
});

it("has a row for each point at which a process may be killed, and for each answer that a receiver may give", () => {
  const rowsOf = (file: string) =>
    [...read(`test/${file}`).matchAll(/\b(?:what|point): (["`])(.+?)\1/g)].map(([, , title]) => title!);
  const named = (file: string) =>
    new Set(
      rows.flatMap(({ shown }) => shown.filter((each) => each.file === file).map(({ title }) => title)),
    );
  const points = rowsOf("alerts/crashes.test.ts");
  expect(points.length).toBeGreaterThan(5);
  expect(points.filter((point) => !named("alerts/crashes.test.ts").has(point))).toEqual([]);
  // What is left is a variant of a row: a time that is over, and one that cannot be read.
  expect(rowsOf("alerts/faults.test.ts").filter((what) => !named("alerts/faults.test.ts").has(what))).toEqual(
    ["names a date that is over", "says nothing that can be read"],
  );
});
