import { type Calls, call, callUntil } from "../api/call.ts";
import type { Reads } from "../shell/frame.ts";
import { Polled } from "./polled.svelte.ts";

/** All that is kept of a source but its name. */
export type Change = Calls["PUT /v1/sources/:name"]["body"];
export type Source = Calls["GET /v1/sources"]["answer"][number];

/** A key that was just made; it is shown this once. */
export interface ShownKey {
  /** Of its source, or its own. */
  name: string;
  key: string;
  /** When the other keys of the source end; epoch ms; null: at once, or it has none. */
  othersEndAt: number | null;
}

/** All sources, and the actions on them. */
export class SourceList extends Polled<Source> {
  shownKey = $state.raw<ShownKey | null>(null);

  constructor(frame: Reads) {
    super(frame, (signal) => callUntil(signal, "GET /v1/sources"));
  }

  async make(name: string, its: Omit<Change, "version">): Promise<boolean> {
    const outcome = await this.proved(() => call("POST /v1/sources", { body: { name, ...its } }));
    if (outcome.ok) this.shownKey = { name, key: outcome.answer.key, othersEndAt: null };
    return outcome.ok;
  }

  /** Its version; null: it was refused. */
  async change(name: string, body: Change): Promise<number | null> {
    const outcome = await this.proved(() => call("PUT /v1/sources/:name", { params: { name }, body }));
    return outcome.ok ? outcome.answer.version : null;
  }

  async rotate(name: string, overlapHours: number): Promise<boolean> {
    const given = { params: { name }, body: { overlapHours } };
    const outcome = await this.proved(() => call("POST /v1/sources/:name/keys", given));
    if (outcome.ok) {
      const { key, othersEndAt } = outcome.answer;
      this.shownKey = { name, key, othersEndAt };
    }
    return outcome.ok;
  }

  async revoke(name: string): Promise<boolean> {
    return (await this.proved(() => call("DELETE /v1/sources/:name", { params: { name } }))).ok;
  }

  async revokeKey(name: string, number: number): Promise<boolean> {
    const params = { name, number: String(number) };
    return (await this.proved(() => call("DELETE /v1/sources/:name/keys/:number", { params }))).ok;
  }

  async restoreKey(name: string, number: number): Promise<boolean> {
    const params = { name, number: String(number) };
    return (await this.proved(() => call("POST /v1/sources/:name/keys/:number/restore", { params }))).ok;
  }
}
