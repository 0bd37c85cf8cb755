import type { Deed } from "#wire/deeds.ts";
import type { Assignment } from "#wire/live.ts";
import type { OfVersion } from "#wire/schema.ts";
import { SCREEN_NAME } from "#wire/screens.schema.ts";
import { DEFAULT_PLAN, type NamedScreen, type ScreenPlan, type Takeover } from "#wire/screens.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault, requireVersion } from "../kit/fault.ts";
import { remember } from "../kit/remember.ts";
import type { Run, Store } from "../store/store.ts";
import { assignmentOf, type Calling, MOST_SCREENS, unconfigured } from "./assignment.ts";
import { isScreenName } from "./plan.ts";
import {
  acknowledgeScreen,
  addScreen,
  listScreens,
  mendAcknowledged,
  putScreen,
  removeScreen,
  renameScreen,
  takeOverScreen,
} from "./queries.ts";

export interface Screens {
  /**
   * The assignments of the screens of these names. An unknown screen gets the default and is not stored: anybody can
   * open a wall under any name. An invalid name is left out of the result.
   */
  assign(names: readonly string[]): Promise<Map<string, Assignment>>;
  list(): Promise<NamedScreen[]>;
  /** Stores a screen that is connected but was never configured, unless it is stored or there are too many. */
  keep(name: string, doer: Doer): Promise<void>;
  /** Throws `bad-request`, `changed-meanwhile`. */
  put(name: string, plan: ScreenPlan & OfVersion, doer: Doer): Promise<NamedScreen>;
  takeOver(name: string, takeover: Takeover | null, doer: Doer): Promise<NamedScreen>;
  /**
   * A person silenced this screen for all that called up to then (epoch milliseconds). It takes no alert: who stands
   * before a wall is not known, and a touch must not end the chain that wakes somebody.
   */
  acknowledge(name: string, upTo: number, doer: Doer): Promise<NamedScreen>;
  remove(name: string, doer: Doer): Promise<void>;
  /** Stores a plan in the transaction of `run`, and audits it; `planned` follows when that is committed. */
  plan(run: Run, name: string, of: (before: ScreenPlan) => ScreenPlan, doer: Doer): Promise<void>;
  planned(): Promise<void>;
  /** Throws `bad-request` when there is a screen of the new name. */
  rename(name: string, to: string, doer: Doer): Promise<NamedScreen>;
  /** What a clock that was ahead has left: an acknowledgement after `now` (epoch ms) is one of now. */
  mend(now: number): Promise<void>;
  /** Another backend changed a screen: clears the cache. */
  forget(): void;
}

