import type { Rule, RuleBody } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

export async function listRules(run: Run): Promise<Rule[]> {
  const rows = await run<{ id: string; version: number; from_at: string; body: RuleBody }>("listRules");
  return rows.map(({ id, version, from_at, body }) => ({ id, version, from: Number(from_at), ...body }));
}

/** Until the transaction ends, nobody else changes one. */
export async function lockRules(run: Run): Promise<void> {
  await run("lockRules");
}

export async function addRule(run: Run, id: string, body: RuleBody, by: string, at: number): Promise<number> {
  const [row] = await run<{ version: number }>("addRule", [id, iso(at), by, JSON.stringify(body)]);
  return row!.version;
}

/** How many versions of all rules were made since then. */
export async function countRuleVersions(run: Run, since: number): Promise<number> {
  const [row] = await run<{ count: number }>("countRuleVersions", [iso(since)]);
  return row!.count;
}
