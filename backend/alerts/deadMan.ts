import { SECOND } from "#calendar/units.ts";
import type { DeadMan } from "#wire/alerts.ts";
import type { Clock } from "../kit/clock.ts";

/** What the engine knows of itself. */
export interface EngineAudit {
  /** Milliseconds since all rules were last judged. */
  judgedAgo: number;
  /** Due for over a minute. */
  lateMessages: number;
  lateEpisodes: number;
  /** Claims whose sender is gone. */
  expired: number;
}

/** It is judged once a second. */
const JUDGED_WITHIN_MS = 5 * SECOND;
/** An address that does not answer in this time has not heard. */
const PATIENCE_MS = 10 * SECOND;

/** Why the outside must not hear that all is well. */
export function faultsOf(audit: EngineAudit): DeadMan["why"] {
  return [
    ...(audit.judgedAgo > JUDGED_WITHIN_MS ? ["not-judged" as const] : []),
    ...(audit.lateMessages > 0 ? ["messages-late" as const] : []),
    ...(audit.lateEpisodes > 0 ? ["episodes-late" as const] : []),
    ...(audit.expired > 0 ? ["claims-expired" as const] : []),
  ];
}

/**
 * Lets an address outside hear that alerts work, each time only after the engine has audited itself: whoever watches there
 * notices when it falls silent, whatever the cause.
 */
export function openDeadMan(deps: {
  url: string;
  everyMs: number;
  clock: Clock;
  audit: () => Promise<EngineAudit>;
  onTrouble: (what: string, error?: unknown) => void;
}): { state(): DeadMan; close(): Promise<void> } {
  const { url, everyMs, clock, onTrouble } = deps;
  const closing = new AbortController();
  let state: DeadMan = { state: "waiting", at: null, heardAt: null, why: [] };

  async function ping(): Promise<void> {
    const audited = await deps.audit().catch(() => null);
    const why = audited ? faultsOf(audited) : ["not-audited" as const];
    if (why.length > 0) return tell({ ...state, state: "withheld", at: clock.now(), why });
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const code = await fetch(url, { signal, redirect: "manual" }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    const at = clock.now();
    if (code >= 200 && code < 300) tell({ state: "heard", at, heardAt: at, why: [] });
    else tell({ ...state, state: "unreachable", at, why: [] });
  }
  function tell(next: DeadMan) {
    if (closing.signal.aborted) return;
    if (next.state !== state.state && (next.state === "withheld" || next.state === "unreachable"))
      onTrouble(
        next.state === "withheld"
          ? `nobody outside is told that alerts work: ${next.why.join(", ")}`
          : "the address that DEAD_MAN_URL names does not answer",
      );
    state = next;
  }

  async function run() {
    while (!closing.signal.aborted) {
      await ping();
      await clock.sleep(everyMs, closing.signal);
    }
  }
  const running = run();
  return {
    state: () => state,
    async close() {
      closing.abort();
      await running;
    },
  };
}
