import type { Scene } from "#wire/scenery.ts";
import type { NamedScreen, ScreenPlan, ScreensAnswer } from "#wire/screens.ts";
import { call, callUntil, type Outcome, type Problem } from "../api/call.ts";
import { Reader, together } from "../api/reader.svelte.ts";
import type { Server } from "../shell/server.svelte.ts";

const EVERY_MS = 2_000;
const NO_DISPLAYS: Promise<Outcome<readonly Display[]>> = Promise.resolve({ ok: true, answer: [] });

/** A browser that may show a wall. */
export interface Display {
  id: number;
  version: number;
  screen: string;
  place: string;
  seenAt: number;
  approvedAt: number;
  approvedBy: string;
  address: string | null;
  agent: string | null;
}

interface Listed {
  screens: ScreensAnswer;
  displays: readonly Display[];
}

/** All screens, polled from the server, and the actions on them. */
export class ScreenList {
  readonly reader: Reader<Listed>;
  /** Why the server refused the last action. */
  refusal = $state.raw<Problem | null>(null);

  /** @param hasDisplays whether the person may know the displays too */
  constructor(server: Server, hasDisplays: boolean) {
    const heard = ({ screens }: Listed, askedAt: number) => server.hear(screens.at, askedAt);
    this.reader = new Reader({ every: EVERY_MS, now: server.now, heard }, (signal) =>
      together({
        screens: callUntil(signal, "GET /v1/screens"),
        displays: hasDisplays ? callUntil(signal, "GET /v1/displays") : NO_DISPLAYS,
      }),
    );
  }

  /** Null: not known yet. */
  get answer(): ScreensAnswer | null {
    return this.reader.answer?.screens ?? null;
  }
  get displays(): readonly Display[] {
    return this.reader.answer?.displays ?? [];
  }

  /** @param version the one that is changed; 0: a new screen */
  async put(name: string, version: number, plan: ScreenPlan): Promise<boolean> {
    const body = { ...plan, version };
    return (await this.#settle(call("PUT /v1/screens/:name", { params: { name }, body }))).ok;
  }

  remove(name: string): Promise<boolean> {
    return this.#done(call("DELETE /v1/screens/:name", { params: { name } }));
  }

  /** Undoes a removal. */
  putBack({ name, scene, rotation, theme, lang, thaiDigits, sound }: NamedScreen): Promise<boolean> {
    return this.put(name, 0, { scene, rotation, theme, lang, thaiDigits, sound });
  }

  takeOver(name: string, scene: Scene, minutes: number): Promise<boolean> {
    return this.#done(
      call("POST /v1/screens/:name/takeover", { params: { name }, body: { scene, minutes } }),
    );
  }

  giveBack(name: string): Promise<boolean> {
    return this.#done(call("DELETE /v1/screens/:name/takeover", { params: { name } }));
  }

  rename(name: string, to: string): Promise<boolean> {
    return this.#done(call("POST /v1/screens/:name/rename", { params: { name }, body: { name: to } }));
  }

  /** The display as it is then; null: it was refused. */
  async place({ id, version }: Display, place: string): Promise<Display | null> {
    const given = { params: { id: String(id) }, body: { place, version } };
    const outcome = await this.#settle(call("PUT /v1/displays/:id", given));
    return outcome.ok ? outcome.answer : null;
  }

  /** A display that is revoked asks to be paired again. */
  revoke(id: number): Promise<boolean> {
    return this.#done(call("DELETE /v1/displays/:id", { params: { id: String(id) } }));
  }

  /** Acknowledges the alarm: the screen is silent until something else breaks. */
  acknowledge(name: string): Promise<boolean> {
    return this.#done(call("POST /v1/screens/:name/acknowledge", { params: { name } }));
  }

  /** True on success; else `refusal` has the reason. */
  async #done(calling: Promise<Outcome<unknown>>): Promise<boolean> {
    return (await this.#settle(calling)).ok;
  }
  async #settle<T>(calling: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await calling;
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.reader.refresh();
    return outcome;
  }
}
