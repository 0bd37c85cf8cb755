import { expect, it } from "vitest";
import { networkOf } from "../../backend/access/network.ts";
import { openSignInPace } from "../../backend/access/networkPace.ts";
import type { Fault } from "../../backend/kit/fault.ts";

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["", ""],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::9", "2001:db8:1:2"],
  ["2001:0db8:0001:0002::9", "2001:db8:1:2"],
  ["2001:db8::9", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
])("the network of %j is %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

/** The seconds to wait; null: none. */
function openTaking(budget: { perSecond: number; atOnce: number }, ticks: () => number) {
  const pace = openSignInPace(budget, ticks);
  return (address: string) => {
    try {
      pace(address);
      return null;
    } catch (error) {
      return (error as Fault).retryAfter;
    }
  };
}

it("each network has its own budget, which comes back with time", () => {
  let now = 0;
  const take = openTaking({ perSecond: 1, atOnce: 3 }, () => now);
  expect([take("192.0.2.1"), take("192.0.2.1"), take("192.0.2.1"), take("192.0.2.1")]).toEqual([
    ...[null, null, null, 1],
  ]);
  expect(take("192.0.2.2")).toBeNull();
  expect(take("2001:db8:1:2::1")).toBeNull();
  now += 1_000;
  expect(take("192.0.2.1")).toBeNull();
  expect(take("192.0.2.1")).toBe(1);
});

it("many addresses of one IPv6 network share a budget", () => {
  const take = openTaking({ perSecond: 1, atOnce: 3 }, () => 0);
  const waits = Array.from({ length: 5 }, (_, n) => take(`2001:db8:1:2::${n}`));
  expect(waits).toEqual([null, null, null, 1, 1]);
});

it("of more addresses than are kept those that asked long ago are forgotten, not those that ask", () => {
  const take = openTaking({ perSecond: 1, atOnce: 1 }, () => 0);
  expect(take("192.0.2.1")).toBeNull();
  for (let n = 0; n < 20_000; n++) {
    take(`10.0.${n >> 8}.${n & 255}`);
    if (n % 1_000 === 0) expect(take("192.0.2.1")).toBe(1);
  }
  expect(take("10.0.0.0")).toBeNull();
});
