import type { Logger } from "pino";
import { dayOf, isoDate, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { NewRecipient } from "#wire/alerts.ts";
import { SERVER } from "./audit/write.ts";
import { realClock } from "./kit/clock.ts";
import type { WarRoom } from "./main.ts";
import { openPost } from "./sender/post.ts";
import { ROSTER } from "./simulator/roster.ts";
import { openSimulator } from "./simulator/simulator.ts";

const HISTORY_DAYS = 14;
/** A bank of a demo has been slow for so long at its first start, so that alerts come at once, and is for so long after it. */
const SLOW = { bank: "KBANK", beforeMs: 3 * HOUR, afterMs: 3 * HOUR, factor: 8 };

const mailTo = (name: string) => ({ kind: "mail", to: `${name}@aoc1441.example` }) as const;
/** Heads of the shift take turns; a deputy stands in. Their ids and numbers are nobody's: see the mailbox. */
const head = (name: string, number: string): NewRecipient => ({
  name,
  lang: "th",
  mostIn10Minutes: 10,
  hears: [],
  channels: [
    { kind: "line", to: `U1441c0de1441c0de1441c0de1441${number}` },
    { kind: "sms", to: `080000${number}` },
    mailTo(`head-${number}`),
  ],
});
const HEADS = [
  head("หัวหน้าเวร ผลัด ก", "1451"),
  head("หัวหน้าเวร ผลัด ข", "1452"),
  head("หัวหน้าเวร ผลัด ค", "1453"),
];
const DEPUTY = head("รองหัวหน้าเวร", "1454");
/** Who is told in a demo beside whoever is on duty. What is sent to them ends in the demo's mailbox. */
const LISTENERS: readonly NewRecipient[] = [
  {
    name: "ห้องประสานงานธนาคาร",
    lang: "th",
    mostIn10Minutes: 20,
    channels: [{ kind: "telegram", to: "-1001441144114" }, mailTo("banks")],
    hears: [{ policy: "duty", afterMinutes: 0 }],
  },
  {
    name: "ฝ่ายวิเคราะห์",
    lang: "th",
    mostIn10Minutes: 20,
    channels: [mailTo("analysts")],
    hears: [{ policy: "duty", afterMinutes: 0 }],
  },
  {
    name: "ผู้อำนวยการศูนย์",
    lang: "th",
    mostIn10Minutes: 5,
    channels: [{ kind: "sms", to: "0800001442" }, mailTo("director")],
    hears: [{ policy: "duty", afterMinutes: 10 }],
  },
  {
    name: "System on-call",
    lang: "en",
    mostIn10Minutes: 10,
    channels: [mailTo("on-call"), { kind: "telegram", to: "-1001441144115" }],
    hears: [{ policy: "system", afterMinutes: 0 }],
  },
];
const [MORNING, EVENING] = [8 * 60, 20 * 60];

/** Makes the recipients of a demo and their rota, if it has none. */
export async function addListeners({ alerts }: Pick<WarRoom, "alerts">): Promise<void> {
  if ((await alerts.recipients()).length > 0) return;
  const add = async (recipient: NewRecipient) => (await alerts.addRecipient(recipient, SERVER)).id;
  for (const listener of LISTENERS) await add(listener);
  const [a, b, c] = [await add(HEADS[0]!), await add(HEADS[1]!), await add(HEADS[2]!)];
  const today = dayOf(realClock.now());
  const rota = await alerts.rotas.add(
    {
      name: "หัวหน้าเวร",
      firstDay: isoDate(today - 1),
      hears: [{ policy: "duty", afterMinutes: 0 }],
      // A day, the next night, then a day off.
      shifts: [
        { from: MORNING, until: EVENING, turn: "daily", people: [a, b, c] },
        { from: EVENING, until: MORNING, turn: "daily", people: [c, a, b] },
      ],
    },
    SERVER,
  );
  const from = startOf(today + 1) + EVENING * MINUTE;
  const until = from + 12 * HOUR;
  await alerts.rotas.override(rota, { from, until, recipient: await add(DEPUTY), reason: "แลกเวร" }, SERVER);
}

/**
 * Runs the simulator against a war room, through HTTP and with its own keys, like any source. Sends the history first
 * (two weeks, or what is missing since the last run), then continues in real time. Returns a function that stops it.
 */
export async function playCentre(
  room: WarRoom,
  options: { published: boolean; speed: number; seed: number },
  log: Logger,
): Promise<() => Promise<void>> {
  const before = (await room.sources.list()).filter(({ simulated }) => simulated);
  const keys = new Map<string, string>();
  for (const { heartbeatSeconds, ...player } of ROSTER) {
    const { key } = await room.sources.register({
      ...player,
      beatSeconds: heartbeatSeconds,
      simulated: true,
    });
    keys.set(player.name, key);
  }
  // The time of the first start: what is sent again after a restart must be the same.
  const since = (await room.sources.playedSince())!;
  const { bank, factor } = SLOW;
  const spell = { bank, factor, from: since - SLOW.beforeMs, to: since + SLOW.afterMs };
  const post = openPost({ url: room.url, clock: realClock });
  const simulator = openSimulator({
    post,
    keys,
    clock: realClock,
    seed: options.seed,
    spell,
    speed: options.speed,
    log,
  });

  const onProgress = progress(options.published ? "1 to 6 November 2023" : "history");
  const playing = (async () => {
    if (options.published) await simulator.publish(onProgress);
    else {
      const through = before.map((source) => source.through ?? 0);
      const sent = through.length > 0 ? Math.min(...through) : 0;
      const known = sent > realClock.now() - HISTORY_DAYS * DAY;
      await simulator.backfill(known ? { since: sent } : { days: HISTORY_DAYS }, onProgress);
      simulator.play();
    }
    onProgress(null);
  })().catch((error: unknown) => log.error({ err: error }, "the simulator stopped"));
  return async () => {
    await simulator.close();
    await playing;
  };
}

/** Prints a progress counter on one line; null ends the line. */
function progress(what: string): (progress: { done: number; total: number } | null) => void {
  const started = realClock.ticks();
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    const seconds = Math.round((realClock.ticks() - started) / 1000);
    if (now === null) console.log(`${what}: sent in ${seconds} s\n`);
    else if (realClock.ticks() - last > 2000) {
      last = realClock.ticks();
      console.log(
        `${what}: ${Math.round((100 * now.done) / Math.max(now.done, now.total))} % (${now.done} events)`,
      );
    }
  };
}
