import { describe, expect, it } from "vitest";
import { ownPath } from "../../dashboard/shell/ownPath.ts";

const ORIGIN = "https://war-room.example";

describe("the page to return to", () => {
  it.each([
    ["/people", "/people"],
    ["/people?state=active&lang=en", "/people?state=active&lang=en"],
    ["/war-room/screens", "/war-room/screens"],
    ["/people#x", "/people"],
    ["/a/../people", "/people"],
    [null, null],
    ["", null],
    ["people", null],
    ["//evil.example/people", null],
    ["/\\evil.example", null],
    ["/\t/evil.example", null],
    ["\\\\evil.example", null],
    ["https://evil.example/", null],
    ["javascript:alert(1)", null],
    ["/sign-in?to=/people", null],
    ["/war-room/sign-in", null],
    ["/link", null],
  ])("of %s is %s", (text, path) => {
    expect(ownPath(text, ORIGIN)).toBe(path);
  });
});