/** Which wall shows what. */
export function openScreens(deps: {
  store: Store;
  clock: Clock;
  /** What calls for somebody now. */
  calling: () => Promise<readonly Calling[]>;
  /** A plan was changed, and the screens must be updated at once. */
  onChanged: () => void;
  /** A screen gets another name: what belongs to it follows in the transaction of `run`. */
  follow: (run: Run, name: string, to: string) => Promise<void>;
  /** That was committed. */
  onRenamed: () => void;
}): Screens {
  const { store, clock } = deps;
  const { known, forget } = remember(clock, () => listScreens(store.run));
  const read = () => {
    forget();
    return known();
  };
  const find = async (run: Run, name: string) => (await listScreens(run)).find((each) => each.name === name);

  interface Change {
    deed: Deed;
    doer: Doer;
    /** What the audit says of the screen. */
    of: (screen: NamedScreen) => unknown;
    /** Its name afterwards, if that is another one. */
    to?: string;
  }
  /** Makes and audits a change in a transaction. `make` gives false if nothing was changed: no such screen. */
  async function changeIn(
    run: Run,
    name: string,
    { deed, doer, of, to = name }: Change,
    make: (before: NamedScreen | undefined) => Promise<boolean>,
  ): Promise<NamedScreen | undefined> {
    const before = await find(run, name);
    if (!(await make(before))) throw noScreen(name);
    const after = await find(run, to);
    await writeAudit(
      run,
      {
        ...doer,
        deed,
        of: { kind: "screen", id: name },
        before: before && of(before),
        after: after && of(after),
      },
      clock.now(),
    );
    return after;
  }
  async function change(
    name: string,
    how: Change,
    make: (run: Run) => Promise<boolean>,
  ): Promise<NamedScreen | undefined> {
    if (!isScreenName(name)) throw noScreen(name);
    const after = await store.transaction((run) => changeIn(run, name, how, () => make(run)));
    await planned();
    return after && asOf(after, clock.now());
  }
  async function planned() {
    await read();
    deps.onChanged();
  }
  async function putIn(run: Run, name: string, plan: ScreenPlan & OfVersion) {
    if (await putScreen(run, name, plan, clock.now(), MOST_SCREENS)) return true;
    requireVersion(`the screen ${name}`, plan.version, (await find(run, name))?.version ?? 0);
    throw new Fault("bad-request", `there are ${MOST_SCREENS} screens already; remove one that is gone`);
  }

  return {
    async assign(names) {
      const now = clock.now();
      const [screens, calling] = await Promise.all([known(), deps.calling()]);
      const byName = new Map(screens.map((screen) => [screen.name, screen]));
      return new Map(
        names.filter(isScreenName).map((name) => {
          const screen = byName.get(name) ?? unconfigured(name, now);
          return [name, assignmentOf(screen, calling, now)];
        }),
      );
    },
    async keep(name, doer) {
      if (!isScreenName(name)) return;
      await store.transaction(async (run) => {
        const at = clock.now();
        if (!(await addScreen(run, name, DEFAULT_PLAN.scene!, at, MOST_SCREENS))) return;
        const of = { kind: "screen", id: name };
        await writeAudit(run, { ...doer, deed: "screen.kept", of, after: DEFAULT_PLAN }, at);
      });
    },
    list: async () => (await read()).map((screen) => asOf(screen, clock.now())),
    async put(name, plan, doer) {
      if (!isScreenName(name)) throw new Fault("bad-request", `name: ${SCREEN_NAME.description}`);
      const how: Change = { deed: "screen.planned", doer, of: planIn };
      return (await change(name, how, (run) => putIn(run, name, plan)))!;
    },
    async plan(run, name, of, doer) {
      await changeIn(run, name, { deed: "screen.planned", doer, of: planIn }, (before) =>
        putIn(run, name, of(before ? planIn(before) : DEFAULT_PLAN)),
      );
    },
    planned,
    async rename(name, to, doer) {
      const how: Change = { deed: "screen.renamed", doer, of: ({ name }: NamedScreen) => ({ name }), to };
      const renamed = await change(name, how, async (run) => {
        if (name !== to && (await find(run, to)))
          throw new Fault("bad-request", `there is a screen ${to} already`);
        if (!(await renameScreen(run, name, to, clock.now()))) return false;
        await deps.follow(run, name, to);
        return true;
      });
      deps.onRenamed();
      return renamed!;
    },
    async takeOver(name, takeover, doer) {
      const deed = takeover ? "screen.taken-over" : "screen.given-back";
      const taken = await change(name, { deed, doer, of: ({ takeover }) => takeover }, (run) =>
        takeOverScreen(run, name, takeover, clock.now()),
      );
      return taken!;
    },
    async acknowledge(name, upTo, doer) {
      const of = ({ acknowledgedAt }: NamedScreen) => ({ acknowledgedAt });
      const acknowledged = await change(name, { deed: "screen.acknowledged", doer, of }, (run) =>
        acknowledgeScreen(run, name, upTo),
      );
      return acknowledged!;
    },
    async remove(name, doer) {
      await change(name, { deed: "screen.removed", doer, of: planIn }, (run) => removeScreen(run, name));
    },
    async mend(now) {
      if (!(await mendAcknowledged(store.run, now))) return;
      await planned();
    },
    forget,
  };
}

/** What the audit says of a screen that is told what to show. */
const planIn = ({ scene, rotation, theme, lang, thaiDigits, sound }: NamedScreen): ScreenPlan => ({
  scene,
  rotation,
  theme,
  lang,
  thaiDigits,
  sound,
});

/** Removes a takeover that has expired. */
const asOf = (screen: NamedScreen, now: number): NamedScreen =>
  screen.takeover && screen.takeover.until <= now ? { ...screen, takeover: null } : screen;

const noScreen = (name: string) =>
  new Fault("not-found", `there is no screen ${name.slice(0, 60)}; GET /v1/screens lists them`);
