import { type Calls, call, callUntil } from "../api/call.ts";
import type { Reads } from "../shell/frame.ts";
import { Polled } from "./polled.svelte.ts";

export type ReadingKey = Calls["GET /v1/reading-keys"]["answer"][number];
export type NewReadingKey = Calls["POST /v1/reading-keys"]["body"];

/** The keys for reading figures, and the actions on them. */
export class ReadingKeys extends Polled<ReadingKey> {
  constructor(frame: Reads) {
    super(frame, (signal) => callUntil(signal, "GET /v1/reading-keys"));
  }

  /** The key, which is told only here; null: refused. */
  async make(body: NewReadingKey): Promise<string | null> {
    const outcome = await this.proved(() => call("POST /v1/reading-keys", { body }));
    return outcome.ok ? outcome.answer.key : null;
  }

  async revoke(name: string): Promise<boolean> {
    return (await this.proved(() => call("DELETE /v1/reading-keys/:name", { params: { name } }))).ok;
  }
}
