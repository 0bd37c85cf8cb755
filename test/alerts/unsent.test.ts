/** What becomes of a message that nobody takes: its server is down for long, or its recipient has no channel for it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Channel, MessageRow, Recipient } from "#wire/alerts.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

let clock: MovedClock;
let hook: Hook;
/** A mail server that is down, but where a test opens it. */
let down: Post;
let program: Program;
const banks: string[] = [];
beforeAll(async () => {
  clock = movedClock();
  [hook, down] = await Promise.all([openHook(), openPostOffice()]);
  program = await startProgram({ clock, config: sendingBy(down) });
  await down.close();
  banks.push(...(await alerts.banks()));
  // One rule speaks: whatever else comes is a message that nobody expected.
  await alerts.setRules(({ id }) => (id === "freeze-overdue" ? null : { isOn: false }));
});
afterAll(async () => {
  await program.close();
  await hook.close();
});
afterEach(async () => {
  await alerts.clear("recipients");
  for (const { id, state } of await open())
    if (state !== "pending") await ask("POST", `/v1/alerts/${id}/resolve`, {});
  hook.expectNoMore();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask, open, read } = alerts;
const byMail: Channel = { kind: "mail", to: "duty@example.go.th" };
const byHook = (): Channel => ({ kind: "webhook", url: hook.url, format: "standard" });
const byLine: Channel = { kind: "line", to: `U${"0123456789abcdef".repeat(2)}` };
/** A freeze of the next bank is overdue: what its alert's log says of its messages. */
async function late() {
  const bank = banks.shift()!;
  banks.push(bank);
  const answer = await alerts.late([bank], { satang: 5_000_000 });
  await until(async () => (await alerts.episodeOf(bank))?.id).toBeDefined();
  const { id } = await alerts.episodeOf(bank);
  const messages = async (): Promise<MessageRow[]> => (await read(id)).messages;
  return { id, bank, answer, messages };
}
/** The bank has answered, for as long as the rule asks. */
async function over(id: number, answer: () => Promise<unknown>) {
  await answer();
  await until(async () => (await read(id)).transitions.at(-1)!.reason).toBe("recovery-began");
  clock.ahead += 3 * MINUTE;
  await until(async () => (await read(id)).episode.state).toBe("resolved");
}
const told = ({ channel, state, why, attempts }: MessageRow) =>
  [channel, state, why, attempts.map(({ code }) => code).join(" ")] as const;
const tries = (code: string, times: number) => Array.from({ length: times }, () => code).join(" ");
/** Waits for so many tries, each of which is made when it is due. */
async function tried(messages: () => Promise<MessageRow[]>, times: number) {
  for (let n = 1; n <= times; n++) {
    await until(async () => (await messages())[0]?.attempts.length).toBe(n);
    const [{ state, dueAt }] = (await messages()) as [MessageRow];
    if (state === "queued" && n < times) clock.ahead += Math.max(0, dueAt - clock.now()) + SECOND;
  }
}

describe("a server that is down", { timeout: 60_000 }, () => {
  it("for mail: after three tries the next channel is used", async () => {
    await alerts.add({ channels: [byMail, byHook()] });
    const { messages } = await late();
    await tried(messages, 3);
    await until(async () => (await messages()).map(told)).toEqual([
      ["mail", "refused", "gave-up", tries("ECONNREFUSED", 3)],
      ["webhook", "delivered", null, "204"],
    ]);
    expect(hook.got).toHaveLength(1);
  });

  it.each(["mail", "webhook"] as const)(
    "for %s, with no further channel: after ten tries in an hour it is given up, its log says so, and nobody hears of an end",
    async (kind) => {
      const gone = await openHook();
      await gone.close();
      const channel: Channel =
        kind === "mail" ? byMail : { kind: "webhook", url: gone.url, format: "standard" };
      await alerts.add({ channels: [channel] });
      const { id, bank, answer, messages } = await late();
      const began = clock.now();
      await tried(messages, 10);
      expect(Math.abs(clock.now() - began - 49 * MINUTE)).toBeLessThan(2 * MINUTE);
      await until(async () => (await messages()).map(told)).toEqual([
        [kind, "refused", "gave-up", tries("ECONNREFUSED", 10)],
      ]);
      // It is open as before, for whoever looks at the page or at a wall.
      expect(await alerts.episodeOf(bank)).toMatchObject({ id, state: "firing", owner: null });
      await over(id, answer);
      expect(await messages()).toHaveLength(1);
    },
  );

  it("for mail, and comes back before the last try: it is sent once, and so is its end", async () => {
    await alerts.add({ channels: [byMail] });
    const { id, answer, messages } = await late();
    await tried(messages, 9);
    const post = await openPostOffice(down.port);
    const [{ dueAt }] = (await messages()) as [MessageRow];
    clock.ahead += dueAt - clock.now() + SECOND;
    await until(() => post.got.length).toBe(1);
    await until(async () => (await messages()).map(told)).toEqual([
      ["mail", "sent", null, `${tries("ECONNREFUSED", 9)} 250`],
    ]);
    expect(post.got[0]!.text).not.toContain("repetition");
    await over(id, answer);
    await until(() => post.got.length).toBe(2);
    expect(post.got[1]!.text).toMatch(/^Over: /);
    await post.close();
  });
});

describe("a recipient", { timeout: 60_000 }, () => {
  it("whose channel is not set up here is told by the next one; without one the log says why nobody is", async () => {
    await alerts.add({ channels: [byLine, byHook()] });
    await alerts.add({ name: "LINE alone", channels: [byLine] });
    const { messages } = await late();
    await until(async () => (await messages()).map(told).sort()).toEqual([
      ["line", "refused", "not-set-up", ""],
      ["line", "refused", "not-set-up", ""],
      ["webhook", "delivered", null, "204"],
    ]);
    expect(hook.got).toHaveLength(1);
  });

  it("who is removed while a message waits gets nothing more, and the log says so", async () => {
    const { id } = await alerts.add({ channels: [byHook()] });
    hook.next.push({ status: 503 });
    const { messages } = await late();
    await tried(messages, 1);
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
    clock.ahead += MINUTE;
    await until(async () => (await messages()).map(told)).toEqual([
      ["webhook", "refused", "recipient-gone", "503 "],
    ]);
    expect(hook.got).toHaveLength(1);
  });

  const changeChannels = async ({ id, name, lang, hears, mostIn10Minutes }: Recipient, channels: Channel[]) =>
    ask("PUT", `/v1/alerts/recipients/${id}`, { name, lang, hears, mostIn10Minutes, channels });

  it("who gets another channel while a message waits is told by that", async () => {
    const recipient = await alerts.add({ channels: [byMail] });
    const { messages } = await late();
    await tried(messages, 1);
    await changeChannels(recipient, [byHook()]);
    clock.ahead += MINUTE;
    await until(async () => (await messages()).map(told)).toEqual([
      ["webhook", "delivered", null, "ECONNREFUSED 204"],
    ]);
    expect(hook.got).toHaveLength(1);
  });

  it("whose channel is taken away while the one before has refused: the log says that there is none", async () => {
    const recipient = await alerts.add({ channels: [byHook(), byMail] });
    hook.next.push({ status: 400 });
    const { messages } = await late();
    await until(async () => (await messages())[1]?.attempts.length).toBe(1);
    await changeChannels(recipient, [byHook()]);
    clock.ahead += MINUTE;
    await until(async () => (await messages()).map(told)).toEqual([
      ["webhook", "refused", "refused-by-receiver", "400"],
      ["mail", "refused", "no-channel", "ECONNREFUSED "],
    ]);
    expect(hook.got).toHaveLength(1);
  });
});
