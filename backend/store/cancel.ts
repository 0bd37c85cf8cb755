import type pg from "pg";

/** Cancels what runs on a server's connection when `signal` aborts, by another connection of the pool. */
export function cancelOn(signal: AbortSignal | undefined, client: pg.PoolClient, pool: pg.Pool) {
  let cancelled: Promise<Error> | undefined;
  const cancel = () => {
    const { processID } = client as unknown as { processID: number };
    const sent = pool.query("select pg_cancel_backend($1)", [processID]);
    // The cancel may come when another statement runs: nobody else may get this connection.
    cancelled = sent.then(
      () => new Error("cancelled"),
      (error: Error) => error,
    );
  };
  signal?.addEventListener("abort", cancel, { once: true });
  return {
    /** With an error the connection must be closed. */
    end() {
      signal?.removeEventListener("abort", cancel);
      return cancelled;
    },
  };
}
