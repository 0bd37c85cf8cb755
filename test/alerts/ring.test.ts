import { describe, expect, it } from "vitest";
import { type Browser, type Obstacle, obstacleOf } from "../../dashboard/alerts/ring.ts";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1";
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15";
const CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/149.0.0.0 Mobile Safari/537.36";
const able: Browser = { isSecure: true, hasPush: true, agent: CHROME, touchPoints: 5, permission: "default" };

describe("a browser that", () => {
  it.each<[string, Partial<Browser>, Obstacle | null]>([
    ["has everything, and was not asked", {}, null],
    ["has allowed it", { permission: "granted" }, null],
    ["has refused it", { permission: "denied" }, "blocked"],
    ["came without TLS", { isSecure: false, hasPush: false, permission: "denied" }, "not-secure"],
    ["has no push", { hasPush: false, permission: null }, "no-push"],
    ["is on an iPhone, in a tab", { agent: IPHONE, hasPush: false, permission: null }, "home-screen"],
    ["is on an iPhone, from its home screen", { agent: IPHONE }, null],
    [
      "is on an iPad, which says that it is a Mac",
      { agent: MAC, hasPush: false, permission: null },
      "home-screen",
    ],
    ["is on an old Mac", { agent: MAC, touchPoints: 0, hasPush: false, permission: null }, "no-push"],
  ])("%s", (_what, more, obstacle) => {
    expect(obstacleOf({ ...able, ...more })).toBe(obstacle);
  });
});
