import { expect, it } from "vitest";
import { openClosers } from "../../backend/kit/closers.ts";

it("releases all, the last added first, each after the one before, whatever throws; the first error is thrown", async () => {
  const { add, close } = openClosers();
  const said: string[] = [];
  add(() => void said.push("database"));
  add(() => {
    said.push("sources");
    throw new Error("sources");
  });
  add(async () => {
    said.push("live begins");
    await new Promise(setImmediate);
    said.push("live ends");
    throw new Error("live");
  });
  add(() => void said.push("http"));
  const closing = close();
  expect(close()).toBe(closing);
  await expect(closing).rejects.toThrow("live");
  expect(said).toEqual(["http", "live begins", "live ends", "sources", "database"]);
  await expect(close()).rejects.toThrow("live");
  expect(said).toHaveLength(5);
});

it("that has nothing to release ends at once", async () => {
  await openClosers().close();
});
