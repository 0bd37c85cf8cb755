import type { RequireWithin } from "#wire/access.ts";
import type { Rule, RuleBody } from "#wire/alerts.ts";
import type { Doer } from "../audit/write.ts";
import { Fault, requireRoom } from "../kit/fault.ts";
import type { Audited } from "./audited.ts";
import type { Known } from "./judge.ts";
import { addRule, listRules } from "./ruleQueries.ts";
import { extentsOfRule } from "./within.ts";

export interface RuleDeeds {
  rules(): Promise<Rule[]>;
  putRule(id: string, body: RuleBody, doer: Doer, within: RequireWithin): Promise<Rule>;
}

/** Each is judged every second. */
const MOST = 500;

/** The rules, and what people change of them. */
export function ruleDeeds(deed: Audited, known: () => Promise<Known>): RuleDeeds {
  return {
    rules: async () => [...(await known()).rules],
    putRule: (id, body, doer, within) =>
      deed(doer, "alert-rule.changed", { kind: "alert-rule", id }, async (run, at) => {
        const all = await listRules(run);
        const before = all.find((rule) => rule.id === id);
        if (before) within(extentsOfRule(before));
        else requireRoom(all.length, MOST, "rules");
        const version = await addRule(run, id, body, doer.by.name, at);
        if (version !== (before?.version ?? 0) + 1)
          throw new Fault("busy", "somebody else changed this rule just now; look at it, and try again", {
            retryAfter: 1,
          });
        return { before, after: { version, ...body }, gives: { id, version, from: at, ...body } };
      }),
  };
}
