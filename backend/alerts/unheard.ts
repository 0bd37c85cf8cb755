import { covers, extentOf, type Scope } from "#wire/access.ts";
import type { Rule, Unheard } from "#wire/alerts.ts";
import { chainsAt, type Hearers } from "./chain.ts";
import { type KnownCodes, NAMELESS, partsOf } from "./codes.ts";

/** No source, screen or recipient has this name. */
const ANY = "";

/**
 * Rules that are on, with what of their alerts nobody would hear. Whether somebody is on duty in a rota at that moment is
 * another question: a rota hears of what it says.
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
    // Sources and screens come and go: of one that nobody names only those hear who name none.
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
