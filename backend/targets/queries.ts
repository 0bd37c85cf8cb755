import type { Target, TargetVersion } from "#wire/targets.ts";
import type { Run } from "../store/store.ts";

/** All versions of all targets, by id and version. */
export async function listTargets(run: Run): Promise<TargetVersion[]> {
  const rows = await run<{ id: string; version: number; from_at: string; made_by: string; body: Target }>(
    "listTargets",
  );
  return rows.map(({ id, version, from_at, made_by, body }) => ({
    id,
    version,
    from: Number(from_at),
    by: made_by,
    target: body,
  }));
}

/** Until the transaction ends, nobody else changes one. */
export async function lockTargets(run: Run): Promise<void> {
  await run("lockTargets");
}

/** Returns the number of the new version, which is 1 for a new target. */
export async function addTarget(
  run: Run,
  { id, from, by, target }: Omit<TargetVersion, "version">,
): Promise<number> {
  const [row] = await run<{ version: number }>("addTarget", [
    ...[id, new Date(from).toISOString(), by, JSON.stringify(target)],
  ]);
  return row!.version;
}
