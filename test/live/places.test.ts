/** Who may open a connection, by where it comes from. */
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { openPlaces, type Party } from "../../backend/live/places.ts";
import { handClock, type Program, startProgram } from "../program.ts";

function placesAt() {
  const clock = handClock(0);
  const places = openPlaces({ clock, displayOf: () => null });
  /** Asks for so many; gives the requests that are let in. */
  const letIn = (count: number, key: string | null, standing: Party["standing"]) =>
    Array.from({ length: count }, () => ({ headers: {} }) as IncomingMessage).filter((request) =>
      places.takeOther(request, { standing, key }),
    );
  /** How many of so many are let in, of a network or of who is known. */
  const take = (count: number, network?: string) => letIn(count, network ?? null, "stranger").length;
  const takeEmbed = (count: number, name: string) => letIn(count, name, "embed").length;
  const takeKnown = (count: number, name: string) => letIn(count, name, "known").length;
  return { clock, places, letIn, take, takeEmbed, takeKnown };
}

describe("a network", () => {
  it("that asks for more than its part is refused, and keeps no other out", async () => {
    const { clock, take } = placesAt();
    expect(take(10_000, "a")).toBe(250);
    expect(take(1, "b")).toBe(1);
    await clock.turn(1_000);
    expect(take(10_000, "a")).toBe(50);
    expect(take(200, "b")).toBe(200);
  });

  it("that keeps its connections gets no more than a quarter of all", async () => {
    const { clock, places, letIn, take } = placesAt();
    const open = [];
    for (;;) {
      const [request] = letIn(1, "a", "stranger");
      if (!request) break;
      open.push(places.opened(request));
      await clock.turn(100);
    }
    expect(open).toHaveLength(1_000);
    expect(take(1, "b")).toBe(1);
    open.pop()!();
    expect(take(1, "a")).toBe(1);
  });

  it("is forgotten when it has none and has rested, and has its whole part again", async () => {
    const { clock, places, take } = placesAt();
    expect(take(300, "a")).toBe(250);
    places.sweep();
    expect(take(1, "a")).toBe(0);
    await clock.turn(6_000);
    places.sweep();
    expect(take(300, "a")).toBe(250);
  });

  it("that cannot be told from others has no part of its own, and all together have what there is", () => {
    expect(placesAt().take(10_000)).toBe(1_000);
  });
});

describe("whoever is known", () => {
  it("is let in while strangers use up all that they may, also behind one address or none", () => {
    const { take, takeKnown } = placesAt();
    expect([take(10_000, "a"), take(10_000)]).toEqual([250, 750]);
    expect(takeKnown(10, "person 1")).toBe(10);
  });

  it("has one part however many connections it opens, and keeps no other out", () => {
    const { takeKnown } = placesAt();
    expect([takeKnown(10_000, "person 1"), takeKnown(10, "person 2")]).toEqual([250, 10]);
  });
});

describe("an embed", () => {
  it("is let in while strangers use up all that they may, and keeps neither people nor other embeds out", () => {
    const { take, takeEmbed, takeKnown } = placesAt();
    expect([take(10_000, "a"), take(10_000)]).toEqual([250, 750]);
    expect([takeEmbed(10_000, "embed 1"), takeEmbed(10, "embed 2")]).toEqual([250, 10]);
    for (const n of [3, 4, 5]) takeEmbed(10_000, `embed ${n}`);
    expect([takeEmbed(1, "embed 6"), takeKnown(10, "person 1")]).toEqual([0, 10]);
  });
});

describe("the program", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ config: { trustedProxies: ["127.0.0.1"] } });
  });
  afterAll(() => program.close());

  it("lets a wall in while a stranger at another address floods", async () => {
    const open = async (address: string) =>
      (
        await fetch(`${program.url}/socket.io/?EIO=4&transport=polling`, {
          headers: { "x-forwarded-for": address },
        })
      ).status;
    const flood = () => Promise.all(Array.from({ length: 100 }, () => open("192.0.2.1")));
    let statuses: number[] = [];
    while (!statuses.includes(503)) statuses = await flood();
    const [others] = await Promise.all([open("192.0.2.2"), flood()]);
    expect(others).toBe(200);
  });

  it("lets the page of an embed in where it has shown its ticket, while strangers flood from everywhere", async () => {
    const made = await fetch(`${program.url}/v1/embeds`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "portal", scene: "calls", endsAt: Date.now() + HOUR }),
    });
    const ticket = ((await made.json()) as { address: string }).address.split("#")[1]!;
    const at = (address: string, path: string, more: Record<string, string> = {}) =>
      fetch(program.url + path, { headers: { "x-forwarded-for": address, ...more } });
    const socket = async (address: string) =>
      (await at(address, "/socket.io/?EIO=4&transport=polling")).status;
    const shown = await at("192.0.2.3", "/v1/embed", { authorization: `Bearer ${ticket}` });
    const forged = await at("192.0.2.4", "/v1/embed", { authorization: `Bearer ${ticket}x` });
    expect([shown.status, forged.status]).toEqual([200, 401]);
    // Each address has a part of its own: what they all use up is the strangers'. Of twenty, one is the embed's.
    const flood = () =>
      Promise.all(
        Array.from({ length: 400 }, async (_, n) => {
          const address = ["192.0.2.3", "192.0.2.4"][n % 20] ?? `198.51.100.${n % 250}`;
          return { address, status: await socket(address) };
        }),
      );
    let answers: Awaited<ReturnType<typeof flood>> = [];
    while (answers.filter(({ status }) => status === 503).length < 200) answers = await flood();
    const of = (address: string) =>
      new Set(answers.filter((each) => each.address === address).map(({ status }) => status));
    expect([...of("192.0.2.3")]).toEqual([200]);
    expect(of("192.0.2.4")).toContain(503);
  });
});
