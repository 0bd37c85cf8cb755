import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Reason, Rule } from "#wire/alerts.ts";
import type { Episode, Intent, World } from "./episode.ts";

/** Why somebody is told of what has not changed. */
export function chainReason(was: Episode, { chain }: World, now: number): Reason {
  if (was.isHurried) return "nobody-on-duty";
  if (chain.some((step) => cameOnDuty(step, was).length > 0)) return "duty-began";
  const following = nextStep(chain, was);
  return following && dueAt(was, following) <= now ? "chain-step" : "hearers-changed";
}

/** The step of the chain that was not reached yet; undefined: it is at its end. */
export const nextStep = <S extends { afterMinutes: number }>(
  chain: readonly S[],
  { taken }: Pick<Episode, "taken">,
): S | undefined => chain.find(({ afterMinutes }) => taken === null || afterMinutes > taken);

/** Who is on duty in a rota that had nobody when this step was taken. */
const cameOnDuty = (
  { afterMinutes, duty }: World["chain"][number],
  { rotas }: Pick<Episode, "rotas">,
): number[] =>
  [...(duty ?? [])].flatMap(([id, own]) =>
    rotas.some(({ step, rota, isTold }) => step === afterMinutes && !isTold && own.includes(rota))
      ? [id]
      : [],
  );

/** When a step of an episode that has fired is due. */
export const dueAt = (
  { chainFrom }: Pick<Episode, "chainFrom">,
  { afterMinutes }: { afterMinutes: number },
): number => chainFrom! + afterMinutes * MINUTE;

/** Nobody else is woken by an alert of long ago. */
export const isTooOld = (rule: Rule, { firedAt }: Episode, now: number) =>
  firedAt !== null && now - firedAt > rule.chainHours * HOUR;

/** Takes the steps that are due, up to one that finds nobody: the next is a change of its own, which says why. */
export function takeSteps(was: Episode, chain: World["chain"], now: number, say: Intent[]): Episode {
  // Also where no step is left: it is said once that nobody was on duty.
  let next = { ...was, isHurried: false };
  const following = nextStep(chain, was);
  for (const each of chain) {
    const { afterMinutes: step, recipients, duty, manned = [], unmanned = [] } = each;
    const isOver = was.taken !== null && step <= was.taken;
    if (!isOver && !(was.isHurried && each === following) && now < dueAt(was, each)) break;
    const came = cameOnDuty(each, next);
    const { rotas } = next;
    const isNew = (rota: number) => rotas.every((of) => of.rota !== rota);
    // What was taken is over, but for whoever hears of it since, and where nobody was on duty: a shift alone tells nobody.
    const isDue = (id: number) => !isOver || !duty?.has(id) || came.includes(id) || duty.get(id)!.some(isNew);
    const fresh = recipients.filter((id) => isDue(id) && !next.said.includes(id));
    const again = recipients.filter((id) => (!isOver || came.includes(id)) && next.said.includes(id));
    if (fresh.length > 0) say.push({ kind: "firing", step, recipients: fresh });
    if (again.length > 0) say.push({ kind: "reminder", step, recipients: again });
    next = {
      ...next,
      said: [...next.said, ...fresh],
      rotas: [
        ...rotas.map((of) => (of.step === step && manned.includes(of.rota) ? { ...of, isTold: true } : of)),
        ...manned.filter((rota) => !isOver || isNew(rota)).map((rota) => ({ step, rota, isTold: true })),
        ...(isOver ? [] : unmanned.map((rota) => ({ step, rota, isTold: false }))),
      ],
    };
    if (isOver) continue;
    next = { ...next, taken: step, isHurried: unmanned.length > 0 };
    if (next.isHurried) break;
  }
  return next;
}
