import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pagesOf } from "../../backend/store/pages.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";

/** A message of the wire protocol of so many bytes in all. */
function message(letter: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.write(letter);
  bytes.writeInt32BE(size - 1, 1);
  return bytes;
}

describe("what is sent to the embedded database", () => {
  it.each([
    ["one message of a page", [8192], [8192]],
    ["messages within a page", [5, 100, 5], [110]],
    ["a message that ends a byte before its page", [8191, 7, 5], [8203]],
    ["a message that ends with its page", [8192, 7, 5], [8192, 12]],
    ["a message that ends a byte after its page", [8193, 7, 5], [8205]],
    ["two messages that end together with a page", [8000, 192, 5], [8192, 5]],
    ["a message of nineteen pages", [19 * 8192, 7, 10, 5], [19 * 8192, 22]],
    ["pages are counted anew after a cut", [8192, 8192, 5], [8192, 8192, 5]],
  ])("%s", (_, sizes, want) => {
    const bytes = Buffer.concat(sizes.map((size) => message("B", size)));
    const parts = pagesOf(bytes);
    expect(parts.map(({ length }) => length)).toEqual(want);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it("is left whole where it is no message with a letter: the first of a connection", () => {
    const first = Buffer.alloc(40);
    first.writeInt32BE(40);
    expect(pagesOf(first)).toHaveLength(1);
  });
});

describe("the embedded database", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore({ statements: "-- name: measure\nselect length($1::text) as length" });
  });
  afterAll(() => store.close());

  it("answers parameters of every length around one, two and nineteen pages", async () => {
    for (const pages of [1, 2, 19])
      for (let length = pages * 8192 - 80; length <= pages * 8192 + 10; length++) {
        const [row] = await store.run<{ length: number }>("measure", ["x".repeat(length)]);
        expect(row!.length).toBe(length);
      }
  });
});
