import { covers, extentOf, type Scope } from "#wire/access.ts";
import type { Rule, Unheard } from "#wire/alerts.ts";
import { type KnownCodes, NAMELESS, partsOf } from "./codes.ts";
import { chainsAt, type Hearers } from "./escalation.ts";

/** A name that no source, screen or recipient has. */
const ANY = "";

/**
 * Lists the rules that are on whose alerts nobody would be told of, wholly or in part. It does not ask whether a rota has
 * somebody on duty: a rota counts as told.
 * @param scope what the reader may know
 */
export function unheardOf(
  rules: readonly Rule[],
  hearers: Hearers,
  codes: KnownCodes,
  scope: Scope,
  at: number,
): Unheard[] {
  const chainFor = chainsAt(hearers, at);
  const named = [...hearers.recipients, ...hearers.rotas]
    .flatMap(({ hears }) => hears)
    .flatMap(({ subjects = [] }) => subjects.map(partsOf));
  return rules.flatMap(({ id: rule, isOn, by, only, policy, severity }): Unheard[] => {
    if (!isOn) return [];
    const isHeard = (of: string | null) => chainFor({ policy, severity, subject: { by, of } }).length > 0;
    const mayKnow = (of: string) => covers(scope, extentOf({ by, of }));
    if (NAMELESS.includes(by)) return isHeard(null) ? [] : [{ rule, by, of: null, except: [] }];
    const known = only ?? codes.filter(({ kind }) => kind === by).map(({ code }) => code);
    // Sources and screens come and go. Recipients that name no subject hear of all of them.
    if (known.length === 0) {
      const heard = named.flatMap((each) => (each.by === by && each.of && isHeard(each.of) ? [each.of] : []));
      return isHeard(ANY) ? [] : [{ rule, by, of: null, except: [...new Set(heard.filter(mayKnow))] }];
    }
    const mine = known.filter(mayKnow);
    const unheard = mine.filter((of) => !isHeard(of));
    if (unheard.length === 0) return [];
    return [{ rule, by, of: unheard.length === mine.length ? null : unheard, except: [] }];
  });
}
