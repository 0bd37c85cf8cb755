/** Walls hang where anybody sees them: what is sent to them has no place for a person's data, by its types. */
import { describe, expect, expectTypeOf, it } from "vitest";
import type { Figure } from "#wire/figures.ts";
import type { ServerToScreen } from "#wire/live.ts";
import type {
  BankRisk,
  OpenFreeze,
  SceneAnnotation,
  SceneObjective,
  ScenePace,
  SceneTrend,
  SceneVerdict,
  SourceLamp,
  StripAlert,
  TableRow,
} from "#wire/sceneParts.ts";
import type { Scene, Sceneries } from "#wire/scenery.ts";

/** A text of any content: neither one of a list, nor digits. */
type IsText<T> = string extends T ? true : false;
type Deep = [never, 0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Shapes that come more than once: each is looked at by itself. */
interface Shapes {
  BankRisk: BankRisk;
  Figure: Figure;
  OpenFreeze: OpenFreeze;
  SourceLamp: SourceLamp;
  SceneVerdict: SceneVerdict;
  ScenePace: ScenePace;
  SceneTrend: SceneTrend;
  SceneObjective: SceneObjective;
  SceneAnnotation: SceneAnnotation;
  TableRow: TableRow;
  StripAlert: StripAlert;
}
/** The name of a shape that is exactly this one. */
type NameOf<T> = {
  [K in keyof Shapes]: [T, Shapes[K], keyof T] extends [Shapes[K], T, keyof Shapes[K]] ? K : never;
}[keyof Shapes];

/** The paths of all texts of any content in `T`: `boardRest.satang`. What is of unknown shape is one. */
type Texts<T, Path extends string, Left extends number = 8> = [Left] extends [never]
  ? `${Path}…`
  : unknown extends T
    ? Path
    : T extends readonly (infer Item)[]
      ? Inner<Item, `${Path}[]`, Left>
      : T extends object
        ? {
            [K in keyof T & string]-?: Inner<T[K], `${Path}.${string extends K ? "*" : K}`, Left>;
          }[keyof T & string]
        : IsText<T> extends true
          ? Path
          : never;
type Inner<T, Path extends string, Left extends number> = T extends unknown
  ? [NameOf<T>] extends [never]
    ? Texts<T, Path, Deep[Left]>
    : never
  : never;

/** The messages, without what scenes have: that is looked at scene by scene. */
type Messages = {
  [M in keyof ServerToScreen]: Omit<Parameters<ServerToScreen[M]>[0], "scenery">;
};

/** Scene by scene, each message, and each shape. */
type Sent =
  | { [M in keyof Messages]: Texts<Messages[M], M> }[keyof Messages]
  | { [S in Scene]: Texts<Sceneries[S], S> }[Scene]
  | { [K in keyof Shapes]: Texts<Shapes[K], K> }[keyof Shapes];

/**
 * Every text that a wall may be sent, with what it is. A new one does not compile until it stands here: it must be a code
 * or a name of a list, a source, digits, or made by the centre. Names of people, telephone numbers and accounts are none of
 * these, nor is what somebody wrote: but for what a commander notes for every chart, which is refused with such a number.
 */
const ALLOWED: Record<
  Sent,
  | "a code"
  | "a name in the list of codes"
  | "a source"
  | "digits"
  | "a freeze's id"
  | "a rule and what it is about"
  | "a line for every chart"
  | "made by the server"
  | "a screen, whose name is refused with such a number"
> = {
  "assignment.screen": "a screen, whose name is refused with such a number",
  "snapshot.epoch": "made by the server",
  "snapshot.build": "made by the server",
  "snapshot.banks.*.th": "a name in the list of codes",
  "snapshot.banks.*.en": "a name in the list of codes",
  "frame.epoch": "made by the server",
  "frame.changes.boardRest.satang": "digits",
  "frame.changes.tables.queues.gone[]": "a code",
  "frame.changes.tables.banks.gone[]": "a code",
  "frame.changes.tables.scamTypes.gone[]": "a code",
  "frame.changes.tables.provinces.gone[]": "a code",
  "frame.changes.tables.channels.gone[]": "a code",
  "frame.changes.tables.hops.gone[]": "a code",
  "beat.epoch": "made by the server",
  "beat.sources[].name": "a source",
  "Figure.value": "digits",
  "Figure.numerator": "digits",
  "Figure.denominator": "digits",
  "Figure.missing.sources[]": "a source",
  "OpenFreeze.key": "a freeze's id",
  "OpenFreeze.bank": "a code",
  "OpenFreeze.amountSatang": "digits",
  "BankRisk.bank": "a code",
  "BankRisk.satang": "digits",
  "SourceLamp.name": "a source",
  "SourceLamp.nameTh": "a source",
  "SceneVerdict.numerator": "digits",
  "SceneVerdict.denominator": "digits",
  "StripAlert.key": "digits",
  "StripAlert.what.th": "a rule and what it is about",
  "StripAlert.what.en": "a rule and what it is about",
  "ScenePace.metric": "a code",
  "ScenePace.slice.of": "a code",
  "ScenePace.start": "digits",
  "ScenePace.due": "digits",
  "ScenePace.value.p": "digits",
  "ScenePace.value.q": "digits",
  "ScenePace.planned.p": "digits",
  "ScenePace.planned.q": "digits",
  "ScenePace.goal.p": "digits",
  "ScenePace.goal.q": "digits",
  "ScenePace.now.p": "digits",
  "ScenePace.now.q": "digits",
  "ScenePace.bars[].from": "digits",
  "ScenePace.bars[].until": "digits",
  "SceneAnnotation.text": "a line for every chart",
  "SceneTrend.metric": "a code",
  "SceneTrend.slice.of": "a code",
  "SceneTrend.planned.p": "digits",
  "SceneTrend.planned.q": "digits",
  "SceneAnnotation.slice.of": "a code",
  "SceneObjective.metric": "a code",
  "SceneObjective.numerator": "digits",
  "SceneObjective.denominator": "digits",
  "SceneObjective.month.numerator": "digits",
  "SceneObjective.month.denominator": "digits",
  "SceneObjective.lastHour.bad": "digits",
  "SceneObjective.lastHour.of": "digits",
  "SceneObjective.budget.asked": "digits",
  "SceneObjective.budget.expected": "digits",
  "SceneObjective.budget.used": "digits",
  "SceneObjective.budget.toMend": "digits",
  "SceneObjective.budget.allowed.asked": "digits",
  "SceneObjective.budget.allowed.midnight": "digits",
  "TableRow.code": "a code",
  "TableRow.th": "a name in the list of codes",
  "TableRow.en": "a name in the list of codes",
  "freezes.boardRest.satang": "digits",
};

describe("what walls are sent", () => {
  it("has only texts that are named here", () => {
    expectTypeOf<keyof typeof ALLOWED>().toEqualTypeOf<Sent>();
    expect(Object.keys(ALLOWED)).toHaveLength(68);
  });
  it("would be found with any other, wherever it stands", () => {
    expectTypeOf<Texts<Sceneries["overview"] & { caller: string }, "x">>().toEqualTypeOf<"x.caller">();
    expectTypeOf<Inner<(OpenFreeze & { note?: string })[], "x", 8>>().toEqualTypeOf<
      "x[].key" | "x[].bank" | "x[].amountSatang" | "x[].note"
    >();
    expectTypeOf<
      Texts<{ calls: { by: Record<string, { phone: string | null }> } }, "x">
    >().toEqualTypeOf<"x.calls.by.*.phone">();
    expectTypeOf<Texts<{ said: unknown }, "x">>().toEqualTypeOf<"x.said">();
    expectTypeOf<Texts<{ state: "open" | "settled"; count: number }, "x">>().toEqualTypeOf<never>();
  });
});
