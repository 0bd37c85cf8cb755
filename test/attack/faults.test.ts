import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failures, refusals, shortfall, slowness } from "./faults.ts";
import { lookBacks } from "./lookBacks.ts";
import { pastTargets } from "./pastTargets.ts";
import { openCounts } from "./register.ts";

function counted(...statuses: (string | number)[]) {
  const counts = openCounts();
  for (const status of statuses) counts.add(status);
  return counts;
}

describe("what an attack looks for", () => {
  it("are answers by which the server failed, also of handshakes", () => {
    const well = ["200", "400", "503", "not answered", "Error: Unexpected server response: 503"];
    expect(failures([counted(...well)], "requests")).toBeNull();
    const badly = ["500", "502", "Error: Unexpected server response: 500"];
    expect(failures([counted(...well), counted(...badly)], "requests")).toMatch(/^3 of 8 requests/);
  });
  it("are questions that were refused", () => {
    expect(refusals(counted(200, 429, 503, "given up"))).toBeNull();
    expect(refusals(counted(200, 404))).toContain("1 × 404");
    expect(refusals(counted(200, 500))).toContain("1 × 500");
  });
  it("is what was not sent", () => {
    expect(shortfall(100, 100, "requests")).toBeNull();
    expect(shortfall(99, 100, "requests")).toMatch(/^99 of 100 requests/);
  });
  it("is what took too long, or never came", () => {
    expect(slowness(2_000, 2_000, "a figure")).toBeNull();
    expect(slowness(2_001, 2_000, "a figure")).toContain("a figure took");
    expect(slowness(Number.NaN, 2_000, "a figure")).not.toBeNull();
  });
});

describe("against a server that fails", () => {
  const failing = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end("{}");
  });
  beforeAll(() => new Promise<void>((resolve) => failing.listen(0, "127.0.0.1", resolve)));
  afterAll(() => void failing.close());

  it.each([lookBacks, pastTargets])("$name says so", async (attack) => {
    const found: string[] = [];
    const url = `http://127.0.0.1:${(failing.address() as AddressInfo).port}`;
    // What is loaded for the first request is not part of the second that the attack has.
    await fetch(url);
    await attack.run({
      url,
      ...{ key: "key", cookie: "cookie=1", seconds: 1 },
      say() {},
      fail: (line) => line !== null && void found.push(line),
    });
    expect(found.join("; ")).toContain("500");
  });
});
