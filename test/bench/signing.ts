import { addTotp, firstAdministrator, newPerson, openClient, PASSWORD } from "../access/client.ts";
import type { Program } from "../program.ts";
import type { Held, Opened, Question } from "./door.ts";
import { type Bench, median, ms, quantile, type Row, share, sleep } from "./row.ts";

const MOST_MS = 150;
const MOST_HELD_MS = 25;
/** So often, a rest before each: a stall of the machine does not come each time, what a sign-in holds does. */
const ROUNDS = 5;
const TIMES = 20;
/** The next code, and what one address may try meanwhile. */
const CODE_MS = 30_000;
/** Longer than any wait after a failure. */
const FREE_MS = 20 * 60_000;

async function open(bench: Bench) {
  const door = bench.scope.helper("door.ts");
  const ask = <Answer>(question: Question) => door.ask<Answer>(question);
  const { url, firstLink } = await ask<Opened>({ open: true });
  const administrator = await firstAdministrator({ url, firstLink } as Program);
  return { url, ask, administrator };
}

export const signing: Row = {
  name: "signing",
  what: "sign-in with password and code, and for how long it holds the server's thread",
  toReach: `≤ ${MOST_MS} ms, held ≤ ${MOST_HELD_MS} ms`,
  anywhere: false,
  async run(bench) {
    const { url, ask, administrator } = await open(bench);
    let now = Date.now();
    const { codeAt } = await addTotp(administrator, () => now);
    async function signIn(): Promise<number> {
      now = await ask<number>({ turn: CODE_MS });
      const client = openClient(url);
      const began = performance.now();
      const first = await client.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
      const second = await client.ask("POST", "/v1/session/second", { code: codeAt(now) });
      const took = performance.now() - began;
      if (second.status !== 200) throw new Error(JSON.stringify([first.body, second.body]));
      return took;
    }
    for (let n = 0; n < 5; n++) await signIn();
    const times = share(bench, TIMES, 5);
    const took: number[] = [];
    const rounds: { idle: Held; held: Held }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await ask({ watch: true });
      await sleep(times * 50);
      const idle = await ask<Held>({ held: true });
      await ask({ watch: true });
      for (let n = 0; n < times; n++) took.push(await signIn());
      rounds.push({ idle, held: await ask<Held>({ held: true }) });
    }
    const held = median(rounds.map((round) => round.held.most));
    const [typical, slow] = [median(took), quantile(took, 0.95)];
    const each = (of: "idle" | "held") => rounds.map((round) => round[of].most.toFixed(1)).join(", ");
    return {
      reached: `${ms(typical)}, held ${held.toFixed(1)} ms`,
      ok: typical <= MOST_MS && held <= MOST_HELD_MS,
      remarks: [
        `the median of ${took.length} sign-ins, one after the other, each of two requests; 95 of 100 within ${ms(slow)}; embedded database`,
        `the longest that the thread was held, the median of ${ROUNDS} rounds of ${times} sign-ins: ${each("held")} ms; idle for as long before each: ${each("idle")} ms`,
      ],
      numbers: { median: typical, p95: slow, held },
    };
  },
};

const MOST_TOLD = 0.1;
const GUESSES = 200;

/** Whose password is wrong: each must be answered as `nobody` is. */
const KINDS = ["anong", "invited", "disabled", "federated", "second"] as const;

export const guessing: Row = {
  name: "guessing",
  what: "is a wrong name told apart by the time of the answer, from a wrong password of whoever there may be?",
  toReach: `0.5 ± ${MOST_TOLD}`,
  anywhere: false,
  async run(bench) {
    const { url, ask, administrator } = await open(bench);
    const scope = { banks: null, provinces: null, agencies: null };
    const invited = { name: "invited", displayName: "invited", role: "viewer", scope };
    await administrator.ask("POST", "/v1/people", invited);
    const { id } = await newPerson({ url }, administrator, "disabled", "viewer");
    await administrator.ask("POST", `/v1/people/${id}/disable`);
    const { client } = await newPerson({ url }, administrator, "second", "viewer");
    const now = await ask<number>({ turn: 0 });
    await addTotp(client, () => now);
    await ask({ federate: "federated" });
    const password = "a password that nobody has";
    async function guess(name: string): Promise<number> {
      await ask({ turn: FREE_MS });
      const client = openClient(url);
      const began = performance.now();
      const { status } = await client.ask("POST", "/v1/session", { name, password });
      const took = performance.now() - began;
      if (status !== 401) throw new Error(`answered ${status}`);
      // What is written of it afterwards must not count for the next one.
      await sleep(20);
      return took;
    }
    const names = ["nobody", ...KINDS] as const;
    for (const name of [...names, ...names]) await guess(name);
    const times = new Map<string, number[]>(names.map((name) => [name, []]));
    // In another order each time, so that what else the machine does falls on all.
    for (let n = 0; n < share(bench, GUESSES, 20); n++)
      for (let place = 0; place < names.length; place++) {
        const name = names[(place * (n % 2 === 0 ? 1 : names.length - 1) + n) % names.length]!;
        times.get(name)!.push(await guess(name));
      }
    const nobody = times.get("nobody")!;
    const told = KINDS.map((kind) => ({ kind, longer: shareOfLonger(times.get(kind)!, nobody) }));
    const { kind, longer } = told.reduce((most, each) =>
      Math.abs(each.longer - 0.5) > Math.abs(most.longer - 0.5) ? each : most,
    );
    return {
      reached: `${longer.toFixed(3)} (${kind})`,
      ok: Math.abs(longer - 0.5) <= MOST_TOLD,
      remarks: [
        `how often the answer to a wrong password takes longer than that to a name that nobody has, over all pairs of ${nobody.length} and ${nobody.length} (Mann and Whitney's U): 0.5 tells nothing; by chance one lies within ± ${(2 / Math.sqrt(6 * nobody.length)).toFixed(3)} in 95 of 100 runs. The one furthest away of: ${told.map((each) => `${each.kind} ${each.longer.toFixed(3)}`).join(", ")}`,
        `medians: ${names.map((name) => `${name} ${median(times.get(name)!).toFixed(1)} ms`).join(", ")}`,
      ],
      numbers: { longer, wrongPassword: median(times.get("anong")!), wrongName: median(nobody) },
    };
  },
};

/** How often one of the first is larger than one of the second; equal ones count half. */
function shareOfLonger(first: readonly number[], second: readonly number[]): number {
  let larger = 0;
  for (const a of first) for (const b of second) larger += a > b ? 1 : a === b ? 0.5 : 0;
  return larger / (first.length * second.length);
}
