import { isDeepStrictEqual } from "node:util";
import { DAY } from "#calendar/units.ts";
import type { RequireWithin } from "#wire/access.ts";
import type { ChangedRule, Rule, RuleBody } from "#wire/alerts.ts";
import type { Doer } from "../audit/write.ts";
import { requireRoom, requireVersion } from "../kit/fault.ts";
import { requireRoomToday } from "../store/versions.ts";
import type { Audited } from "./audited.ts";
import { extentsOfRule } from "./inScope.ts";
import type { Known } from "./judge.ts";
import { addRule, countRuleVersions, listRules, lockRules } from "./ruleQueries.ts";

export interface RuleDeeds {
  rules(): Promise<Rule[]>;
  /** Gives the rule as it is, if it says the same already. Throws `bad-request`, `changed-meanwhile`. */
  putRule(id: string, changed: ChangedRule, doer: Doer, within: RequireWithin): Promise<Rule>;
}

/** Each is judged every second. */
const MOST = 500;

const isSame = ({ id: _, version: __, from: ___, ...was }: Rule, body: RuleBody) =>
  isDeepStrictEqual(was, body);

/** The rules, and what people change of them. */
export function ruleDeeds(deed: Audited, known: () => Promise<Known>): RuleDeeds {
  return {
    rules: async () => [...(await known()).rules],
    putRule: (id, { version: of, ...body }, doer, within) =>
      deed(doer, "alert-rule.changed", { kind: "alert-rule", id }, async (run, at) => {
        await lockRules(run);
        const all = await listRules(run);
        const before = all.find((rule) => rule.id === id);
        if (before) within(extentsOfRule(before));
        else requireRoom(all.length, MOST, "rules");
        requireVersion(`the rule ${id}`, of, before?.version ?? 0);
        if (before && isSame(before, body)) return { gives: before, changesNothing: true };
        requireRoomToday(await countRuleVersions(run, at - DAY), "rules");
        const version = await addRule(run, id, body, doer.by.name, at);
        return { before, after: { version, ...body }, gives: { id, version, from: at, ...body } };
      }),
  };
}
