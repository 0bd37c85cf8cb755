import type { EventType } from "#wire/events.ts";
import { sendsAll } from "./draft.ts";
import type { Source } from "./list.svelte.ts";
import type { Words } from "./words.th.ts";

/** What it may send, in a line: "3 types · KBANK · any agency". */
export function scopeLine(source: Pick<Source, "types" | "banks" | "agencies">, words: Words): string {
  const isAll = sendsAll(source, Object.keys(words.typeNames) as EventType[]);
  return [
    isAll ? words.anyType : words.types(source.types.length),
    source.banks?.join(", ") ?? words.anyBank,
    source.agencies?.join(", ") ?? words.anyAgency,
  ].join(" · ");
}
