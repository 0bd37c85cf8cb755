import { dayOf, isoDate } from "#calendar/days.ts";
import type { FrameOf } from "../shell/frame.ts";
import { type Refused, refusedOf } from "./faults.ts";
import type { Limit } from "./limits.ts";
import { type Asked, limitsOf, type Section } from "./room.svelte.ts";
import type { Words } from "./words.th.ts";

/** How many days back is a day of the last whole period. */
const BACK = { daily: 1, weekly: 7, monthly: 31, custom: 7 };
const STANDARDS = ["a-2u", "ua-1"] as const;

/** What is asked for. It stands in the address, so that a copied link shows the same. */
export class Composing {
  readonly kinds: readonly Asked["kind"][];
  readonly allSections: readonly Section[];
  /** Not in the address: it may name a person. */
  memo = $state.raw({ unit: "", number: "", to_person: "" });
  readonly #frame: FrameOf<Words>;
  readonly #today = $derived.by(() => {
    const { heardAt } = this.#frame.server;
    return heardAt === null ? null : dayOf(heardAt);
  });

  constructor(frame: FrameOf<Words>) {
    this.#frame = frame;
    this.kinds = Object.keys(frame.words.kinds) as Asked["kind"][];
    this.allSections = Object.keys(frame.words.section) as Section[];
  }

  get kind(): Asked["kind"] {
    return this.kinds.find((each) => each === this.#get("kind")) ?? "weekly";
  }

  /** An ISO date. Null: neither does the address say it, nor is the server's day known. */
  get from(): string | null {
    return this.#get("from") ?? this.#daysAgo(BACK[this.kind]);
  }

  get to(): string | null {
    return this.#get("to") ?? this.#daysAgo(1);
  }

  get sections(): readonly Section[] {
    return this.allSections.filter((each) => !this.#left.includes(each));
  }

  get limits(): Record<Limit, readonly string[]> {
    const codesIn = (name: Limit) => this.#get(name)?.split(",").filter(Boolean) ?? [];
    return {
      // A public edition names no bank.
      banks: this.#get("public") ? [] : codesIn("banks"),
      provinces: codesIn("provinces"),
      agencies: codesIn("agencies"),
    };
  }

  /** Of the PDF. */
  get standard(): Asked["standard"] {
    return STANDARDS.find((each) => each === this.#get("standard"));
  }

  /** Why there can be no report of what is chosen; null: there can, or the server's day is not known. */
  get refused(): Refused | null {
    const { kind, from, to } = this;
    if (from === null || to === null || this.#today === null) return null;
    return refusedOf({ kind, from, to }, this.#today);
  }

  get asked(): Asked | null {
    const { kind, from, to, standard } = this;
    if (from === null || to === null || this.#today === null || this.refused) return null;
    const asOf = this.#get("asOf");
    return {
      kind,
      from,
      lang: this.#frame.address.lang,
      ...(kind === "custom" ? { to } : {}),
      ...this.#limited,
      ...(this.#get("public") ? { public: "true" as const } : {}),
      ...(this.#get("form") === "memo" ? { form: "memo" as const, ...this.memo } : {}),
      ...(this.#get("digits") ? { digits: "thai" as const } : {}),
      ...(asOf ? { asOf } : {}),
      ...(standard ? { standard } : {}),
    };
  }

  /** What a schedule takes of it. */
  get content() {
    const { asked, memo } = this;
    return {
      ...this.#limited,
      public: asked?.public === "true",
      memo:
        asked?.form && !asked.public ? { unit: memo.unit, number: memo.number, to: memo.to_person } : null,
      thaiDigits: asked?.digits === "thai",
    };
  }

  /** Asks for something else: parameters of the address. */
  ask(changes: Readonly<Record<string, string | null>>): void {
    for (const [name, value] of Object.entries(changes)) this.#frame.address.set(name, value);
  }

  leaveOut(more: readonly Section[]): void {
    this.#leave([...this.#left, ...more]);
  }

  toggle(section: Section): void {
    const left = this.#left;
    if (left.includes(section)) this.#leave(left.filter((each) => each !== section));
    else this.leaveOut([section]);
  }

  #get(name: string): string | null {
    return this.#frame.address.get(name);
  }

  #daysAgo(days: number): string | null {
    return this.#today === null ? null : isoDate(this.#today - days);
  }

  /** The sections that are left out. */
  get #left(): readonly string[] {
    return (this.#get("without") ?? "").split(",");
  }

  #leave(sections: readonly string[]): void {
    this.#frame.address.set("without", sections.filter(Boolean).join(",") || null);
  }

  /** Sections and codes; nothing of what is not limited. */
  get #limited() {
    const { sections } = this;
    return {
      ...(sections.length < this.allSections.length ? { sections: [...sections] } : {}),
      ...limitsOf(this.limits),
    };
  }
}
