import type { EventType } from "#wire/events.ts";
import type { Change, Source } from "./list.svelte.ts";

/** What is entered of a source; null of a list: any; of `eventsPerMinute`: no limit of its own. */
export interface Draft {
  name: string;
  nameTh: string;
  types: readonly string[] | null;
  banks: readonly string[] | null;
  agencies: readonly string[] | null;
  beatSeconds: number | null;
  eventsPerMinute: number | null;
  mayRead: boolean;
  accountNumbers: boolean;
}

/** The types that can be chosen: a report is at no bank, so a source with banks sends none. */
export const typesFor = (all: readonly EventType[], banks: Draft["banks"]): EventType[] =>
  all.filter((type) => banks === null || !type.startsWith("report."));

/** Does a source send all that it can? */
export const sendsAll = (source: Pick<Source, "types" | "banks">, all: readonly EventType[]) =>
  typesFor(all, source.banks).every((type) => source.types.includes(type));

/** @param source null: a new one */
export function draftOf(source: Source | null, all: readonly EventType[]): Draft {
  if (source === null)
    return {
      name: "",
      nameTh: "",
      types: null,
      banks: null,
      agencies: null,
      beatSeconds: 30,
      eventsPerMinute: null,
      mayRead: false,
      accountNumbers: false,
    };
  const { name, nameTh, banks, agencies, beatSeconds, eventsPerMinute, mayRead, accountNumbers } = source;
  const types = sendsAll(source, all) ? null : source.types;
  return { name, nameTh, types, banks, agencies, beatSeconds, eventsPerMinute, mayRead, accountNumbers };
}

/** What is wrong with a draft, by its fields. */
export function faultsOf(draft: Draft, taken: readonly string[], all: readonly EventType[]) {
  const { name, banks, agencies, beatSeconds, eventsPerMinute } = draft;
  return {
    name: !/^[\w./-]{1,100}$/.test(name),
    taken: taken.includes(name),
    lists: [chosenTypes(draft, all), banks, agencies].some((list) => list?.length === 0),
    beat: !isWhole(beatSeconds) || beatSeconds < 1 || beatSeconds > 86_400,
    limit: eventsPerMinute !== null && (!isWhole(eventsPerMinute) || eventsPerMinute < 1),
  };
}
const isWhole = (value: number | null): value is number => Number.isInteger(value);

/** Of the chosen types those that it can have. */
const chosenTypes = ({ types, banks }: Draft, all: readonly EventType[]) =>
  typesFor(all, banks).filter((type) => types === null || types.includes(type));

/** All that is kept of a source but its name. */
export function changeOf(draft: Draft, all: readonly EventType[]): Change {
  const { name, nameTh, types: _types, banks, agencies, beatSeconds, ...rest } = draft;
  return {
    ...rest,
    nameTh: nameTh.trim() || name,
    types: chosenTypes(draft, all),
    banks: banks && [...banks],
    agencies: agencies && [...agencies],
    beatSeconds: beatSeconds ?? 30,
  };
}

/** A source as it is, to be put back. */
export const changeBack = (source: Source, version: number): Change => {
  const { nameTh, types, banks, agencies, beatSeconds, eventsPerMinute, mayRead, accountNumbers } = source;
  return {
    nameTh,
    types: types as EventType[],
    banks,
    agencies,
    beatSeconds,
    eventsPerMinute,
    mayRead,
    accountNumbers,
    version,
  };
};
